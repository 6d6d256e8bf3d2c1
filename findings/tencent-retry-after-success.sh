#!/usr/bin/env bash
# Tencent Cloud's Python retryer goes on after it has succeeded, and then raises the first error.
# Software: tencentcloud-sdk-python-common 3.1.195, StandardRetryer, as its documentation uses it (max_attempts=3).
# Expected: first answer throttled, second one good: two requests, and the good answer is returned.
# Seen: three requests. The error of the first attempt is kept in a variable that success does not clear, so a good answer is
#   taken for a failure, asked for again until the attempts are used up, and thrown away; the caller gets RequestLimitExceeded.
# Why it matters: with CreateSnapshotTask one throttled answer makes two tasks, paid twice, and reports that there is none.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q tencentcloud-sdk-python-common==3.1.195
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 "$work/venv/bin/python" - <<'PY'
import http.server, json, sys, threading
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.common.retry import StandardRetryer

created = []

class Tiw(http.server.BaseHTTPRequestHandler):
    requests = 0

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        Tiw.requests += 1
        if Tiw.requests == 1:
            answer = {"Error": {"Code": "RequestLimitExceeded", "Message": "slow down"}, "RequestId": "r"}
        else:
            created.append(f"task-{len(created) + 1}")
            answer = {"TaskID": created[-1], "RequestId": "r"}
        body = json.dumps({"Response": answer}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tiw)
threading.Thread(target=server.serve_forever, daemon=True).start()
profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=f"127.0.0.1:{server.server_port}"),
                        retryer=StandardRetryer(max_attempts=3, backoff_fn=lambda n: 0))
client = CommonClient("tiw", "2019-09-19", Credential("AKIDEXAMPLE", "SECRETKEYEXAMPLE"), "ap-singapore", profile)
try:
    result = client.call_json("CreateSnapshotTask", {"Whiteboard": {}})
except TencentCloudSDKException as error:
    result = error.get_code()
print("requests:", Tiw.requests)
print("tasks created:", created)
print("caller sees:", result)
if (Tiw.requests, len(created), result) != (3, 2, "RequestLimitExceeded"):
    sys.exit("the behaviour has changed")
PY
