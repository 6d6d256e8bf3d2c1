"""Values at the edges of what can be sent, in every place of every operation: accepted or rejected, but never a server error."""

import products
import pytest
import specs
from emulator import Emulator
from sdk import Sdk
from test_limits import changed

NUMBERS = [0, -1, 1, 2**31 - 1, 2**31, 2**32, 2**63 - 1, -(2**63), 10**30]
TIMES = {
    "rfc3339": ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "+262142-12-31T23:59:59Z", "2026-02-30T00:00:00Z", "now"],
    "yyyyMMddHHmmss": ["00000101000000", "99991231235959", "20260230000000", "2026"],
}
TEXTS = ["", " ", "x" * 20_000, "a\x00b", "../../etc/passwd", "%2e%2e%2f", "{JobId}{Count}", "\u202e\U0001f3ac", "null", "[]", "{}", "-1", "1e9",
         "oss://", "oss://b/", "http://", "https://b.oss-cn-shanghai.aliyuncs.com/", "oss://b/{Count}", '{"Type": 5, "Count": {}}']


def places(product, schema, path):
    """The paths of all values, with what to put there."""
    schema = specs.resolve(product, schema)
    if "items" in schema:
        yield from places(product, schema["items"], [*path, 0])
    for name, member in schema.get("properties", {}).items():
        yield from places(product, member, [*path, name])
    if "enum" in schema:
        return
    if schema.get("type") in ("integer", "number"):
        yield path, NUMBERS
    elif schema.get("type") == "string":
        numbers = [str(number) for number in NUMBERS] if "minimum" in schema or "maximum" in schema else []
        yield path, TIMES.get(schema.get("x-time-format"), []) + numbers + TEXTS


def everything(product, operation):
    item = specs.operations(product)[operation]
    for parameter in item.get("parameters", []):
        parameter = specs.resolve(product, parameter)
        content = list(parameter.get("content", {}).values())
        if parameter.get("x-from") != "credentials":
            yield from places(product, content[0]["schema"] if content else parameter["schema"], [parameter["name"]])
    if "requestBody" in item:
        yield from places(product, specs.media_schema(product, item["requestBody"]), [])


@pytest.fixture(scope="module")
def emulator(command):
    running = Emulator(command.path, "--no-rate-limits")
    yield running
    running.stop()


@pytest.mark.parametrize("product, operation", [(product, name) for product in products.KEYS for name in specs.operations(product)])
def test_operation(connect, emulator, product, operation):
    client = connect(product, emulator)
    emulator.control("DELETE", "requests")
    for path, values in everything(product, operation):
        for value in values:
            try:
                Sdk.model(client, operation, changed(product, operation, path, value))
            except Exception as error:
                # the SDK does not accept it, or the emulator rejects it; a connection that breaks off is neither
                code = getattr(error, "error_code", None) or getattr(error, "code", None)
                unsendable = isinstance(error, (TypeError, ValueError, AttributeError, UnicodeError))
                assert code or unsendable, (path, value, repr(error))
                assert code not in ("ClientNetworkError", "ServerNetworkError"), (path, value, str(error))
    failed = [request for request in emulator.requests() if request["status"] >= 500 or "Internal" in (request["code"] or "")]
    assert failed == []
