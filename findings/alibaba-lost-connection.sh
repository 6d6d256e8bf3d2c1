#!/usr/bin/env bash
# Alibaba Cloud's asynchronous Python client does not retry a lost connection that the synchronous one retries.
# Software: alibabacloud-tea-openapi 0.4.6, alibabacloud-tea 0.4.3, aiohttp 3.14.5; one client with retry_options for "RetryError".
# Expected: call_api and call_api_async differ in awaiting, not in what counts as a network error.
# Seen: a server that closes the connection without an answer (an idle connection of a load balancer) is a RetryError for call_api,
#   which succeeds at the third attempt. For call_api_async aiohttp's ServerDisconnectedError is no IOError, so it is not turned into
#   one, and the call fails at once. A read timeout is retried by both.
# Why it matters: moving a poller to asyncio takes away retries for the most frequent fault, with the same configuration.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q alibabacloud-tea-openapi==0.4.6 alibabacloud-tea==0.4.3 aiohttp==3.14.5
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 "$work/venv/bin/python" - <<'PY' 2>/dev/null
import asyncio, http.server, sys, threading, time
from alibabacloud_tea_openapi import utils_models as models
from alibabacloud_tea_openapi.client import Client
from darabonba.policy.retry import RetryOptions
from darabonba.runtime import RuntimeOptions

class Vod(http.server.BaseHTTPRequestHandler):
    requests, fault = 0, None

    def do_POST(self):
        Vod.requests += 1
        self.close_connection = True
        if Vod.requests < 3:
            return time.sleep(1) if Vod.fault == "late" else None
        body = b'{"RequestId": "r"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vod)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = Client(models.Config(
    access_key_id="AK", access_key_secret="SK", protocol="http", endpoint=f"127.0.0.1:{server.server_port}", read_timeout=300,
    retry_options=RetryOptions({"retryable": True, "retryCondition": [{"maxAttempts": 3, "exception": ["RetryError"]}]})))
get = models.Params(action="GetJobDetail", version="2017-03-21", protocol="HTTP", pathname="/", method="POST", auth_type="AK",
                    style="RPC", req_body_type="formData", body_type="json")

def call(fault, asynchronous):
    Vod.requests, Vod.fault = 0, fault
    arguments = get, models.OpenApiRequest(query={"JobId": "j"}), RuntimeOptions()
    try:
        asyncio.run(client.call_api_async(*arguments)) if asynchronous else client.call_api(*arguments)
        return "succeeded", Vod.requests
    except Exception as error:
        return f"{type(error).__name__}: {error}", Vod.requests

seen = {(fault, way): call(fault, way == "asynchronous") for fault in ("lost", "late") for way in ("synchronous", "asynchronous")}
for (fault, way), (result, requests) in seen.items():
    print(f"{fault}, {way}: {result}, requests {requests}")
if [requests for _, requests in seen.values()] != [3, 1, 3, 3] or not seen["lost", "asynchronous"][0].endswith("disconnected"):
    print("the behaviour has changed")
    sys.exit(1)
PY
