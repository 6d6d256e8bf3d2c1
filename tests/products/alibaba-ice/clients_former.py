"""Alibaba Cloud ICE through the former SDK, by GET and POST, with responses in JSON and XML."""

import json
from xml.etree import ElementTree

import pytest
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest
from emulator import KEY_ID, SECRET
from images import different_images


@pytest.fixture(params=["GET", "POST"])
def call(request, emulator):
    client = AcsClient(KEY_ID, SECRET, "cn-shanghai")

    def one(action, form="JSON", **parameters):
        domain = emulator.url.removeprefix("http://")
        called = CommonRequest(domain=domain, version="2020-11-09", action_name=action)
        called.set_method(request.param)
        called.set_protocol_type("http")
        called.set_accept_format(form)
        for name, value in parameters.items():
            called.add_query_param(name.replace("__", "."), value)
        # One of them parses responses, and always gets JSON.
        send = client.do_action_with_exception if form == "JSON" else client.do_action
        return send(called)

    return one


def test_a_media_asset_becomes_images(call, emulator):
    place = json.dumps({"Type": "OSS", "Media": "oss://b/in.mp4"})
    output = json.dumps({"Type": "OSS", "Media": "oss://b/out-{Count}.jpg"})
    template = json.dumps({"TemplateId": "S00000002-100010"})
    job = json.loads(call("SubmitSnapshotJob", Input=place, Output=output, TemplateConfig=template))
    emulator.advance(2)
    found = ElementTree.fromstring(call("GetSnapshotUrls", "XML", JobId=job["JobId"]))
    urls = [url.text for url in found.iterfind("SnapshotUrls")]
    assert len(urls) == int(found.findtext("Total")) > 1
    different_images(urls)


def test_flattened_lists_are_read(call):
    own = {"TemplateIds__1": "S00000003-100010", "TemplateIds__2": "another"}
    assert json.loads(call("ListLiveSnapshotTemplates", **own))["TotalCount"] == 1
