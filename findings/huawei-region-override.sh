#!/usr/bin/env bash
# Overriding the endpoint of a region for one Huawei Cloud client moves every client of that region in the process.
# Software: huaweicloudsdkmpc 3.1.219 and huaweicloudsdkcore 3.1.219 (Python).
# Expected: MpcRegion.value_of("cn-north-4").with_endpoint_override(address) gives a region for the builder at hand; others that ask
#   for "cn-north-4" get the vendor's endpoint.
# Seen: value_of returns one object for all, and the method changes it: a client that is built later, by code that never heard of the
#   override, sends its signed requests there as well.
# Why it matters: this is the way to point one client at a test server or a private endpoint; in a test suite all later tests use
#   it, and in a service that has a proxy endpoint for one customer all customers do.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q huaweicloudsdkmpc==3.1.219 huaweicloudsdkcore==3.1.219
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
export HOME=$work
nice -n 10 "$work/venv/bin/python" - <<'PY'
import http.server, sys, threading
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkmpc.v1 import ListThumbnailsTaskRequest, MpcClient
from huaweicloudsdkmpc.v1.region.mpc_region import MpcRegion

received = []

class Override(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        received.append(self.headers["Authorization"].split("Access=")[1].split(",")[0])
        body = b'{"task_array": []}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Override)
threading.Thread(target=server.serve_forever, daemon=True).start()

def client(key, region):
    return MpcClient.new_builder().with_credentials(BasicCredentials(key, "SK", "project")).with_region(region).build()

before = list(MpcRegion.value_of("cn-north-4").endpoints)
client("ONE", MpcRegion.value_of("cn-north-4").with_endpoint_override(f"http://127.0.0.1:{server.server_port}"))
after = [endpoint.replace(str(server.server_port), "PORT") for endpoint in MpcRegion.value_of("cn-north-4").endpoints]
print("cn-north-4 before:", before)
print("cn-north-4 after: ", after)
if after != ["http://127.0.0.1:PORT"]:  # without this the next request would go to the vendor
    sys.exit("the behaviour has changed")
client("TWO", MpcRegion.value_of("cn-north-4")).list_thumbnails_task(ListThumbnailsTaskRequest(task_id=["1"]))
print("the override got a request signed by:", received)
if received != ["TWO"]:
    sys.exit("the behaviour has changed")
PY
