"""Huawei Cloud VOD through its official SDK: snapshots of assets, covers, and processing of objects."""

import re

import pytest
from images import different_images, fetch, image, status

ASSET = "0b6ba8a1e2d94f8a9a4a3d9b6c8e1f20"
NOT_RECEIVED = {
    # no source tells the codes of parts that failed
    "ShowTaskDetail": [
        "error_code", "error_msg", "edit_media_task",
        "workflow_task.task_result[].thumbnail_task.error_code", "workflow_task.task_result[].image_sprite_task.error_code",
    ],
    # transcoding and reviews are not emulated
    "ShowAssetDetail": ["transcode_info", "review_info"],
}


def create(client, asset=ASSET, **thumbnail):
    created = client.call("CreateAssetProcessTask", asset_id=asset, thumbnail=thumbnail)
    assert created["asset_id"] == asset
    return created["thumbnail_task_id"]


def results(client, task, **window):
    response = client.call("ListThumbnailDetails", task_id=task, **window)
    return response["total"], response.get("thumbnail_result") or []


def sample_job(client, _):
    """Submits a job. None of its arguments is shown."""
    return create(client, type="dots", dots=[2, 4])


def sample_images(client, _, task):
    """The URLs of its images, none before they exist."""
    return [result["url"] for result in results(client, task)[1]]


def test_positions(client, emulator):
    task = create(client, type="dots", dots=[2, 4, 6], format=1, aspect_ratio=1, max_length=320, cover_position=2)
    assert results(client, task) == (0, [])
    emulator.advance(2)
    total, found = results(client, task)
    assert (total, [result["offset"] for result in found]) == (3, [2, 4, 6])
    different_images([result["url"] for result in found], (320, 180))
    assert results(client, task, offset=1, limit=1) == (3, found[1:2])
    assert results(client, task, offset=3) == (3, [])
    assert results(client, "") == (0, [])


def test_a_template_group_without_images(client):
    response = client.call("CreateAssetProcessTask", asset_id=ASSET, template_group_name="组 A", auto_encrypt=0, subtitle_id=[1, 2])
    assert response == {"asset_id": ASSET}


def test_a_number_of_images(client, emulator):
    spread = create(client, type="quantity", quantity=4)
    apart = create(client, type="quantity", quantity=3, quantity_time=5)
    emulator.advance(2)
    assert [result["offset"] for result in results(client, apart)[1]] == [0, 5, 10]
    offsets = [result["offset"] for result in results(client, spread)[1]]
    assert len(offsets) == 4 and len({after - before for before, after in zip(offsets, offsets[1:])}) == 1
    different_images([result["url"] for result in results(client, spread)[1]])


def test_images_at_an_interval(client, emulator):
    task = create(client, type="time", time=10)
    emulator.advance(2)
    total, found = results(client, task, limit=100)
    assert total == len(found) > 1
    assert [result["offset"] for result in found] == [10 * index for index in range(total)]
    different_images([result["url"] for result in found[:3]])


def test_lists_and_deletion(client, emulator):
    first = create(client, type="dots", dots=[1, 2])
    settings = {"type": "quantity", "quantity": 2, "quantity_time": 1, "max_length": 300,
                "cover_position": 1, "format": 1, "aspect_ratio": 1}
    second = create(client, **settings)
    third = create(client, type="time", time=12)
    other = create(client, asset="another", type="dots", dots=[3])
    emulator.advance(2)

    def listed(**filters):
        response = client.call("ListThumbnailInfo", **filters)
        return [entry["task_id"] for entry in response["thumbnails"]], response["total"]

    assert listed(asset_id=ASSET) == ([third, second, first], 3)
    assert listed(asset_id=ASSET, offset=1, limit=1) == ([second], 3)
    assert listed(asset_id=ASSET, task_id=first) == ([first], 1)
    assert listed(task_id=other) == ([other], 1)
    assert listed(asset_id="nothing captured") == ([], 0)
    (entry,) = client.call("ListThumbnailInfo", task_id=second)["thumbnails"]
    assert entry["thumbnail_count"] == 2
    assert entry["thumbnail_para"] == settings
    urls = [result["url"] for result in results(client, first)[1]]
    deleted = client.call("DeleteThumbnails", asset_id=ASSET, task_id=[first, other, "no-such-task"])
    assert {entry["task_id"]: entry["status"] for entry in deleted["delete_result_array"]} == {
        first: "DELETED", other: "FAILED", "no-such-task": "UNKNOW",
    }
    assert listed(asset_id=ASSET) == ([third, second], 2)
    assert [status(url) for url in urls] == [404, 404]
    gone = client.service_error("ListThumbnailDetails", task_id=first)
    assert gone.code.startswith("VOD.") and gone.status == 400


def test_what_an_asset_shows(client, emulator):
    def thumbnails():
        return client.call("ShowAssetDetail", asset_id=ASSET, categories=["thumbnail_info"])["thumbnail_info"]

    assert thumbnails()["thumbnail_status"] == "UN_THUMBNAIL"
    create(client, type="dots", dots=[1])
    assert thumbnails()["thumbnail_status"] == "THUMBNAILING"
    create(client, type="quantity", quantity=1)
    create(client, type="time", time=12)
    emulator.advance(2)
    found = thumbnails()
    assert found["thumbnail_status"] == "THUMBNAIL_SUCCEED"
    assert [image(found[kind][0]["url"]).format for kind in ("sample", "dots", "quantity")] == ["JPEG"] * 3
    assert found["dots"][0]["offset"] == 1
    whole = client.call("ShowAssetDetail", asset_id=ASSET)
    assert whole["asset_id"] == ASSET and {"base_info", "thumbnail_info"} <= set(whole)
    only = client.call("ShowAssetDetail", asset_id=ASSET, categories=["base_info"])
    assert "thumbnail_info" not in only


def test_covers(client, emulator):
    task = create(client, type="dots", dots=[2, 4, 6], cover_position=3)
    emulator.advance(2)
    urls = [result["url"] for result in results(client, task)[1]]

    def cover():
        info = client.call("ShowAssetDetail", asset_id=ASSET, categories=["base_info"])["base_info"]
        return info["cover_info_array"][0]["cover_url"]

    assert image(cover()).tobytes() == image(urls[2]).tobytes()
    assert client.call("UpdateCoverByThumbnail", thumbnailUrl=urls[0]) == {}
    assert image(cover()).tobytes() == image(urls[0]).tobytes()
    error = client.service_error("UpdateCoverByThumbnail", thumbnailUrl="https://example.com/elsewhere.jpg")
    assert error.code.startswith("VOD.") and error.status == 400


def test_objects_are_processed(client, emulator):
    place = {"bucket": "demo", "object": "videos/a.mp4", "region": "cn-north-4"}
    output = {"bucket": "demo", "object": "out", "region": "cn-north-4"}
    own = {**output, "object": "apart"}
    created = client.call("CreateObjectProcessTask", {
        "input": place,
        "output": output,
        "thumbnail_task": [
            {
                "type": "DOTS", "dots": [1, 3], "width": 320, "height": 180, "output_filename": "shot",
                "format": "jpg", "fill_type": "stretch",
            },
            {"type": "PERCENT", "percent": 25, "format": "png", "output": own},
        ],
        "image_sprite_task": [{
            "sample_type": "TIME", "sample_interval": 10, "row_count": 2, "column_count": 3, "width": 160, "height": 90,
            "format": "jpg", "output_object_name": "sheet", "webvtt_object_name": "sheet.vtt", "output": output,
            "resolution_adaptive": "close", "fill_type": "stretch",
        }],
        "transcode_task": [{"trans_template_id": "7000524"}],
        "video_process": {"hls_init_count": 1},
        "watermarks": [{"template_id": "wm-1"}],
        "session_context": "mine",
        "callback_url": f"{emulator.url}/nobody",
    })
    show = lambda: client.call("ShowTaskDetail", task_id=created["task_id"])  # noqa: E731
    assert show()["status"] == "RUNNING"
    emulator.advance(2)
    response = show()
    assert (response["status"], response["session_context"]) == ("SUCCEEDED", "mine")
    assert response["callback_url"].endswith("/nobody")
    assert response["workflow_task"]["input"] == place
    assert response["create_time"] <= response["start_time"] <= response["end_time"]
    results = response["workflow_task"]["task_result"]
    assert [result["task_type"] for result in results] == ["THUMBNAIL", "THUMBNAIL", "IMAGE_SPRITE", "TRANSCODE"]
    shots, percents, sprite, _ = results
    url = lambda key: f"{emulator.url}/objects/demo/{key}"  # noqa: E731
    keys = [entry["object_key"] for entry in shots["thumbnail_task"]["output"]["pic_info_list"]]
    different_images([url(key) for key in keys], (320, 180))
    assert percents["thumbnail_task"]["output"]["obs_info"] == own
    keys = [entry["object_key"] for entry in percents["thumbnail_task"]["output"]["pic_info_list"]]
    assert len(keys) >= 4
    different_images([url(key) for key in keys], kind="PNG")
    sheet = sprite["image_sprite_task"]["output"]
    assert (sheet["width"], sheet["height"]) == (480, 180)
    assert image(url(sheet["sprite_image_list"][0])).size == (480, 180)
    media_type, text = fetch(url("out/sheet.vtt"))
    assert media_type.startswith("text/vtt")
    assert re.search(rb"sheet_0\.jpg#xywh=160,0,160,90", text), text


@pytest.mark.parametrize("operation, arguments", [
    ("ListThumbnailDetails", {"task_id": "no-such-task"}),
    ("ListThumbnailInfo", {"task_id": "no-such-task"}),
    ("ShowTaskDetail", {"task_id": "no-such-task"}),
])
def test_an_unknown_task(client, operation, arguments):
    error = client.service_error(operation, arguments)
    assert error.code.startswith("VOD.") and error.status == 400
