#!/usr/bin/env bash
# Importing Huawei Cloud's Python SDK writes a random identifier into the home folder, and every request carries it.
# Software: huaweicloudsdkcore 3.1.219 (the Node SDK 3.1.211 does the same when a client is built).
# Expected: an import has no effect outside of the process, and a User-Agent tells product and version.
# Seen: ~/.huaweicloud/application_id appears at import. The User-Agent holds that identifier with operating system and kernel build;
#   it is the same for all programs, accounts and endpoints of that user, for good, and there is no setting against it.
# Why it matters: recorded requests of one machine hold something personal; images built with a step that imports the SDK all share one
#   identifier; a read-only home gives another User-Agent than a writable one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q huaweicloudsdkcore==3.1.219
mkdir "$work/home"
export HOME=$work/home
echo "home before: $(find "$HOME" -type f | wc -l) files"
"$work/venv/bin/python" -c 'import huaweicloudsdkcore.client'
find "$HOME" -type f | sed "s|$HOME|home after: ~|"
first=$(cat "$HOME/.huaweicloud/application_id")
agent=$(nice -n 10 "$work/venv/bin/python" -c '
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.client import Client, ClientBuilder
client = ClientBuilder(Client).with_credentials(BasicCredentials("AK", "SK", "p")).with_endpoint("http://127.0.0.1:9").build()
request = client.build_future_request("GET", "/v1/p/thumbnails", None, None, None, None, None, None, None, None, None).result()
print(request.header_params["User-Agent"])')
echo "User-Agent of another process: $(sed -E "s/$first/<the identifier>/; s|os/[^ ]+|os/...|" <<<"$agent")"
[ "$(find "$HOME" -type f)" = "$HOME/.huaweicloud/application_id" ] && grep -q "app/$first" <<<"$agent" ||
    { echo "the behaviour has changed" >&2; exit 1; }
