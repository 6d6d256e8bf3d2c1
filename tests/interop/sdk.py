"""The official SDKs, called by wire names: which client, which request model, which method."""

import dataclasses
import json
import re

import answers
import pytest
from alibabacloud_ice20201109 import models as ice_models
from alibabacloud_ice20201109.client import Client as IceClient
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vod20170321 import models as vod_models
from alibabacloud_vod20170321.client import Client as AlibabaVodClient
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkmpc import v1 as mpc
from huaweicloudsdkvod import v1 as vod
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException
from tencentcloud.common import credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.tiw.v20190919 import models as tiw_models
from tencentcloud.tiw.v20190919.tiw_client import TiwClient

PROJECT = "0123456789abcdef0123456789abcdef"
HUAWEI = {"huawei-mpc": (mpc, mpc.MpcClient), "huawei-vod": (vod, vod.VodClient)}
ALIBABA = {"alibaba-vod": (vod_models, AlibabaVodClient), "alibaba-ice": (ice_models, IceClient)}


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


@dataclasses.dataclass
class Refusal:
    """What the exception of an SDK says."""

    code: str
    status: int
    request_id: str
    message: str
    error: Exception


class Sdk:
    """The client of one product, pointed at a server on loopback."""

    def __init__(self, product, url, key_id, secret, token=None):
        self.product = product
        host = url.split("://")[1]
        if product in HUAWEI:
            self.models, client = HUAWEI[product]
            builder = client.new_builder().with_http_config(HttpConfig(timeout=(5, 20)))
            credentials = BasicCredentials(key_id, secret, PROJECT)
            if token:
                credentials.with_security_token(token)
            self.client = builder.with_credentials(credentials).with_endpoint(url).build()
        elif product in ALIBABA:
            self.models, client = ALIBABA[product]
            config = Config(access_key_id=key_id, access_key_secret=secret, endpoint=host, protocol="HTTP")
            config.security_token = token
            config.read_timeout = config.connect_timeout = 20_000
            self.client = client(config)
        else:
            self.models = tiw_models
            profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=host, reqTimeout=20))
            self.client = TiwClient(credential.Credential(key_id, secret, token), "ap-singapore", profile)

    def model(self, operation, arguments):
        """The answer to `operation` as the SDK's own model, with the arguments given by wire name."""
        if self.product in HUAWEI:
            request = huawei_model(self.models, operation + "Request", arguments)
            return getattr(self.client, snake(operation))(request)
        request = getattr(self.models, operation + "Request")()
        if self.product in ALIBABA:
            return getattr(self.client, snake(operation))(request.from_map(arguments)).body
        request.from_json_string(json.dumps(arguments))
        return getattr(self.client, operation)(request)

    def call(self, operation, arguments):
        """The answer to `operation` as JSON by wire name, made of what the SDK has kept of it."""
        answer = self.model(operation, arguments)
        if self.product in HUAWEI:
            return json.loads(str(answer)) if str(answer).startswith("{") else {}
        return answer.to_map() if self.product in ALIBABA else json.loads(answer.to_json_string())


class Client(Sdk):
    """A client of the emulator: what it answers is looked at."""

    def call(self, operation, arguments=None, **named):
        return super().call(operation, {**(arguments or {}), **named})

    def model(self, operation, arguments):
        model = super().model(operation, arguments)
        answers.check(self.product, operation, arguments, model)
        return model

    def refusal(self, operation, arguments=None, **named):
        """The exception that the SDK raises instead of an answer."""
        with pytest.raises((ServiceResponseException, TencentCloudSDKException, AlibabaCloudException)) as raised:
            Sdk.model(self, operation, {**(arguments or {}), **named})
        error, wire = raised.value, answers.Wire.last
        if self.product in HUAWEI:
            found = Refusal(error.error_code, error.status_code, error.request_id, error.error_msg, error)
        elif self.product in ALIBABA:
            found = Refusal(error.code, error.status_code, error.request_id, error.message, error)
        else:
            found = Refusal(error.code, wire.status_code, error.requestId, error.message, error)
        assert found.status == wire.status_code
        assert found.request_id, "the SDK finds no request id"
        assert found.message
        return found


def huawei_model(module, name, arguments):
    """A model of the Huawei SDK from a JSON object by wire name; what is no parameter is a member of the body."""
    model = getattr(module, name)
    members = {}
    body = dict(arguments)
    for attribute, wire in model.attribute_map.items():
        if attribute == "body":
            continue
        if wire in body:
            members[attribute] = huawei_value(module, model.openapi_types[attribute], body.pop(wire))
    if "body" in model.attribute_map:
        members["body"] = huawei_model(module, model.openapi_types["body"], body)
    else:
        assert not body, f"{name} has no {sorted(body)}"
    return model(**members)


def huawei_value(module, kind, value):
    listed = re.fullmatch(r"list\[(.+)\]", kind)
    if listed:
        return [huawei_value(module, listed[1], element) for element in value]
    model = getattr(module, kind, None)
    if isinstance(value, dict) and model is not None:
        return huawei_model(module, kind, value)
    return value
