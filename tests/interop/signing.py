"""Signs any request that `requests` has prepared, with the official SDKs' own signers."""

import hashlib
import time
import uuid
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import specs
from alibabacloud_tea_openapi.utils import Utils as AlibabaUtils
from darabonba.request import DaraRequest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer as HuaweiSigner
from tencentcloud.common.abstract_client import AbstractClient
from tencentcloud.common.http.request import RequestInternal


class Signer:
    """For `requests`' parameter `auth`. A path `/#Action` of a spec goes out as `/` with the action in a header."""

    def __init__(self, product, key_id, secret):
        self.product, self.key_id, self.secret = product, key_id, secret
        document = specs.spec(product)
        self.version, self.service = document["info"]["version"], document["x-service"]
        self.sign = getattr(self, document["x-vendor"])
        self.indexed = {
            parameter["name"]
            for item in specs.operations(product).values()
            for parameter in item.get("parameters", [])
            if parameter.get("x-encoding") == "indexed"
        }

    def __call__(self, request):
        action = self.dispatch(request)
        request.headers["Host"] = urlsplit(request.url).netloc
        body = request.body or b""
        self.sign(request, action, body.encode() if isinstance(body, str) else body)
        return request

    def dispatch(self, request):
        """Takes the action out of the address, numbers lists that are numbered on the wire; returns the action."""
        scheme, host, path, query, fragment = urlsplit(request.url)
        action = fragment or (unquote(path)[2:] if unquote(path).startswith("/#") else None)
        if action is None:
            return None
        action, _, rest = action.partition("?")
        counts, pairs = {}, []
        for name, value in parse_qsl(query or rest, keep_blank_values=True):
            if name in self.indexed:
                counts[name] = counts.get(name, 0) + 1
                name = f"{name}.{counts[name]}"
            pairs.append((name, value))
        request.url = urlunsplit((scheme, host, "/", urlencode(pairs), ""))
        return action

    def huawei(self, request, _, body):
        scheme, host, path, query, _ = urlsplit(request.url)
        headers = {"Host": host, **({"Content-Type": kind} if (kind := request.headers.get("content-type")) else {})}
        copy = SdkRequest(
            method=request.method,
            schema=scheme,
            host=host,
            resource_path=path,
            query_params=parse_qsl(query, keep_blank_values=True),
            header_params=headers,
            body=body or None,
        )
        HuaweiSigner(BasicCredentials(self.key_id, self.secret)).sign(copy)
        request.headers.update({name: value for name, value in headers.items() if name != "Host"})

    def tencent(self, request, action, body):
        now = int(time.time())
        date = time.strftime("%Y-%m-%d", time.gmtime(now))
        request.headers.setdefault("Content-Type", "application/json")
        request.headers.update({
            "X-TC-Action": action or "", "X-TC-Version": self.version, "X-TC-Timestamp": str(now), "X-TC-Region": "ap-singapore",
        })
        copy = RequestInternal(request.headers["Host"], request.method, "/", header=dict(request.headers), data=body)
        client = AbstractClient.__new__(AbstractClient)
        signature = client._get_tc3_signature(None, copy, date, self.service, self.secret, {})
        request.headers["Authorization"] = (
            f"TC3-HMAC-SHA256 Credential={self.key_id}/{date}/{self.service}/tc3_request, "
            f"SignedHeaders=content-type;host, Signature={signature}"
        )

    def alibaba(self, request, action, body):
        digest = hashlib.sha256(body).hexdigest()
        request.headers.update({
            "x-acs-action": action or "",
            "x-acs-version": self.version,
            "x-acs-date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": digest,
        })
        signed = {name.lower(): value for name, value in request.headers.items()}
        signed = {name: signed[name] for name in signed if name in ("host", "content-type") or name.startswith("x-acs-")}
        copy = DaraRequest()
        copy.method, copy.pathname, copy.headers = request.method, "/", signed
        copy.query = dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
        request.headers["Authorization"] = AlibabaUtils.get_authorization(
            copy, "ACS3-HMAC-SHA256", digest, self.key_id, self.secret
        )
