"""The emulator's page in headless Chromium: jobs appear, change and show their images, without being loaded anew."""

import json
import os
import pathlib
import shutil
import urllib.request

import pytest
from conftest import client_of
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait
from specs import PRODUCTS

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\"'&amp;"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
             "--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1280,900"]
OUTPUT = {"bucket": "shots", "location": "cn-north-4", "object": "out"}
SECONDS = 20


def found(*names):
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, f"none of {', '.join(names)} is installed (Debian: chromium, chromium-driver)"
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = found("chromium", "chromium-browser", "google-chrome")
    for argument in [*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(found("chromedriver", "chromium-driver")))
    yield driver
    driver.quit()


@pytest.fixture
def page(browser, emulator):
    """The page, opened while there are no jobs."""
    browser.get_log("browser"), browser.get_log("performance")
    browser.get(f"{emulator.url}/")
    # what a reload would lose
    browser.execute_script("window.opened = true")
    return browser


def rows(page, product):
    return page.find_elements(By.CSS_SELECTOR, f"#{product} tbody tr:not(.none)")


def wait(page, condition, what):
    return WebDriverWait(page, SECONDS, 0.1, ignored_exceptions=[Exception]).until(lambda _: condition(), what)


def state(page, product):
    return page.execute_script("return document.querySelector(arguments[0])?.textContent", f"#{product} tbody td.state")


def widths(page, product):
    """The natural widths of the images of a product; none as long as one is loading."""
    script = """const images = [...document.querySelectorAll(arguments[0])];
                return images.every((image) => image.complete) ? images.map((image) => image.naturalWidth) : [];"""
    return page.execute_script(script, f"#{product} img")


def submit(product, emulator):
    client = client_of(product, emulator)
    live = {"StorageType": "oss", "Endpoint": "oss-cn-shanghai.aliyuncs.com", "Bucket": "live"}
    operation, arguments = {
        "huawei-mpc": ("CreateThumbnailsTask", {
            "input": {**OUTPUT, "object": "films/a b.mp4"}, "output": OUTPUT, "user_data": HOSTILE,
            "thumbnail_para": {"type": "DOTS", "dots": [1, 5, 9], "output_filename": "a'b\"<c>"}}),
        "huawei-vod": ("CreateAssetProcessTask", {"asset_id": "0b6ba8a1e2d94f8a", "thumbnail": {"type": "time", "time": 10}}),
        "tencent-tiw": ("CreateSnapshotTask", {"SdkAppId": 1400127230, "RoomId": 7, "Whiteboard": {}}),
        "alibaba-vod": ("SubmitSnapshotJob", {"VideoId": "d3e680e618708efb", "Count": 12, "Interval": 2}),
        "alibaba-ice": ("SubmitLiveSnapshotJob", {
            "JobName": HOSTILE, "TemplateId": "S00000003-100010", "SnapshotOutput": live,
            "StreamInput": {"Type": "rtmp", "Url": "rtmp://example.com/app/stream"}}),
    }[product]
    client.call(operation, arguments)


def errors(page):
    return [entry for entry in page.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def hosts(page):
    """The hosts that requests went to; the browser's own pages are no hosts."""
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    sent = [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    return {url.split("/")[2] for url in sent if url.startswith(("http", "ws"))}


def test_jobs_appear_change_and_show_their_images(page, emulator):
    assert [rows(page, product) for product in PRODUCTS] == [[]] * 5
    for product in PRODUCTS:
        submit(product, emulator)
    for product in PRODUCTS:
        wait(page, lambda: len(rows(page, product)) == 1, f"a job of {product}")
        assert widths(page, product) == []
    before = {product: state(page, product) for product in PRODUCTS}
    emulator.advance(30)
    for product in PRODUCTS:
        wait(page, lambda: state(page, product) != before[product], f"another state of {product}")
        wait(page, lambda: widths(page, product) and all(widths(page, product)), f"the images of {product}")
    # images that are there stay, and new ones come to them
    kept = page.execute_script("return window.kept = document.querySelector('#huawei-mpc img')")
    count = len(widths(page, "alibaba-ice"))
    emulator.advance(30)
    wait(page, lambda: len(widths(page, "alibaba-ice")) > count, "more images of a live job")
    assert page.execute_script("return document.contains(window.kept)") and kept.is_displayed()
    if folder := os.environ.get("MEDIASNAP_SCREENSHOTS"):
        page.save_screenshot(str(pathlib.Path(folder) / "page.png"))
    assert page.execute_script("return window.opened") is True, "the page was loaded anew"
    assert page.title == "mediasnap emulator", "text of a job became markup"
    assert HOSTILE in rows(page, "huawei-mpc")[0].text and HOSTILE in rows(page, "alibaba-ice")[0].text
    assert page.execute_script("return document.querySelectorAll('tbody script').length") == 0
    assert errors(page) == []
    assert hosts(page) == {emulator.url.split("://")[1]}


def test_the_page_says_that_the_emulator_is_gone(page, emulator):
    wait(page, lambda: page.find_element(By.ID, "clock").text, "the clock")
    lost = "return document.body.classList.contains('lost')"
    assert page.execute_script(lost) is False
    emulator.process.terminate()
    wait(page, lambda: page.execute_script(lost), "word that the emulator is gone")


def test_without_a_script_it_renews_itself(emulator):
    with urllib.request.urlopen(f"{emulator.url}/") as answer:
        text = answer.read().decode()
        policy = answer.headers["content-security-policy"]
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "default-src 'none'" in policy and "unsafe" not in policy
