"""Alibaba Cloud VOD through its official SDK: snapshot jobs, their images, and templates."""

import json

import pytest
from images import different_images, fetch, image, status

VIDEO = "d3e680e618708efbf2cae7cc9312a1b2"
# transcoding, analysis and workflows are not emulated
NOT_RECEIVED = {"GetJobDetail": ["TranscodeJobDetail", "AIJobDetail", "WorkflowTaskDetail"]}


def submit(client, **arguments):
    return client.call("SubmitSnapshotJob", {"VideoId": VIDEO, **arguments})["SnapshotJob"]["JobId"]


def snapshots(client, **arguments):
    return client.call("ListSnapshots", {"VideoId": VIDEO, **arguments})["MediaSnapshot"]


def urls(found):
    return [snapshot["Url"] for snapshot in found["Snapshots"]["Snapshot"]]


def detail(client, job):
    response = client.call("GetJobDetail", JobId=job, JobType="snapshot")
    assert response["JobType"] == "snapshot"
    return response["SnapshotJobDetail"]


def sample_job(client, _):
    """Submits a job. None of its arguments is shown."""
    return submit(client, SpecifiedOffsetTimes=[1000, 30000])


def sample_images(client, _, job):
    """The URLs of its images, none before they exist."""
    return urls(snapshots(client, SnapshotType="NormalSnapshot"))


def test_a_job_from_submission_to_its_images(client, emulator):
    data = json.dumps({"Extend": {"localId": "本地 & <b>"}})
    offsets = {"SpecifiedOffsetTimes": [1000, 2000, 30000], "Width": "320", "Height": "180"}
    job = submit(client, **offsets, UserData=data, ReferenceId="reference-1_A")
    running = detail(client, job)
    assert (running["Status"], running["JobId"], running["VideoId"]) == ("Processing", job, VIDEO)
    assert running["Trigger"] == "Manual" and "CompleteTime" not in running
    assert snapshots(client, SnapshotType="NormalSnapshot")["Total"] == 0
    emulator.advance(2)
    done = detail(client, job)
    assert (done["Status"], done["CreateTime"]) == ("Success", running["CreateTime"])
    assert done["CompleteTime"] >= done["CreateTime"]
    assert json.loads(done["NormalConfig"])
    found = snapshots(client, SnapshotType="NormalSnapshot", AuthTimeout="3600")
    assert (found["JobId"], found["Total"]) == (job, 3)
    different_images(urls(found), (320, 180))
    assert [snapshot["Index"] for snapshot in found["Snapshots"]["Snapshot"]] == [1, 2, 3]
    assert "{SnapshotCount}" in found["Regular"]


def test_counts_intervals_and_pages(client, emulator):
    submit(client, Count=5, Interval=2, SpecifiedOffsetTime=1000)
    emulator.advance(2)
    whole = snapshots(client, SnapshotType="NormalSnapshot")
    assert whole["Total"] == 5
    different_images(urls(whole))
    page = snapshots(client, SnapshotType="NormalSnapshot", PageNo="2", PageSize="2")
    assert (page["Total"], [entry["Index"] for entry in page["Snapshots"]["Snapshot"]]) == (5, [3, 4])
    assert snapshots(client, SnapshotType="NormalSnapshot", PageNo="4", PageSize="2")["Snapshots"]["Snapshot"] == []
    submit(client, Count=4, Interval=0)
    emulator.advance(2)
    different_images(urls(snapshots(client, SnapshotType="NormalSnapshot")))


def test_sprites(client, emulator):
    sprite = {"CellWidth": "120", "CellHeight": 68, "Columns": 3, "Lines": 2, "Padding": 2, "Margin": "5",
              "Color": "red", "KeepCellPic": "keep"}
    job = submit(client, Count=6, Interval=1, SpriteSnapshotConfig=json.dumps(sprite))
    emulator.advance(2)
    assert json.loads(detail(client, job)["SpriteConfig"])["cols"] == "3"
    (sheet,) = urls(snapshots(client, SnapshotType="SpriteSnapshot"))
    found = image(sheet)
    assert found.size == (2 * 5 + 3 * 120 + 2 * 2, 2 * 5 + 2 * 68 + 2)
    red, green, blue = found.convert("RGB").getpixel((1, 1))
    assert red > 200 and green < 60 and blue < 60
    different_images(urls(snapshots(client, SnapshotType="SpriteOriginSnapshot")), (120, 68))


def test_templates(client, emulator):
    def config(**settings):
        kind = settings.pop("SnapshotType", "NormalSnapshot")
        return json.dumps({"SnapshotType": kind, "SnapshotConfig": {"FrameType": "normal", **settings}})

    first = client.call("AddVodTemplate", Name="one 模板", TemplateType="Snapshot",
                        TemplateConfig=config(Count=2, Interval=3, SpecifiedOffsetTime=0, Width="200", Height="100"))
    second = client.call("AddVodTemplate", Name="two", TemplateType="Snapshot", AppId="app-2000000",
                         TemplateConfig=config(SnapshotType="WebVttSnapshot", Count=3, Interval=1))
    animated = client.call("AddVodTemplate", Name="moves", TemplateType="DynamicImage", TemplateConfig='{"Video": {}}')
    one, two = first["VodTemplateId"], second["VodTemplateId"]

    def listed(**filters):
        entries = client.call("ListVodTemplate", filters)["VodTemplateInfoList"]
        return {entry["VodTemplateId"] for entry in entries}

    assert listed(TemplateType="Snapshot") == {one, two}
    assert listed(TemplateType="Snapshot", AppId="app-2000000") == {two}
    shown = client.call("GetVodTemplate", VodTemplateId=animated["VodTemplateId"])["VodTemplateInfo"]
    assert shown["TemplateType"] == "DynamicImage"

    shown = client.call("GetVodTemplate", VodTemplateId=one)["VodTemplateInfo"]
    assert (shown["Name"], shown["TemplateType"], shown["IsDefault"]) == ("one 模板", "Snapshot", "NotDefault")
    assert json.loads(shown["TemplateConfig"])["SnapshotConfig"]["Count"] == 2
    emulator.advance(10)
    assert client.call("UpdateVodTemplate", VodTemplateId=one, Name="new",
                       TemplateConfig=config(Count=3, Interval=2, Width="240", Height="120"))["VodTemplateId"] == one
    changed = client.call("GetVodTemplate", VodTemplateId=one)["VodTemplateInfo"]
    assert (changed["Name"], changed["CreationTime"]) == ("new", shown["CreationTime"])
    assert changed["ModifyTime"] > shown["ModifyTime"]

    # a template decides, whatever else the call says
    submit(client, SnapshotTemplateId=one, Count=9, Width="999")
    emulator.advance(2)
    assert len(different_images(urls(snapshots(client, SnapshotType="NormalSnapshot")), (240, 120))) == 3
    submit(client, SnapshotTemplateId=two)
    emulator.advance(2)
    (index,) = urls(snapshots(client, SnapshotType="WebVttSnapshot"))
    assert fetch(index)[1].startswith(b"WEBVTT")

    assert client.call("DeleteVodTemplate", VodTemplateId=one)["VodTemplateId"] == one
    assert listed(TemplateType="Snapshot") == {two}
    for operation in ("GetVodTemplate", "DeleteVodTemplate", "UpdateVodTemplate"):
        error = client.service_error(operation, VodTemplateId=one)
        assert any(word in error.code for word in ("NotFound", "NotExist", "NoSuch")), error.code
        assert error.status == 404


def test_jobs_of_a_video(client, emulator):
    first = submit(client, Count=1)
    emulator.advance(2)
    second = submit(client, Count=1)
    response = client.call("ListJobInfo", MediaId=VIDEO, JobType="snapshot")
    assert (response["MediaId"], response["JobType"]) == (VIDEO, "snapshot")
    assert [(job["JobId"], job["Status"]) for job in response["JobInfoList"]] == [(second, "Processing"), (first, "Success")]
    assert "CompleteTime" in response["JobInfoList"][1] and "CompleteTime" not in response["JobInfoList"][0]
    assert client.call("ListJobInfo", MediaId=VIDEO, JobType="transcode")["JobInfoList"] == []
    assert client.call("ListJobInfo", MediaId="another", JobType="snapshot")["JobInfoList"] == []


def test_covers_are_there_by_themselves(client):
    found = snapshots(client)
    assert found["Total"] == len(urls(found)) == 8
    different_images(urls(found)[:3])


@pytest.mark.parametrize("chosen", ["url", "kind", "all"])
def test_images_are_deleted(client, emulator, chosen):
    submit(client, Count=3, Interval=1)
    emulator.advance(2)
    found = urls(snapshots(client, SnapshotType="NormalSnapshot"))
    assert [status(url) for url in found] == [200] * 3
    if chosen == "url":
        client.call("DeleteImage", DeleteImageType="ImageURL", ImageURLs=",".join(found[:2]))
        gone, left = found[:2], 1
    else:
        kinds = {"kind": "CoverSnapshot,NormalSnapshot", "all": "All"}[chosen]
        client.call("DeleteImage", DeleteImageType="VideoId", VideoId=VIDEO, ImageType=kinds)
        gone, left = found, 0
    assert [status(url) for url in gone] == [404] * len(gone)
    assert snapshots(client, SnapshotType="NormalSnapshot")["Total"] == left


def test_uploaded_images_are_deleted(client):
    client.call("DeleteImage", DeleteImageType="ImageId", ImageIds="bbc65bba53fed90de118a7849,594228cdd14b4d069fc17a8c4a")
    assert client.service_error("DeleteImage", DeleteImageType="ImageId").code == "MissingParameter"


def test_an_unknown_job(client):
    error = client.service_error("GetJobDetail", JobId="no-such-job", JobType="snapshot")
    assert any(word in error.code for word in ("NotFound", "NotExist", "NoSuch")), error.code
    assert error.status == 404
