"""The official SDK of `tencent-vod`."""

from tencentcloud.vod.v20180717 import models, vod_client

Client = vod_client.VodClient
