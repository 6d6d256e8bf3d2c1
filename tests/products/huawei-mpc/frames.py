"""Frames that `huawei-mpc` cuts out of a real video, within one frame of the time that was requested."""

import io
import tarfile

import containers
import pytest
import video
from images import fetch, image
from PIL import Image

INPUT = {"bucket": video.BUCKET, "location": "cn-north-4", "object": video.KEY}
OUTPUT = {"bucket": "demo", "location": "cn-north-4", "object": "out"}


def create(client, para, **more):
    return client.call("CreateThumbnailsTask", {"input": INPUT, "output": OUTPUT, "thumbnail_para": para, **more})


def task(client, created):
    (found,) = client.call("ListThumbnailsTask", task_id=[created["task_id"]])["task_array"]
    return found


@pytest.mark.parametrize("milliseconds", [0, 1, 5005, 6006, int(video.LAST * 1000), int((video.LAST + video.PERIOD / 2) * 1000)])
def test_at_once(client, emulator, milliseconds):
    para = {"type": "DOTS_MS", "dots_ms": [milliseconds], "width": 640, "height": 360}
    created = create(client, para, sync=1, original_dir=1)
    found = image(f"{emulator.url}/objects/demo/out/{created['output_file_name']}")
    assert found.size == (640, 360)
    video.assert_times([found], [milliseconds / 1000])


@pytest.mark.parametrize("tar", [0, 1])
@pytest.mark.parametrize("para, wanted", [
    ({"type": "DOTS", "dots": [0, 6, 11]}, [0, 6, 11]),
    ({"type": "TIME", "time": 3, "start_time": 1}, [1, 4, 7, 10]),
    ({"type": "TIME", "time": 2, "start_time": 2, "duration": 5, "max_length": 240}, [2, 4, 6]),
])
def test_by_task(client, emulator, para, wanted, tar):
    created = create(client, para, tar=tar)
    emulator.advance(2)
    found = task(client, created)
    assert found["status"] == "SUCCEEDED"
    folder = f"{emulator.url}/objects/demo/{found['output']['object']}"
    urls = [f"{folder}/{entry['pic_name']}" for entry in found["thumbnail_info"]]
    if tar == 0:
        archive = tarfile.open(fileobj=io.BytesIO(fetch(urls[0])[1]))
        images = [Image.open(archive.extractfile(name)) for name in archive.getnames()]
    else:
        images = [image(url) for url in urls]
    video.assert_times(images, wanted)


def test_a_time_after_the_end_fails(client, emulator):
    created = create(client, {"type": "DOTS", "dots": [500]}, input={**INPUT, "file_name": "x"})
    emulator.advance(2)
    found = task(client, created)
    assert (found["status"], found["input"]["file_name"]) == ("FAILED", "x") and found["description"]


def test_what_has_no_file_does_not_exist(client):
    body = {"input": {**INPUT, "object": "none"}, "output": OUTPUT, "thumbnail_para": {"type": "TIME"}}
    assert "MPC." in client.service_error("CreateThumbnailsTask", body).code


@pytest.mark.parametrize("name", containers.NOT_VIDEOS)
def test_what_is_no_video_fails(client, emulator, name):
    created = create(client, {"type": "DOTS", "dots": [0]}, input={**INPUT, "object": name})
    emulator.advance(2)
    found = task(client, created)
    assert found["status"] == "FAILED" and "not a video" in found["description"]


def test_every_second_of_a_long_video_has_an_image(client, emulator, media):
    containers.ffmpeg("-f", "lavfi", "-i", "color=gray:s=32x32:r=1:d=2500", "-c:v", "libx264", "-y", media / "buckets" / video.BUCKET / "long.mp4")
    created = create(client, {"type": "TIME", "time": 1}, input={**INPUT, "object": "long.mp4"})
    emulator.advance(2)
    assert len(task(client, created)["thumbnail_info"]) == 2500
