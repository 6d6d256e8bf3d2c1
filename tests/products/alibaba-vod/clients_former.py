"""Alibaba Cloud VOD through the former SDK, by GET and POST, with responses in JSON and XML."""

import json
from xml.etree import ElementTree

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest
from emulator import KEY_ID, SECRET
from images import different_images


@pytest.fixture(params=["GET", "POST"])
def call(request, emulator):
    client = AcsClient(KEY_ID, SECRET, "cn-shanghai")

    def one(action, form="JSON", **parameters):
        domain = emulator.url.removeprefix("http://")
        called = CommonRequest(domain=domain, version="2017-03-21", action_name=action)
        called.set_method(request.param)
        called.set_protocol_type("http")
        called.set_accept_format(form)
        for name, value in parameters.items():
            called.add_query_param(name.replace("__", "."), value)
        # One of them parses responses, and always gets JSON.
        send = client.do_action_with_exception if form == "JSON" else client.do_action
        return send(called)

    return one


def test_a_video_becomes_images(call, emulator):
    sprite = "{'CellWidth': 120, 'CellHeight': 68, 'Columns': 3, 'Lines': 10, 'Padding': 20, 'Margin': 50}"
    times = json.dumps([1000, 2000])
    job = json.loads(call("SubmitSnapshotJob", VideoId="v", SpecifiedOffsetTimes=times, SpriteSnapshotConfig=sprite))
    emulator.advance(2)
    detail = json.loads(call("GetJobDetail", JobId=job["SnapshotJob"]["JobId"], JobType="snapshot"))
    assert json.loads(detail["SnapshotJobDetail"]["SpriteConfig"])["wd"] == "120"
    found = ElementTree.fromstring(call("ListSnapshots", "XML", VideoId="v", SnapshotType="NormalSnapshot"))
    assert found.tag == "ListSnapshotsResponse"
    assert found.findtext("MediaSnapshot/Total") == "2"
    different_images([url.text for url in found.iterfind("MediaSnapshot/Snapshots/Snapshot/Url")])


def test_flattened_lists_are_rejected(call):
    arguments = {"VideoId": "v", "SpecifiedOffsetTimes__1": "1000"}
    with pytest.raises(ServerException) as raised:
        call("SubmitSnapshotJob", **arguments)
    assert (raised.value.http_status, raised.value.error_code) == (400, "InvalidParameter")
    error = ElementTree.fromstring(call("SubmitSnapshotJob", "XML", **arguments))
    assert (error.tag, error.findtext("Code")) == ("Error", "InvalidParameter")
