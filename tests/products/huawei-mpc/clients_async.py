"""Huawei Cloud MPC through the asynchronous client of its official SDK."""

from emulator import KEY_ID, SECRET
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkmpc import v1
from images import different_images
from sdk import PROJECT


def test_a_video_becomes_images(emulator):
    credentials = BasicCredentials(KEY_ID, SECRET, PROJECT)
    client = v1.MpcAsyncClient.new_builder().with_credentials(credentials).with_endpoint(emulator.url).build()
    place = lambda name: v1.ObsObjInfo(bucket="b", location="cn-north-4", object=name)  # noqa: E731
    para = v1.ThumbnailPara(type="DOTS", dots=[1, 2])
    body = v1.CreateThumbReq(input=place("in.mp4"), output=place("out"), thumbnail_para=para, original_dir=1)
    task = client.create_thumbnails_task_async(v1.CreateThumbnailsTaskRequest(body=body)).result()
    emulator.advance(2)
    listed = client.list_thumbnails_task_async(v1.ListThumbnailsTaskRequest(task_id=[task.task_id])).result()
    names = [image.pic_name for image in listed.task_array[0].thumbnail_info]
    different_images([f"{emulator.url}/objects/b/out/{name}" for name in names])
