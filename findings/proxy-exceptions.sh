#!/usr/bin/env bash
# NO_PROXY means three things in three vendors' Python SDKs, and one SDK's own no_proxy option does nothing.
# Software: huaweicloudsdkcore 3.1.219, tencentcloud-sdk-python-common 3.1.195, alibabacloud-tea-openapi 0.4.6 (darabonba), all on
#   requests 2.34.2.
# Expected: all of them use requests, so with HTTP_PROXY set a host that NO_PROXY names, by itself, by its domain or by "*", is
#   asked directly.
# Seen: Huawei does so. Tencent looks for the host as a piece of the variable's text, so the name itself works and a domain or
#   "*" does not. Alibaba hands the proxy to requests in a way that skips the check: nothing in NO_PROXY counts, nor does no_proxy
#   of its own configuration.
# Why it matters: private endpoints for media jobs are what NO_PROXY is set for; two of three SDKs send them to the company's proxy.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q huaweicloudsdkcore==3.1.219 tencentcloud-sdk-python-common==3.1.195 \
    alibabacloud-tea-openapi==0.4.6 requests==2.34.2
unset HTTP_PROXY http_proxy HTTPS_PROXY https_proxy ALL_PROXY all_proxy NO_PROXY no_proxy
export HOME=$work
nice -n 10 "$work/venv/bin/python" - <<'PY'
import http.server, os, socket, sys, threading, types

HOST, reached = "mpc.private.test", []
lookup = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **named: lookup("127.0.0.1", *more, **named)  # no name leaves this machine

class Server(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        reached.append("proxy" if self.server is proxy else "direct")
        body = b'{"Response": {"RequestId": "r"}, "RequestId": "r"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

direct, proxy = (http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server) for _ in range(2))
for server in (direct, proxy):
    threading.Thread(target=server.serve_forever, daemon=True).start()
endpoint = f"{HOST}:{direct.server_port}"
os.environ["HTTP_PROXY"] = os.environ["http_proxy"] = f"http://127.0.0.1:{proxy.server_port}"

def huawei():
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.client import Client, ClientBuilder
    from huaweicloudsdkcore.sdk_response import SdkResponse
    client = ClientBuilder(Client).with_credentials(BasicCredentials("AK", "SK", "p")).with_endpoint(f"http://{endpoint}").build()
    client.model_package = types.SimpleNamespace(Answer=type("Answer", (SdkResponse,), {"openapi_types": {}}))
    client.do_http_request(method="POST", resource_path="/v1/p/thumbnails", body="{}", response_type="Answer")

def tencent():
    from tencentcloud.common import common_client, credential
    from tencentcloud.common.profile import client_profile, http_profile
    profile = client_profile.ClientProfile(httpProfile=http_profile.HttpProfile(protocol="http", endpoint=endpoint))
    common_client.CommonClient("tiw", "2019-09-19", credential.Credential("AK", "SK"), "r", profile).call_json("A", {})

def alibaba(no_proxy=None):
    from alibabacloud_tea_openapi import client, utils_models as models
    from darabonba.runtime import RuntimeOptions
    config = models.Config(access_key_id="AK", access_key_secret="SK", endpoint=endpoint, protocol="http", no_proxy=no_proxy)
    params = models.Params(action="A", version="2017-03-21", protocol="HTTP", pathname="/", method="POST", auth_type="AK",
                           style="RPC", req_body_type="formData", body_type="json")
    client.Client(config).call_api(params, models.OpenApiRequest(), RuntimeOptions())

table = {}
for variable in (endpoint, "." + HOST.split(".", 1)[1], "*"):
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = variable
    shown = variable.replace(f":{direct.server_port}", ":PORT")
    for call in (huawei, tencent, alibaba):
        call()
        table[shown, call.__name__] = reached.pop()
    print(f"NO_PROXY={shown}:", {name: way for (value, name), way in table.items() if value == shown})
alibaba(no_proxy=HOST)
table["option"] = reached.pop()
print("alibaba with no_proxy in its configuration:", table["option"])
ways = list(table.values())
if ways != ["direct", "direct", "proxy", "direct", "proxy", "proxy", "direct", "proxy", "proxy", "proxy"]:
    sys.exit("the behaviour has changed")
PY
