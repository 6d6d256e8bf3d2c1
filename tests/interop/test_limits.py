"""Every limit of the specs, through the official SDKs: a value beyond it is rejected with a documented code, one at it is not."""

import copy
import re

import products
import pytest
import specs
from emulator import Emulator
from sdk import Sdk

SETS = {}
for _product, _operation, _name, _arguments in products.argument_sets():
    SETS.setdefault((_product, _operation), []).append(_arguments)


class Copies(int):
    """A list of as many copies of the first element that the arguments have."""


def limits(product, schema, path):
    """What breaks each limit of a schema, and what just keeps it: path, name of the limit, value, whether it breaks it."""
    schema = specs.resolve(product, schema)
    also = schema.get("x-also-allowed", [])
    kind = schema.get("type")
    number = (lambda value: value) if kind == "integer" else str
    listed = schema.get("x-comma-separated")
    if "enum" in schema:
        yield path, "enum", "no-such-value" if kind == "string" else 4711, True
        for value in [*schema["enum"], *also]:
            yield path, "enum", value, False
    for name, step in (("minimum", -1), ("maximum", 1)):
        if name in schema:
            open_at = schema.get("exclusiveM" + name[1:])
            inside, outside = (schema[name] - step, schema[name]) if open_at else (schema[name], schema[name] + step)
            yield path, name, number(inside), False
            if outside not in also:
                yield path, name, number(outside), True
    if kind == "string" and not listed and "enum" not in schema:
        # as wide as three bytes, so that a limit in characters is no limit in bytes
        # unless the SDKs, which escape it in JSON, make more of it than a request may have
        is_long = schema.get("maxLength", 0) > 1_000_000
        letter = "a" if is_long or schema.get("x-length-unit") == "byte" or "pattern" in schema else "中"
        if "maxLength" in schema and "minimum" not in schema and "x-time-format" not in schema:
            yield path, "maxLength", letter * schema["maxLength"], False
            yield path, "maxLength", letter * (schema["maxLength"] + 1), True
        if schema.get("minLength", 0) > 1:
            yield path, "minLength", letter * schema["minLength"], False
            yield path, "minLength", letter * (schema["minLength"] - 1), True
    if "maxItems" in schema:
        element = specs.resolve(product, schema["items"])["type"] if "items" in schema else "string"
        for count, broken in ((schema["maxItems"], False), (schema["maxItems"] + 1, True)):
            lists = {"string": ["1"] * count, "integer": [1] * count, "object": Copies(count)}
            yield path, "maxItems", ",".join(["1"] * count) if listed else lists[element], broken
    if "items" in schema:
        yield from limits(product, schema["items"], [*path, 0])
    required = schema.get("required", [])
    for name, member in schema.get("properties", {}).items():
        if name in required:
            yield [*path, name], "required", None, True
        yield from limits(product, member, [*path, name])


def cases():
    for product in products.KEYS:
        for operation, item in specs.operations(product).items():
            for parameter in item.get("parameters", []):
                parameter = specs.resolve(product, parameter)
                if parameter.get("x-from") == "credentials":
                    continue
                content = list(parameter.get("content", {}).values())
                name = parameter["name"]
                if parameter.get("required"):
                    yield product, operation, ([name], "required", None, True)
                for case in limits(product, content[0]["schema"] if content else parameter["schema"], [name]):
                    yield product, operation, case
            if "requestBody" in item:
                for case in limits(product, specs.media_schema(product, item["requestBody"]), []):
                    yield product, operation, case


def changed(product, operation, path, value):
    """A set of arguments with another value in one place. A list that holds the place is cut down to it."""
    for arguments in SETS[product, operation]:
        arguments = copy.deepcopy(arguments)
        holder = arguments
        for step in path[:-1]:
            holder = holder.get(step) if isinstance(holder, dict) else holder[step] if len(holder) > step else None
            if holder is None:
                break
        else:
            if value is None:
                if path[-1] not in holder:
                    continue
                del holder[path[-1]]
            elif isinstance(value, Copies):
                if not holder.get(path[-1]):
                    continue
                holder[path[-1]] = holder[path[-1]][:1] * value
            elif isinstance(holder, list):
                holder[:] = [value]
            else:
                holder[path[-1]] = value
            return arguments
    raise AssertionError(f"no set of arguments of {operation} has a place for {path}")


def name_of(case):
    product, operation, (path, limit, value, broken) = case
    text = f"{len(value)} long" if isinstance(value, (str, list)) and len(value) > 20 else value
    return f"{product}-{operation}-{'.'.join(map(str, path))}-{limit}-{text}-{'broken' if broken else 'kept'}"


CASES = list(cases())
ACCEPTED = "not rejected"
SAID = r"is required|is not one of|is (below|above) its limit|is (longer|shorter) than|has more than|may only contain"


@pytest.fixture(scope="module")
def emulator(command):
    running = Emulator(command.path, "--no-rate-limits")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def clients(connect, emulator):
    return {product: connect(product, emulator) for product in products.KEYS}


def outcome(client, operation, arguments):
    try:
        Sdk.model(client, operation, arguments)
    except Exception as error:
        code = getattr(error, "error_code", None) or getattr(error, "code", None)
        status = getattr(error, "status_code", 200)
        message = getattr(error, "error_msg", None) or getattr(error, "message", None)
        assert code, error
        return code, status, message
    return ACCEPTED, None, ""


@pytest.mark.parametrize("case", CASES, ids=map(name_of, CASES))
def test_limit(clients, case):
    product, operation, (path, limit, value, broken) = case
    arguments = changed(product, operation, path, value)
    code, status, message = outcome(clients[product], operation, arguments)
    place = ".".join(str(step) for step in path).replace(".0", "[0]")
    if not broken:
        assert not (message.count(place) and re.search(SAID, message)), message
        return
    assert code != ACCEPTED, f"{place} = {value!r}"
    assert place in message, message
    entry = specs.documented_error(product, operation, code)
    assert entry["kind"] == "invalid-argument", (code, entry)
    assert status == entry.get("status", 200 if products.vendor(product) == "tencent" else 400)
