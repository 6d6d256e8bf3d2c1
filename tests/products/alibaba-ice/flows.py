"""Alibaba Cloud ICE through its official SDK: snapshot jobs on media, and templates for them."""

import json

import pytest
from images import different_images, fetch, image

INPUT = {"Type": "OSS", "Media": "oss://demo/in put/视频 a&b.mp4"}
SHOWS_TEXT = True
NOT_RECEIVED = {
    "GetCustomTemplate": ["CustomTemplate.FrontendHint"],
    "ListCustomTemplates": ["CustomTemplateList[].FrontendHint"],
}


def submit(client, template="template", media="oss://demo/shots/{Count}.jpg", overrides=None, **more):
    config = {"TemplateId": template, **({"OverwriteParams": overrides} if overrides else {})}
    kind = "OSS" if "://" in media else "Media"
    arguments = {"Input": INPUT, "Output": {"Type": kind, "Media": media}, "TemplateConfig": config, **more}
    return client.call("SubmitSnapshotJob", arguments)["JobId"]


def get(client, job):
    return client.call("GetSnapshotJob", JobId=job)["SnapshotJob"]


def urls(client, job, **arguments):
    return client.call("GetSnapshotUrls", {"JobId": job, **arguments})


def create(client, name, config, **more):
    text = json.dumps(config)
    return client.call("CreateCustomTemplate", {"Name": name, "Type": 2, "TemplateConfig": text, **more})["CustomTemplate"]


def sample_job(client, text):
    """Submits a job that shows `text`."""
    return submit(client, overrides={"Type": "Normal", "Count": 2, "Interval": 4}, Name=text)


def sample_images(client, _, job):
    """The URLs of its images, none before they exist."""
    return urls(client, job)["SnapshotUrls"]


def test_a_job_from_submission_to_its_images(client, emulator):
    overrides = {"Type": "Normal", "Count": 3, "Interval": 4, "Time": 1000, "Width": 320, "Height": 180,
                 "FrameType": "normal", "BlackLevel": 30, "PixelBlackThreshold": 70}
    job = submit(client, overrides=overrides, Name="示例 Job", UserData=json.dumps({"mine": "值"}),
                 ScheduleConfig={"PipelineId": "pipe"})
    running = get(client, job)
    assert (running["JobId"], running["Status"], running["Name"]) == (job, "Init", "示例 Job")
    assert (running["Type"], running["PipelineId"], running["TriggerSource"]) == ("Normal", "pipe", "API")
    assert json.loads(running["UserData"]) == {"mine": "值"}
    assert running["Input"]["OssFile"] == {"Bucket": "demo", "Object": "in put/视频 a&b.mp4", "Location": "oss-cn-shanghai"}
    assert "FinishTime" not in running
    assert urls(client, job) ["SnapshotUrls"] == []
    emulator.advance(2)
    done = get(client, job)
    assert (done["Status"], done["Count"], done["Async"]) == ("Success", 3, True)
    assert done["CreateTime"] == running["CreateTime"] <= done["FinishTime"]
    assert json.loads(done["TemplateConfig"])["Count"] == 3
    found = urls(client, job, Timeout=3600)
    assert found["Total"] == 3
    different_images(found["SnapshotUrls"], (320, 180))
    objects = [f"{emulator.url}/objects/demo/shots/0000{number}.jpg" for number in (1, 2, 3)]
    assert [image(url).tobytes() for url in objects] == [image(url).tobytes() for url in found["SnapshotUrls"]]


def test_urls_by_page(client, emulator):
    job = submit(client, overrides={"Type": "Normal", "Count": 5, "Interval": 1})
    emulator.advance(2)

    def page(**arguments):
        # Signatures change with the second that they are made in.
        return [url.split("?")[0] for url in urls(client, job, **arguments)["SnapshotUrls"]]

    every = page()
    assert len(every) == 5
    assert page(PageNumber=2, PageSize=2, OrderBy="Asc") == every[2:4]
    assert page(PageNumber=1, PageSize=2, OrderBy="Desc") == every[:2:-1]
    assert page(PageNumber=4, PageSize=2) == []


def test_media_as_input_and_output(client, emulator):
    job = client.call("SubmitSnapshotJob", Input={"Type": "Media", "Media": "media-1"}, TemplateConfig={"TemplateId": "t"},
                      Output={"Type": "Media", "Media": "media-2"})["JobId"]
    emulator.advance(2)
    done = get(client, job)
    assert (done["Input"], done["Output"]) == ({"Type": "Media", "Media": "media-1"}, {"Type": "Media", "Media": "media-2"})
    different_images(urls(client, job)["SnapshotUrls"])


def test_sprites(client, emulator):
    sprite = {"CellWidth": 100, "CellHeight": 60, "Columns": 4, "Lines": 2, "Margin": 3, "Padding": 1, "Color": "#00ff00"}
    overrides = {"Type": "Sprite", "Count": 8, "Interval": 2, "SpriteSnapshotConfig": sprite}
    job = submit(client, overrides=overrides, media="oss://demo/sheets/{TileCount}.jpg")
    emulator.advance(2)
    (sheet,) = urls(client, job)["SnapshotUrls"]
    found = image(sheet)
    assert found.size == (2 * 3 + 4 * 100 + 3, 2 * 3 + 2 * 60 + 1)
    red, green, blue = found.convert("RGB").getpixel((1, 1))
    assert green > 200 and red < 60 and blue < 60


@pytest.mark.parametrize("tiled", [False, True])
def test_an_index_for_players(client, emulator, tiled):
    overrides = {"Type": "WebVtt", "Count": 4, "Interval": 5, "Width": 160, "Height": 90, "IsSptFrag": tiled}
    if tiled:
        overrides["SpriteSnapshotConfig"] = {"CellWidth": 160, "CellHeight": 90, "Columns": 2, "Lines": 2}
    job = submit(client, overrides=overrides, media="oss://demo/index.vtt")
    emulator.advance(2)
    found = urls(client, job)
    text = fetch(found["WebVTTUrl"])[1].decode()
    assert text.startswith("WEBVTT") and text.count("-->") == 4 and ("#xywh=" in text) == tiled
    different_images(found["SnapshotUrls"], (320, 180) if tiled else (160, 90))


def test_lists_by_page_state_and_time(client, emulator):
    done = []
    for _ in range(4):
        done.append(submit(client, overrides={"Type": "Normal", "Count": 1}))
        emulator.advance(10)
    fresh = submit(client)
    newest = [fresh, *reversed(done)]

    def listed(**filters):
        response = client.call("ListSnapshotJobs", filters)
        return [job["JobId"] for job in response["Jobs"]], response["NextPageToken"]

    assert listed() == (newest, "")
    assert listed(OrderBy="CreateTimeAsc")[0] == newest[::-1]
    assert listed(Status="Init") == ([fresh], "")
    assert listed(Status="Success")[0] == newest[1:]
    assert listed(Status="Fail")[0] == []
    assert listed(JobId=done[1])[0] == [done[1]]
    pages, token = [], None
    while token != "":
        page, token = listed(PageSize=2, **({"NextPageToken": token} if token else {}))
        pages.append(page)
    assert pages == [newest[:2], newest[2:4], newest[4:]]
    times = [job["CreateTime"] for job in client.call("ListSnapshotJobs")["Jobs"]]
    assert listed(StartOfCreateTime=times[3], EndOfCreateTime=times[2])[0] == newest[2:4]


def test_templates(client, emulator):
    normal = {"Type": "Normal", "FrameType": "normal", "Time": 0, "Interval": 3, "Count": 2, "Width": 200, "Height": 100}
    first = create(client, "one 模板", normal, Subtype=1)
    assert (first["TemplateName"], first["Type"], first["Subtype"], first["Status"]) == ("one 模板", 2, "Normal", "Normal")
    assert first["IsDefault"] is False and json.loads(first["TemplateConfig"]) == normal
    second = create(client, "two", {"Type": "Sprite", "SpriteSnapshotConfig": {"Columns": 2, "Lines": 2}})
    assert second["Subtype"] == "Sprite"
    third = create(client, "three", normal)
    one, two, three = (template["TemplateId"] for template in (first, second, third))

    def listed(**filters):
        response = client.call("ListCustomTemplates", {"Type": "2", **filters})
        return [entry["TemplateId"] for entry in response["CustomTemplateList"]], response["Total"]

    assert listed() == ([three, two, one], 3)
    assert listed(OrderBy="CreateTimeAsc") == ([one, two, three], 3)
    assert listed(PageNumber=2, PageSize=2) == ([one], 3)
    assert listed(Subtype="2") == ([two], 1)
    assert listed(Name="three") == ([three], 1)
    assert listed(TemplateId=one) == ([one], 1)
    assert listed(Type="1") == ([], 0)

    shown = client.call("GetCustomTemplate", TemplateId=one)["CustomTemplate"]
    assert (shown["Subtype"], shown["SubtypeName"], shown["TypeName"]) == (1, "Normal", first["TypeName"])
    assert client.call("SetDefaultCustomTemplate", TemplateId=three)["Success"] is True
    assert client.call("SetDefaultCustomTemplate", TemplateId=one)["Success"] is True
    default = client.call("GetCustomTemplate", Type=2, Subtype=1)["CustomTemplate"]
    assert (default["TemplateId"], default["IsDefault"]) == (one, True)
    assert client.call("GetCustomTemplate", TemplateId=three)["CustomTemplate"]["IsDefault"] is False

    job = submit(client, template=one, overrides={"Count": 3})
    emulator.advance(10)
    different_images(urls(client, job)["SnapshotUrls"], (200, 100))
    assert get(client, job)["TemplateId"] == one

    changed = json.dumps({**normal, "Width": 300})
    assert client.call("UpdateCustomTemplate", TemplateId=one, Name="new", TemplateConfig=changed)["Success"] is True
    after = client.call("GetCustomTemplate", TemplateId=one)["CustomTemplate"]
    assert (after["TemplateName"], json.loads(after["TemplateConfig"])["Width"]) == ("new", 300)
    assert after["CreateTime"] == shown["CreateTime"] and after["ModifiedTime"] > shown["ModifiedTime"]

    assert client.call("DeleteCustomTemplate", TemplateId=one)["Success"] is True
    assert listed() == ([three, two], 2)
    for operation in ("GetCustomTemplate", "DeleteCustomTemplate", "UpdateCustomTemplate", "SetDefaultCustomTemplate"):
        error = client.service_error(operation, TemplateId=one)
        assert any(word in error.code for word in ("NotFound", "NotExist", "NoSuch")), error.code


def test_templates_of_the_service(client, emulator):
    response = client.call("ListSystemTemplates", Type="2", PageNumber=1, PageSize=2, Status="Normal")
    assert response["Total"] >= len(response["SystemTemplateList"]) == 2
    for listed in response["SystemTemplateList"]:
        shown = client.call("GetSystemTemplate", TemplateId=listed["TemplateId"])["SystemTemplate"]
        assert shown == listed and shown["Type"] == 2 and json.loads(shown["TemplateConfig"])["Type"]
        named = {"Type": "1,2", "Name": listed["TemplateName"], "TemplateId": listed["TemplateId"], "Subtype": str(listed["Subtype"])}
        assert client.call("ListSystemTemplates", named)["SystemTemplateList"] == [listed]
    assert client.call("ListSystemTemplates", Type="2", Status="Invisible")["Total"] == 0
    assert "NotFound" in client.service_error("GetSystemTemplate", TemplateId="no-such-template").code
    job = submit(client, template=response["SystemTemplateList"][0]["TemplateId"])
    emulator.advance(2)
    different_images(urls(client, job)["SnapshotUrls"])


@pytest.mark.parametrize("operation", ["GetSnapshotJob", "GetSnapshotUrls"])
def test_an_unknown_job(client, operation):
    error = client.service_error(operation, JobId="no-such-job")
    assert any(word in error.code for word in ("NotFound", "NotExist", "NoSuch")), error.code
    assert error.status == 404
