"""Frames that `huawei-vod` cuts out of a real video, within one frame of the time that was requested."""

import urllib.parse

import containers
import pytest
import video
from images import image

REGION = "cn-north-4"


def test_a_time_after_the_end_fails(client, emulator):
    client.call("CreateAssetProcessTask", asset_id=video.ASSET, thumbnail={"type": "dots", "dots": [500]})
    emulator.advance(2)
    info = client.call("ShowAssetDetail", asset_id=video.ASSET, categories=["thumbnail_info"])["thumbnail_info"]
    assert info["thumbnail_status"] == "THUMBNAIL_FAILED" and info["exec_desc"]


@pytest.mark.parametrize("thumbnail, wanted", [
    ({"type": "dots", "dots": [0, 6, 11], "max_length": 200}, [0, 6, 11]),
    ({"type": "time", "time": 5}, [0, 5, 10]),
    ({"type": "quantity", "quantity": 3, "quantity_time": 5}, [0, 5, 10]),
    ({"type": "quantity", "quantity": 4}, None),
])
def test_assets(client, emulator, thumbnail, wanted):
    created = client.call("CreateAssetProcessTask", asset_id=video.ASSET, thumbnail=thumbnail)
    emulator.advance(2)
    results = client.call("ListThumbnailDetails", task_id=created["thumbnail_task_id"])["thumbnail_result"]
    if wanted is None:
        # the offsets are in whole seconds, the frames are spread evenly
        step = video.SECONDS / thumbnail["quantity"]
        wanted = [index * step for index in range(thumbnail["quantity"])]
    video.assert_times([image(result["url"]) for result in results], wanted)
    assert [result["offset"] for result in results] == [int(second + 0.001) for second in wanted]


def test_objects(client, emulator):
    created = client.call("CreateObjectProcessTask", {
        "input": {"bucket": video.BUCKET, "object": video.KEY, "region": REGION},
        "output": {"bucket": "demo", "object": "out", "region": REGION},
        "thumbnail_task": [{"type": "DOTS", "dots": [0, 6, 11]}, {"type": "PERCENT", "percent": 50, "output_filename": "half"}],
        "image_sprite_task": [{"sample_type": "TIME", "sample_interval": 3, "row_count": 2, "column_count": 2, "width": 160, "height": 90}],
    })
    emulator.advance(2)
    results = client.call("ShowTaskDetail", task_id=created["task_id"])["workflow_task"]["task_result"]
    url = lambda key: f"{emulator.url}/objects/demo/{urllib.parse.quote(key)}"  # noqa: E731
    for result, wanted in zip(results, ([0, 6, 11], [0, video.SECONDS / 2])):
        keys = [entry["object_key"] for entry in result["thumbnail_task"]["output"]["pic_info_list"]]
        video.assert_times([image(url(key)) for key in keys[:len(wanted)]], wanted)
    sheet = image(url(results[2]["image_sprite_task"]["output"]["sprite_image_list"][0]))
    cells = [sheet.crop((x, y, x + 160, y + 90)) for y in (0, 90) for x in (0, 160)]
    video.assert_times(cells, [0, 3, 6, 9])


def test_what_has_no_file_does_not_exist(client):
    error = client.service_error("CreateAssetProcessTask", asset_id="none", thumbnail={"type": "time"})
    assert "VOD." in error.code


@pytest.mark.parametrize("name", containers.NOT_VIDEOS)
def test_what_is_no_video_fails(client, emulator, name):
    asset = name.split(".")[0]
    client.call("CreateAssetProcessTask", asset_id=asset, thumbnail={"type": "time", "time": 5})
    created = client.call("CreateObjectProcessTask", {
        "input": {"bucket": video.BUCKET, "object": name, "region": REGION},
        "output": {"bucket": "demo", "object": "out", "region": REGION},
        "thumbnail_task": [{"type": "DOTS", "dots": [0]}],
        "image_sprite_task": [{"sample_type": "TIME", "sample_interval": 3, "row_count": 2, "column_count": 2}],
    })
    emulator.advance(2)
    info = client.call("ShowAssetDetail", asset_id=asset, categories=["thumbnail_info"])["thumbnail_info"]
    assert info["thumbnail_status"] == "THUMBNAIL_FAILED" and "not a video" in info["exec_desc"]
    found = client.call("ShowTaskDetail", task_id=created["task_id"])
    assert found["status"] == "FAILED"
    thumbnails, sprites = found["workflow_task"]["task_result"]
    for result in (thumbnails["thumbnail_task"], sprites["image_sprite_task"]):
        assert result["status"] == "FAILED" and result["error_msg"]
