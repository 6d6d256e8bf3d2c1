"""What the tests share: the command under test, its emulator, and the verifying server."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import verifier as verifying  # noqa: E402
from emulator import KEY_ID, SECRET, Emulator  # noqa: E402
from sdk import PROJECT, Client  # noqa: E402
from specs import PRODUCTS, ROOT  # noqa: E402


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
        """Runs `mediasnap call` against `url`, with the verifier's key where no other is given."""
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
def emulator(start):
    """An emulator with nothing in it, whose clock stands still until a test moves it: how fast tests run does not matter."""
    emulator = start()
    emulator.control("PUT", "clock", {"running": False})
    return emulator


@pytest.fixture
def client(emulator, request):
    """The official SDK of the product that the test's file names, at the emulator."""
    return client_of(request.module.PRODUCT, emulator)


def client_of(product, emulator, key_id=KEY_ID, secret=SECRET, token=None):
    return Client(product, emulator.url, key_id, secret, token)


@pytest.fixture(scope="session")
def verifier():
    server = verifying.Verifier()
    yield server
    server.close()


def fixtures():
    """Every argument set of every operation: product, operation, name, arguments."""
    for product in PRODUCTS:
        for file in sorted((ROOT / "tests/fixtures" / product).glob("*.json")):
            for name, arguments in json.loads(file.read_text(encoding="utf-8")).items():
                yield product, file.stem, name, arguments


def pytest_collection_modifyitems(items):
    """What looks back on all the others comes last."""
    items.sort(key=lambda item: item.path.name == "test_completeness.py")
