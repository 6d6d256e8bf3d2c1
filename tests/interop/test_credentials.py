"""Credentials from the vendors' real addresses, in an isolated network: every source in turn, beside the official SDKs.

Each run makes one signed read of an API that accepts only the temporary key, so a run that succeeds has found, fetched and used it.
Needs user, network and mount namespaces (`unshare`); where the system does not provide them, the tests are skipped.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import products
import pytest
import specs
import verifier
from sdk import PROJECT

HERE = pathlib.Path(__file__).parent
ISOLATED = ["unshare", "--user", "--map-root-user", "--net", "--mount"]


def call_of(vendor):
    """The arguments of `mediasnap call` for a read of the vendor's first product."""
    product = products.of_vendor(vendor)
    operation, arguments = products.sample(product)
    return [product, operation, "--region", products.region(product), "--input", json.dumps(arguments)]


def api_of(vendor):
    """The line of that request."""
    product = products.of_vendor(vendor)
    operation, _ = products.sample(product)
    method, path = specs.route(product, operation)
    return f"{method} {products.host(product)}{path.partition('#')[0].format(project_id=PROJECT)}"


PROJECTS = "GET iam.cn-north-4.myhuaweicloud.com/v3/projects"
KEY = {"access_key_id": verifier.KEY_ID, "access_key_secret": verifier.SECRET}


def cli(**profile):
    return json.dumps({"current": "p", "profiles": [{"name": "p", **profile}]})


def ini(section, **entries):
    return "\n".join([f"[{section}]", *(f"{name} = {value}" for name, value in entries.items()), ""])


# name: vendor, variables ({home} is a folder with the files), files, requests before the API's
SOURCES = {
    "huawei-metadata": (
        "huawei",
        {},
        {},
        ["PUT 169.254.169.254/meta-data/latest/api/token", "GET 169.254.169.254/openstack/latest/securitykey", PROJECTS],
    ),
    "huawei-oidc": (
        "huawei",
        {
            "HUAWEICLOUD_OIDC_PROVIDER_URN": "provider",
            "HUAWEICLOUD_OIDC_AGENCY_URN": "agency",
            "HUAWEICLOUD_OIDC_TOKEN_FILE": "{home}/token",
            "HUAWEICLOUD_SDK_STS_ENDPOINT": "https://sts.cn-north-4.myhuaweicloud.com",
        },
        {"token": "jwt"},
        ["POST sts.cn-north-4.myhuaweicloud.com/v5/agencies/assume-with-oidc", PROJECTS],
    ),
    "huawei-federation": (
        "huawei",
        {
            "HUAWEICLOUD_SDK_IDP_ID": "provider",
            "HUAWEICLOUD_SDK_ID_TOKEN_FILE": "{home}/token",
            "HUAWEICLOUD_SDK_PROJECT_ID": PROJECT,
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": "https://iam.cn-north-4.myhuaweicloud.com",
        },
        {"token": "jwt"},
        [
            "POST iam.cn-north-4.myhuaweicloud.com/v3.0/OS-AUTH/id-token/tokens",
            "POST iam.cn-north-4.myhuaweicloud.com/v3.0/OS-CREDENTIAL/securitytokens",
        ],
    ),
    "huawei-profile": (
        "huawei",
        {},
        {".huaweicloud/credentials": ini("basic", ak=verifier.KEY_ID, sk=verifier.SECRET)},
        [PROJECTS],
    ),
    "tencent-metadata": (
        "tencent",
        {},
        {},
        [
            "GET metadata.tencentyun.com/latest/meta-data/cam/security-credentials/",
            "GET metadata.tencentyun.com/latest/meta-data/cam/security-credentials/role",
        ],
    ),
    "huawei-pod": (
        "huawei",
        {
            "HC_CONTAINER_CREDENTIALS_FULL_URI": "http://100.100.100.200/pod",
            "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/token",
        },
        {"token": "pod-token"},
        ["PUT 169.254.169.254/meta-data/latest/api/token", "GET 169.254.169.254/openstack/latest/securitykey", "POST 100.100.100.200/pod", PROJECTS],
    ),
    "tencent-web-identity": (
        "tencent",
        {
            "TKE_REGION": "ap-singapore",
            "TKE_PROVIDER_ID": "provider",
            "TKE_WEB_IDENTITY_TOKEN_FILE": "{home}/token",
            "TKE_ROLE_ARN": "qcs::cam::uin/1:roleName/r",
        },
        {"token": "jwt"},
        ["GET metadata.tencentyun.com/latest/meta-data/cam/security-credentials/", "POST sts.tencentcloudapi.com/"],
    ),
    "tencent-profile": (
        "tencent",
        {},
        {".tencentcloud/credentials": ini("default", secret_id=verifier.KEY_ID, secret_key=verifier.SECRET)},
        [],
    ),
    "alibaba-metadata": (
        "alibaba",
        {},
        {},
        [
            "PUT 100.100.100.200/latest/api/token",
            "GET 100.100.100.200/latest/meta-data/ram/security-credentials/",
            "GET 100.100.100.200/latest/meta-data/ram/security-credentials/role",
        ],
    ),
    "alibaba-metadata-of-a-named-role": (
        "alibaba",
        {"ALIBABA_CLOUD_ECS_METADATA": "role"},
        {},
        [
            "PUT 100.100.100.200/latest/api/token",
            "GET 100.100.100.200/latest/meta-data/ram/security-credentials/role",
        ],
    ),
    "alibaba-oidc": (
        "alibaba",
        {
            "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "{home}/token",
            "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/r",
            "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/p",
            "ALIBABA_CLOUD_ROLE_SESSION_NAME": "session",
        },
        {"token": "jwt"},
        ["POST sts.aliyuncs.com/"],
    ),
    "alibaba-cli-role": (
        "alibaba",
        {},
        {".aliyun/config.json": cli(mode="RamRoleArn", **KEY, ram_role_arn="acs:ram::1:role/r", ram_session_name="session")},
        ["POST sts.aliyuncs.com/"],
    ),
    "alibaba-cli-key": ("alibaba", {}, {".aliyun/config.json": cli(mode="AK", **KEY)}, []),
    "alibaba-profile-role": (
        "alibaba",
        {"ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/file.ini"},
        {"file.ini": ini("default", type="ram_role_arn", **KEY, role_arn="acs:ram::1:role/r", role_session_name="session")},
        ["POST sts.aliyuncs.com/"],
    ),
    "alibaba-profile-key-pair": (
        "alibaba",
        {"ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/file.ini"},
        {"file.ini": ini("default", type="rsa_key_pair", public_key_id="PUBLIC", private_key_file="{home}/key.pem"), "key.pem": "private key"},
        ["GET sts.ap-northeast-1.aliyuncs.com/"],
    ),
    "alibaba-uri": (
        "alibaba",
        {
            "ALIBABA_CLOUD_CREDENTIALS_URI": "http://100.100.100.200/latest/meta-data/ram/security-credentials/role",
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        },
        {},
        ["GET 100.100.100.200/latest/meta-data/ram/security-credentials/role"],
    ),
}
# where the metadata service has nothing
WITHOUT = {"huawei-pod": "169.254.169.254", "tencent-web-identity": "metadata.tencentyun.com"}
PROXIED = [name for name in SOURCES if "metadata" in name or name == "alibaba-uri"]


def runs(folder):
    """Every source with the command and with the official SDK, and metadata once more where the variables name a proxy."""
    for name, (vendor, variables, files, _) in SOURCES.items():
        home = folder / name
        for path, text in files.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(text.replace("{home}", str(home)))
        home.mkdir(exist_ok=True)
        variables = {variable: value.replace("{home}", str(home)) for variable, value in variables.items()}
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), **variables}
        ours = [os.environ["MEDIASNAP_BIN"], "call", *call_of(vendor)]
        yield {"name": name, "command": ours, "environment": environment, "without": WITHOUT.get(name)}
        if name in PROXIED:
            proxy = {"HTTP_PROXY": "http://10.9.8.8", "http_proxy": "http://10.9.8.8"}
            yield {"name": f"{name}-proxy", "command": ours, "environment": {**environment, **proxy}, "without": None}
        official = [sys.executable, str(HERE / "official.py"), products.of_vendor(vendor)]
        yield {"name": f"{name}-sdk", "command": official, "environment": environment, "without": WITHOUT.get(name)}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """What every run did."""
    if not shutil.which("unshare") or subprocess.run([*ISOLATED, "true"], capture_output=True, check=False).returncode:
        pytest.skip("the system provides no user, network and mount namespaces")
    ran = subprocess.run(
        [*ISOLATED, sys.executable, str(HERE / "sandbox.py")],
        input=json.dumps(list(runs(tmp_path_factory.mktemp("homes")))),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def lines(run):
    return [request["line"] for request in run["requests"]]


def parameters(request):
    """The names of the parameters, whether in the query, a form or JSON."""
    given = {**request["query"]}
    body, form = request["body"], request["headers"].get("content-type", "")
    if "json" in form and body:
        given.update(json.loads(body))
    elif body:
        given.update(pair.split("=", 1) for pair in body.split("&"))
    return sorted(given)


@pytest.mark.parametrize("name", SOURCES)
def test_the_key_is_found_fetched_and_used(done, name):
    vendor, _, _, before = SOURCES[name]
    run = done[name]
    assert run["code"] == 0, run["stderr"]
    assert lines(run) == [*before, api_of(vendor)]
    assert [request["problem"] for request in run["requests"]] == [None] * len(run["requests"])
    assert verifier.TOKEN not in run["stdout"] + run["stderr"]


@pytest.mark.parametrize("name", PROXIED)
def test_metadata_goes_through_no_proxy(done, name):
    run = done[f"{name}-proxy"]
    assert run["code"] == 0, run["stderr"]
    assert lines(run) == lines(done[name])
    # a request that went by way of a proxy would name the whole address
    assert not any("http://" in line for line in lines(run))


def as_ours(requests):
    """The requests of an SDK, without two habits of Alibaba's: a metadata token for each read, where one lasts for hours; and GET
    requests of STS, which put tokens into addresses, where they are logged."""
    kept = []
    for request in requests:
        line = request["line"]
        if line.startswith("PUT") and line in [earlier["line"] for earlier in kept]:
            continue
        kept.append({**request, "line": line.replace("GET sts.aliyuncs.com", "POST sts.aliyuncs.com")})
    return kept


@pytest.mark.parametrize("name", SOURCES)
def test_the_official_sdk_requests_the_same(done, name):
    ours, theirs = done[name], done[f"{name}-sdk"]
    assert theirs["code"] == 0, theirs["stderr"]
    requests = as_ours(theirs["requests"])
    assert lines(ours) == [request["line"] for request in requests]
    for own, other in zip(ours["requests"][:-1], requests[:-1], strict=True):
        assert parameters(own) == parameters(other), own["line"]
        tokens = [header for header in other["headers"] if "metadata" in header or header == "x-idp-id"]
        for header in tokens:
            assert own["headers"].get(header) == other["headers"][header], header
