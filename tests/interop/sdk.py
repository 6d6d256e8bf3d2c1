"""The official SDKs, called by wire names: which client, which request model, which method."""

import json
import re

from alibabacloud_ice20201109 import models as ice_models
from alibabacloud_ice20201109.client import Client as IceClient
from alibabacloud_tea_openapi.models import Config
from alibabacloud_vod20170321 import models as vod_models
from alibabacloud_vod20170321.client import Client as AlibabaVodClient
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkmpc import v1 as mpc
from huaweicloudsdkvod import v1 as vod
from tencentcloud.common import credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.tiw.v20190919 import models as tiw_models
from tencentcloud.tiw.v20190919.tiw_client import TiwClient

PROJECT = "0123456789abcdef0123456789abcdef"
HUAWEI = {"huawei-mpc": (mpc, mpc.MpcClient), "huawei-vod": (vod, vod.VodClient)}
ALIBABA = {"alibaba-vod": (vod_models, AlibabaVodClient), "alibaba-ice": (ice_models, IceClient)}


def snake(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class Sdk:
    """The client of one product, pointed at a server on loopback."""

    def __init__(self, product, url, key_id, secret):
        self.product = product
        host = url.split("://")[1]
        if product in HUAWEI:
            self.models, client = HUAWEI[product]
            builder = client.new_builder().with_http_config(HttpConfig(timeout=(5, 20)))
            self.client = builder.with_credentials(BasicCredentials(key_id, secret, PROJECT)).with_endpoint(url).build()
        elif product in ALIBABA:
            self.models, client = ALIBABA[product]
            config = Config(access_key_id=key_id, access_key_secret=secret, endpoint=host, protocol="HTTP")
            config.read_timeout = config.connect_timeout = 20_000
            self.client = client(config)
        else:
            self.models = tiw_models
            profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=host, reqTimeout=20))
            self.client = TiwClient(credential.Credential(key_id, secret), "ap-singapore", profile)

    def call(self, operation, arguments):
        """Calls `operation` with arguments by wire name; returns the answer as JSON by wire name."""
        if self.product in HUAWEI:
            request = huawei_model(self.models, operation + "Request", arguments)
            answer = getattr(self.client, snake(operation))(request)
            return json.loads(str(answer)) if str(answer).startswith("{") else {}
        if self.product in ALIBABA:
            request = getattr(self.models, operation + "Request")().from_map(arguments)
            return getattr(self.client, snake(operation))(request).body.to_map()
        request = getattr(self.models, operation + "Request")()
        request.from_json_string(json.dumps(arguments))
        return json.loads(getattr(self.client, operation)(request).to_json_string())


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
