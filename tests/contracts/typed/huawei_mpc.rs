//! The typed calls of `huawei-mpc`: every argument through its builder.

use mediasnap::huawei_mpc::{Client, types};
use mediasnap_core::Error;
use serde_json::Value;

use super::*;

/// Makes the call, or answers `None` for an operation that this file does not name.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "DeleteThumbnailsTask" => parameters!(client.delete_thumbnails_task(), a; task_id = text("task_id")),
        "ListThumbnailsTask" => parameters!(client.list_thumbnails_task(), a;
            task_id = texts("task_id"), status = text("status"), start_time = text("start_time"),
            end_time = text("end_time"), page = integer("page"), size = integer("size"),
            x_language = text("x-language")
        ),
        "CreateThumbnailsTask" => body!(client.create_thumbnails_task(), a;
            input = obs_obj_info("input"), original_dir = integer("original_dir"),
            output = obs_obj_info("output"), sync = integer("sync"), tar = integer("tar"),
            thumbnail_para = thumbnail_para("thumbnail_para"), user_data = text("user_data")
        ),
        _ => return None,
    })
}

fn obs_obj_info(a: &Value) -> types::ObsObjInfo {
    built(set!(types::ObsObjInfo::builder(), a;
        bucket = text("bucket"),
        file_name = text("file_name"),
        location = text("location"),
        object = text("object"),
    ))
}

fn thumbnail_para(a: &Value) -> types::ThumbnailPara {
    built(set!(types::ThumbnailPara::builder(), a;
        amount = integer("amount"),
        dots = integers("dots"),
        dots_ms = integers("dots_ms"),
        duration = integer("duration"),
        format = integer("format"),
        height = integer("height"),
        max_length = integer("max_length"),
        output_filename = text("output_filename"),
        start_time = integer("start_time"),
        threshold = integer("threshold"),
        time = integer("time"),
        type_ = text("type") as ThumbnailParaType,
        width = integer("width"),
    ))
}
