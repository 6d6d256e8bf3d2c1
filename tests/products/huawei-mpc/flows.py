"""Huawei Cloud MPC through its official SDK: tasks from creation to images, cancelling, lists."""

import io
import tarfile
import urllib.parse

import pytest
from images import different_images, fetch, image, status
from PIL import Image

INPUT = {"bucket": "demo", "location": "cn-north-4", "object": "videos/a b.mp4"}
OUTPUT = {"bucket": "shots", "location": "cn-north-4", "object": "out put/截图"}
SHOWS_TEXT = True
# a task that cannot be created is an error
NOT_RECEIVED = {"CreateThumbnailsTask": ["description"]}


def create(client, para, **more):
    body = {"input": INPUT, "output": OUTPUT, "thumbnail_para": para, "original_dir": 1, "tar": 1, **more}
    return client.call("CreateThumbnailsTask", body)


def task(client, created):
    """The task that `created` names."""
    response = client.call("ListThumbnailsTask", task_id=[created["task_id"]])
    assert (response["total"], response["is_truncated"]) == (1, 0)
    return response["task_array"][0]


def urls(emulator, task):
    place = task["output"]
    names = [f"{place['bucket']}/{place['object']}/{image['pic_name']}" for image in task["thumbnail_info"]]
    return [f"{emulator.url}/objects/{urllib.parse.quote(name)}" for name in names]


def sample_job(client, text):
    """Submits a job that shows `text`."""
    para = {"type": "DOTS", "dots": [1, 5], "output_filename": "a'b\"<c>"}
    return create(client, para, user_data=text)


def sample_images(client, emulator, created):
    """The URLs of its images, none before they exist."""
    found = task(client, created)
    return urls(emulator, found) if "thumbnail_info" in found else []


def test_a_task_from_waiting_to_its_images(client, emulator):
    para = {"type": "DOTS", "dots": [1, 5, 9], "format": 1, "width": 320, "height": 180, "output_filename": "cover"}
    created = create(client, para, user_data="Nutzerdaten <&> 用户")
    assert created["status"] == "WAITING"
    assert (created["output"], len(created["create_time"])) == (OUTPUT, 14)
    found = task(client, created)
    assert (found["status"], found["create_time"]) == ("WAITING", created["create_time"])
    assert "end_time" not in found and "thumbnail_info" not in found
    emulator.advance(1)
    assert task(client, created)["status"] == "PROCESSING"
    emulator.advance(1)
    found = task(client, created)
    assert (found["status"], found["input"], found["output"]) == ("SUCCEEDED", INPUT, OUTPUT)
    assert found["user_data"] == "Nutzerdaten <&> 用户"
    assert found["create_time"] <= found["end_time"]
    assert len(found["thumbnail_info"]) == 3
    different_images(urls(emulator, found), (320, 180))


def test_images_at_an_interval(client, emulator):
    para = {"type": "TIME", "time": 4, "start_time": 8, "duration": 12, "max_length": 400}
    created = create(client, para)
    emulator.advance(2)
    found = task(client, created)
    names = [image["pic_name"] for image in found["thumbnail_info"]]
    assert names == ["8.jpg", "12.jpg", "16.jpg"]
    assert {max(image.size) for image in different_images(urls(emulator, found))} == {400}


def test_one_image_at_once(client, emulator):
    para = {"type": "DOTS_MS", "dots_ms": [1500], "amount": 90, "threshold": 20, "output_filename": "now"}
    created = create(client, para, sync=1)
    assert (created["status"], created["thumbnail_time"]) == ("SUCCEEDED", "1.500")
    found = task(client, created)
    assert found["output_file_name"] == created["output_file_name"]
    assert image(urls(emulator, found)[0])
    assert "MPC." in client.service_error("CreateThumbnailsTask", {
        "input": INPUT, "output": OUTPUT, "sync": 1, "thumbnail_para": {"type": "DOTS", "dots": [1, 2]},
    }).code


def test_images_packed_into_an_archive(client, emulator):
    created = create(client, {"type": "DOTS", "dots": [2, 4]}, tar=0, output={**OUTPUT, "file_name": "x"})
    emulator.advance(2)
    found = task(client, created)
    assert found["output"]["file_name"] == "x"
    (url,) = urls(emulator, found)
    assert url.endswith(found["output_file_name"]) and url.endswith(".tar")
    archive = tarfile.open(fileobj=io.BytesIO(fetch(url)[1]))
    images = [Image.open(archive.extractfile(name)) for name in archive.getnames()]
    assert [image.format for image in images] == ["JPEG", "JPEG"]
    assert images[0].tobytes() != images[1].tobytes()


def test_a_folder_of_its_own(client, emulator):
    first, second = (create(client, {"type": "DOTS", "dots": [1]}, original_dir=0) for _ in range(2))
    folders = {first["output"]["object"], second["output"]["object"]}
    assert len(folders) == 2 and all(folder.startswith(OUTPUT["object"] + "/") for folder in folders)
    emulator.advance(2)
    assert image(urls(emulator, task(client, first))[0])


def test_lists_by_page_state_and_time(client, emulator):
    begin = emulator.now()
    ids = []
    for second in range(5):
        ids.append(create(client, {"type": "DOTS", "dots": [second]})["task_id"])
        emulator.advance(10)
    waiting = create(client, {"type": "DOTS", "dots": [9]})["task_id"]

    def listed(**filters):
        response = client.call("ListThumbnailsTask", **filters)
        return [entry["task_id"] for entry in response["task_array"]], response["total"], response["is_truncated"]

    newest = [waiting, *reversed(ids)]
    assert listed() == (newest, 6, 0)
    assert listed(page=0, size=4) == (newest[:4], 6, 1)
    assert listed(page=1, size=4) == (newest[4:], 6, 0)
    assert listed(page=2, size=4) == ([], 6, 0)
    assert listed(status="WAITING") == ([waiting], 1, 0)
    assert listed(status="SUCCEEDED", **{"x-language": "en-us"}) == (newest[1:], 5, 0)
    assert listed(status="FAILED") == ([], 0, 0)
    created = [entry["create_time"] for entry in client.call("ListThumbnailsTask")["task_array"]]
    assert listed(start_time=created[2], end_time=created[1]) == (newest[1:3], 2, 0)
    assert listed(end_time="20000101000000") == ([], 0, 0)
    assert begin <= emulator.now()
    # with ids, the other filters but the status are void, and an id of no task is said to be none
    found = client.call("ListThumbnailsTask", task_id=[ids[0], "1", waiting], page=7, size=1)
    assert {entry["task_id"]: entry["status"] for entry in found["task_array"]} == {
        ids[0]: "SUCCEEDED", "1": "NO_TASK", waiting: "WAITING",
    }


def test_a_waiting_task_is_cancelled(client, emulator):
    created = create(client, {"type": "DOTS", "dots": [3], "output_filename": "gone"})
    client.call("DeleteThumbnailsTask", task_id=created["task_id"])
    found = task(client, created)
    assert (found["status"], "thumbnail_info" in found) == ("CANCELED", False)
    again = client.service_error("DeleteThumbnailsTask", task_id=created["task_id"])
    assert again.code.startswith("MPC.") and again.status == 400
    emulator.advance(5)
    assert task(client, created)["status"] == "CANCELED"
    assert status(f"{emulator.url}/objects/shots/out%20put/%E6%88%AA%E5%9B%BE/gone.jpg") == 404


def test_a_finished_task_cannot_be_cancelled(client, emulator):
    created = create(client, {"type": "DOTS", "dots": [3]})
    emulator.advance(5)
    error = client.service_error("DeleteThumbnailsTask", task_id=created["task_id"])
    assert error.code.startswith("MPC.") and error.status == 400
    assert task(client, created)["status"] == "SUCCEEDED"


@pytest.mark.parametrize("operation, arguments", [
    ("ListThumbnailsTask", {"task_id": ["1", "2"]}), ("DeleteThumbnailsTask", {"task_id": "no-such-task"}),
])
def test_an_unknown_task(client, operation, arguments):
    error = client.service_error(operation, arguments)
    assert error.code.startswith("MPC.") and error.status == 400
