"""The official SDK of `alibaba-ice`."""

from alibabacloud_ice20201109 import client, models

Client = client.Client
