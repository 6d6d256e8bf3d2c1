#!/usr/bin/env bash
# Switching on the region breaker of Tencent Cloud's Python SDK turns every network error into an AttributeError.
# Software: tencentcloud-sdk-python-common 3.1.195, ClientProfile(disable_region_breaker=False) with a retryer.
# Expected: the breaker counts failures and, after enough of them, uses the backup region. A connection that is refused raises
#   TencentCloudSDKException "ClientNetworkError" as without the breaker, and the retryer tries again.
# Seen: the breaker swallows the exception and returns None, so the next line raises AttributeError. It is no SDK exception, so
#   the retryer does not see it: one attempt instead of three.
# Why it matters: the setting that is meant for outages takes away retries, and programs that catch the SDK's exception end.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q tencentcloud-sdk-python-common==3.1.195
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 "$work/venv/bin/python" - <<'PY'
import socket, sys
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.http.request import ApiRequest
from tencentcloud.common.profile.client_profile import ClientProfile, RegionBreakerProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.common.retry import StandardRetryer

with socket.socket() as unused:  # a port that nobody listens on
    unused.bind(("127.0.0.1", 0))
    port = unused.getsockname()[1]

attempts = 0
send = ApiRequest.send_request

def counted(self, request):
    global attempts
    attempts += 1
    return send(self, request)

ApiRequest.send_request = counted

def call(**options):
    global attempts
    attempts = 0
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=f"127.0.0.1:{port}"),
                            retryer=StandardRetryer(max_attempts=3, backoff_fn=lambda n: 0), **options)
    client = CommonClient("tiw", "2019-09-19", Credential("AKIDEXAMPLE", "SECRETKEYEXAMPLE"), "ap-singapore", profile)
    try:
        client.call_json("DescribeSnapshotTask", {"TaskID": "1"})
    except Exception as error:
        name = type(error).__name__
        return name, getattr(error, "code", str(error)), attempts

without = call()
with_breaker = call(disable_region_breaker=False, region_breaker_profile=RegionBreakerProfile())
print("without the breaker:", without)
print("with the breaker:   ", with_breaker)
if without != ("TencentCloudSDKException", "ClientNetworkError", 3) or with_breaker[0] != "AttributeError" or with_breaker[2] != 1:
    sys.exit("the behaviour has changed")
PY
