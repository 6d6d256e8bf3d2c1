"""Tencent Cloud TIW through the SDK's client of all products: every signature, by POST and by GET."""

import pytest
from emulator import KEY_ID, SECRET
from images import different_images
from tencentcloud.common import credential
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("signature", ["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"])
def test_a_whiteboard_becomes_images(emulator, signature, method):
    http = HttpProfile(protocol="http", endpoint=emulator.url.removeprefix("http://"), reqMethod=method)
    profile = ClientProfile(signMethod=signature, httpProfile=http)
    key = credential.Credential(KEY_ID, SECRET)
    client = CommonClient("tiw", "2019-09-19", key, "ap-singapore", profile)
    size = {"Width": 640, "Height": 360}
    task = client.call_json("CreateSnapshotTask", {"SdkAppId": 1, "RoomId": 7, "Whiteboard": size})
    emulator.advance(2)
    described = client.call_json("DescribeSnapshotTask", {"SdkAppId": 1, "TaskID": task["Response"]["TaskID"]})
    different_images(described["Response"]["Result"]["Snapshots"], (640, 360))
