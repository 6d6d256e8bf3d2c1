"""Frames of a real video, cut through the official SDKs: each is within one frame of the time that was asked for."""

import datetime
import io
import shutil
import tarfile
import urllib.parse

import pytest
import video
from conftest import client_of
from PIL import Image
from pictures import fetch, image

ASSET, ROOM = "0b6ba8a1e2d94f8a9a4a3d9b6c8e1f20", 4711
LAST = (video.FRAMES - 1) * video.PERIOD


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """A directory of sources for `--media`: the same video as an object, an asset, a stream and a whiteboard."""
    directory = tmp_path_factory.mktemp("media")
    film = directory / "buckets/demo/in put/视频.mp4"
    video.make(film)
    for name in (f"media/{ASSET}.mp4", "streams/film.mp4", f"whiteboards/{ROOM}.mp4"):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(film, directory / name)
    return directory


@pytest.fixture
def emulator(start, media):
    emulator = start("--media", media)
    emulator.control("PUT", "clock", {"running": False})
    return emulator


def assert_times(pictures, wanted):
    """Each picture shows the frame of its time in seconds, or one beside it."""
    found = [video.time(picture) for picture in pictures]
    assert len(found) == len(wanted)
    off = [abs(found - wanted) for found, wanted in zip(found, wanted)]
    assert max(off) <= video.PERIOD + 0.001, list(zip(found, wanted))


def huawei_object(**more):
    return {"bucket": "demo", "object": "in put/视频.mp4", **more}


@pytest.mark.parametrize("milliseconds", [0, 1, 5005, 6006, int(LAST * 1000), int((LAST + video.PERIOD / 2) * 1000)])
def test_huawei_mpc_at_once(emulator, milliseconds):
    client = client_of("huawei-mpc", emulator)
    output = {"bucket": "demo", "location": "cn-north-4", "object": "out"}
    para = {"type": "DOTS_MS", "dots_ms": [milliseconds], "width": 640, "height": 360}
    body = {"input": huawei_object(location="cn-north-4"), "output": output, "thumbnail_para": para, "sync": 1, "original_dir": 1}
    created = client.call("CreateThumbnailsTask", body)
    picture = image(f"{emulator.url}/objects/demo/out/{created['output_file_name']}")
    assert picture.size == (640, 360)
    assert_times([picture], [milliseconds / 1000])


def test_huawei_mpc_by_task(emulator):
    client = client_of("huawei-mpc", emulator)
    output = {"bucket": "demo", "location": "cn-north-4", "object": "out"}
    for para, wanted in [
        ({"type": "DOTS", "dots": [0, 6, 11]}, [0, 6, 11]),
        ({"type": "TIME", "time": 3, "start_time": 1}, [1, 4, 7, 10]),
        ({"type": "TIME", "time": 2, "start_time": 2, "duration": 5, "max_length": 240}, [2, 4, 6]),
    ]:
        for tar in (0, 1):
            body = {"input": huawei_object(location="cn-north-4"), "output": output, "thumbnail_para": para, "tar": tar}
            created = client.call("CreateThumbnailsTask", body)
            emulator.advance(2)
            (task,) = client.call("ListThumbnailsTask", task_id=[created["task_id"]])["task_array"]
            assert task["status"] == "SUCCEEDED"
            folder = f"{emulator.url}/objects/demo/{task['output']['object']}"
            urls = [f"{folder}/{entry['pic_name']}" for entry in task["thumbnail_info"]]
            if tar == 0:
                archive = tarfile.open(fileobj=io.BytesIO(fetch(urls[0])[1]))
                pictures = [Image.open(archive.extractfile(name)) for name in archive.getnames()]
            else:
                pictures = [image(url) for url in urls]
            assert_times(pictures, wanted)


def test_huawei_mpc_fails_where_there_is_no_frame(emulator):
    client = client_of("huawei-mpc", emulator)
    output = {"bucket": "demo", "location": "cn-north-4", "object": "out"}
    para = {"type": "DOTS", "dots": [500]}
    body = {"input": huawei_object(location="cn-north-4", file_name="x"), "output": output, "thumbnail_para": para}
    created = client.call("CreateThumbnailsTask", body)
    emulator.advance(2)
    (task,) = client.call("ListThumbnailsTask", task_id=[created["task_id"]])["task_array"]
    assert (task["status"], task["input"]["file_name"]) == ("FAILED", "x") and task["description"]


def test_huawei_vod_fails_where_there_is_no_frame(emulator):
    client = client_of("huawei-vod", emulator)
    client.call("CreateAssetProcessTask", asset_id=ASSET, thumbnail={"type": "dots", "dots": [500]})
    emulator.advance(2)
    info = client.call("ShowAssetDetail", asset_id=ASSET, categories=["thumbnail_info"])["thumbnail_info"]
    assert info["thumbnail_status"] == "THUMBNAIL_FAILED" and info["exec_desc"]


@pytest.mark.parametrize("thumbnail, wanted", [
    ({"type": "dots", "dots": [0, 6, 11], "max_length": 200}, [0, 6, 11]),
    ({"type": "time", "time": 5}, [0, 5, 10]),
    ({"type": "quantity", "quantity": 3, "quantity_time": 5}, [0, 5, 10]),
    ({"type": "quantity", "quantity": 4}, None),
])
def test_huawei_vod_assets(emulator, thumbnail, wanted):
    client = client_of("huawei-vod", emulator)
    created = client.call("CreateAssetProcessTask", asset_id=ASSET, thumbnail=thumbnail)
    emulator.advance(2)
    results = client.call("ListThumbnailDetails", task_id=created["thumbnail_task_id"])["thumbnail_result"]
    pictures = [image(result["url"]) for result in results]
    if wanted is None:
        # the offsets are in whole seconds, the frames are spread evenly
        step = video.SECONDS / thumbnail["quantity"]
        wanted = [index * step for index in range(thumbnail["quantity"])]
    assert_times(pictures, wanted)
    assert [result["offset"] for result in results] == [int(second + 0.001) for second in wanted]


def test_huawei_vod_objects(emulator):
    client = client_of("huawei-vod", emulator)
    created = client.call("CreateObjectProcessTask", {
        "input": huawei_object(region="cn-north-4"),
        "output": {"bucket": "demo", "object": "out", "region": "cn-north-4"},
        "thumbnail_task": [{"type": "DOTS", "dots": [0, 6, 11]}, {"type": "PERCENT", "percent": 50, "output_filename": "half"}],
        "image_sprite_task": [{"sample_type": "TIME", "sample_interval": 3, "row_count": 2, "column_count": 2, "width": 160, "height": 90}],
    })
    emulator.advance(2)
    results = client.call("ShowTaskDetail", task_id=created["task_id"])["workflow_task"]["task_result"]
    url = lambda key: f"{emulator.url}/objects/demo/{urllib.parse.quote(key)}"  # noqa: E731
    for result, wanted in zip(results, ([0, 6, 11], [0, video.SECONDS / 2])):
        keys = [entry["object_key"] for entry in result["thumbnail_task"]["output"]["pic_info_list"]]
        assert_times([image(url(key)) for key in keys[:len(wanted)]], wanted)
    sheet = image(url(results[2]["image_sprite_task"]["output"]["sprite_image_list"][0]))
    cells = [sheet.crop((x, y, x + 160, y + 90)) for y in (0, 90) for x in (0, 160)]
    assert_times(cells, [0, 3, 6, 9])


def test_tencent_tiw(emulator):
    client = client_of("tencent-tiw", emulator)
    room = {"SdkAppId": 1, "RoomId": ROOM, "Whiteboard": {"Width": 640, "Height": 360}}
    task = client.call("CreateSnapshotTask", room)["TaskID"]
    emulator.advance(2)
    urls = client.call("DescribeSnapshotTask", TaskID=task, SdkAppId=1)["Result"]["Snapshots"]
    assert_times([image(url) for url in urls], [index * video.SECONDS / len(urls) for index in range(len(urls))])


def test_alibaba_vod(emulator):
    client = client_of("alibaba-vod", emulator)
    last = int(LAST * 1000)
    for arguments, wanted in [
        ({"SpecifiedOffsetTimes": [0, 1, 5983, last]}, [0, 0.001, 5.983, LAST]),
        ({"Count": 3, "Interval": 2, "SpecifiedOffsetTime": 1500}, [1.5, 3.5, 5.5]),
        ({"Count": 4, "Interval": 0}, [index * video.SECONDS / 4 for index in range(4)]),
    ]:
        client.call("SubmitSnapshotJob", {"VideoId": ASSET, "Width": "480", "Height": "270", **arguments})
        emulator.advance(2)
        answer = client.call("ListSnapshots", VideoId=ASSET, SnapshotType="NormalSnapshot")["MediaSnapshot"]
        assert_times([image(entry["Url"]) for entry in answer["Snapshots"]["Snapshot"]], wanted)


@pytest.mark.parametrize("overrides, wanted", [
    ({"Type": "Normal", "Time": 0, "Count": 1}, [0]),
    ({"Type": "Normal", "Time": 6006, "Interval": 1, "Count": 3}, [6.006, 7.006, 8.006]),
    ({"Type": "Normal", "Time": int(LAST * 1000), "Count": 1}, [LAST]),
    ({"Type": "Normal", "Interval": 0, "Count": 3}, [0, video.SECONDS / 3, video.SECONDS * 2 / 3]),
])
def test_alibaba_ice_media(emulator, overrides, wanted):
    client = client_of("alibaba-ice", emulator)
    job = client.call("SubmitSnapshotJob", {
        "Input": {"Type": "OSS", "Media": "oss://demo/in put/视频.mp4"},
        "Output": {"Type": "OSS", "Media": "oss://demo/out/{Count}.jpg"},
        "TemplateConfig": {"TemplateId": "t", "OverwriteParams": overrides},
    })["JobId"]
    emulator.advance(2)
    urls = client.call("GetSnapshotUrls", JobId=job)["SnapshotUrls"]
    assert_times([image(url) for url in urls], wanted)


def test_alibaba_ice_live(emulator):
    """A stream shows its file over and over; images that are five seconds apart show frames that are, too."""
    client = client_of("alibaba-ice", emulator)
    template = client.call("CreateLiveSnapshotTemplate", TemplateName="five", TimeInterval=5, SequenceFormat="{UnixTimestamp}.jpg")
    job = client.call("SubmitLiveSnapshotJob", {
        "JobName": "live", "TemplateId": template["TemplateId"],
        "StreamInput": {"Type": "rtmp", "Url": "rtmp://example.com/app/film"},
        "SnapshotOutput": {"StorageType": "oss", "Endpoint": "oss-cn-shanghai.aliyuncs.com", "Bucket": "live"},
    })["JobId"]
    emulator.advance(33)
    moment = datetime.datetime.fromtimestamp(emulator.now(), datetime.timezone.utc)
    span = {"StartTime": f"{moment - datetime.timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}", "EndTime": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
    listed = client.call("ListLiveSnapshotFiles", JobId=job, **span)["FileList"]
    times = [video.time(image(f"{emulator.url}/objects/live/{file['OssObject']}")) for file in listed]
    assert len(times) >= 6
    loop = video.FRAMES * video.PERIOD
    for before, after in zip(times, times[1:]):
        off = (after - before - 5) % loop
        assert min(off, loop - off) <= video.PERIOD + 0.05, times


@pytest.mark.parametrize("product, operation, arguments, word", [
    ("huawei-mpc", "CreateThumbnailsTask", {
        "input": {"bucket": "demo", "location": "r", "object": "none"}, "output": {"bucket": "b", "location": "r", "object": "o"},
        "thumbnail_para": {"type": "TIME"}}, "MPC."),
    ("huawei-vod", "CreateAssetProcessTask", {"asset_id": "none", "thumbnail": {"type": "time"}}, "VOD."),
    ("tencent-tiw", "CreateSnapshotTask", {"SdkAppId": 1, "RoomId": 1, "Whiteboard": {}}, "NotFound"),
    ("alibaba-vod", "SubmitSnapshotJob", {"VideoId": "none"}, "NotFound"),
])
def test_what_has_no_file_does_not_exist(emulator, product, operation, arguments, word):
    assert word in client_of(product, emulator).refusal(operation, arguments).code


def test_alibaba_ice_fails_without_a_file(emulator):
    client = client_of("alibaba-ice", emulator)
    job = client.call("SubmitSnapshotJob", {
        "Input": {"Type": "OSS", "Media": "oss://demo/none.mp4"}, "Output": {"Type": "OSS", "Media": "oss://demo/out.jpg"},
        "TemplateConfig": {"TemplateId": "t"},
    })["JobId"]
    emulator.advance(2)
    found = client.call("GetSnapshotJob", JobId=job)["SnapshotJob"]
    assert (found["Status"], bool(found["Code"]), bool(found["Message"])) == ("Fail", True, True)
