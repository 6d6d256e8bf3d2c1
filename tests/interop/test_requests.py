"""Our requests: accepted by the official signers, and equal to what the official SDK sends for the same arguments."""

import pytest
from conftest import fixtures
from sdk import Sdk
from verifier import KEY_ID, SECRET, TOKEN

CASES = list(fixtures())
IDS = [f"{product}-{operation}-{name}" for product, operation, name, _ in CASES]
REGION = {"tencent-tiw": "ap-singapore"}
DISPATCH = ["x-tc-action", "x-tc-version", "x-acs-action", "x-acs-version", "x-tc-region", "x-project-id", "x-language"]


def one(recorded):
    assert len(recorded) == 1, f"{len(recorded)} requests"
    assert recorded[0].problem is None, recorded[0].problem
    return recorded[0]


def essence(request):
    """What two requests must have in common. The Python SDK spells booleans with a capital, as no other does."""
    lower = {"True": "true", "False": "false"}
    query = sorted((name, lower.get(value, value)) for name, value in request.query)
    body = request.decoded_body()
    if isinstance(body, list):
        body = [(name, lower.get(value, value)) for name, value in body]
    return {
        "method": request.method,
        "path": request.path,
        "query": query,
        "body": body,
        "media type": request.header("content-type") if request.body else None,
        "dispatch": {name: request.header(name) for name in DISPATCH},
    }


@pytest.mark.parametrize("token", [None, TOKEN], ids=["key", "token"])
@pytest.mark.parametrize("product, operation, name, arguments", CASES, ids=IDS)
def test_accepted_by_the_official_signer(command, verifier, product, operation, name, arguments, token):
    verifier.take()
    result = command.call(product, operation, arguments, verifier.url, token)
    assert result.returncode == 0, result.stderr
    one(verifier.take())


@pytest.mark.parametrize("product, operation, name, arguments", CASES, ids=IDS)
def test_equal_to_the_official_sdk(command, verifier, product, operation, name, arguments):
    verifier.take()
    result = command.call(product, operation, arguments, verifier.url, region=REGION.get(product))
    assert result.returncode == 0, result.stderr
    ours = one(verifier.take())
    Sdk(product, verifier.url, KEY_ID, SECRET).call(operation, arguments)
    theirs = one(verifier.take())
    assert essence(ours) == essence(theirs)


def test_the_verifier_refuses_a_wrong_secret(verifier):
    verifier.take()
    with pytest.raises(Exception, match="REFUSED"):
        Sdk("huawei-mpc", verifier.url, KEY_ID, "another").call("ListThumbnailsTask", {})
    assert verifier.take()[0].problem == "the official signer computes another signature"
