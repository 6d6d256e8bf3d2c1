"""A network of its own, in which the vendors' metadata, token and API services are simulated, and programs run.

Started by test_credentials.py inside of `unshare --net --mount`: addresses and names are the vendors' real ones, and nothing leaves
the machine. Reads a list of runs as JSON from stdin ({"name", "command", "environment", "without"}: a host that has nothing) and
prints what each of them did.
"""

import datetime
import fcntl
import json
import pathlib
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import products
import verifier
from alibabacloud_credentials.utils import parameter_helper
from sdk import PROJECT, VENDORS

CLOUD = "10.9.8.7"
TENCENT_METADATA = "169.254.0.23"
PLAIN = ["100.100.100.200", "169.254.169.254", TENCENT_METADATA]
PROXY = "10.9.8.8"
HOSTS = [
    *(products.host(products.of_vendor(vendor)) for vendor in VENDORS),
    "iam.cn-north-4.myhuaweicloud.com",
    "sts.cn-north-4.myhuaweicloud.com",
    "sts.tencentcloudapi.com",
    "sts.aliyuncs.com",
    "sts.ap-northeast-1.aliyuncs.com",
]
END = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=6)


def network(hosts_file):
    """Brings the loopback interface up with the services' addresses, and their names into /etc/hosts."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    for number, address in enumerate(["127.0.0.1", CLOUD, PROXY, *PLAIN]):
        name = b"lo" if number == 0 else b"lo:%d" % number
        request = struct.pack("16sH2x4s8x", name, socket.AF_INET, socket.inet_aton(address))
        fcntl.ioctl(probe, 0x8916, request)  # SIOCSIFADDR
        fcntl.ioctl(probe, 0x8914, struct.pack("16sH14x", name, 0x41))  # SIOCSIFFLAGS: up and running
    lines = ["127.0.0.1 localhost", f"{TENCENT_METADATA} metadata.tencentyun.com"]
    lines += [f"{CLOUD} {host}" for host in HOSTS]
    hosts_file.write_text("\n".join(lines) + "\n")
    subprocess.run(["mount", "--bind", str(hosts_file), "/etc/hosts"], check=True)


def certificates(folder):
    """An authority, and a certificate from it for every host."""
    now = datetime.datetime.now(datetime.timezone.utc)

    def certificate(name, issuer, key, signer, extension):
        names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (name, issuer)]
        builder = x509.CertificateBuilder(names[1], names[0], key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(days=1))
        builder = builder.not_valid_after(now + datetime.timedelta(days=1))
        return builder.add_extension(extension, critical=True).sign(signer, hashes.SHA256())

    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in HOSTS])
    root = certificate("authority", "authority", authority, authority, x509.BasicConstraints(True, None))
    leaf = certificate("cloud", "authority", own, authority, names)
    private = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem = serialization.Encoding.PEM
    (folder / "authority.pem").write_bytes(root.public_bytes(pem))
    (folder / "cloud.pem").write_bytes(leaf.public_bytes(pem) + private)


def key(*names):
    """The temporary key under a vendor's names: id, secret, token."""
    return dict(zip(names, [verifier.TEMPORARY_ID, verifier.SECRET, verifier.TOKEN], strict=True))


def alibaba_key():
    end = END.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**key("AccessKeyId", "AccessKeySecret", "SecurityToken"), "Expiration": end}


def tencent_key():
    return {**key("TmpSecretId", "TmpSecretKey", "Token"), "ExpiredTime": int(END.timestamp())}


def huawei_key(end="expires_at", names=("access", "secret", "securitytoken")):
    return {**key(*names), end: END.strftime("%Y-%m-%dT%H:%M:%S.000000Z")}


def rpc_problem(request, parameters, secret):
    """Why the signature of Alibaba's older scheme is wrong, by the official signer."""
    signed = {name: value for name, value in parameters.items() if name != "Signature"}
    text = parameter_helper.compose_string_to_sign(request.method, signed)
    wanted = parameter_helper.sign_string(text, secret + "&")
    return None if wanted == parameters.get("Signature") else "the official signer computes another signature"


def alibaba_sts(request):
    parameters = dict(request.query)
    if request.body:
        parameters.update(parse_qsl(request.body.decode(), keep_blank_values=True))
    action = parameters.get("Action")
    if action == "AssumeRoleWithOIDC":
        return 200, {}, {"RequestId": "r", "Credentials": alibaba_key()}
    if action == "AssumeRole":
        request.problem = rpc_problem(request, parameters, verifier.SECRET)
        return 200, {}, {"RequestId": "r", "Credentials": alibaba_key()}
    # the text of the private key's file is the secret
    request.problem = rpc_problem(request, parameters, "private key")
    session = {"SessionAccessKeyId": verifier.KEY_ID, "SessionAccessKeySecret": verifier.SECRET}
    session["Expiration"] = END.strftime("%Y-%m-%dT%H:%M:%SZ")
    return 200, {}, {"RequestId": "r", "SessionAccessKey": session}


def respond(request, nonces, without):
    """Status, headers and JSON or text, by host and path."""
    host, path = request.header("host").split(":")[0], request.path
    if host == without:
        return 404, {}, "nothing"
    if path == "/pod":
        allowed = request.header("authorization") == "pod-token" and request.method == "POST"
        request.problem = None if allowed else "wrong request to the agent"
        return 200, {}, {"credential": huawei_key()}
    roles = "security-credentials/"
    if host in PLAIN or host == "metadata.tencentyun.com":
        if request.method == "PUT":
            return 200, {}, "session-token"
        if path == "/openstack/latest/securitykey":
            return 200, {}, {"credential": huawei_key()}
        role = path.rpartition("/")[2]
        if path.endswith("/cam/" + roles + role):
            return 200, {}, {**tencent_key(), "Code": "Success"} if role else "role"
        if path.endswith("/ram/" + roles + role):
            return 200, {}, {**alibaba_key(), "Code": "Success"} if role else "role"
        return 404, {}, "nothing"
    if path == "/v3.0/OS-AUTH/id-token/tokens":
        return 201, {"X-Subject-Token": "unscoped"}, {"token": {}}
    if path == "/v3.0/OS-CREDENTIAL/securitytokens":
        return 201, {}, {"credential": huawei_key()}
    if path == "/v5/agencies/assume-with-oidc":
        names = ("access_key_id", "secret_access_key", "security_token")
        return 200, {}, {"credentials": huawei_key("expiration", names)}
    if path == "/v3/projects":
        request.problem = verifier.check(request, nonces)
        return 200, {}, {"projects": [{"id": PROJECT, "name": "cn-north-4"}]}
    if host.startswith("sts.") and host.endswith("aliyuncs.com"):
        return alibaba_sts(request)
    if host == "sts.tencentcloudapi.com":
        response = {"Credentials": tencent_key(), "ExpiredTime": int(END.timestamp()), "RequestId": "r"}
        return 200, {}, {"Response": response}
    request.problem = verifier.check(request, nonces)
    if request.problem:
        return 403, {}, {"error_code": "REJECTED", "error_msg": request.problem, "Code": "REJECTED"}
    return 200, {}, {"Response": {"RequestId": "r"}, "RequestId": "r"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        request = verifier.Recorded(self.command, self.path, list(self.headers.items()), body)
        self.server.recorded.append(request)
        status, headers, content = respond(request, self.server.nonces, self.server.without[0])
        text = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(content, str) else "application/json")
        self.send_header("Content-Length", str(len(text)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_CONNECT = reply


def serve(recorded, without, folder):
    nonces = set()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cloud.pem")
    for address, port in [(CLOUD, 443), (PROXY, 80), *((address, 80) for address in PLAIN)]:
        server = ThreadingHTTPServer((address, port), Handler)
        server.recorded, server.without, server.nonces, server.daemon_threads = recorded, without, nonces, True
        if port == 443:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()


def seen(request):
    """What a test looks at."""
    headers = {name.lower(): value for name, value in request.headers}
    return {
        "line": f"{request.method} {headers['host'].split(':')[0]}{request.path}",
        "query": dict(request.query),
        "headers": headers,
        "body": request.body.decode(),
        "problem": request.problem,
    }


def main():
    folder, recorded = pathlib.Path(tempfile.mkdtemp()), []
    network(folder / "hosts")
    certificates(folder)
    without = [None]
    serve(recorded, without, folder)
    trust = {name: str(folder / "authority.pem") for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")}
    done = {}
    for run in json.load(sys.stdin):
        without[0] = run["without"]
        ran = subprocess.run(
            run["command"], env={**run["environment"], **trust}, capture_output=True, text=True, timeout=60, check=False
        )
        done[run["name"]] = {
            "code": ran.returncode,
            "stdout": ran.stdout,
            "stderr": ran.stderr,
            "requests": [seen(request) for request in recorded],
        }
        recorded.clear()
    json.dump(done, sys.stdout)


if __name__ == "__main__":
    main()
