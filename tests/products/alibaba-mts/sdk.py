"""The official SDK of `alibaba-mts`."""

from alibabacloud_mts20140618 import client, models

Client = client.Client
