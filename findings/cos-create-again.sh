#!/usr/bin/env bash
# Tencent's object storage SDK creates a snapshot job up to four times by default, and reports one.
# Software: cos-python-sdk-v5 1.9.44, CosS3Client with defaults, ci_create_media_jobs (Tag "Snapshot").
# Expected: creating a job is no repeatable request; after a 500 or a late answer the caller is told that the outcome is unknown.
# Seen: POST is retried like GET, three times, for every 5xx and every network error including a read timeout. A server that did the work
#   and answered late, or failed after it, gets the same job again.
# Why it matters: each job is paid and writes its images; the answer names only the last one, so the others are found in the bill.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q cos-python-sdk-v5==1.9.44
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 "$work/venv/bin/python" - <<'PY' 2>/dev/null
import http.server, sys, threading, time
from qcloud_cos import CosConfig, CosS3Client

created, fault = [], None

class Ci(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        created.append(f"j{len(created) + 1}")
        body, status = f"<Response><JobsDetail><JobId>{created[-1]}</JobId></JobsDetail></Response>".encode(), 200
        if len(created) < 4:  # done, but the client does not hear of it
            if fault == "late":
                time.sleep(1)
                return
            body, status = b"<Error><Code>InternalError</Code></Error>", 500
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ci)
threading.Thread(target=server.serve_forever, daemon=True).start()
config = CosConfig(Region="ap-guangzhou", SecretId="AKIDEXAMPLE", SecretKey="SECRETKEYEXAMPLE", Scheme="http", Timeout=0.5,
                   IP="127.0.0.1", Port=server.server_port)
seen = {}
for fault in ("500", "late"):
    created.clear()
    answer = CosS3Client(config).ci_create_media_jobs(
        Bucket="bucket-1250000000", Lst={}, Jobs={"Tag": "Snapshot", "Input": {"Object": "a.mp4"}})
    seen[fault] = len(created)
    print(f"first three answers {fault}: jobs created {created}, caller sees {answer['JobsDetail']}")
if seen != {"500": 4, "late": 4}:
    print("the behaviour has changed")
    sys.exit(1)
PY
