"""The official SDK of `huawei-mpc`."""

from huaweicloudsdkmpc import v1 as models

Client = models.MpcClient
