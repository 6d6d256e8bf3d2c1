"""The official SDKs, called by wire names: one class per vendor; the client and the models of a product come from its `sdk.py`."""

import dataclasses
import json
import re

import products
import pytest
import responses
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.region.region import Region
from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

PROJECT = "0123456789abcdef0123456789abcdef"


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@dataclasses.dataclass
class ServiceError:
    """What the exception of an SDK says."""

    code: str
    status: int
    request_id: str
    message: str
    error: Exception


class Huawei:
    exception = ServiceResponseException

    @staticmethod
    def credentials(key_id, secret, token):
        credentials = BasicCredentials(key_id, secret, PROJECT)
        return credentials.with_security_token(token) if token else credentials

    @staticmethod
    def client(sdk, url, credentials, region):
        builder = sdk.Client.new_builder().with_http_config(HttpConfig(timeout=(5, 20)))
        return builder.with_credentials(credentials).with_region(Region(region, url)).build()

    @staticmethod
    def send(sdk, client, operation, arguments):
        return getattr(client, snake(operation))(huawei_model(sdk.models, operation + "Request", arguments))

    @staticmethod
    def json(model):
        return json.loads(str(model)) if str(model).startswith("{") else {}

    @staticmethod
    def error(error, _):
        return ServiceError(error.error_code, error.status_code, error.request_id, error.error_msg, error)


class Tencent:
    exception = TencentCloudSDKException
    credentials = credential.Credential

    @staticmethod
    def client(sdk, url, credentials, region):
        scheme, host = url.split("://")
        http = HttpProfile(protocol=scheme, endpoint=host, reqTimeout=20)
        return sdk.Client(credentials, region, ClientProfile(httpProfile=http))

    @staticmethod
    def send(sdk, client, operation, arguments):
        request = getattr(sdk.models, operation + "Request")()
        request.from_json_string(json.dumps(arguments))
        return getattr(client, operation)(request)

    @staticmethod
    def json(model):
        return json.loads(model.to_json_string())

    @staticmethod
    def error(error, response):
        return ServiceError(error.code, response.status_code, error.requestId, error.message, error)


class Alibaba:
    exception = AlibabaCloudException

    @staticmethod
    def credentials(key_id, secret, token):
        return {"access_key_id": key_id, "access_key_secret": secret, "security_token": token}

    @staticmethod
    def client(sdk, url, credentials, region):
        scheme, host = url.split("://")
        timeouts = {"read_timeout": 20_000, "connect_timeout": 20_000}
        return sdk.Client(Config(endpoint=host, protocol=scheme.upper(), **timeouts, **credentials))

    @staticmethod
    def send(sdk, client, operation, arguments):
        model = getattr(sdk.models, operation + "Request")
        kinds = model.__init__.__annotations__
        # some SDKs have models for JSON in a parameter, others take the string
        texts = {name: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                 for name, value in arguments.items() if isinstance(value, dict) and kinds.get(snake(name)) in (str, "str")}
        request = model().from_map({**arguments, **texts})
        return getattr(client, snake(operation))(request).body

    @staticmethod
    def json(model):
        return model.to_map()

    @staticmethod
    def error(error, _):
        return ServiceError(error.code, error.status_code, error.request_id, error.message, error)


VENDORS = {"huawei": Huawei, "tencent": Tencent, "alibaba": Alibaba}


class Sdk:
    """The client of one product, at one endpoint."""

    def __init__(self, product, url, credentials):
        self.product, self.vendor, self.sdk = product, VENDORS[products.vendor(product)], products.module(product, "sdk")
        self.client = self.vendor.client(self.sdk, url, credentials, products.region(product))

    @classmethod
    def with_key(cls, product, url, key_id, secret, token=None):
        return cls(product, url, VENDORS[products.vendor(product)].credentials(key_id, secret, token))

    def model(self, operation, arguments):
        """The response to `operation` as the SDK's own model, with the arguments given by wire name."""
        return self.vendor.send(self.sdk, self.client, operation, arguments)

    def call(self, operation, arguments):
        """The response to `operation` as JSON by wire name, made of what the SDK has kept of it."""
        return self.vendor.json(self.model(operation, arguments))


class Client(Sdk):
    """A client of the emulator: its responses are checked."""

    def call(self, operation, arguments=None, **named):
        return super().call(operation, {**(arguments or {}), **named})

    def model(self, operation, arguments):
        model = super().model(operation, arguments)
        responses.check(self.product, operation, arguments, model)
        return model

    def outcome(self, operation, arguments):
        """None for a success, or the exception that the SDK raises for an error response."""
        try:
            Sdk.model(self, operation, arguments)
        except self.vendor.exception as raised:
            return self.described(raised)
        return None

    def service_error(self, operation, arguments=None, **named):
        """The exception that the SDK raises for an error response."""
        with pytest.raises(self.vendor.exception) as raised:
            Sdk.model(self, operation, {**(arguments or {}), **named})
        return self.described(raised.value)

    def described(self, raised):
        response = responses.Wire.last
        found = self.vendor.error(raised, response)
        assert found.status == response.status_code
        assert found.request_id, "the SDK finds no request id"
        assert found.message
        return found


def huawei_model(module, name, arguments):
    """A model of the Huawei SDK from a JSON object by wire name. What is not a parameter is a property of the body."""
    model = getattr(module, name)
    attributes = {}
    body = dict(arguments)
    for attribute, wire in model.attribute_map.items():
        if attribute == "body":
            continue
        if wire in body:
            attributes[attribute] = huawei_value(module, model.openapi_types[attribute], body.pop(wire))
    if "body" in model.attribute_map:
        attributes["body"] = huawei_model(module, model.openapi_types["body"], body)
    else:
        assert not body, f"{name} has no {sorted(body)}"
    return model(**attributes)


def huawei_value(module, kind, value):
    listed = re.fullmatch(r"list\[(.+)\]", kind)
    if listed:
        return [huawei_value(module, listed[1], element) for element in value]
    model = getattr(module, kind, None)
    if isinstance(value, dict) and model is not None:
        return huawei_model(module, kind, value)
    return value
