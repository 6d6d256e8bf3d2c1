"""Frames that `alibaba-mts` cuts out of a real video, within one frame of the time that was requested."""

import containers
import pytest
import video
from images import image

INPUT = {"Bucket": video.BUCKET, "Location": "oss-cn-shanghai", "Object": video.KEY}


def submit(client, config, source=INPUT):
    output = {"Bucket": "shots", "Location": "oss-cn-shanghai", "Object": "{Count}.jpg"}
    return client.call("SubmitSnapshotJob", {"Input": source, "SnapshotConfig": {"OutputFile": output, **config}})["SnapshotJob"]


def images(emulator, job):
    return [image(f"{emulator.url}/objects/shots/{number:05}.jpg") for number in range(1, int(job["Count"]) + 1)]


@pytest.mark.parametrize("milliseconds", [0, 1, 5005, int(video.LAST * 1000)])
def test_within_the_call(client, emulator, milliseconds):
    job = submit(client, {"Time": str(milliseconds)})
    video.assert_times(images(emulator, job), [milliseconds / 1000])


@pytest.mark.parametrize("config, wanted", [
    ({"Interval": "5"}, [0, 5, 10]),
    ({"Time": "6006", "Interval": "1", "Num": "3"}, [6.006, 7.006, 8.006]),
    ({"Num": "2"}, [0, 10]),
    ({"TimeArray": {"TimePointList": [1500, 4000]}}, [1.5, 4]),
])
def test_queued(client, emulator, config, wanted):
    job = submit(client, config)
    emulator.advance(2)
    (done,) = client.call("QuerySnapshotJobList", SnapshotJobIds=job["Id"])["SnapshotJobList"]["SnapshotJob"]
    assert done["State"] == "Success"
    video.assert_times(images(emulator, done), wanted)


@pytest.mark.parametrize("source, time", [(INPUT, "500000"), ({**INPUT, "Object": "none"}, "0")])
def test_a_failure_within_the_call_is_a_job(client, source, time):
    job = submit(client, {"Time": time}, source)
    assert (job["State"], bool(job["Code"]), bool(job["Message"]), job["Count"]) == ("Fail", True, True, "")
    (found,) = client.call("QuerySnapshotJobList", SnapshotJobIds=job["Id"])["SnapshotJobList"]["SnapshotJob"]
    assert found == job


def test_a_media_asset_without_a_file_does_not_exist(client):
    assert client.service_error("UpdateMediaCover", MediaId="none").status == 404


@pytest.mark.parametrize("name", containers.NOT_VIDEOS)
def test_what_is_no_video_fails(client, emulator, name):
    job = submit(client, {"Interval": "5"}, {**INPUT, "Object": name})
    emulator.advance(2)
    (done,) = client.call("QuerySnapshotJobList", SnapshotJobIds=job["Id"])["SnapshotJobList"]["SnapshotJob"]
    assert (done["State"], bool(done["Code"]), bool(done["Message"])) == ("Fail", True, True)
