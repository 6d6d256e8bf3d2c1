"""Alibaba Cloud ICE through its official SDK: snapshot jobs on live streams, their files and templates."""

import datetime

import pytest
from images import different_images, image, status

STREAM = {"Type": "rtmp", "Url": "rtmp://example.com/app/流"}
OUTPUT = {"StorageType": "oss", "Endpoint": "oss-cn-shanghai.aliyuncs.com", "Bucket": "testbucket"}
SEQUENCE, OVERWRITE = "all/{JobId}/{UnixTimestamp}.jpg", "newest/{JobId}.jpg"
SHOWS_TEXT, ENDLESS = True, True


def template(client, name="every five", interval=5, **formats):
    formats = formats or {"SequenceFormat": SEQUENCE}
    arguments = {"TemplateName": name, "TimeInterval": interval, **formats}
    return client.call("CreateLiveSnapshotTemplate", arguments)["TemplateId"]


def submit(client, chosen, name="任务 1", **more):
    arguments = {"JobName": name, "TemplateId": chosen, "StreamInput": STREAM, "SnapshotOutput": OUTPUT, **more}
    return client.call("SubmitLiveSnapshotJob", arguments)["JobId"]


def get(client, job):
    return client.call("GetLiveSnapshotJob", JobId=job)


def files(client, emulator, job, **more):
    """The files of the hour around now."""
    moment = datetime.datetime.fromtimestamp(emulator.now(), datetime.timezone.utc)
    hour = datetime.timedelta(minutes=30)
    span = {name: f"{time:%Y-%m-%dT%H:%M:%SZ}" for name, time in (("StartTime", moment - hour), ("EndTime", moment + hour))}
    return client.call("ListLiveSnapshotFiles", {"JobId": job, **span, **more})


def objects(emulator, listed):
    return [f"{emulator.url}/objects/{file['OssBucket']}/{file['OssObject']}" for file in listed["FileList"]]


def sample_job(client, text):
    """Submits a job that shows `text`."""
    return submit(client, template(client), text)


def sample_images(client, emulator, job):
    """The URLs of its images, none before they exist."""
    return objects(emulator, files(client, emulator, job))


def test_a_job_takes_an_image_each_interval(client, emulator):
    job = submit(client, template(client), CallbackUrl=f"{emulator.url}/nobody")
    created = get(client, job)
    assert (created["JobId"], created["JobName"], created["Status"]) == (job, "任务 1", "init")
    assert (created["StreamInput"], created["SnapshotOutput"]) == (STREAM, OUTPUT)
    assert (created["TemplateName"], created["TimeInterval"]) == ("every five", 5)
    assert (created["SequenceFormat"], created["OverwriteFormat"]) == (SEQUENCE, "")
    assert created["CallbackUrl"].endswith("/nobody")
    emulator.advance(30)
    assert get(client, job)["Status"] == "started"
    listed = files(client, emulator, job, Limit=100)
    stamps = [file["CreateTimestamp"] for file in listed["FileList"]]
    assert len(stamps) >= 5
    assert {after - before for before, after in zip(stamps, stamps[1:])} == {5000}
    assert {(file["IsOverlay"], file["OssEndpoint"]) for file in listed["FileList"]} == {(False, OUTPUT["Endpoint"])}
    different_images(objects(emulator, listed))


def test_commands(client, emulator):
    job = submit(client, template(client))
    send = lambda command: client.call("SendLiveSnapshotJobCommand", JobId=job, Command=command)  # noqa: E731
    count = lambda: len(files(client, emulator, job, Limit=100)["FileList"])  # noqa: E731
    emulator.advance(20)
    before = count()
    send("stop")
    assert get(client, job)["Status"] == "paused"
    emulator.advance(60)
    paused = count()
    assert 0 < before <= paused <= before + 1
    send("start")
    assert get(client, job)["Status"] == "started"
    emulator.advance(20)
    assert count() >= paused + 4
    error = client.service_error("SendLiveSnapshotJobCommand", JobId=job, Command="start")
    assert error.code == "JobAlreadyStarted"
    send("restart")
    assert get(client, job)["Status"] == "started"


def test_one_file_that_is_overwritten(client, emulator):
    job = submit(client, template(client, OverwriteFormat=OVERWRITE))
    emulator.advance(10)
    (url,) = objects(emulator, files(client, emulator, job))
    assert url.endswith(f"newest/{job}.jpg")
    before = image(url).tobytes()
    emulator.advance(10)
    listed = files(client, emulator, job)
    assert objects(emulator, listed) == [url] and listed["FileList"][0]["IsOverlay"] is True
    assert image(url).tobytes() != before
    stamp = listed["FileList"][0]["CreateTimestamp"]
    error = client.service_error("DeleteLiveSnapshotFiles", JobId=job, CreateTimestampList=[stamp])
    assert error.code == "OverlayNotSupported"


def test_files_by_page_and_order(client, emulator):
    job = submit(client, template(client))
    emulator.advance(40)
    whole = [file["CreateTimestamp"] for file in files(client, emulator, job, Limit=100)["FileList"]]
    seen, start = [], {}
    while True:
        page = files(client, emulator, job, Limit=3, SortBy="asc", **start)
        seen += [file["CreateTimestamp"] for file in page["FileList"]]
        if not page.get("NextStartTime"):
            break
        assert len(page["FileList"]) == 3
        start = {"StartTime": page["NextStartTime"]}
    assert seen == whole
    backwards = files(client, emulator, job, Limit=100, SortBy="desc")
    assert [file["CreateTimestamp"] for file in backwards["FileList"]] == whole[::-1]


@pytest.mark.parametrize("object_too", [True, False])
def test_files_are_deleted(client, emulator, object_too):
    job = submit(client, template(client))
    emulator.advance(20)
    listed = files(client, emulator, job)
    stamps, urls = [file["CreateTimestamp"] for file in listed["FileList"]], objects(emulator, listed)
    response = client.call("DeleteLiveSnapshotFiles", JobId=job, CreateTimestampList=[*stamps[:2], 1000], DeleteOriginalFile=object_too)
    results = {entry["CreateTimestamp"]: entry["Result"] for entry in response["DeleteFileResultList"]}
    assert (results[stamps[0]], results[stamps[1]]) == ("OK", "OK") and results[1000] != "OK"
    left = [file["CreateTimestamp"] for file in files(client, emulator, job)["FileList"]]
    assert left[:len(stamps) - 2] == stamps[2:]
    gone = 404 if object_too else 200
    assert [status(url) for url in urls[:3]] == [gone, gone, 200]


def test_lists_of_jobs(client, emulator):
    first, second = template(client), template(client, "other", 7, OverwriteFormat=OVERWRITE)
    one = submit(client, first, "morning")
    emulator.advance(10)
    two = submit(client, second, "evening")
    emulator.advance(10)
    three = submit(client, first, "evening again")

    def listed(**filters):
        response = client.call("ListLiveSnapshotJobs", filters)
        return [job["JobId"] for job in response["JobList"]], response["TotalCount"]

    assert listed() == ([three, two, one], 3)
    assert listed(SortBy="asc") == ([one, two, three], 3)
    assert listed(SearchKeyWord="evening") == ([three, two], 2)
    assert listed(SearchKeyWord=one) == ([one], 1)
    assert listed(Status="init") == ([three], 1)
    assert listed(Status="started") == ([two, one], 2)
    assert listed(PageNo=2, PageSize=2) == ([one], 3)
    times = [job["CreateTime"] for job in client.call("ListLiveSnapshotJobs")["JobList"]]
    assert listed(StartTime=times[1], EndTime=times[0]) == ([three, two], 2)
    (entry,) = client.call("ListLiveSnapshotJobs", SearchKeyWord=two)["JobList"]
    assert (entry["TemplateId"], entry["TemplateName"], entry["TimeInterval"]) == (second, "other", 7)
    assert entry["SnapshotOutput"] == OUTPUT


def test_templates(client, emulator):
    one = template(client, "one 模板", 5, SequenceFormat=SEQUENCE, OverwriteFormat=OVERWRITE)
    two = template(client, "two", 3600, OverwriteFormat=OVERWRITE)
    shown = client.call("GetLiveSnapshotTemplate", TemplateId=one)
    assert (shown["TemplateName"], shown["TimeInterval"], shown["Type"]) == ("one 模板", 5, "custom")
    assert (shown["SequenceFormat"], shown["OverwriteFormat"]) == (SEQUENCE, OVERWRITE)

    def listed(**filters):
        response = client.call("ListLiveSnapshotTemplates", filters)
        return [entry["TemplateId"] for entry in response["TemplateList"]], response["TotalCount"]

    assert listed(Type="custom") == ([two, one], 2)
    assert listed(Type="custom", SortBy="asc") == ([one, two], 2)
    assert listed(Type="custom", PageNo=2, PageSize=1) == ([one], 2)
    assert listed(SearchKeyWord="two") == ([two], 1)
    assert listed(TemplateIds=[one, "no-such-template"]) == ([one], 1)
    system, count = listed(Type="system")
    assert count == len(system) > 0
    assert client.call("GetLiveSnapshotTemplate", TemplateId=system[0])["Type"] == "system"

    running = submit(client, one)
    emulator.advance(10)
    changes = {"TemplateName": "new", "TimeInterval": 9, "SequenceFormat": "s/{Sequence}.jpg", "OverwriteFormat": "o.jpg"}
    client.call("UpdateLiveSnapshotTemplate", TemplateId=one, **changes)
    after = client.call("GetLiveSnapshotTemplate", TemplateId=one)
    assert {name: after[name] for name in changes} == changes
    assert after["CreateTime"] == shown["CreateTime"] and after["LastModified"] > shown["LastModified"]
    assert get(client, running)["TimeInterval"] == 5, "a job keeps the settings that it was made with"

    client.call("DeleteLiveSnapshotTemplate", TemplateId=one)
    assert listed(Type="custom") == ([two], 1)
    changed = {"TemplateId": one, "TemplateName": "new", "TimeInterval": 9, "OverwriteFormat": OVERWRITE}
    for operation, arguments in (
        ("GetLiveSnapshotTemplate", {"TemplateId": one}),
        ("DeleteLiveSnapshotTemplate", {"TemplateId": one}),
        ("UpdateLiveSnapshotTemplate", changed),
    ):
        error = client.service_error(operation, arguments)
        assert any(word in error.code for word in ("NotFound", "NotExist", "NoSuch")), error.code


@pytest.mark.parametrize("operation, arguments", [
    ("GetLiveSnapshotJob", {}),
    ("SendLiveSnapshotJobCommand", {"Command": "stop"}),
    ("ListLiveSnapshotFiles", {"StartTime": "2026-01-01T00:00:00Z", "EndTime": "2026-01-01T01:00:00Z"}),
    ("DeleteLiveSnapshotFiles", {"CreateTimestampList": [1000]}),
])
def test_an_unknown_job(client, operation, arguments):
    error = client.service_error(operation, {"JobId": "no-such-job", **arguments})
    assert (error.code, error.status) == ("JobNotFound", 404)
