"""Frames that `alibaba-ice` cuts out of a real video and a live stream, within one frame of their time."""

import datetime

import containers
import pytest
import video
from images import image


@pytest.mark.parametrize("overrides, wanted", [
    ({"Type": "Normal", "Time": 0, "Count": 1}, [0]),
    ({"Type": "Normal", "Time": 6006, "Interval": 1, "Count": 3}, [6.006, 7.006, 8.006]),
    ({"Type": "Normal", "Time": int(video.LAST * 1000), "Count": 1}, [video.LAST]),
    ({"Type": "Normal", "Interval": 0, "Count": 3}, [0, video.SECONDS / 3, video.SECONDS * 2 / 3]),
])
def test_an_object(client, emulator, overrides, wanted):
    job = client.call("SubmitSnapshotJob", {
        "Input": {"Type": "OSS", "Media": f"oss://{video.BUCKET}/{video.KEY}"},
        "Output": {"Type": "OSS", "Media": "oss://demo/out/{Count}.jpg"},
        "TemplateConfig": {"TemplateId": "t", "OverwriteParams": overrides},
    })["JobId"]
    emulator.advance(2)
    urls = client.call("GetSnapshotUrls", JobId=job)["SnapshotUrls"]
    video.assert_times([image(url) for url in urls], wanted)


def test_a_live_stream(client, emulator):
    """A stream repeats its file; images that are five seconds apart show frames that are five seconds apart."""
    template = client.call("CreateLiveSnapshotTemplate", TemplateName="five", TimeInterval=5, SequenceFormat="{UnixTimestamp}.jpg")
    job = client.call("SubmitLiveSnapshotJob", {
        "JobName": "live", "TemplateId": template["TemplateId"],
        "StreamInput": {"Type": "rtmp", "Url": f"rtmp://example.com/app/{video.STREAM}"},
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


def test_an_object_without_a_file_fails(client, emulator):
    job = client.call("SubmitSnapshotJob", {
        "Input": {"Type": "OSS", "Media": "oss://demo/none.mp4"}, "Output": {"Type": "OSS", "Media": "oss://demo/out.jpg"},
        "TemplateConfig": {"TemplateId": "t"},
    })["JobId"]
    emulator.advance(2)
    found = client.call("GetSnapshotJob", JobId=job)["SnapshotJob"]
    assert (found["Status"], bool(found["Code"]), bool(found["Message"])) == ("Fail", True, True)


@pytest.mark.parametrize("name", containers.NOT_VIDEOS)
def test_what_is_no_video_fails(client, emulator, name):
    job = client.call("SubmitSnapshotJob", {
        "Input": {"Type": "OSS", "Media": f"oss://{video.BUCKET}/{name}"}, "Output": {"Type": "OSS", "Media": "oss://demo/out.jpg"},
        "TemplateConfig": {"TemplateId": "t"},
    })["JobId"]
    emulator.advance(2)
    found = client.call("GetSnapshotJob", JobId=job)["SnapshotJob"]
    assert (found["Status"], bool(found["Code"])) == ("Fail", True) and "not a video" in found["Message"]


@pytest.mark.parametrize("playlist", [False, True])
def test_a_stream_begins_again(client, emulator, media, playlist):
    """The second round of a playlist is as long as the first; that of a file leaves out the last frame."""
    name = "playlist.m3u8" if playlist else "round.ts"
    options = ["-hls_list_size", "0", "-hls_time", "4", "-f", "hls"] if playlist else []
    # ten seconds of 25 frames
    containers.ffmpeg("-i", media / "buckets" / video.BUCKET / video.KEY, "-vf", "setpts=N/25/TB", "-r", "25", "-frames:v", "250",
                      "-c:v", "libx264", "-crf", "18", "-y", *options, media / "streams" / name)
    template = client.call("CreateLiveSnapshotTemplate", TemplateName="five", TimeInterval=5, SequenceFormat="{Sequence}.jpg")
    client.call("SubmitLiveSnapshotJob", {
        "JobName": "live", "TemplateId": template["TemplateId"],
        "StreamInput": {"Type": "rtmp", "Url": f"rtmp://example.com/app/{name.split('.')[0]}"},
        "SnapshotOutput": {"StorageType": "oss", "Endpoint": "oss-cn-shanghai.aliyuncs.com", "Bucket": "rounds"},
    })
    emulator.advance(30)
    urls = [f"{emulator.url}/objects/rounds/{number}.jpg" for number in range(1, 5)]
    assert [video.number(image(url)) for url in urls] == ([0, 125, 0, 125] if playlist else [0, 125, 1, 126])
