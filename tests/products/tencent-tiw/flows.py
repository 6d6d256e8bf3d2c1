"""Tencent Cloud TIW through its official SDK: snapshots of whiteboards."""

import json

from images import different_images

APPLICATION = 1400127230
# an error response has no result
NOT_RECEIVED = {"CreateSnapshotTask": ["Response.Error"], "DescribeSnapshotTask": ["Response.Error"]}


def create(client, **more):
    whole = {"Whiteboard": {}, "SdkAppId": APPLICATION, "RoomId": 7, **more}
    return client.call("CreateSnapshotTask", whole)["TaskID"]


def describe(client, task):
    return client.call("DescribeSnapshotTask", TaskID=task, SdkAppId=APPLICATION)


def sample_job(client, _):
    """Submits a job. None of its arguments is shown."""
    return create(client, Whiteboard={"Width": 640, "Height": 360})


def sample_images(client, _, task):
    """The URLs of its images, none before they exist."""
    return (describe(client, task)["Result"] or {}).get("Snapshots")


def test_a_whiteboard_becomes_images(client, emulator):
    task = create(client, Whiteboard={"Width": 640, "Height": 360, "InitParams": json.dumps({"scale": 1})})
    running = describe(client, task)
    assert (running["TaskID"], running["Status"]) == (task, "Running")
    assert (running["FinishTime"], running["Result"]) == (None, None)
    emulator.advance(2)
    response = describe(client, task)
    assert (response["Status"], response["CreateTime"]) == ("Finished", running["CreateTime"])
    assert response["CreateTime"] <= response["FinishTime"] <= emulator.now()
    result = response["Result"]
    assert (result["ErrorCode"], result["ErrorMessage"]) == ("OK", "")
    assert result["Total"] == len(result["Snapshots"]) > 1
    different_images(result["Snapshots"], (640, 360))


def test_images_in_a_bucket_of_ones_own(client, emulator):
    cos = {"Uin": 100000000001, "Region": "ap-guangzhou", "Bucket": "board-1250000000", "TargetDir": "a/b", "Domain": "https://example.com"}
    task = create(client, COS=cos, CallbackURL=f"{emulator.url}/nobody", SnapshotMode="AllMarks")
    emulator.advance(2)
    urls = describe(client, task)["Result"]["Snapshots"]
    different_images(urls)
    assert all("/a/b/" in url for url in urls), urls


def test_only_the_latest_marks(client, emulator):
    every, latest = create(client, SnapshotMode="AllMarks"), create(client, SnapshotMode="LatestMarksOnly")
    emulator.advance(2)
    count = lambda task: describe(client, task)["Result"]["Total"]  # noqa: E731
    assert 0 < count(latest) < count(every)


def test_an_unknown_task(client):
    task = create(client)
    for wrong in ({"TaskID": "no-such-task", "SdkAppId": APPLICATION}, {"TaskID": task, "SdkAppId": APPLICATION + 1}):
        error = client.service_error("DescribeSnapshotTask", wrong)
        assert (error.code, error.status) == ("InvalidParameter.TaskNotFound", 200)
