"""The products, and what `tests/products/<key>/` holds of each."""

import functools
import importlib.util
import json

import specs

ROOT = specs.ROOT / "tests/products"
KEYS = sorted(path.stem for path in (specs.ROOT / "specs").glob("*.yaml"))


@functools.cache
def module(product, name):
    """A Python file of a product, such as `sdk`."""
    spec = importlib.util.spec_from_file_location(f"{product}.{name}", ROOT / product / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def flows():
    """Product and name of every file with flows."""
    return [(product, file.stem) for product in KEYS for file in sorted((ROOT / product).glob("flows*.py"))]


def argument_sets():
    """Every set of arguments of every operation: product, operation, name, arguments."""
    for product in KEYS:
        for file in sorted((ROOT / product / "arguments").glob("*.json")):
            for name, arguments in json.loads(file.read_text(encoding="utf-8")).items():
                yield product, file.stem, name, arguments


@functools.cache
def minimal(product, operation):
    """The set `minimal` of an operation."""
    return json.loads((ROOT / product / f"arguments/{operation}.json").read_text(encoding="utf-8"))["minimal"]


def sample(product, idempotent=True):
    """The first operation that is idempotent, or is not, with its minimal arguments."""
    found = (name for name, item in specs.operations(product).items() if item["x-idempotent"] == idempotent)
    operation = next(found)
    return operation, dict(minimal(product, operation))


def vendor(product):
    return specs.spec(product)["x-vendor"]


def of_vendor(name):
    """The first product of a vendor."""
    return next(product for product in KEYS if vendor(product) == name)


def region(product):
    """The region that a client has when none is named."""
    document = specs.spec(product)
    servers = (server["variables"]["region"]["default"] for server in document["servers"] if "variables" in server)
    return document.get("x-default-region") or next(servers)


def host(product):
    """The host of the default region."""
    endpoints = json.loads((ROOT / product / "endpoints.json").read_text(encoding="utf-8"))
    return endpoints["regions"][region(product)]
