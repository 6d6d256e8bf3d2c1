"""What clients may count on without touching the emulator's clock: jobs end within seconds, images differ and are real."""

import datetime
import time

import pytest
from conftest import client_of
from pictures import different_images

PLACE = {"bucket": "demo", "location": "cn-north-4", "object": "videos/a.mp4"}
OUTPUT = {"bucket": "demo", "location": "cn-north-4", "object": "shots"}
# how long jobs on media and whiteboards, and the first image of a stream, may take
MEDIA, LIVE = 15, 30


def until(limit, ask):
    """Asks until the answer is something."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"not done within {limit} s")


def huawei_mpc(client, emulator):
    body = {"input": PLACE, "output": OUTPUT, "thumbnail_para": {"type": "DOTS", "dots": [1, 5]}, "original_dir": 1}
    created = client.call("CreateThumbnailsTask", {**body, "tar": 1})

    def images():
        (task,) = client.call("ListThumbnailsTask", task_id=[created["task_id"]])["task_array"]
        return [f"{emulator.url}/objects/demo/shots/{entry['pic_name']}" for entry in task.get("thumbnail_info") or []]

    return until(MEDIA, images)


def huawei_vod(client, _):
    thumbnail = {"type": "dots", "dots": [2, 4]}
    created = client.call("CreateAssetProcessTask", asset_id="cd02a6ba0a9c", thumbnail=thumbnail)
    ask = lambda: client.call("ListThumbnailDetails", task_id=created["thumbnail_task_id"])  # noqa: E731
    return until(MEDIA, lambda: [result["url"] for result in ask().get("thumbnail_result") or []])


def tencent_tiw(client, _):
    task = client.call("CreateSnapshotTask", Whiteboard={"Width": 640, "Height": 360}, SdkAppId=1400127230, RoomId=7)
    ask = lambda: client.call("DescribeSnapshotTask", TaskID=task["TaskID"], SdkAppId=1400127230)  # noqa: E731
    return until(MEDIA, lambda: (ask()["Result"] or {}).get("Snapshots"))


def alibaba_vod(client, _):
    video = {"VideoId": "d3e680e618708efbf2cae7cc9312a1b2"}
    client.call("SubmitSnapshotJob", video, SpecifiedOffsetTimes=[1000, 30000])
    ask = lambda: client.call("ListSnapshots", video, SnapshotType="NormalSnapshot")["MediaSnapshot"]  # noqa: E731
    return until(MEDIA, lambda: [entry["Url"] for entry in ask()["Snapshots"]["Snapshot"]])


def alibaba_ice(client, _):
    ends = {"Input": {"Type": "OSS", "Media": "oss://demo/a.mp4"}, "Output": {"Type": "OSS", "Media": "oss://demo/{Count}.jpg"}}
    overrides = {"Type": "Normal", "Count": 2, "Interval": 4}
    config = {"TemplateId": "t", "OverwriteParams": overrides}
    job = client.call("SubmitSnapshotJob", ends, TemplateConfig=config)["JobId"]
    return until(MEDIA, lambda: client.call("GetSnapshotUrls", JobId=job)["SnapshotUrls"])


FLOWS = [huawei_mpc, huawei_vod, tencent_tiw, alibaba_vod, alibaba_ice]


@pytest.mark.parametrize("flow", FLOWS)
def test_a_job_ends_by_itself(start, flow):
    emulator = start()
    client = client_of(flow.__name__.replace("_", "-"), emulator)
    urls = flow(client, emulator)
    assert all(url.startswith(emulator.url) for url in urls)
    different_images(urls)


def test_a_live_job_has_its_first_image_soon(start):
    emulator = start()
    client = client_of("alibaba-ice", emulator)
    template = client.call("CreateLiveSnapshotTemplate", TemplateName="five", TimeInterval=5, OverwriteFormat="{JobId}.jpg")
    job = client.call("SubmitLiveSnapshotJob", {
        "JobName": "", "TemplateId": template["TemplateId"],
        "StreamInput": {"Type": "rtmp", "Url": "rtmp://example.com/app/stream"},
        "SnapshotOutput": {"StorageType": "oss", "Endpoint": "oss-cn-shanghai.aliyuncs.com", "Bucket": "live"},
    })["JobId"]
    now = datetime.datetime.now(datetime.timezone.utc)
    span = {"StartTime": f"{now:%Y-%m-%dT%H:%M:%SZ}", "EndTime": f"{now + datetime.timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"}
    (file,) = until(LIVE, lambda: client.call("ListLiveSnapshotFiles", JobId=job, **span)["FileList"])
    different_images([f"{emulator.url}/objects/{file['OssBucket']}/{file['OssObject']}"])
