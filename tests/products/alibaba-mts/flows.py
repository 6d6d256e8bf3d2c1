"""Alibaba Cloud MPS (MTS) through its official SDK: jobs within the call and queued ones, sprites, queries, covers."""

import urllib.parse

import pytest
from images import different_images, image, status

INPUT = {"Bucket": "demo", "Location": "oss-cn-shanghai", "Object": "in%20put%2F%E8%A7%86%E9%A2%91%20a%26b.mp4",
         "RoleArn": "acs:ram::1:role/testrole"}
SHOWS_TEXT = True
# every message is sent
MESSAGE_ERRORS = ["MNSMessageResult.ErrorCode", "MNSMessageResult.ErrorMessage"]
NOT_RECEIVED = {
    "SubmitSnapshotJob": [f"SnapshotJob.{path}" for path in MESSAGE_ERRORS],
    "QuerySnapshotJobList": [f"SnapshotJobList.SnapshotJob[].{path}" for path in MESSAGE_ERRORS],
}
OWNER = {"OwnerAccount": "owner", "OwnerId": 1, "ResourceOwnerAccount": "resource owner", "ResourceOwnerId": 2}


def place(name):
    return {"Bucket": "shots", "Location": "oss-cn-shanghai", "Object": urllib.parse.quote(name, safe="{}")}


def submit(client, config, **more):
    return client.call("SubmitSnapshotJob", {"Input": INPUT, "SnapshotConfig": config, **more})["SnapshotJob"]


def query(client, **arguments):
    """The jobs of a response, and the rest of it."""
    response = client.call("QuerySnapshotJobList", arguments)
    return response["SnapshotJobList"]["SnapshotJob"], response


def get(client, job):
    (found,), _ = query(client, SnapshotJobIds=job["Id"])
    return found


def urls(emulator, place, count, placeholder="{Count}"):
    name = urllib.parse.unquote(place["Object"])
    names = [name.replace(placeholder, f"{number:05}") for number in range(1, int(count or 0) + 1)]
    return [f"{emulator.url}/objects/{place['Bucket']}/{urllib.parse.quote(name)}" for name in names]


def sample_job(client, text):
    """Submits a job that shows `text`."""
    return submit(client, {"OutputFile": place("a'b\"<c>-{Count}.jpg"), "Num": "2", "Interval": "4"}, UserData=text)


def sample_images(client, emulator, job):
    """The URLs of its images, none before they exist."""
    found = get(client, job)
    return urls(emulator, found["SnapshotConfig"]["OutputFile"], found["Count"])


def test_a_job_from_submission_to_its_images(client, emulator):
    config = {"OutputFile": place("out put/截图-{Count}.jpg"), "Time": "1000", "Interval": "4", "Num": "3",
              "Width": "320", "Height": "180", "FrameType": "normal"}
    job = submit(client, config, PipelineId="pipe", UserData="testid-001", **OWNER)
    assert (job["State"], job["Count"], job["PipelineId"], job["UserData"]) == ("Submitted", "", "pipe", "testid-001")
    assert (job["Input"], job["SnapshotConfig"]) == (INPUT, config)
    assert not {"Code", "Message", "MNSMessageResult"} & job.keys()
    emulator.advance(1)
    assert get(client, job)["State"] == "Snapshoting"
    emulator.advance(1)
    done = get(client, job)
    assert (done["State"], done["Count"], done["TileCount"]) == ("Success", "3", "")
    assert done["MNSMessageResult"]["MessageId"]
    different_images(urls(emulator, config["OutputFile"], done["Count"]), (320, 180))


def test_one_image_within_the_call(client, emulator):
    config = {"OutputFile": {**place("cover.jpg"), "RoleArn": "acs:ram::1:role/testrole"}, "Time": "1500"}
    job = submit(client, config, PipelineId="pipe", UserData="now")
    assert (job["State"], job["Count"], job["SnapshotConfig"]) == ("Success", "1", config)
    assert job["MNSMessageResult"]["MessageId"] and job["CreationTime"]
    assert image(urls(emulator, config["OutputFile"], 1)[0])
    assert get(client, job) == job


def test_sprites_with_and_without_single_images(client, emulator):
    for keep, step in [("true", "1"), ("false", "2")]:
        config = {
            "OutputFile": place(keep + "-{Count}.jpg"),
            "TileOutputFile": {**place(keep + "-tiles-{TileCount}.jpg"), "RoleArn": "acs:ram::1:role/testrole"},
            "Interval": "1", "Num": "8", "Width": "640", "Height": "360",
            "TileOut": {"Lines": "1", "Columns": "4", "CellWidth": "80", "CellHeight": "45", "Padding": "2", "Margin": "3",
                        "Color": "white", "IsKeepCellPic": keep, "CellSelStep": step},
        }
        submitted = submit(client, config)
        assert submitted["SnapshotConfig"] == config
        emulator.advance(2)
        done = get(client, submitted)
        assert (done["Count"], done["TileCount"], done["SnapshotConfig"]) == ("8", str(2 // int(step)), config)
        sheets = [image(url) for url in urls(emulator, config["TileOutputFile"], done["TileCount"], "{TileCount}")]
        assert {sheet.size for sheet in sheets} == {(4 * 80 + 3 * 2 + 2 * 3, 45 + 2 * 3)}
        assert min(sheets[0].getpixel((0, 0))) > 240
        singles = [status(url) for url in urls(emulator, config["OutputFile"], done["Count"])]
        assert singles == [200 if keep == "true" else 404] * 8


def test_all_settings_at_once(client, emulator):
    config = {
        "OutputFile": place("all-{Count}.jpg"), "TileOutputFile": place("all-tiles-{TileCount}.jpg"), "Time": "0",
        "Interval": "1", "Num": "2", "Width": "64", "Height": "36", "FrameType": "intra",
        "TimeArray": {"TimePointList": [0, 1500, 4000]}, "TileOut": {
            "Lines": "1", "Columns": "1", "CellWidth": "8", "CellHeight": "8", "Padding": "0", "Margin": "0",
            "Color": "black", "IsKeepCellPic": "true", "CellSelStep": "1"},
    }
    job = submit(client, config)
    assert job["SnapshotConfig"] == config
    emulator.advance(2)
    done = get(client, job)
    assert (done["Count"], done["TileCount"], done["SnapshotConfig"]) == ("3", "3", config)


def test_a_time_array_alone_is_queued(client, emulator):
    job = submit(client, {"OutputFile": place("times-{Count}.jpg"), "TimeArray": {"TimePointList": [0, 2000]}})
    assert job["State"] == "Submitted"
    emulator.advance(2)
    assert get(client, job)["Count"] == "2"


def test_queries_by_id_page_state_and_time(client, emulator):
    ids, config = [], {"OutputFile": place("{Count}.jpg"), "Num": "1"}
    for number in range(12):
        ids.insert(0, submit(client, config, PipelineId="even" if number % 2 == 0 else "odd")["Id"])
        emulator.advance(10)
    waiting = submit(client, config)["Id"]
    newest = [waiting, *ids]

    def listed(**filters):
        jobs, response = query(client, **filters)
        return [job["Id"] for job in jobs], response["NextPageToken"]

    first, token = listed(MaximumPageSize=300)
    assert (first, bool(token)) == (newest[:10], True)
    assert listed(NextPageToken=token, MaximumPageSize=10, **OWNER) == (newest[10:], "")
    assert listed(MaximumPageSize=2)[0] == newest[:2]
    assert listed(State="Submitted") == ([waiting], "")
    assert listed(State="Success", PipelineId="odd") == (newest[1::2], "")
    assert listed(State="Fail") == ([], "")
    created = [job["CreationTime"] for job in query(client)[0]]
    assert listed(StartOfJobCreatedTimeRange=created[4], EndOfJobCreatedTimeRange=created[2]) == (newest[2:5], "")
    jobs, response = query(client, SnapshotJobIds=f"{ids[7]},none,{ids[1]}", State="Fail")
    assert [job["Id"] for job in jobs] == [ids[1], ids[7]]
    assert response["NonExistSnapshotJobIds"]["String"] == ["none"]
    assert client.service_error("QuerySnapshotJobList", SnapshotJobIds=",".join(ids[:11])).status == 400
    assert client.service_error("QuerySnapshotJobList", NextPageToken="never").status == 400


def test_the_cover_of_a_media_asset(client):
    cover = "http://shots.oss-cn-shanghai.aliyuncs.com/封面 1.jpg"
    assert client.call("UpdateMediaCover", MediaId="6cc3aa66d1cb4bb2adf14e726c0a0000", CoverURL=cover, **OWNER)["RequestId"]
    assert client.service_error("UpdateMediaCover", MediaId="m", CoverURL="http://h/" + "é" * 1600).status == 400


@pytest.mark.parametrize("config", [
    {"Time": "1"}, {"OutputFile": {"Bucket": "b"}}, {"OutputFile": place("a.jpg"), "Interval": "0"},
    {"OutputFile": place("a.jpg"), "FrameType": "all"}, {"OutputFile": place("a.jpg"), "TileOut": {"Lines": "1"}},
])
def test_wrong_settings(client, config):
    assert client.service_error("SubmitSnapshotJob", {"Input": INPUT, "SnapshotConfig": config}).status == 400
