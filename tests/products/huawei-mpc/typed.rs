//! The typed calls of `huawei-mpc`: every argument through its builder.

use mediasnap_client::Error;
use mediasnap_huawei_mpc::{Client, types};
use serde_json::Value;

use crate::typed::*;

/// Makes the call. `None`: this file has no arm for the operation.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "DeleteThumbnailsTask" => {
            parameters!(client.delete_thumbnails_task(), a; task_id = string("task_id"))
        }
        "ListThumbnailsTask" => parameters!(client.list_thumbnails_task(), a;
            task_id = strings("task_id"), status = string("status"), start_time = string("start_time"),
            end_time = string("end_time"), page = integer("page"), size = integer("size"),
            x_language = string("x-language")
        ),
        "CreateThumbnailsTask" => body!(client.create_thumbnails_task(), a;
            input = obs_obj_info("input"), original_dir = integer("original_dir"),
            output = obs_obj_info("output"), sync = integer("sync"), tar = integer("tar"),
            thumbnail_para = thumbnail_para("thumbnail_para"), user_data = string("user_data")
        ),
        _ => return None,
    })
}

fn obs_obj_info(a: &Value) -> types::ObsObjInfo {
    built(set!(types::ObsObjInfo::builder(), a;
        bucket = string("bucket"),
        file_name = string("file_name"),
        location = string("location"),
        object = string("object"),
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
        output_filename = string("output_filename"),
        start_time = integer("start_time"),
        threshold = integer("threshold"),
        time = integer("time"),
        type_ = string("type") as ThumbnailParaType,
        width = integer("width"),
    ))
}
