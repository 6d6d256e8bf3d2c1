#!/usr/bin/env bash
# One Tencent Cloud credentials file, two keys: the Python SDK takes the quotes of its own documentation for part of the key.
# Software: tencentcloud-sdk-python-common 3.1.195 and tencentcloud-sdk-nodejs-common 4.1.220.
# Expected: the Python class's documentation shows `secret_id=""` in ~/.tencentcloud/credentials, so the quotes are syntax; both
#   SDKs read the same key from the same file, and the same token from TENCENTCLOUD_SESSION_TOKEN.
# Seen: Node reads the key without quotes, Python with them and without an error: it signs as somebody who does not exist.
#   Node reads the token of the environment, Python does not: temporary keys are taken for permanent ones.
# Why it matters: the vendor answers that the key is unknown, the key that one prints to check looks right, and the same machine
#   works from the other language.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q tencentcloud-sdk-python-common==3.1.195
cd "$work"
npm install --silent --no-audit --no-fund tencentcloud-sdk-nodejs-common@4.1.220 >/dev/null
mkdir -p home/.tencentcloud
printf '[default]\nsecret_id="AKIDEXAMPLE"\nsecret_key="SECRETKEYEXAMPLE"\n' >home/.tencentcloud/credentials
export HOME=$work/home TENCENTCLOUD_SECRET_ID=AKIDEXAMPLE TENCENTCLOUD_SECRET_KEY=SECRETKEYEXAMPLE TENCENTCLOUD_SESSION_TOKEN=TOKENEXAMPLE
documented=$(venv/bin/python -c '
from tencentcloud.common.credential import ProfileCredential
print(ProfileCredential.__doc__.split("[default]")[1].split()[0])')
python=$(nice -n 10 venv/bin/python -c '
from tencentcloud.common.credential import EnvironmentVariableCredential, ProfileCredential
print("file", ProfileCredential().get_credential().secret_id, "token", EnvironmentVariableCredential().get_credential().token)')
node=$(nice -n 10 node -e '
const { EnvironmentVariableCredential, ProfileCredential } = require("tencentcloud-sdk-nodejs-common/tencentcloud/common/credential");
(async () => {
    const file = await new ProfileCredential().getCredential();
    const environment = await new EnvironmentVariableCredential().getCredential();
    console.log("file", (await file.getCredential?.() ?? file).secretId, "token", (await environment.getCredential?.() ?? environment).token);
})()')
echo "documented: $documented"
echo "Python:     $python"
echo "Node:       $node"
[ "$documented" = 'secret_id=""' ] && [ "$python" = 'file "AKIDEXAMPLE" token None' ] && [ "$node" = 'file AKIDEXAMPLE token TOKENEXAMPLE' ] ||
    { echo "the behaviour has changed" >&2; exit 1; }
