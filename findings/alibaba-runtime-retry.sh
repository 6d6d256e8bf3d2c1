#!/usr/bin/env bash
# Alibaba Cloud's Python SDK accepts three kinds of retry settings for a call and ignores them all.
# Software: alibabacloud-tea-openapi 0.4.6, alibabacloud-tea 0.4.3: what every product package calls with its RuntimeOptions.
# Expected: RuntimeOptions(autoretry=True, max_attempts=3), which the vendor's guides show, or its newer retry_options, retries a 503.
# Seen: one request, whatever RuntimeOptions says. Only retry_options of the client's Config are looked at; and without them nothing
#   is retried, not even a refused connection.
# Why it matters: programs that were written for an older version, or by the guide, run without the retries that their authors set,
#   and nothing says so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 "$work/venv/bin/python" - <<'PY'
import http.server, sys, threading
from alibabacloud_tea_openapi import utils_models as models
from alibabacloud_tea_openapi.client import Client
from darabonba.policy.retry import RetryOptions
from darabonba.runtime import RuntimeOptions

class Vod(http.server.BaseHTTPRequestHandler):
    requests = 0

    def do_POST(self):
        Vod.requests += 1
        good = Vod.requests == 3  # the third attempt would succeed
        body = b'{"RequestId": "r"}' if good else b'{"Code": "ServiceUnavailable", "Message": "m", "RequestId": "r"}'
        self.send_response(200 if good else 503)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vod)
threading.Thread(target=server.serve_forever, daemon=True).start()
submit = models.Params(action="SubmitSnapshotJob", version="2017-03-21", protocol="HTTP", pathname="/", method="POST", auth_type="AK",
                       style="RPC", req_body_type="formData", body_type="json")
options = RetryOptions({"retryable": True, "retryCondition": [{"maxAttempts": 3, "errorCode": ["ServiceUnavailable"]}]})

def call(runtime, **config):
    Vod.requests = 0
    client = Client(models.Config(access_key_id="AK", access_key_secret="SK", protocol="http",
                                  endpoint=f"127.0.0.1:{server.server_port}", **config))
    try:
        client.call_api(submit, models.OpenApiRequest(query={"VideoId": "v"}), runtime)
        return Vod.requests, "succeeded"
    except Exception as error:
        return Vod.requests, type(error).__name__

seen = {
    "RuntimeOptions(autoretry, max_attempts=3)": call(RuntimeOptions(autoretry=True, max_attempts=3)),
    "RuntimeOptions(retry_options)": call(RuntimeOptions(retry_options=options)),
    "Config(retry_options)": call(RuntimeOptions(), retry_options=options),
}
for name, result in seen.items():
    print(name, "requests and result:", result)
if list(seen.values()) != [(1, "ServerException"), (1, "ServerException"), (3, "succeeded")]:
    sys.exit("the behaviour has changed")
PY
