"""The official SDK of `tencent-tiw`."""

from tencentcloud.tiw.v20190919 import models, tiw_client

Client = tiw_client.TiwClient
