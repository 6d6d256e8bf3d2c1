#!/usr/bin/env bash
# Tencent Cloud's Python SDK writes its own headers into the caller's dict, and the next client sends them along.
# Software: tencentcloud-sdk-python-common 3.1.195, CommonClient.call_json(action, params, headers=...).
# Expected: `headers` are additions to one request; a constant dict with a trace id can be passed by every client of a program.
# Seen: the dict is the request's own and keeps what the SDK puts in: Authorization, X-TC-Token, X-TC-Region, X-TC-Timestamp.
#   A client with a permanent key and no region, called after one with temporary credentials, sends the first one's session
#   token and region beside its own key.
# Why it matters: programs with several accounts or regions are refused, or not, depending on which client was used before.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q tencentcloud-sdk-python-common==3.1.195
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 "$work/venv/bin/python" - <<'PY'
import http.server, sys, threading
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

received = []

class Tiw(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        received.append({name: self.headers[name] for name in ("X-TC-Token", "X-TC-Region", "Authorization")})
        body = b'{"Response": {"RequestId": "r"}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tiw)
threading.Thread(target=server.serve_forever, daemon=True).start()
profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=f"127.0.0.1:{server.server_port}"))
temporary = CommonClient("tiw", "2019-09-19", Credential("KEYOFONE", "S1", "TOKENOFONE"), "ap-singapore", profile)
permanent = CommonClient("tiw", "2019-09-19", Credential("KEYOFTWO", "S2"), "", profile)

TRACE = {"X-TC-TraceId": "batch-7"}
temporary.call_json("DescribeSnapshotTask", {}, headers=TRACE)
permanent.call_json("DescribeSnapshotTask", {}, headers=TRACE)
second = received[1]
print("the caller's dict afterwards:", sorted(TRACE))
print("second client sent: key", second["Authorization"].split("Credential=")[1].split("/")[0],
      "| token", second["X-TC-Token"], "| region", second["X-TC-Region"])
if len(TRACE) == 1 or "KEYOFTWO" not in second["Authorization"] or second["X-TC-Token"] != "TOKENOFONE":
    sys.exit("the behaviour has changed")
PY
