"""Tencent Cloud VOD through its official SDK: snapshots of media assets, their templates, tasks and event notifications."""

import hashlib
import http.server
import json
import threading

import images as served
import specs
from images import different_images, image

FILE = "5285890784246869930"
KINDS = {
    "SnapshotByTimeOffset": {},
    "SampleSnapshot": {"SampleType": "Percent", "SampleInterval": 10},
    "ImageSprite": {"SampleType": "Percent", "SampleInterval": 10, "RowCount": 5, "ColumnCount": 10},
}


def others(operation):
    """The properties of a response that are open objects: what concerns no snapshots."""
    schema = specs.response_schema("tencent-vod", operation)
    return list(open_objects(schema, ""))


def open_objects(schema, path):
    if "properties" in schema:
        for name, member in schema["properties"].items():
            yield from open_objects(member, f"{path}.{name}".lstrip("."))
    elif "items" in schema:
        yield from open_objects(schema["items"], path + "[]")
    elif "object" in schema.get("type", ()):
        yield path


def unreceived(operation, task):
    """What responses with a task leave out: everything but the snapshots of this API version."""
    parts = f"{task}.MediaProcessResultSet[]"
    made = {f"{task}.MetaData", *(f"{parts}.{name}Task" for name in ("Transcode", "AnimatedGraphic", "AdaptiveDynamicStreaming"))}
    return [
        *(path for path in others(operation) if path not in made),
        f"{parts}.SnapshotByTimeOffsetTask.Output.PicInfoSet[].WaterMarkDefinition",
        f"{parts}.SampleSnapshotTask.Output.WaterMarkDefinition",
    ]


# events need a task of an application that has chosen to pull them, and only a task that waits can be aborted
NOT_BY_CHANCE = {"ManageTask", "PullEvents"}
# error responses have no result; tasks and events of the former API version, and parts that are no snapshots, are not made
NOT_RECEIVED = {operation: ["Response.Error"] for operation in specs.operations("tencent-vod")}
NOT_RECEIVED["DescribeTaskDetail"] += [
    *unreceived("DescribeTaskDetail", "Response.ProcedureTask"), "Response.CreateImageSpriteTask", "Response.SnapshotByTimeOffsetTask"]
NOT_RECEIVED["PullEvents"] += [
    *unreceived("PullEvents", "Response.EventSet[].ProcedureStateChangeEvent"),
    "Response.EventSet[].CreateImageSpriteCompleteEvent", "Response.EventSet[].SnapshotByTimeOffsetCompleteEvent"]
NOT_RECEIVED["DescribeMediaInfos"] += [
    *(path for path in others("DescribeMediaInfos") if not path.endswith((".BasicInfo", ".MetaData"))),
    "Response.MediaInfoSet[].SampleSnapshotInfo.SampleSnapshotSet[].WaterMarkDefinition",
    "Response.MediaInfoSet[].SnapshotByTimeOffsetInfo.SnapshotByTimeOffsetSet[].PicInfoSet[].WaterMarkDefinition"]
NOT_RECEIVED["ProcessMediaByProcedure"] += ["Response.ImportMediaKnowledgeTaskIdSet"]


def process(client, **task):
    """Starts a task, returns its id."""
    return client.call("ProcessMedia", FileId=FILE, MediaProcessTask=task)["TaskId"]


def detail(client, task, **more):
    return client.call("DescribeTaskDetail", TaskId=task, **more)


def outputs(client, task):
    """The result of each part by its type."""
    parts = detail(client, task)["ProcedureTask"]["MediaProcessResultSet"]
    names = {"ImageSprites": "ImageSpriteTask", "AnimatedGraphics": "AnimatedGraphicTask"}
    return {part["Type"]: part[names.get(part["Type"], part["Type"] + "Task")] for part in parts}


def sample_job(client, text):
    """Submits a job that shows `text`."""
    arguments = {"FileId": FILE, "SessionContext": text, "MediaProcessTask": {"SampleSnapshotTaskSet": [{"Definition": 10}]}}
    return client.call("ProcessMedia", arguments)["TaskId"]


SHOWS_TEXT = True


def sample_images(client, _, task):
    """The URLs of its images, none before they exist."""
    return (outputs(client, task)["SampleSnapshot"]["Output"] or {}).get("ImageUrlSet")


def everything(client):
    """Starts a task with a part of every kind."""
    watermark = {"Definition": 1, "TextContent": "t", "SvgContent": "<svg/>", "StartTimeOffset": 0.5, "EndTimeOffset": 3.0}
    return process(
        client,
        SnapshotByTimeOffsetTaskSet=[
            {"Definition": 10, "ExtTimeOffsetSet": ["1.5s", "55%"], "TimeOffsetSet": [1.0], "WatermarkSet": [watermark]},
            {"Definition": 10, "TimeOffsetSet": [2000.0], "WatermarkSet": []}],
        SampleSnapshotTaskSet=[{"Definition": 10, "WatermarkSet": [watermark]}],
        ImageSpriteTaskSet=[{"Definition": 10}],
        CoverBySnapshotTaskSet=[{"Definition": 10, "PositionType": "Time", "PositionValue": 3.25, "WatermarkSet": [watermark]}],
        TranscodeTaskSet=[{"Definition": 100010}],
        AnimatedGraphicTaskSet=[{"Definition": 20000, "StartTimeOffset": 0.0, "EndTimeOffset": 1.0}],
        AdaptiveDynamicStreamingTaskSet=[{"Definition": 10}],
    )


def test_one_task_makes_images_of_every_kind(client, emulator):
    task = everything(client)
    assert detail(client, task)["Status"] == "WAITING"
    emulator.advance(1)
    running = detail(client, task)
    assert (running["Status"], running["FinishTime"]) == ("PROCESSING", "")
    assert all(part["Output"] is None for part in outputs(client, task).values())
    emulator.advance(2)
    done = detail(client, task)
    assert (done["TaskType"], done["Status"]) == ("Procedure", "FINISH")
    assert done["EditMediaTask"] is None
    procedure = done["ProcedureTask"]
    assert (procedure["FileId"], procedure["MetaData"]["Duration"]) == (FILE, 60)
    results = outputs(client, task)
    assert all(part["Status"] == "SUCCESS" and part["ErrCodeExt"] == "" for part in results.values()), results
    first = procedure["MediaProcessResultSet"]
    at = next(part["SnapshotByTimeOffsetTask"] for part in first if part["Type"] == "SnapshotByTimeOffset")
    pictures = at["Output"]["PicInfoSet"]
    assert [picture["TimeOffset"] for picture in pictures] == [1500, 33000]
    assert at["Input"]["ExtTimeOffsetSet"] == ["1.5s", "55%"]
    sampled = results["SampleSnapshot"]["Output"]
    assert (sampled["SampleType"], sampled["Interval"], len(sampled["ImageUrlSet"])) == ("Percent", 10, 10)
    different_images([picture["Url"] for picture in pictures] + sampled["ImageUrlSet"], (640, 360))
    sprites = results["ImageSprites"]["Output"]
    assert (sprites["Width"], sprites["Height"], sprites["TotalCount"]) == (142, 80, 6)
    assert image(sprites["ImageUrlSet"][0]).size == (1420, 80)
    media_type, track = served.fetch(sprites["WebVttUrl"])
    assert media_type.startswith("text/vtt") and b"#xywh=142,0,142,80" in track
    assert image(results["CoverBySnapshot"]["Output"]["CoverUrl"]).size == (640, 360)
    info = client.call("DescribeMediaInfos", FileIds=[FILE])["MediaInfoSet"][0]
    assert info["BasicInfo"]["CoverUrl"] == results["CoverBySnapshot"]["Output"]["CoverUrl"]
    assert info["SampleSnapshotInfo"]["SampleSnapshotSet"] == [sampled]
    assert info["ImageSpriteInfo"]["ImageSpriteSet"] == [sprites]
    assert len(info["SnapshotByTimeOffsetInfo"]["SnapshotByTimeOffsetSet"]) == 2
    filtered = client.call("DescribeMediaInfos", FileIds=[FILE], SubAppId=1500000000, Filters=["imageSpriteInfo"])
    assert filtered["MediaInfoSet"][0]["SampleSnapshotInfo"] is None


def test_templates_decide_what_images_look_like(client, emulator):
    template = client.call("CreateSnapshotByTimeOffsetTemplate", Width=320, Height=180, ResolutionAdaptive="close", Format="webp")
    sprite = client.call("CreateImageSpriteTemplate", SampleType="Time", SampleInterval=20, RowCount=1, ColumnCount=2, Width=256,
                         Height=144, Format="png")
    task = process(
        client,
        SnapshotByTimeOffsetTaskSet=[{"Definition": template["Definition"], "ExtTimeOffsetSet": ["3s"]}],
        ImageSpriteTaskSet=[{"Definition": sprite["Definition"]}],
    )
    emulator.advance(3)
    results = outputs(client, task)
    url = results["SnapshotByTimeOffset"]["Output"]["PicInfoSet"][0]["Url"]
    assert image(url, "WEBP").size == (320, 180)
    output = results["ImageSprites"]["Output"]
    assert output["TotalCount"] == 3
    assert [image(url, "PNG").size for url in output["ImageUrlSet"]] == [(512, 144), (512, 144)]


def whole(kind, name):
    """Every setting of a template."""
    sizes = {"Width": 1280, "Height": 720, "ResolutionAdaptive": "close", "Format": "jpg"}
    return {"SubAppId": 1500000001, "Name": name, "Comment": "c <&>", "FillType": "black", **sizes, **KINDS[kind]}


def test_templates_come_and_go(client):
    for kind in KINDS:
        names = f"{kind}TemplateSet"
        created = client.call(f"Create{kind}Template", whole(kind, "one"))["Definition"]
        page = {"SubAppId": 1500000001, "Definitions": [10, created], "Offset": 0, "Limit": 100}
        listed = client.call(f"Describe{kind}Templates", {**page, "Type": "Custom"})
        assert (listed["TotalCount"], listed[names][0]["Name"]) == (1, "one")
        assert client.call(f"Describe{kind}Templates", page)[names][0]["Type"] == "Preset"
        assert client.call(f"Describe{kind}Templates", page, Offset=1)[names][0]["Definition"] == created
        changed = {**whole(kind, "two"), "Width": 640, "Height": 0, "Comment": ""}
        if kind == "ImageSprite":
            changed["Height"] = 360
        client.call(f"Modify{kind}Template", changed, Definition=created)
        found = client.call(f"Describe{kind}Templates", page)[names][1]
        assert (found["Name"], found["Width"], found["Comment"]) == ("two", 640, "")
        # only in its application
        error = client.service_error(f"Modify{kind}Template", Definition=created)
        assert error.code == "ResourceNotFound.TemplateNotExist"
        client.call(f"Delete{kind}Template", Definition=created, SubAppId=1500000001)
        assert client.call(f"Describe{kind}Templates", page, Type="Custom")["TotalCount"] == 0


def test_templates_that_cannot_be(client):
    for kind, settings in KINDS.items():
        for verb, code in (("Modify", "ModifyDefaultTemplate"), ("Delete", "DeleteDefaultTemplate")):
            error = client.service_error(f"{verb}{kind}Template", Definition=10)
            assert (error.code, error.status) == (f"InvalidParameterValue.{code}", 200)
        for _ in range(16):
            client.call(f"Create{kind}Template", settings)
        assert client.service_error(f"Create{kind}Template", settings).code == "LimitExceeded.TooMuchTemplate"
    create = "CreateSnapshotByTimeOffsetTemplate"
    assert client.service_error(create, Format="webp", SubAppId=2).code == "InvalidParameterValue.FormatWebpLackWidthAndHeight"
    both = "InvalidParameterValue.FormatWebpWidthAndHeightBothZero"
    assert client.service_error(create, Format="webp", Width=0, Height=0, SubAppId=2).code == both
    sprite = {**KINDS["ImageSprite"], "SubAppId": 2, "Width": 128, "Height": 4000}
    assert client.service_error("CreateImageSpriteTemplate", sprite).code == "InvalidParameterValue.RowCount"


def test_every_argument_of_a_task(client, emulator):
    more = {
        "SubAppId": 1500000001, "TasksPriority": 10, "TasksNotifyMode": "Change", "SessionContext": "context", "ExtInfo": "",
        "AiContentReviewTask": {"Definition": 10}, "AiAnalysisTask": {"Definition": 20}, "AiRecognitionTask": {"Definition": 30},
        "OutputAsIndependentMedia": "OFF", "MediaProcessTask": {"SampleSnapshotTaskSet": [{"Definition": 10}]},
    }
    by_path = client.call("ProcessMedia", more, MediaStoragePath="/a b/c.mp4", SessionId="s-1")["TaskId"]
    by_url = client.call("ProcessMedia", more, Url="https://example.com/video.mp4", SessionId="s-2")["TaskId"]
    assert client.service_error("ProcessMedia", more, FileId=FILE, SessionId="s-1").code == "FailedOperation.TaskDuplicate"
    flow = {"ProcedureName": "flow", "SubAppId": 1500000001, "TasksPriority": 0, "TasksNotifyMode": "None", "SessionContext": "c",
            "ExtInfo": ""}
    by_flow = client.call("ProcessMediaByProcedure", flow, FileId=FILE, SessionId="s-3")
    assert by_flow["ReviewAudioVideoTaskId"] == ""
    client.call("ProcessMediaByProcedure", flow, MediaStoragePath="/c.mp4")
    client.call(
        "ProcessMediaByUrl",
        {"SubAppId": 1500000001, "TasksPriority": -10, "TasksNotifyMode": "Finish", "SessionContext": "c", "SessionId": "s-4",
         "AiContentReviewTask": {"Definition": 10}, "AiAnalysisTask": {"Definition": 20}, "AiRecognitionTask": {"Definition": 30}},
        InputInfo={"Url": "https://example.com/a.mp4", "Name": "n", "Id": "i"},
        OutputInfo={"Region": "ap-chongqing", "Bucket": "b-1250000000", "Dir": "/out/"},
    )
    emulator.advance(3)
    for task in (by_path, by_url, by_flow["TaskId"]):
        done = detail(client, task, SubAppId=1500000001)
        assert done["Status"] == "FINISH" and done["ProcedureTask"]["SessionContext"].startswith("c")
    assert client.service_error("DescribeTaskDetail", TaskId=by_path).code == "ResourceNotFound"
    assert client.service_error("ProcessMedia", MediaProcessTask={}).code == "MissingParameter"
    unknown = {"SampleSnapshotTaskSet": [{"Definition": 4711}]}
    error = client.service_error("ProcessMedia", FileId=FILE, MediaProcessTask=unknown)
    assert error.code == "ResourceNotFound.TemplateNotExist"
    wrong = {"SnapshotByTimeOffsetTaskSet": [{"Definition": 10, "ExtTimeOffsetSet": ["3"]}]}
    assert client.service_error("ProcessMedia", FileId=FILE, MediaProcessTask=wrong).code == "InvalidParameterValue"


def test_tasks_are_listed_in_pages(client, emulator):
    tasks = []
    for number in range(3):
        tasks.append(process(client, SampleSnapshotTaskSet=[{"Definition": 10}]))
        emulator.advance(10)
    waiting = process(client, SampleSnapshotTaskSet=[{"Definition": 10}])
    newest = [waiting, *reversed(tasks)]
    ids = lambda page: [task["TaskId"] for task in page["TaskSet"]]  # noqa: E731
    assert ids(client.call("DescribeTasks", {})) == newest
    page = client.call("DescribeTasks", Limit=3)
    assert ids(page) == newest[:3]
    last = client.call("DescribeTasks", Limit=3, ScrollToken=page["ScrollToken"])
    assert (ids(last), last["ScrollToken"]) == (newest[3:], "")
    span = {"After": "2000-01-01T00:00:00Z", "Before": "2100-01-01T00:00:00+08:00"}
    ended = client.call("DescribeTasks", Status="FINISH", FileId=FILE, SubAppId=1500000000, CreateTime=span, FinishTime=span,
                        Sort={"Field": "CreateTime", "Order": "Asc"})
    assert ids(ended) == tasks
    assert ids(client.call("DescribeTasks", Status="WAITING")) == [waiting]
    assert ids(client.call("DescribeTasks", FileId="1")) == []


def test_a_task_that_waits_can_be_stopped(client, emulator):
    task = process(client, SampleSnapshotTaskSet=[{"Definition": 10}])
    client.call("ManageTask", TaskId=task, OperationType="Abort", SubAppId=1500000000)
    emulator.advance(3)
    assert detail(client, task)["Status"] == "ABORTED"
    done = process(client, SampleSnapshotTaskSet=[{"Definition": 10}])
    emulator.advance(3)
    assert client.service_error("ManageTask", TaskId=done, OperationType="Abort").code == "FailedOperation"
    assert client.service_error("ManageTask", TaskId="none", OperationType="Abort").code == "ResourceNotFound"


def test_a_part_that_fails_leaves_the_others(client, emulator):
    task = process(
        client,
        SnapshotByTimeOffsetTaskSet=[{"Definition": 10, "ExtTimeOffsetSet": ["1s"]}],
        ImageSpriteTaskSet=[{"Definition": huge(client)}],
    )
    emulator.advance(3)
    assert detail(client, task)["Status"] == "FINISH"
    results = outputs(client, task)
    sprites = results["ImageSprites"]
    assert (sprites["Status"], sprites["ErrCodeExt"], sprites["Output"]) == ("FAIL", "InvalidParameterValue", None)
    different_images([results["SnapshotByTimeOffset"]["Output"]["PicInfoSet"][0]["Url"]])


def huge(client):
    """A template of sprites that are too wide when their tiles are as large as the source."""
    settings = {"SampleType": "Time", "SampleInterval": 1, "RowCount": 1, "ColumnCount": 100}
    return client.call("CreateImageSpriteTemplate", settings)["Definition"]


def test_events_are_fetched_and_confirmed(client, emulator):
    client.call("ModifyEventConfig", Mode="PULL", SubAppId=1500000000)
    task = everything(client)
    assert client.service_error("PullEvents", {}).code == "ResourceNotFound"
    emulator.advance(3)
    event = client.call("PullEvents", ExtInfo="", SubAppId=1500000000)["EventSet"][0]
    assert event["EventType"] == "ProcedureStateChanged"
    assert (event["ProcedureStateChangeEvent"]["TaskId"], event["ProcedureStateChangeEvent"]["Status"]) == (task, "FINISH")
    assert client.service_error("PullEvents", {}).code == "ResourceNotFound"
    emulator.advance(31)
    again = client.call("PullEvents", {})["EventSet"][0]
    client.call("ConfirmEvents", EventHandles=[again["EventHandle"]], ExtInfo="", SubAppId=1500000000)
    emulator.advance(31)
    assert client.service_error("PullEvents", {}).code == "ResourceNotFound"


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()
        self.server.arrived.set()

    def log_message(self, *_):
        pass


def test_events_are_sent_signed(client, emulator):
    receiver = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    receiver.received, receiver.arrived = [], threading.Event()
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{receiver.server_port}/vod"
    switches = {"UploadMediaCompleteEventSwitch": "ON", "DeleteMediaCompleteEventSwitch": "ON", "PersistenceCompleteEventSwitch": "OFF"}
    client.call("ModifyEventConfig", Mode="PUSH", NotificationUrl=url, SignKey="Abc123", SubAppId=1500000000, **switches)
    config = client.call("DescribeEventConfig", SubAppId=1500000000)
    assert (config["Mode"], config["NotificationUrl"], config["UploadMediaCompleteEventSwitch"]) == ("PUSH", url, "ON")
    assert "SignKey" not in config
    task = process(client, SampleSnapshotTaskSet=[{"Definition": 10}])
    emulator.advance(3)
    assert receiver.arrived.wait(20)
    receiver.shutdown()
    event = receiver.received[0]
    assert event["EventType"] == "ProcedureStateChanged"
    assert (event["ProcedureStateChangeEvent"]["TaskId"], event["ProcedureStateChangeEvent"]["Status"]) == (task, "FINISH")
    assert event["Sign"] == hashlib.md5(f"Abc123{event['T']}".encode()).hexdigest()
    client.call("ModifyEventConfig", NotificationUrl="")
    assert client.call("DescribeEventConfig", {})["NotificationUrl"] == ""
