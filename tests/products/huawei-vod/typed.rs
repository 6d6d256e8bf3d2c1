//! The typed calls of `huawei-vod`: every argument through its builder.

use mediasnap_client::Error;
use mediasnap_huawei_vod::{Client, types};
use serde_json::Value;

use crate::typed::*;

/// Makes the call. `None`: this file has no arm for the operation.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "UpdateCoverByThumbnail" => body!(client.update_cover_by_thumbnail(), a;
            thumbnail_url = string("thumbnailUrl")
        ),
        "ShowAssetDetail" => parameters!(client.show_asset_detail(), a;
            asset_id = string("asset_id"), categories = categories("categories")
        ),
        "CreateAssetProcessTask" => body!(client.create_asset_process_task(), a;
            asset_id = string("asset_id"), auto_encrypt = integer("auto_encrypt"),
            subtitle_id = integers("subtitle_id"), template_group_name = string("template_group_name"),
            thumbnail = thumbnail("thumbnail")
        ),
        "CreateObjectProcessTask" => body!(client.create_object_process_task(), a;
            callback_url = string("callback_url"),
            image_sprite_task = object_image_sprite_tasks("image_sprite_task"), input = obs_info("input"),
            output = obs_info("output"), session_context = string("session_context"),
            thumbnail_task = object_thumbnail_tasks("thumbnail_task"),
            transcode_task = object_transcode_tasks("transcode_task"),
            video_process = video_process("video_process"), watermarks = watermark_requests("watermarks")
        ),
        "ShowTaskDetail" => parameters!(client.show_task_detail(), a; task_id = string("task_id")),
        "ListThumbnailDetails" => parameters!(client.list_thumbnail_details(), a;
            task_id = string("task_id"), offset = integer("offset"), limit = integer("limit")
        ),
        "DeleteThumbnails" => parameters!(client.delete_thumbnails(), a;
            asset_id = string("asset_id"), task_id = strings("task_id")
        ),
        "ListThumbnailInfo" => parameters!(client.list_thumbnail_info(), a;
            asset_id = string("asset_id"), task_id = string("task_id"), offset = integer("offset"),
            limit = integer("limit")
        ),
        _ => return None,
    })
}

fn categories(a: &Value) -> Vec<types::ShowAssetDetailCategoriesItem> {
    strings(a).into_iter().map(Into::into).collect()
}

fn thumbnail(a: &Value) -> types::Thumbnail {
    built(set!(types::Thumbnail::builder(), a;
        aspect_ratio = integer("aspect_ratio"),
        cover_position = integer("cover_position"),
        dots = integers("dots"),
        format = integer("format"),
        max_length = integer("max_length"),
        quantity = integer("quantity"),
        quantity_time = integer("quantity_time"),
        time = integer("time"),
        type_ = string("type") as ThumbnailType,
    ))
}

fn object_image_sprite_tasks(a: &Value) -> Vec<types::ObjectImageSpriteTask> {
    each(a, object_image_sprite_task)
}

fn object_image_sprite_task(a: &Value) -> types::ObjectImageSpriteTask {
    built(set!(types::ObjectImageSpriteTask::builder(), a;
        column_count = integer("column_count"),
        fill_type = string("fill_type") as ObjectImageSpriteTaskFillType,
        format = string("format") as ObjectImageSpriteTaskFormat,
        height = integer("height"),
        output = obs_info("output"),
        output_object_name = string("output_object_name"),
        resolution_adaptive = string("resolution_adaptive") as ObjectImageSpriteTaskResolutionAdaptive,
        row_count = integer("row_count"),
        sample_interval = integer("sample_interval"),
        sample_type = string("sample_type") as ObjectImageSpriteTaskSampleType,
        webvtt_object_name = string("webvtt_object_name"),
        width = integer("width"),
    ))
}

fn obs_info(a: &Value) -> types::ObsInfo {
    built(set!(types::ObsInfo::builder(), a;
        bucket = string("bucket"),
        object = string("object"),
        region = string("region"),
    ))
}

fn object_thumbnail_tasks(a: &Value) -> Vec<types::ObjectThumbnailTask> {
    each(a, object_thumbnail_task)
}

fn object_thumbnail_task(a: &Value) -> types::ObjectThumbnailTask {
    built(set!(types::ObjectThumbnailTask::builder(), a;
        dots = integers("dots"),
        fill_type = string("fill_type") as ObjectThumbnailTaskFillType,
        format = string("format") as ObjectThumbnailTaskFormat,
        height = integer("height"),
        output = obs_info("output"),
        output_filename = string("output_filename"),
        percent = integer("percent"),
        type_ = string("type") as ObjectThumbnailTaskType,
        width = integer("width"),
    ))
}

fn object_transcode_tasks(a: &Value) -> Vec<types::ObjectTranscodeTask> {
    each(a, object_transcode_task)
}

fn object_transcode_task(value: &Value) -> types::ObjectTranscodeTask {
    json(value)
}

fn video_process(value: &Value) -> types::VideoProcess {
    json(value)
}

fn watermark_requests(a: &Value) -> Vec<types::WatermarkRequest> {
    each(a, watermark_request)
}

fn watermark_request(value: &Value) -> types::WatermarkRequest {
    json(value)
}
