"""Our requests: accepted by the official signers, and equal to what the official SDK sends for the same arguments."""

import products
import pytest
from sdk import Sdk
from verifier import KEY_ID, SECRET, TEMPORARY_ID, TOKEN

CASES = list(products.argument_sets())
IDS = [f"{product}-{operation}-{name}" for product, operation, name, _ in CASES]
DISPATCH = ["x-tc-action", "x-tc-version", "x-acs-action", "x-acs-version", "x-tc-region", "x-project-id", "x-language"]


def one(recorded):
    assert len(recorded) == 1, f"{len(recorded)} requests"
    assert recorded[0].problem is None, recorded[0].problem
    return recorded[0]


def essence(request):
    """What two requests must have in common. Only the Python SDK writes booleans with a capital letter."""
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


@pytest.mark.parametrize("key_id, token", [(KEY_ID, None), (TEMPORARY_ID, TOKEN)], ids=["key", "token"])
@pytest.mark.parametrize("product, operation, name, arguments", CASES, ids=IDS)
def test_accepted_by_the_official_signer(command, verifier, product, operation, name, arguments, key_id, token):
    verifier.take()
    result = command.call(product, operation, arguments, verifier.url, key_id=key_id, token=token)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    one(verifier.take())


@pytest.mark.parametrize("product, operation, name, arguments", CASES, ids=IDS)
def test_equal_to_the_official_sdk(command, verifier, product, operation, name, arguments):
    verifier.take()
    # the SDK of Tencent Cloud always names a region
    region = products.region(product) if products.vendor(product) == "tencent" else None
    result = command.call(product, operation, arguments, verifier.url, region=region)
    assert result.returncode == 0, result.stderr
    ours = one(verifier.take())
    Sdk.with_key(product, verifier.url, KEY_ID, SECRET).call(operation, arguments)
    theirs = one(verifier.take())
    assert essence(ours) == essence(theirs)


@pytest.mark.parametrize("product", products.KEYS)
def test_an_error_is_one_line_without_secrets(command, verifier, product):
    operation, arguments = products.sample(product)
    wrong = [
        ({"secret": "another-secret"}, "the official signer computes another signature"),
        ({"key_id": "NOBODY"}, "unknown key NOBODY"),
        ({"token": TOKEN}, "wrong token"),
        ({"key_id": TEMPORARY_ID}, "wrong token"),
        ({"key_id": TEMPORARY_ID, "token": "another-token"}, "wrong token"),
    ]
    for keys, problem in wrong:
        verifier.take()
        result = command.call(product, operation, arguments, verifier.url, **keys)
        assert [request.problem for request in verifier.take()] == [problem]
        assert (result.returncode, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) == 1 and "REJECTED" in result.stderr, result.stderr
        for secret in (SECRET, TOKEN, "another-secret", "another-token"):
            assert secret not in result.stderr


@pytest.mark.parametrize("product", products.KEYS)
def test_the_verifier_rejects_the_official_sdk_too(verifier, product):
    operation, arguments = products.sample(product)
    verifier.take()
    with pytest.raises(Exception, match="REJECTED"):
        Sdk.with_key(product, verifier.url, KEY_ID, "another").call(operation, arguments)
    assert verifier.take()[0].problem == "the official signer computes another signature"
