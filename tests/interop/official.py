"""One read with an official SDK that finds its credentials by itself: `python official.py huawei|tencent|alibaba`."""

import os
import sys

import certifi


def huawei():
    from huaweicloudsdkcore.auth.provider import CredentialProviderChain
    from huaweicloudsdkmpc.v1 import ListThumbnailsTaskRequest, MpcClient
    from huaweicloudsdkmpc.v1.region.mpc_region import MpcRegion

    # not left to the client, which looks for another section of the file than the one that is documented
    credentials = CredentialProviderChain.get_basic().get_credentials()
    builder = MpcClient.new_builder().with_credentials(credentials)
    builder.with_region(MpcRegion.value_of("cn-north-4")).build().list_thumbnails_task(ListThumbnailsTaskRequest())


def tencent():
    # this SDK asks nobody else whom to trust
    certifi.where = lambda: os.environ["REQUESTS_CA_BUNDLE"]
    from tencentcloud.common.credential import DefaultCredentialProvider
    from tencentcloud.tiw.v20190919.models import DescribeSnapshotTaskRequest
    from tencentcloud.tiw.v20190919.tiw_client import TiwClient

    request = DescribeSnapshotTaskRequest()
    request.from_json_string('{"SdkAppId": 1, "TaskID": "t"}')
    TiwClient(DefaultCredentialProvider().get_credential(), "ap-singapore").DescribeSnapshotTask(request)


def alibaba():
    from alibabacloud_credentials.client import Client as Credentials
    from alibabacloud_tea_openapi.models import Config
    from alibabacloud_vod20170321.client import Client
    from alibabacloud_vod20170321.models import ListSnapshotsRequest

    config = Config(credential=Credentials(), endpoint="vod.cn-shanghai.aliyuncs.com")
    Client(config).list_snapshots(ListSnapshotsRequest(video_id="v"))


if __name__ == "__main__":
    {"huawei": huawei, "tencent": tencent, "alibaba": alibaba}[sys.argv[1]]()
