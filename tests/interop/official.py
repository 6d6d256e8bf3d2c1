"""One read with an official SDK that finds its credentials by itself: `python official.py PRODUCT`."""

import os
import sys

import certifi

# the SDK of Tencent Cloud reads no variable that says which certificates to trust
certifi.where = lambda: os.environ["REQUESTS_CA_BUNDLE"]

import products  # noqa: E402
import sdk  # noqa: E402


def huawei():
    from huaweicloudsdkcore.auth.provider import CredentialProviderChain

    # not left to the client, which reads another section of the file than the documented one
    return CredentialProviderChain.get_basic().get_credentials()


def tencent():
    from tencentcloud.common.credential import DefaultCredentialProvider

    return DefaultCredentialProvider().get_credential()


def alibaba():
    from alibabacloud_credentials.client import Client

    return {"credential": Client()}


if __name__ == "__main__":
    product = sys.argv[1]
    credentials = {"huawei": huawei, "tencent": tencent, "alibaba": alibaba}[products.vendor(product)]()
    sdk.Sdk(product, f"https://{products.host(product)}", credentials).call(*products.sample(product))
