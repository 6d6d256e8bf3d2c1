"""Runs last: every operation of the specs has a flow, every argument was sent, every property of a response was received."""

import products
import pytest
import responses
import specs

OPERATIONS = [(product, operation) for product in products.KEYS for operation in specs.operations(product)]


def exceptions(name):
    """What `NOT_SENT` or `NOT_RECEIVED` of each `flows.py` says, by product and operation."""
    listed = ((product, getattr(products.module(product, "flows"), name, {})) for product in products.KEYS)
    return {(product, operation): paths for product, known in listed for operation, paths in known.items()}


NOT_SENT, NOT_RECEIVED = exceptions("NOT_SENT"), exceptions("NOT_RECEIVED")


@pytest.fixture(autouse=True)
def whole_suite(request):
    """Skips these tests unless all flows were run."""
    ran = {item.path for item in request.session.items}
    missing = {file for pattern in ("*/flows*.py", "*/frames.py") for file in products.ROOT.glob(pattern)} - ran
    if missing or request.config.option.keyword:
        pytest.skip("only a part of the flows was run")


def excepted(listed, product, operation, path):
    """Whether a path, or what it is within, is excepted for the operation."""
    return any(path == known or path.startswith((known + ".", known + "[]")) for known in listed.get((product, operation), ()))


@pytest.mark.parametrize("product, operation", OPERATIONS)
def test_every_operation_has_a_flow(product, operation):
    assert (product, operation) in responses.RECEIVED, "no flow calls this operation: add one to flows.py of the product"


def compare(known, seen, listed, product, operation):
    missing = [path for path in known if not seen_below(seen, path)]
    assert [path for path in missing if not excepted(listed, product, operation, path)] == []
    stale = [path for path in listed.get((product, operation), ()) if seen_below(seen, path)]
    assert stale == [], "excepted, but seen"


def seen_below(seen, path):
    """Whether a path was seen, or something within it where the spec goes no further."""
    return any(found == path or found.startswith((path + ".", path + "[]")) for found in seen)


@pytest.mark.parametrize("product, operation", OPERATIONS)
def test_every_argument_was_sent(product, operation):
    compare(specs.parameters(product, operation), responses.SENT[product, operation], NOT_SENT, product, operation)


@pytest.mark.parametrize("product, operation", OPERATIONS)
def test_every_property_was_received(product, operation):
    schema = next(
        (specs.media_schema(product, response) for status, response in
         specs.operations(product)[operation]["responses"].items() if str(status).startswith("2")), None)
    known = specs.leaves(product, schema) if schema else []
    compare(known, responses.RECEIVED[product, operation], NOT_RECEIVED, product, operation)
