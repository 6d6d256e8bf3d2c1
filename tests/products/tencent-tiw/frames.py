"""Frames that `tencent-tiw` cuts out of a real video of a whiteboard, within one frame of their time."""

import containers
import pytest
import video
from images import image


def test_a_whiteboard(client, emulator):
    room = {"SdkAppId": 1, "RoomId": video.ROOM, "Whiteboard": {"Width": 640, "Height": 360}}
    task = client.call("CreateSnapshotTask", room)["TaskID"]
    emulator.advance(2)
    urls = client.call("DescribeSnapshotTask", TaskID=task, SdkAppId=1)["Result"]["Snapshots"]
    video.assert_times([image(url) for url in urls], [index * video.SECONDS / len(urls) for index in range(len(urls))])


def test_what_has_no_file_does_not_exist(client):
    error = client.service_error("CreateSnapshotTask", SdkAppId=1, RoomId=1, Whiteboard={})
    assert "NotFound" in error.code


@pytest.mark.parametrize("room", containers.NOT_VIDEOS.values())
def test_what_is_no_video_fails(client, emulator, room):
    task = client.call("CreateSnapshotTask", SdkAppId=1, RoomId=room, Whiteboard={})["TaskID"]
    emulator.advance(2)
    result = client.call("DescribeSnapshotTask", TaskID=task, SdkAppId=1)["Result"]
    assert result["ErrorCode"] != "OK" and result["ErrorMessage"] and not result["Snapshots"]
