"""Fixtures of all Python tests: the command under test, its emulator, an official SDK at it, and the verifying server."""

import json
import os
import subprocess

import containers
import pytest
import verifier as verifying
import video
from emulator import KEY_ID, SECRET, Emulator
from sdk import PROJECT, Client


def environment(key_id, secret, token=None):
    """The variables that hand a key to the command, for every vendor."""
    pairs = {
        "HUAWEICLOUD_SDK_AK": key_id,
        "HUAWEICLOUD_SDK_SK": secret,
        "HUAWEICLOUD_SDK_PROJECT_ID": PROJECT,
        "TENCENTCLOUD_SECRET_ID": key_id,
        "TENCENTCLOUD_SECRET_KEY": secret,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": key_id,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": secret,
    }
    if token is not None:
        pairs["HUAWEICLOUD_SDK_SECURITY_TOKEN"] = token
        pairs["TENCENTCLOUD_SESSION_TOKEN"] = token
        pairs["ALIBABA_CLOUD_SECURITY_TOKEN"] = token
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, **pairs}


class Command:
    """The `mediasnap` binary."""

    def __init__(self):
        self.path = os.environ["MEDIASNAP_BIN"]

    def call(
        self,
        product,
        operation,
        arguments,
        url,
        key_id=verifying.KEY_ID,
        secret=verifying.SECRET,
        token=None,
        region=None,
    ):
        """Runs `mediasnap call` against `url`, by default with the verifier's key."""
        command = [self.path, "call", product, operation, "--input", "-", "--endpoint", url, "--max-attempts", "1"]
        if region:
            command += ["--region", region]
        return subprocess.run(
            command,
            input=json.dumps(arguments, ensure_ascii=False),
            env=environment(key_id, secret, token),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="session")
def command():
    return Command()


@pytest.fixture
def start(command):
    """Starts emulators with options; they end with the test."""
    running = []

    def one(*options):
        running.append(Emulator(command.path, *options))
        return running[-1]

    yield one
    for emulator in running:
        emulator.stop()


@pytest.fixture
def emulator(start, request):
    """An emulator with nothing in it, whose clock stands still until a test moves it. In `frames.py` it has a real video."""
    options = ["--media", request.getfixturevalue("media")] if request.path.name == "frames.py" else []
    emulator = start(*options)
    emulator.control("PUT", "clock", {"running": False})
    return emulator


@pytest.fixture(scope="session")
def media(tmp_path_factory):
    """A directory for `--media` with one video under every name of `video`, and with files that are no video."""
    directory = tmp_path_factory.mktemp("media")
    video.make_sources(directory)
    containers.make_not_videos(directory / "media")
    return directory


@pytest.fixture(scope="session")
def connect():
    """Makes a client of the official SDK of a product, at an emulator."""

    def one(product, emulator, key_id=KEY_ID, secret=SECRET, token=None):
        return Client.with_key(product, emulator.url, key_id, secret, token)

    return one


@pytest.fixture
def product(request):
    """The product whose folder the test is in."""
    return request.path.parent.name


@pytest.fixture
def client(connect, product, emulator):
    """The official SDK of the product whose folder the test is in, at the emulator."""
    return connect(product, emulator)


@pytest.fixture(scope="session")
def verifier():
    server = verifying.Verifier()
    yield server
    server.close()


def pytest_collection_modifyitems(items):
    """What looks back on all the others comes last."""
    items.sort(key=lambda item: item.path.name == "test_completeness.py")
