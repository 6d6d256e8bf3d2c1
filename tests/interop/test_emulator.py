"""The official SDKs, unchanged, against `mediasnap emulator`: each product's job from creation to its images."""

import time
import urllib.request

import pytest
from conftest import EMULATOR_KEY
from sdk import Sdk


def client(product, emulator, secret=EMULATOR_KEY[1]):
    return Sdk(product, emulator, EMULATOR_KEY[0], secret)


def until(done, ask, limit=20):
    """Asks until the answer is `done`."""
    end = time.monotonic() + limit
    while True:
        answer = ask()
        if done(answer):
            return answer
        assert time.monotonic() < end, f"not done within {limit} s: {answer}"
        time.sleep(0.2)


def fetch(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


def assert_jpegs(emulator, urls):
    assert urls
    for url in urls:
        assert url.startswith(emulator), url
        assert fetch(url)[:3] == b"\xff\xd8\xff", url
    assert len({fetch(url) for url in urls}) == len(urls), "frames at different offsets differ"


def test_huawei_mpc(emulator):
    sdk = client("huawei-mpc", emulator)
    place = {"bucket": "demo", "location": "cn-north-4", "object": "videos/a b.mp4"}
    created = sdk.call(
        "CreateThumbnailsTask",
        {
            "input": place,
            "output": {**place, "object": "shots"},
            "thumbnail_para": {"type": "DOTS", "dots": [1, 5, 9], "output_filename": "cover"},
            "tar": 1,
            "original_dir": 1,
        },
    )
    answer = until(
        lambda answer: answer["task_array"][0]["status"] == "SUCCEEDED",
        lambda: sdk.call("ListThumbnailsTask", {"task_id": [created["task_id"]]}),
    )
    task = answer["task_array"][0]
    names = [picture["pic_name"] for picture in task["thumbnail_info"]]
    folder = f"{emulator}/objects/{task['output']['bucket']}/{task['output']['object']}".rstrip("/")
    assert len(names) == 3
    assert_jpegs(emulator, [f"{folder}/{name}" for name in names])
    with pytest.raises(Exception, match="MPC."):
        sdk.call("DeleteThumbnailsTask", {"task_id": "no-such-task"})


def test_huawei_vod(emulator):
    sdk = client("huawei-vod", emulator)
    asset = "0b6ba8a1e2d94f8a9a4a3d9b6c8e1f20"
    created = sdk.call("CreateAssetProcessTask", {"asset_id": asset, "thumbnail": {"type": "dots", "dots": [2, 4, 6]}})
    answer = until(
        lambda answer: answer.get("total") == 3,
        lambda: sdk.call("ListThumbnailDetails", {"task_id": created["thumbnail_task_id"]}),
    )
    assert_jpegs(emulator, [result["url"] for result in answer["thumbnail_result"]])


def test_tencent_tiw(emulator):
    sdk = client("tencent-tiw", emulator)
    created = sdk.call("CreateSnapshotTask", {"Whiteboard": {"Width": 640, "Height": 360}, "SdkAppId": 1400127230, "RoomId": 7})
    answer = until(
        lambda answer: answer["Status"] == "Finished",
        lambda: sdk.call("DescribeSnapshotTask", {"TaskID": created["TaskID"], "SdkAppId": 1400127230}),
    )
    assert answer["Result"]["ErrorCode"] == "OK"
    assert_jpegs(emulator, answer["Result"]["Snapshots"])


def test_alibaba_vod(emulator):
    sdk = client("alibaba-vod", emulator)
    video = "d3e680e618708efbf2cae7cc9312a1b2"
    created = sdk.call("SubmitSnapshotJob", {"VideoId": video, "SpecifiedOffsetTimes": [1000, 2000, 30000]})
    job = created["SnapshotJob"]["JobId"]
    until(
        lambda answer: answer["SnapshotJobDetail"]["Status"] == "Success",
        lambda: sdk.call("GetJobDetail", {"JobId": job, "JobType": "snapshot"}),
    )
    answer = sdk.call("ListSnapshots", {"VideoId": video, "SnapshotType": "NormalSnapshot"})
    assert_jpegs(emulator, [snapshot["Url"] for snapshot in answer["MediaSnapshot"]["Snapshots"]["Snapshot"]])


def test_alibaba_ice_on_demand(emulator):
    sdk = client("alibaba-ice", emulator)
    created = sdk.call(
        "SubmitSnapshotJob",
        {
            "Input": {"Type": "OSS", "Media": "oss://demo/videos/a.mp4"},
            "Output": {"Type": "OSS", "Media": "oss://demo/shots/{Count}.jpg"},
            "TemplateConfig": {"TemplateId": "t", "OverwriteParams": {"Type": "Normal", "Count": 3, "Interval": 4, "Time": 0}},
        },
    )
    until(
        lambda answer: answer["SnapshotJob"]["Status"] == "Success",
        lambda: sdk.call("GetSnapshotJob", {"JobId": created["JobId"]}),
    )
    answer = sdk.call("GetSnapshotUrls", {"JobId": created["JobId"], "Timeout": 3600})
    assert_jpegs(emulator, answer["SnapshotUrls"])


def test_alibaba_ice_live(emulator):
    sdk = client("alibaba-ice", emulator)
    template = sdk.call(
        "CreateLiveSnapshotTemplate",
        {"TemplateName": "every five seconds", "TimeInterval": 5, "OverwriteFormat": "snapshot/{JobId}.jpg"},
    )
    created = sdk.call(
        "SubmitLiveSnapshotJob",
        {
            "JobName": "",
            "TemplateId": template["TemplateId"],
            "StreamInput": {"Type": "rtmp", "Url": "rtmp://example.com/app/stream"},
            "SnapshotOutput": {"StorageType": "oss", "Endpoint": "oss-cn-shanghai.aliyuncs.com", "Bucket": "testbucket"},
        },
    )
    answer = until(
        lambda answer: answer["Status"] == "started",
        lambda: sdk.call("GetLiveSnapshotJob", {"JobId": created["JobId"]}),
    )
    assert (answer["TimeInterval"], answer["StreamInput"]["Type"]) == (5, "rtmp")
    with pytest.raises(Exception, match="JobNotFound"):
        sdk.call("GetLiveSnapshotJob", {"JobId": "no-such-job"})


READS = {
    "huawei-mpc": ("ListThumbnailsTask", {}, "APIGW.0301"),
    "huawei-vod": ("ListThumbnailDetails", {"task_id": "t"}, "APIGW.0301"),
    "tencent-tiw": ("DescribeSnapshotTask", {"TaskID": "t", "SdkAppId": 1}, "AuthFailure.SignatureFailure"),
    "alibaba-vod": ("ListSnapshots", {"VideoId": "v"}, "SignatureDoesNotMatch"),
    "alibaba-ice": ("GetLiveSnapshotJob", {"JobId": "j"}, "SignatureDoesNotMatch"),
}


@pytest.mark.parametrize("product", READS)
def test_a_wrong_secret_is_refused_in_the_vendors_words(emulator, product):
    operation, arguments, code = READS[product]
    with pytest.raises(Exception, match=code):
        client(product, emulator, secret="not the secret").call(operation, arguments)
