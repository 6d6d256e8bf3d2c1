#!/usr/bin/env bash
# A read timeout is an SDK exception for GET and a foreign one for POST in Huawei Cloud's Python SDK, and retries see only the first.
# Software: huaweicloudsdkcore 3.1.219 (requests 2.34.2), with_retry of its invoker.
# Expected: the SDK has CallTimeoutException, an SdkException, so a service that does not answer in time raises that; with_retry(
#   condition, 2, ...) asks the condition, whatever the method.
# Seen: GET raises ConnectionException and is tried three times. POST raises requests.exceptions.ReadTimeout: `except SdkException`
#   misses it, with_retry never asks its condition, and CallTimeoutException comes in neither case.
# Why it matters: "outcome unknown" of a create is the one case in which a caller has to look whether the task exists, and it is
#   the one that arrives as another library's exception.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q huaweicloudsdkcore==3.1.219 requests==2.34.2
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
export HOME=$work
nice -n 10 "$work/venv/bin/python" - <<'PY' 2>/dev/null
import http.server, sys, threading, time
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.client import Client, ClientBuilder
from huaweicloudsdkcore.exceptions.exceptions import SdkException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.invoker.invoker import SyncInvoker
from huaweicloudsdkcore.retry.backoff_strategy import BackoffStrategies

class Slow(http.server.BaseHTTPRequestHandler):
    requests = 0

    def do_GET(self):
        Slow.requests += 1
        time.sleep(2)  # longer than the client waits

    do_POST = do_GET

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
client = (ClientBuilder(Client).with_http_config(HttpConfig(timeout=(1, 0.3))).with_credentials(BasicCredentials("AK", "SK", "p"))
          .with_endpoint(f"http://127.0.0.1:{server.server_port}").build())

def call(method):
    Slow.requests, asked = 0, []
    request = {"method": method, "resource_path": "/v1/p/thumbnails", "body": "{}" if method == "POST" else None}
    try:
        SyncInvoker(client, request).with_retry(lambda answer, error: asked.append(error) or True, 2, BackoffStrategies.NONE).invoke()
    except Exception as error:
        seen = (f"{type(error).__module__.split('.')[0]}.{type(error).__name__}", isinstance(error, SdkException), Slow.requests, len(asked))
        print(f"{method}: {seen[0]}, an SdkException: {seen[1]}, requests {seen[2]}, condition asked {seen[3]} times")
        return seen

if [call("GET"), call("POST")] != [("huaweicloudsdkcore.ConnectionException", True, 3, 2), ("requests.ReadTimeout", False, 1, 0)]:
    print("the behaviour has changed")
    sys.exit(1)
PY
