"""The official SDK of `huawei-vod`."""

from huaweicloudsdkvod import v1 as models

Client = models.VodClient
