"""The official SDK of `alibaba-vod`."""

from alibabacloud_vod20170321 import client, models

Client = client.Client
