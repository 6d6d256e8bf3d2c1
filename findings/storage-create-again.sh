#!/usr/bin/env bash
# Two storage SDKs create a snapshot job three and four times by default when the answer is a 500 or late, and report one.
# Software: cos-python-sdk-v5 1.9.44 (Tencent, ci_create_media_jobs), alibabacloud-oss-v2 1.4.1 (Alibaba, async_process_object with
#   video/snapshots), both with their defaults but for shorter timeouts.
# Expected: reading an object is repeated, creating a job is not; after a 500 or a late answer the caller is told that the outcome is unknown.
# Seen: both repeat POST like GET for every 5xx and every network error, a read timeout among them: COS three times, OSS twice. A server that
#   did the work and answered late, or failed after it, gets the same job again.
# Why it matters: each job is paid and writes its images; the answer names the last one alone, so the others are found in the bill.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q cos-python-sdk-v5==1.9.44 alibabacloud-oss-v2==1.4.1
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy
nice -n 10 "$work/venv/bin/python" - <<'PY' 2>/dev/null
import http.server, sys, threading, time
import alibabacloud_oss_v2 as oss
from qcloud_cos import CosConfig, CosS3Client

created, fault, good_after = [], None, 0

class Storage(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        created.append(f"j{len(created) + 1}")
        cos = self.path.startswith("/jobs")
        body = f"<Response><JobsDetail><JobId>{created[-1]}</JobId></JobsDetail></Response>" if cos else f'{{"TaskId": "{created[-1]}"}}'
        status = 200
        if len(created) < good_after:  # done, but the client does not hear of it
            if fault == "late":
                time.sleep(1)
                return
            body, status = "<Error><Code>InternalError</Code></Error>", 500
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Storage)
threading.Thread(target=server.serve_forever, daemon=True).start()

def by_cos():
    config = CosConfig(Region="ap-guangzhou", SecretId="AK", SecretKey="SK", Scheme="http", Timeout=0.5, IP="127.0.0.1", Port=server.server_port)
    job = {"Tag": "Snapshot", "Input": {"Object": "a.mp4"}}
    return CosS3Client(config).ci_create_media_jobs(Bucket="bucket-1250000000", Lst={}, Jobs=job)["JobsDetail"][0]["JobId"]

def by_oss():
    config = oss.config.load_default()
    config.credentials_provider = oss.credentials.StaticCredentialsProvider("AK", "SK")
    config.region, config.endpoint = "cn-shanghai", f"http://127.0.0.1:{server.server_port}"
    config.use_path_style, config.readwrite_timeout = True, 0.5
    request = oss.AsyncProcessObjectRequest(bucket="bucket", key="a.mp4", process="video/snapshots,s_0,n_10,f_jpg|sys/saveas,b_x,o_y")
    return oss.Client(config).async_process_object(request).task_id

seen = {}
for name, create, good_after in (("COS", by_cos, 4), ("OSS", by_oss, 3)):
    for fault in ("500", "late"):
        created.clear()
        told = create()
        seen[name, fault] = len(created), told
        print(f"{name}, all answers but the last {fault}: jobs created {created}, caller is told of {told}")
if seen != {("COS", "500"): (4, "j4"), ("COS", "late"): (4, "j4"), ("OSS", "500"): (3, "j3"), ("OSS", "late"): (3, "j3")}:
    print("the behaviour has changed")
    sys.exit(1)
PY
