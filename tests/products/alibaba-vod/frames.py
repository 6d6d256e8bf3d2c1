"""Frames that `alibaba-vod` cuts out of a real video, within one frame of the time that was requested."""

import pytest
import video
from images import image


@pytest.mark.parametrize("arguments, wanted", [
    ({"SpecifiedOffsetTimes": [0, 1, 5983, int(video.LAST * 1000)]}, [0, 0.001, 5.983, video.LAST]),
    ({"Count": 3, "Interval": 2, "SpecifiedOffsetTime": 1500}, [1.5, 3.5, 5.5]),
    ({"Count": 4, "Interval": 0}, [index * video.SECONDS / 4 for index in range(4)]),
])
def test_a_video(client, emulator, arguments, wanted):
    client.call("SubmitSnapshotJob", {"VideoId": video.ASSET, "Width": "480", "Height": "270", **arguments})
    emulator.advance(2)
    found = client.call("ListSnapshots", VideoId=video.ASSET, SnapshotType="NormalSnapshot")["MediaSnapshot"]
    video.assert_times([image(entry["Url"]) for entry in found["Snapshots"]["Snapshot"]], wanted)


def test_what_has_no_file_does_not_exist(client):
    assert "NotFound" in client.service_error("SubmitSnapshotJob", VideoId="none").code
