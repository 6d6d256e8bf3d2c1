#!/usr/bin/env bash
# Temporary credentials of the shortest permitted length are never cached by Alibaba Cloud's Python SDK: each request fetches new ones.
# Software: alibabacloud-credentials 1.0.12, the credentials URI; the role providers share the cache.
# Expected: credentials that are good for 900 seconds, the least that AssumeRole takes for DurationSeconds, serve for some minutes.
# Seen: credentials count as stale 15 minutes before they end, whatever their length, so those of 900 s are stale when they arrive: ten
#   requests fetch ten times. 960 s would be cached for one minute, an hour for 45.
# Why it matters: who shortens sessions for safety doubles the number of calls, adds a round trip to each, and runs into the limit of the
#   token service when many snapshot jobs are polled.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q alibabacloud-credentials==1.0.12 alibabacloud-tea==0.4.3
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 "$work/venv/bin/python" - <<'PY' 2>/dev/null
import http.server, json, sys, threading, time
from alibabacloud_credentials.provider.uri import URLCredentialsProvider

class Agent(http.server.BaseHTTPRequestHandler):
    fetches = 0

    def do_GET(self):
        Agent.fetches += 1
        end = time.gmtime(time.time() + int(self.path.rsplit("/", 1)[1]))
        body = json.dumps({"Code": "Success", "AccessKeyId": "AK", "AccessKeySecret": "SK", "SecurityToken": "T",
                           "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", end)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Agent)
threading.Thread(target=server.serve_forever, daemon=True).start()
seen = {}
for lifetime in (3600, 960, 900):
    Agent.fetches = 0
    provider = URLCredentialsProvider(uri=f"http://127.0.0.1:{server.server_port}/{lifetime}")
    for _ in range(10):
        provider.get_credentials()
    seen[lifetime] = Agent.fetches
    print(f"credentials of {lifetime} s: 10 requests, {seen[lifetime]} fetches")
if seen != {3600: 1, 960: 1, 900: 10}:
    print("the behaviour has changed")
    sys.exit(1)
PY
