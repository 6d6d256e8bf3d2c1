"""Frames that `alibaba-vod` cuts out of a real video, within one frame of the time that was requested."""

import concurrent.futures
import json
import os
import pathlib
import shutil
import time

import containers
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


def images_of(client, emulator, name, kind="NormalSnapshot", **arguments):
    """The images of a job, listed in full."""
    client.call("SubmitSnapshotJob", {"VideoId": name, **arguments})
    emulator.advance(2)
    found = client.call("ListSnapshots", VideoId=name, SnapshotType=kind, PageSize="100")["MediaSnapshot"]
    return [entry["Url"] for entry in found["Snapshots"]["Snapshot"]]


@pytest.mark.parametrize("container", containers.CONTAINERS)
def test_containers(client, emulator, media, container):
    """The exact frame, in the middle of the time that it is shown."""
    folder = media / "media"
    containers.make(container, media / "buckets" / video.BUCKET / video.KEY, folder)
    name = container.replace(".", "-")
    # several containers of one name would be one asset
    (folder / container).rename(folder / f"{name}{pathlib.Path(container).suffix}")
    rate = 1 / 25 if container in ("bare.mjpeg", "file.mxf") else video.PERIOD
    shown = containers.CONTAINERS[container][2] or (lambda number: number)
    numbers = [0, 1, 2, 37, 119, 120, 121, 200, 299, 340]
    times = [int((number + 0.5) * rate * 1000) for number in numbers]
    urls = images_of(client, emulator, name, SpecifiedOffsetTimes=times)
    found = [video.number(image(url)) for url in urls]
    wanted = [max(0, int(shown(time / 1000 / rate) + 1e-6)) for time in times]
    assert found == wanted, container


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "mpg"])
def test_pixels_that_are_not_square(client, emulator, media, suffix):
    name = f"anamorphic-{suffix}"
    codec = ["mpeg2video", "-q:v", "2"] if suffix == "mpg" else ["libx264", "-qp", "0"]
    containers.ffmpeg("-f", "lavfi", "-i", "testsrc2=s=720x576:d=1:r=25", "-vf", "setsar=64/45", "-c:v", *codec,
                      "-y", media / "media" / f"{name}.{suffix}")
    assert image(images_of(client, emulator, name)[0]).size == (1024, 576)
    assert image(images_of(client, emulator, name, Width="512")[0]).size == (512, 288)


@pytest.mark.parametrize("size, matrix", [
    ((1280, 720), "709"), ((720, 1280), "709"), ((1080, 1920), "709"), ((1920, 800), "709"),
    ((640, 360), "601"), ((854, 480), "601"), ((1024, 576), "601"), ((1000, 600), "601"), ((1280, 700), "601"),
])
def test_colors_without_a_tag(client, emulator, media, size, matrix):
    name, color = f"color-{size[0]}x{size[1]}", (200, 40, 40)
    containers.make_color(media / "media" / f"{name}.mp4", size, *color, matrix)
    (url,) = images_of(client, emulator, name)
    found = image(url).convert("RGB").getpixel((size[0] // 2, size[1] // 2))
    assert max(abs(a - b) for a, b in zip(found, color)) <= 4, found


def test_a_failed_job_leaves_the_images_of_an_earlier_one(client, emulator):
    before = images_of(client, emulator, video.ASSET, SpecifiedOffsetTimes=[1000])
    after = images_of(client, emulator, video.ASSET, SpecifiedOffsetTimes=[99_000])
    assert [url.split("?")[0] for url in after] == [url.split("?")[0] for url in before]


@pytest.fixture
def runs(monkeypatch, tmp_path):
    """Counts the runs of ffmpeg that read a file."""
    log = tmp_path / "runs"
    script = tmp_path / "bin" / "ffmpeg"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\ncase "$*" in *" -i "*) echo run >> {log};; esac\nexec {shutil.which("ffmpeg")} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
    return lambda: len(log.read_text().splitlines()) if log.exists() else 0


@pytest.mark.parametrize("results", [False, True])
def test_the_images_of_a_job_are_extracted_in_one_run(start, connect, product, media, runs, tmp_path, results):
    options = ["--results", tmp_path / "results"] if results else []
    emulator = start("--media", media, "--no-rate-limits", *options)
    emulator.control("PUT", "clock", {"running": False})
    client = connect(product, emulator)
    urls = images_of(client, emulator, video.ASSET, Count=100, Interval=0)
    assert len(urls) == 100
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        images = list(pool.map(image, urls))
    wanted = [int(index * video.SECONDS / 100 / video.PERIOD + 1e-3) for index in range(100)]
    assert all(0 <= wanted - video.number(image) <= 1 for wanted, image in zip(wanted, images))
    assert runs() <= 2
    if results:
        written = lambda: len(list((tmp_path / "results").rglob("*.jpg")))  # noqa: E731
        for _ in range(100):
            if written() >= 100:
                break
            time.sleep(0.1)
        assert written() >= 100 and runs() <= 2


def test_equal_sprites_are_rendered_once(start, connect, product, media, runs):
    emulator = start("--media", media, "--no-rate-limits")
    emulator.control("PUT", "clock", {"running": False})
    config = json.dumps({"CellWidth": "160", "CellHeight": "90", "Columns": "10", "Lines": "10"})
    (url,) = images_of(connect(product, emulator), emulator, video.ASSET, "SpriteSnapshot", Count=100, Interval=0, SpriteSnapshotConfig=config)
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        sheets = list(pool.map(image, [url] * 10))
    assert {sheet.size for sheet in sheets} == {(1600, 900)} and runs() == 1


@pytest.mark.parametrize("name", containers.NOT_VIDEOS)
def test_what_is_no_video_fails(client, emulator, name):
    job = client.call("SubmitSnapshotJob", VideoId=name.split(".")[0])["SnapshotJob"]["JobId"]
    emulator.advance(2)
    assert client.call("GetJobDetail", JobId=job, JobType="snapshot")["SnapshotJobDetail"]["Status"] == "Fail"
