#!/usr/bin/env bash
# A signed image address made with temporary credentials holds the token at two vendors, and lacks it at the third.
# Software: cos-python-sdk-v5 1.9.44 (Tencent), oss2 2.19.1 (Alibaba), esdk-obs-python 3.26.6 (Huawei).
# Expected: a client that was made with a token puts it into the addresses that it signs, for without it no such address can be valid.
# Seen: oss2 and obs do. cos does not, in get_presigned_url and get_presigned_download_url, although its other requests send it as a
#   header: the caller has to pass {"x-cos-security-token": token} as a parameter of each address.
# Why it matters: addresses of snapshots work with the permanent key of a developer and are all refused with the role of the server, and
#   nothing but the vendor's answer to the browser says so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q cos-python-sdk-v5==1.9.44 oss2==2.19.1 esdk-obs-python==3.26.6
export HOME=$work
cd "$work"
nice -n 10 venv/bin/python - <<'PY'
import sys
import oss2
from obs import ObsClient
from qcloud_cos import CosConfig, CosS3Client

cos = CosS3Client(CosConfig(Region="ap-guangzhou", SecretId="AK", SecretKey="SK", Token="TOKENEXAMPLE"))
oss = oss2.Bucket(oss2.StsAuth("AK", "SK", "TOKENEXAMPLE"), "https://oss-cn-shanghai.aliyuncs.com", "bucket")
obs = ObsClient(access_key_id="AK", secret_access_key="SK", security_token="TOKENEXAMPLE", server="https://obs.cn-north-4.myhuaweicloud.com")
bucket = {"Bucket": "bucket-1250000000", "Key": "cover.jpg"}
addresses = {
    "oss2 sign_url": oss.sign_url("GET", "cover.jpg", 60),
    "obs createSignedUrl": obs.createSignedUrl("GET", "bucket", "cover.jpg").signedUrl,
    "cos get_presigned_url": cos.get_presigned_url(Method="GET", **bucket),
    "cos get_presigned_download_url": cos.get_presigned_download_url(**bucket),
    "cos, token passed once more": cos.get_presigned_url(Method="GET", Params={"x-cos-security-token": "TOKENEXAMPLE"}, **bucket),
}
holds = {name: "TOKENEXAMPLE" in address for name, address in addresses.items()}
for name, address in addresses.items():
    parameters = [part.split("=")[0] for part in address.split("?")[1].split("&")]
    print(f"{name}: token {'in' if holds[name] else 'NOT in'} the address; parameters {', '.join(parameters)}")
if list(holds.values()) != [True, True, False, False, True]:
    sys.exit("the behaviour has changed")
PY
