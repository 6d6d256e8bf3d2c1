"""The emulator's page in headless Chromium: jobs appear, change and show their images, without being loaded anew."""

import json
import os
import pathlib
import shutil
import urllib.request

import pytest
from products import KEYS, flows, module
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\"'&amp;"
ARGUMENTS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update",
             "--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1280,900"]
FLOWS = flows()
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


def states(page, product):
    script = "return [...document.querySelectorAll(arguments[0])].map((cell) => cell.textContent)"
    return page.execute_script(script, f"#{product} tbody td.state")


def widths(page, product):
    """The natural widths of the images of a product; none as long as one is loading."""
    script = """const images = [...document.querySelectorAll(arguments[0])];
                return images.every((image) => image.complete) ? images.map((image) => image.naturalWidth) : [];"""
    return page.execute_script(script, f"#{product} img")


def errors(page):
    return [entry for entry in page.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def hosts(page):
    """The hosts that requests were sent to, without the browser's own pages."""
    messages = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    sent = [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]
    return {url.split("/")[2] for url in sent if url.startswith(("http", "ws"))}


def test_jobs_appear_change_and_show_their_images(connect, page, emulator):
    assert [rows(page, product) for product in KEYS] == [[] for _ in KEYS]
    for product, name in FLOWS:
        module(product, name).sample_job(connect(product, emulator), HOSTILE)
    for product in KEYS:
        count = sum(product == other for other, _ in FLOWS)
        wait(page, lambda: len(rows(page, product)) == count, f"jobs of {product}")
        assert widths(page, product) == []
    before = {product: states(page, product) for product in KEYS}
    emulator.advance(30)
    for product in KEYS:
        wait(page, lambda: all(map(str.__ne__, states(page, product), before[product])), f"other states of {product}")
        wait(page, lambda: widths(page, product) and all(widths(page, product)), f"the images of {product}")
    # images that are there stay, and new ones come to them
    endless = [product for product, name in FLOWS if getattr(module(product, name), "ENDLESS", False)]
    finished = [product for product in KEYS if product not in endless]
    page.execute_script("window.kept = arguments[0].map((key) => document.querySelector(`#${key} img`))", finished)
    counts = {product: len(widths(page, product)) for product in endless}
    emulator.advance(30)
    for product in endless:
        wait(page, lambda: len(widths(page, product)) > counts[product], f"more images of {product}")
    assert page.execute_script("return window.kept.every((image) => document.contains(image) && image.checkVisibility())")
    if folder := os.environ.get("MEDIASNAP_SCREENSHOTS"):
        page.save_screenshot(str(pathlib.Path(folder) / "page.png"))
    assert page.execute_script("return window.opened") is True, "the page was loaded anew"
    assert page.title == "mediasnap emulator", "text of a job became markup"
    for product, name in FLOWS:
        shown = any(HOSTILE in row.text for row in rows(page, product))
        assert shown or not getattr(module(product, name), "SHOWS_TEXT", False), f"the text of {product}"
    assert page.execute_script("return document.querySelectorAll('tbody script').length") == 0
    assert errors(page) == []
    assert hosts(page) == {emulator.url.split("://")[1]}


def test_the_page_says_that_the_emulator_is_gone(page, emulator):
    wait(page, lambda: page.find_element(By.ID, "clock").text, "the clock")
    lost = "return document.body.classList.contains('lost')"
    assert page.execute_script(lost) is False
    emulator.process.terminate()
    wait(page, lambda: page.execute_script(lost), "a sign that the emulator is gone")


def test_without_a_script_it_renews_itself(emulator):
    with urllib.request.urlopen(f"{emulator.url}/") as response:
        text = response.read().decode()
        policy = response.headers["content-security-policy"]
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "default-src 'none'" in policy and "unsafe" not in policy
