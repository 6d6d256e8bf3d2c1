"""A server that records every request and checks its signature with the official SDKs' own code."""

import calendar
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from alibabacloud_tea_openapi.utils import Utils as AlibabaUtils
from darabonba.request import DaraRequest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from tencentcloud.common.abstract_client import AbstractClient
from tencentcloud.common.http.request import RequestInternal

KEY_ID, SECRET = "INTEROPKEY", "interop-secret/0123+key"
TEMPORARY_ID, TOKEN = "INTEROPTEMPORARY", "interop-token+/="
# the first key is permanent, the second temporary: it comes with the token, and is rejected without it
KEYS = {KEY_ID: None, TEMPORARY_ID: TOKEN}
# how far from now a request may be signed, in seconds
WINDOWS = {"huawei": 900, "tencent": 300, "alibaba": 900}
TIMES = {
    "huawei": ("x-sdk-date", "%Y%m%dT%H%M%SZ"),
    "tencent": ("x-tc-timestamp", None),
    "alibaba": ("x-acs-date", "%Y-%m-%dT%H:%M:%SZ"),
}
TOKEN_HEADERS = {"huawei": "x-security-token", "tencent": "x-tc-token", "alibaba": "x-acs-security-token"}


class Recorded:
    """One request as it was received."""

    def __init__(self, method, target, headers, body):
        self.method, self.headers, self.body = method, headers, body
        self.path, _, self.raw_query = target.partition("?")
        self.query = parse_qsl(self.raw_query, keep_blank_values=True)
        self.problem = None

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) < 2, f"{name} is sent {len(values)} times"
        return values[0] if values else None

    def decoded_body(self):
        media_type = (self.header("content-type") or "").split(";")[0]
        if not self.body:
            return None
        if media_type == "application/x-www-form-urlencoded":
            return sorted(parse_qsl(self.body.decode(), keep_blank_values=True))
        return json.loads(self.body)

    def authorization(self):
        """The scheme and the parameters of the Authorization header."""
        scheme, _, rest = (self.header("authorization") or "").partition(" ")
        return scheme, dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)


def vendor_of(request):
    scheme = request.authorization()[0]
    if scheme.startswith("SDK-"):
        return "huawei"
    if scheme.startswith("TC3-"):
        return "tencent"
    return "alibaba" if scheme.startswith("ACS3-") else None


def signature_huawei(request, members):
    must(request, members, ["host", "x-sdk-date", "content-type", "x-project-id", "x-security-token"])
    signed = {name: request.header(name) for name in members["SignedHeaders"].split(";")}
    copy = SdkRequest(
        method=request.method,
        schema="http",
        host=signed["host"],
        resource_path=request.path,
        query_params=list(request.query),
        header_params=dict(signed),
        body=request.body or None,
    )
    Signer(BasicCredentials(key_of(members), SECRET)).sign(copy)
    return copy.header_params["Authorization"].rsplit("Signature=", 1)[1]


def signature_tencent(request, members):
    assert members["SignedHeaders"] == "content-type;host", members
    _, date, service, _ = members["Credential"].split("/")
    day = time.strftime("%Y-%m-%d", time.gmtime(int(request.header("x-tc-timestamp"))))
    assert date == day, "the date of the scope is not that of the time"
    headers = {
        "Content-Type": request.header("content-type"),
        "Host": request.header("host"),
        "X-TC-Timestamp": request.header("x-tc-timestamp"),
    }
    copy = RequestInternal(request.header("host"), request.method, request.path, header=headers, data=request.body)
    client = AbstractClient.__new__(AbstractClient)
    return client._get_tc3_signature(None, copy, date, service, SECRET, {})


def signature_alibaba(request, members):
    scheme = request.authorization()[0]
    signed = {name: request.header(name) for name in members["SignedHeaders"].split(";")}
    sent = {name.lower() for name, _ in request.headers}
    own = [name for name in sent if name.startswith("x-acs-")]
    must(request, members, ["host", *own, *(["content-type"] if request.body else [])])
    copy = DaraRequest()
    copy.method, copy.pathname, copy.query, copy.headers = request.method, request.path, dict(request.query), signed
    digest = AlibabaUtils.hash(request.body, scheme).hex()
    assert request.header("x-acs-content-sha256") == digest, "the digest is not that of the body"
    return AlibabaUtils.get_authorization(copy, scheme, digest, key_of(members), SECRET).rsplit("Signature=", 1)[1]


SIGNATURES = {"huawei": signature_huawei, "tencent": signature_tencent, "alibaba": signature_alibaba}


def key_of(members):
    return members.get("Access") or members.get("Credential", "").split("/")[0]


def must(request, members, names):
    """Each of the headers is signed when it is there."""
    signed = members["SignedHeaders"].split(";")
    unsigned = [name for name in names if request.header(name) is not None and name not in signed]
    assert not unsigned, f"sent but not signed: {unsigned}"


def fresh(request, vendor):
    """The request is signed about now."""
    name, form = TIMES[vendor]
    text = request.header(name)
    assert text, f"no {name}"
    moment = calendar.timegm(time.strptime(text, form)) if form else int(text)
    assert abs(time.time() - moment) <= WINDOWS[vendor], "signed too long ago"


def check(request, nonces):
    """Why the request has to be rejected, or None. `nonces` are those that were used."""
    vendor = vendor_of(request)
    if vendor is None:
        return "no signature of a known scheme"
    members = request.authorization()[1]
    key = key_of(members)
    if key not in KEYS:
        return f"unknown key {key}"
    try:
        fresh(request, vendor)
        wanted = SIGNATURES[vendor](request, members)
        assert request.method != "POST" or request.header("content-length"), "a POST does not say how long it is"
    except AssertionError as problem:
        return str(problem)
    if wanted != members.get("Signature"):
        return "the official signer computes another signature"
    if request.header(TOKEN_HEADERS[vendor]) != KEYS[key]:
        return "wrong token"
    nonce = request.header("x-acs-signature-nonce")
    if nonce in nonces:
        return "a nonce is used twice"
    if nonce:
        nonces.add(nonce)
    return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def respond(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = [(name, value.encode("latin-1").decode("utf-8", "replace")) for name, value in self.headers.items()]
        request = Recorded(self.command, self.path, headers, body)
        request.problem = check(request, self.server.nonces)
        self.server.recorded.append(request)
        if request.problem:
            # one envelope that the clients of all vendors understand
            error = {"Code": "REJECTED", "Message": request.problem}
            in_band = {"Response": {"Error": error, "RequestId": "r"}}
            status, content = 403, {"error_code": "REJECTED", "error_msg": request.problem, **error, **in_band}
        else:
            status, content = 200, {"Response": {"RequestId": "r"}, "RequestId": "r"}
        text = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_DELETE = respond


class Verifier:
    """The server; `take` returns and forgets what was recorded."""

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.recorded, self.server.nonces = [], set()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.host = urlsplit(self.url).netloc

    def take(self):
        recorded, self.server.recorded = self.server.recorded, []
        return recorded

    def close(self):
        self.server.shutdown()
        self.server.server_close()
