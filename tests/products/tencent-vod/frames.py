"""Frames that `tencent-vod` cuts out of a real video, within one frame of the time that was requested."""

import containers
import pytest
import video
from images import image


def results(client, emulator, **task):
    """The results of a task over the video, by type."""
    task = client.call("ProcessMedia", FileId=video.ASSET, MediaProcessTask=task)["TaskId"]
    emulator.advance(3)
    parts = client.call("DescribeTaskDetail", TaskId=task)["ProcedureTask"]["MediaProcessResultSet"]
    return {part["Type"]: part for part in parts}


def test_a_video(client, emulator):
    offsets = ["0s", "1.25s", "50%", "100%"]
    task = results(
        client, emulator,
        SnapshotByTimeOffsetTaskSet=[{"Definition": 10, "ExtTimeOffsetSet": offsets}],
        SampleSnapshotTaskSet=[{"Definition": 10}],
        CoverBySnapshotTaskSet=[{"Definition": 10, "PositionType": "Percent", "PositionValue": 25.0}],
    )
    pictures = task["SnapshotByTimeOffset"]["SnapshotByTimeOffsetTask"]["Output"]["PicInfoSet"]
    wanted = [0, 1.25, video.SECONDS / 2, video.LAST]
    video.assert_times([image(picture["Url"]) for picture in pictures], wanted)
    urls = task["SampleSnapshot"]["SampleSnapshotTask"]["Output"]["ImageUrlSet"]
    assert len(urls) in (10, 11)
    video.assert_times([image(url) for url in urls[:10]], [index * video.SECONDS / 10 for index in range(10)])
    cover = task["CoverBySnapshot"]["CoverBySnapshotTask"]["Output"]["CoverUrl"]
    video.assert_times([image(cover)], [video.SECONDS / 4])


def test_a_time_after_the_end_fails_that_part_alone(client, emulator):
    late = {"Definition": 10, "ExtTimeOffsetSet": ["1000s"]}
    task = results(client, emulator, SnapshotByTimeOffsetTaskSet=[late], SampleSnapshotTaskSet=[{"Definition": 10}])
    assert task["SnapshotByTimeOffset"]["SnapshotByTimeOffsetTask"]["Status"] == "FAIL"
    assert task["SampleSnapshot"]["SampleSnapshotTask"]["Status"] == "SUCCESS"


def test_what_has_no_file_does_not_exist(client):
    task = {"SampleSnapshotTaskSet": [{"Definition": 10}]}
    error = client.service_error("ProcessMedia", FileId="1", MediaProcessTask=task)
    assert error.code == "ResourceNotFound.FileNotExist"
    found = client.call("DescribeMediaInfos", FileIds=["1", video.ASSET])
    assert (found["NotExistFileIdSet"], len(found["MediaInfoSet"])) == (["1"], 1)


@pytest.mark.parametrize("name", containers.NOT_VIDEOS)
def test_what_is_no_video_fails(client, emulator, name):
    parts = {"SampleSnapshotTaskSet": [{"Definition": 10}]}
    task = client.call("ProcessMedia", FileId=name.split(".")[0], MediaProcessTask=parts)["TaskId"]
    emulator.advance(3)
    (part,) = client.call("DescribeTaskDetail", TaskId=task)["ProcedureTask"]["MediaProcessResultSet"]
    assert part["SampleSnapshotTask"]["Status"] == "FAIL"
