"""Huawei Cloud VOD through the asynchronous client of its official SDK."""

from emulator import KEY_ID, SECRET
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkvod import v1
from images import different_images
from sdk import PROJECT


def test_an_asset_gets_thumbnails_and_a_cover(emulator):
    credentials = BasicCredentials(KEY_ID, SECRET, PROJECT)
    client = v1.VodAsyncClient.new_builder().with_credentials(credentials).with_endpoint(emulator.url).build()
    thumbnail = v1.Thumbnail(type="dots", dots=[1, 2], cover_position=1)
    body = v1.AssetProcessReq(asset_id="a", thumbnail=thumbnail)
    client.create_asset_process_task_async(v1.CreateAssetProcessTaskRequest(body=body)).result()
    show = v1.ShowAssetDetailRequest(asset_id="a")
    assert client.show_asset_detail_async(show).result().base_info.cover_info_array == []
    emulator.advance(2)
    found = client.show_asset_detail_async(show).result()
    different_images([image.url for image in found.thumbnail_info.dots])
    assert found.base_info.cover_info_array[0].cover_url == found.thumbnail_info.dots[0].url
