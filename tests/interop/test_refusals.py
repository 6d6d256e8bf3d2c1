"""What is refused, as the official SDKs see it: exception, code, HTTP status and request id of each vendor."""

import time

import answers
import pytest
from alibabacloud_tea_openapi import client as alibaba
from alibabacloud_tea_openapi.exceptions import ClientException, ServerException, ThrottlingException
from conftest import client_of
from emulator import KEY_ID, SECRET
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, ServerResponseException
from specs import PRODUCTS

TEMPORARY = ("EMULATORSTS", "temporary-secret", "a+token/with=signs")
READS = {
    "huawei-mpc": ("ListThumbnailsTask", {"page": 0}),
    "huawei-vod": ("ShowAssetDetail", {"asset_id": "a"}),
    "tencent-tiw": ("DescribeSnapshotTask", {"TaskID": "t", "SdkAppId": 1}),
    "alibaba-vod": ("ListSnapshots", {"VideoId": "v"}),
    "alibaba-ice": ("ListLiveSnapshotJobs", {}),
}
CREATES = {
    "huawei-mpc": ("CreateThumbnailsTask", {
        "input": {"bucket": "b", "location": "l", "object": "o"}, "output": {"bucket": "b", "location": "l", "object": "o"},
        "thumbnail_para": {"type": "TIME"},
    }),
    "huawei-vod": ("CreateAssetProcessTask", {"asset_id": "a"}),
}
WINDOW = {"huawei": 900, "tencent": 300, "alibaba": 900}


def vendor(product):
    return product.split("-")[0]


def codes(huawei, tencent, alibaba):
    """Code and status by vendor."""
    return {"huawei": huawei, "tencent": tencent, "alibaba": alibaba}


def refused(client, wanted):
    """Calls a read, which has to be refused with the code and the status of the vendor."""
    refusal = client.refusal(*READS[client.product])
    assert (refusal.code, refusal.status) == wanted[vendor(client.product)]
    return refusal


def works(client):
    """Calls a read, which is at least not refused for who calls."""
    if client.product == "tencent-tiw":
        assert client.refusal(*READS[client.product]).code == "InvalidParameter.TaskNotFound"
    else:
        client.call(*READS[client.product])


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_wrong_secret(emulator, product):
    wanted = codes(("APIGW.0301", 401), ("AuthFailure.SignatureFailure", 200), ("SignatureDoesNotMatch", 400))
    refusal = refused(client_of(product, emulator, secret="not the secret"), wanted)
    assert SECRET not in refusal.message and "not the secret" not in refusal.message
    logged = emulator.requests()[-1]
    assert (logged["product"], logged["code"], logged["request_id"]) == (product, refusal.code, refusal.request_id)


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_unknown_key(emulator, product):
    wanted = codes(("APIGW.0301", 401), ("AuthFailure.SecretIdNotFound", 200), ("InvalidAccessKeyId.NotFound", 404))
    refused(client_of(product, emulator, key_id="NOBODY"), wanted)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("direction", [-1, 1])
def test_a_time_that_is_too_far_off(start, product, direction):
    window = WINDOW[vendor(product)]
    far = start("--now", int(time.time()) + direction * (window + 30))
    wanted = codes(("APIGW.0301", 401), ("AuthFailure.SignatureExpire", 200), ("InvalidTimeStamp.Expired", 400))
    refusal = refused(client_of(product, far), wanted)
    if vendor(product) == "huawei":
        assert "signature expired" in refusal.message and "server time" in refusal.message
    works(client_of(product, start("--now", int(time.time()) + direction * (window - 30))))


@pytest.mark.parametrize("product", PRODUCTS)
def test_temporary_keys(start, product):
    emulator = start("--temporary-key", ":".join(TEMPORARY), "--access-key", f"{KEY_ID}:{SECRET}")
    key_id, secret, token = TEMPORARY
    works(client_of(product, emulator, key_id, secret, token))
    for wrong in (client_of(product, emulator, key_id, secret, "another token"), client_of(product, emulator, token=token)):
        wanted = codes(("APIGW.0301", 401), ("AuthFailure.TokenFailure", 200), ("InvalidSecurityToken.Malformed", 400))
        assert token not in refused(wrong, wanted).message
    wanted = codes(("APIGW.0301", 401), ("AuthFailure.TokenFailure", 200), ("MissingSecurityToken", 400))
    refused(client_of(product, emulator, key_id, secret), wanted)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_key_that_may_not(start, product):
    operation = READS[product][0]
    emulator = start("--access-key", f"{KEY_ID}:{SECRET}", "--access-key", "OTHER:other-secret", "--deny", f"OTHER:{operation}")
    works(client_of(product, emulator))
    wanted = codes(("APIGW.0302", 403), ("UnauthorizedOperation", 200), ("NoPermission", 403))
    refused(client_of(product, emulator, "OTHER", "other-secret"), wanted)


@pytest.mark.parametrize("product", ["alibaba-vod", "alibaba-ice"])
def test_a_nonce_that_was_used(emulator, product, monkeypatch):
    client = client_of(product, emulator)
    monkeypatch.setattr(alibaba.Utils, "get_nonce", lambda: "the only nonce")
    works(client)
    refusal = client.refusal(*READS[product])
    assert (refusal.code, refusal.status) == ("SignatureNonceUsed", 400)


@pytest.mark.parametrize("product", PRODUCTS)
def test_throttling(emulator, product):
    """Beyond the documented limit where there is one; by a fault rule anywhere."""
    client = client_of(product, emulator)
    limited = {"tencent-tiw": ("DescribeSnapshotTask", 20), "alibaba-vod": ("GetJobDetail", 15)}
    operation, arguments = READS[product]
    if product in limited:
        operation, limit = limited[product]
        arguments = {"alibaba-vod": {"JobId": "j", "JobType": "snapshot"}}.get(product, arguments)
        found = [client.refusal(operation, arguments) for _ in range(3 * limit)]
        # the limit is of calls in a second; a slow machine may not reach it
        throttled = [refusal for refusal in found if "Limit" in refusal.code or "Throttling" in refusal.code]
        assert len(found) - len(throttled) >= limit
        time.sleep(1)
    emulator.fault(operation=operation, throttle=True)
    if vendor(product) == "huawei":
        # the SDK answers a refused GET by itself, without the server's code; it is a POST that shows it
        with pytest.raises(ClientRequestException) as raised:
            client.model(operation, arguments)
        assert (raised.value.status_code, raised.value.error_code) == (429, "429")
        operation, arguments = CREATES[product]
        emulator.fault(operation=operation, throttle=True)
    refusal = client.refusal(operation, arguments)
    wanted = codes(("APIGW.0308", 429), ("RequestLimitExceeded", 200), ("Throttling.User", 400))
    assert (refusal.code, refusal.status) == wanted[vendor(product)]
    if vendor(product) == "alibaba":
        assert isinstance(refusal.error, ThrottlingException) and refusal.error.retry_after > 0


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_fails(emulator, product, status):
    client = client_of(product, emulator)
    operation, arguments = READS[product]
    emulator.fault(operation=operation, status=status, code="InternalError", message="on purpose", times=1)
    if vendor(product) == "tencent":
        # the SDK takes any status but 200 for no answer at all, and keeps the body as text
        refusal = pytest.raises(Exception, client.model, operation, arguments).value
        assert refusal.code == "ServerNetworkError" and "on purpose" in str(refusal)
        assert answers.Wire.last.status_code == status
    else:
        refusal = client.refusal(operation, arguments)
        assert (refusal.code, refusal.status) == ("InternalError", status)
        assert isinstance(refusal.error, (ServerResponseException, ServerException)) and "on purpose" in refusal.message
    works(client)


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_code_of_choice(emulator, product):
    operation, arguments = READS[product]
    code = {"huawei": "MPC.10202", "tencent": "FailedOperation", "alibaba": "ServiceUnavailable"}[vendor(product)]
    emulator.fault(product=product, code=code, nth=2)
    client = client_of(product, emulator)
    works(client)
    assert client.refusal(operation, arguments).code == code
    works(client)


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("fault", [{"reset": True}, {"body": "truncated"}, {"body": "malformed"}])
def test_an_answer_that_does_not_arrive(emulator, product, fault):
    """Whatever the SDK makes of it, it is no answer."""
    operation, arguments = READS[product]
    emulator.fault(operation=operation, times=1, **fault)
    client = client_of(product, emulator)
    with pytest.raises(Exception):
        client.call(operation, arguments)
    works(client)


@pytest.mark.parametrize("product", PRODUCTS)
def test_an_answer_that_comes_late(emulator, product):
    emulator.fault(operation=READS[product][0], times=1, latency_ms=700)
    begin = time.monotonic()
    works(client_of(product, emulator))
    assert time.monotonic() - begin >= 0.7


@pytest.mark.parametrize("product", ["alibaba-vod", "alibaba-ice"])
def test_alibabas_exception_has_what_it_promises(emulator, product):
    refusal = client_of(product, emulator, secret="wrong").refusal(*READS[product])
    assert isinstance(refusal.error, ClientException)
    assert refusal.error.data["RequestId"] == refusal.request_id and refusal.error.data["HostId"]
