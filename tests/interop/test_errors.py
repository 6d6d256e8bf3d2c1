"""Error responses as the official SDKs see them: exception, code, HTTP status and request id of each vendor."""

import time

import pytest
import responses
import specs
from alibabacloud_tea_openapi import client as alibaba
from alibabacloud_tea_openapi.exceptions import ClientException, ServerException, ThrottlingException
from emulator import KEY_ID, SECRET
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, ServerResponseException
from products import KEYS, minimal, sample, vendor

TEMPORARY = ("EMULATORSTS", "temporary-secret", "a+token/with=signs")
WINDOW = {"huawei": 900, "tencent": 300, "alibaba": 900}
# kinds of errors that are about what was requested, not about who calls, when, or how often
ABOUT_ARGUMENTS = ["not-found", "invalid-argument", "undocumented"]


def codes(huawei, tencent, alibaba):
    """Code and status by vendor."""
    return {"huawei": huawei, "tencent": tencent, "alibaba": alibaba}


def rejected(client, wanted):
    """Calls a read, which has to be rejected with the code and the status of the vendor."""
    error = client.service_error(*sample(client.product))
    assert (error.code, error.status) == wanted[vendor(client.product)]
    return error


def kind(client, operation, error):
    entry = specs.documented_error(client.product, operation, error.code)
    return entry["kind"] if entry else "undocumented"


def works(client):
    """Calls a read, which finds something or nothing, but is not rejected because of who calls."""
    operation, arguments = sample(client.product)
    try:
        client.call(operation, arguments)
    except client.vendor.exception as raised:
        found = client.vendor.error(raised, responses.Wire.last)
        assert kind(client, operation, found) in ABOUT_ARGUMENTS, found


@pytest.mark.parametrize("product", KEYS)
def test_a_wrong_secret(connect, emulator, product):
    wanted = codes(("APIGW.0301", 401), ("AuthFailure.SignatureFailure", 200), ("SignatureDoesNotMatch", 400))
    error = rejected(connect(product, emulator, secret="not the secret"), wanted)
    assert SECRET not in error.message and "not the secret" not in error.message
    logged = emulator.requests()[-1]
    assert (logged["product"], logged["code"], logged["request_id"]) == (product, error.code, error.request_id)


@pytest.mark.parametrize("product", KEYS)
def test_an_unknown_key(connect, emulator, product):
    wanted = codes(("APIGW.0301", 401), ("AuthFailure.SecretIdNotFound", 200), ("InvalidAccessKeyId.NotFound", 404))
    rejected(connect(product, emulator, key_id="NOBODY"), wanted)


@pytest.mark.parametrize("product", KEYS)
@pytest.mark.parametrize("direction", [-1, 1])
def test_a_time_that_is_too_far_off(connect, start, product, direction):
    window = WINDOW[vendor(product)]
    far = start("--now", int(time.time()) + direction * (window + 30))
    wanted = codes(("APIGW.0301", 401), ("AuthFailure.SignatureExpire", 200), ("InvalidTimeStamp.Expired", 400))
    error = rejected(connect(product, far), wanted)
    if vendor(product) == "huawei":
        assert "signature expired" in error.message and "server time" in error.message
    works(connect(product, start("--now", int(time.time()) + direction * (window - 30))))


@pytest.mark.parametrize("product", KEYS)
def test_temporary_keys(connect, start, product):
    emulator = start("--temporary-key", ":".join(TEMPORARY), "--access-key", f"{KEY_ID}:{SECRET}")
    key_id, secret, token = TEMPORARY
    works(connect(product, emulator, key_id, secret, token))
    for wrong in (connect(product, emulator, key_id, secret, "another token"), connect(product, emulator, token=token)):
        wanted = codes(("APIGW.0301", 401), ("AuthFailure.TokenFailure", 200), ("InvalidSecurityToken.Malformed", 400))
        assert token not in rejected(wrong, wanted).message
    wanted = codes(("APIGW.0301", 401), ("AuthFailure.TokenFailure", 200), ("MissingSecurityToken", 400))
    rejected(connect(product, emulator, key_id, secret), wanted)


@pytest.mark.parametrize("product", KEYS)
def test_a_key_that_may_not(connect, start, product):
    operation = sample(product)[0]
    emulator = start("--access-key", f"{KEY_ID}:{SECRET}", "--access-key", "OTHER:other-secret", "--deny", f"OTHER:{operation}")
    works(connect(product, emulator))
    wanted = codes(("APIGW.0302", 403), ("UnauthorizedOperation", 200), ("NoPermission", 403))
    rejected(connect(product, emulator, "OTHER", "other-secret"), wanted)


@pytest.mark.parametrize("product", [product for product in KEYS if vendor(product) == "alibaba"])
def test_a_nonce_that_was_used(connect, emulator, product, monkeypatch):
    client = connect(product, emulator)
    monkeypatch.setattr(alibaba.Utils, "get_nonce", lambda: "the only nonce")
    works(client)
    error = client.service_error(*sample(product))
    assert (error.code, error.status) == ("SignatureNonceUsed", 400)


@pytest.mark.parametrize("product", KEYS)
def test_throttling(connect, emulator, product):
    """Beyond the documented limit where there is one; by a fault rule anywhere."""
    client = connect(product, emulator)
    operation, arguments = sample(product)
    items = specs.operations(product).items()
    limited = [(name, item["x-rate-limit"]["limit"]) for name, item in items if item["x-idempotent"] and "x-rate-limit" in item]
    if limited:
        operation, limit = limited[0]
        arguments = minimal(product, operation)
        # with the least arguments, some operations succeed and others find nothing
        found = [client.outcome(operation, arguments) for _ in range(3 * limit)]
        # the limit is of calls in a second; a slow machine may not reach it
        throttled = [error for error in found if error and kind(client, operation, error) == "throttled"]
        assert len(found) - len(throttled) >= limit
        time.sleep(1)
    emulator.fault(operation=operation, throttle=True)
    if vendor(product) == "huawei":
        # for a GET the SDK raises an exception of its own, without the service's code; a POST shows it
        with pytest.raises(ClientRequestException) as raised:
            client.model(operation, arguments)
        assert (raised.value.status_code, raised.value.error_code) == (429, "429")
        operation, arguments = sample(product, idempotent=False)
        emulator.fault(operation=operation, throttle=True)
    error = client.service_error(operation, arguments)
    wanted = codes(("APIGW.0308", 429), ("RequestLimitExceeded", 200), ("Throttling.User", 400))
    assert (error.code, error.status) == wanted[vendor(product)]
    if vendor(product) == "alibaba":
        assert isinstance(error.error, ThrottlingException) and error.error.retry_after > 0


@pytest.mark.parametrize("product", KEYS)
@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_fails(connect, emulator, product, status):
    client = connect(product, emulator)
    operation, arguments = sample(product)
    emulator.fault(operation=operation, status=status, code="InternalError", message="on purpose", times=1)
    if vendor(product) == "tencent":
        # the SDK takes any status but 200 for a failure of the network, and keeps the body as a string
        error = pytest.raises(Exception, client.model, operation, arguments).value
        assert error.code == "ServerNetworkError" and "on purpose" in str(error)
        assert responses.Wire.last.status_code == status
    else:
        error = client.service_error(operation, arguments)
        assert (error.code, error.status) == ("InternalError", status)
        assert isinstance(error.error, (ServerResponseException, ServerException)) and "on purpose" in error.message
    works(client)


@pytest.mark.parametrize("product", KEYS)
def test_a_code_of_choice(connect, emulator, product):
    operation, arguments = sample(product)
    code = next(error["code"] for error in specs.spec(product)["x-errors"] if "*" not in error["code"])
    emulator.fault(product=product, code=code, nth=2)
    client = connect(product, emulator)
    works(client)
    assert client.service_error(operation, arguments).code == code
    works(client)


@pytest.mark.parametrize("product", KEYS)
@pytest.mark.parametrize("fault", [{"reset": True}, {"body": "truncated"}, {"body": "malformed"}])
def test_a_response_that_does_not_arrive(connect, emulator, product, fault):
    """Whatever exception the SDK raises, it returns no response."""
    operation, arguments = sample(product)
    emulator.fault(operation=operation, times=1, **fault)
    client = connect(product, emulator)
    with pytest.raises(Exception):
        client.call(operation, arguments)
    works(client)


@pytest.mark.parametrize("product", KEYS)
def test_a_response_that_comes_late(connect, emulator, product):
    emulator.fault(operation=sample(product)[0], times=1, latency_ms=700)
    begin = time.monotonic()
    works(connect(product, emulator))
    assert time.monotonic() - begin >= 0.7


@pytest.mark.parametrize("product", [product for product in KEYS if vendor(product) == "alibaba"])
def test_alibabas_exception_has_what_it_promises(connect, emulator, product):
    error = connect(product, emulator, secret="wrong").service_error(*sample(product))
    assert isinstance(error.error, ClientException)
    assert error.error.data["RequestId"] == error.request_id and error.error.data["HostId"]
