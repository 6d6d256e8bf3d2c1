//! The typed calls of `alibaba-ice`: every argument through its builder.

use mediasnap_alibaba_ice::{Client, types};
use mediasnap_client::Error;
use mediasnap_client::wire::JsonString;
use serde_json::Value;

use crate::typed::*;

/// Makes the call. `None`: this file has no arm for the operation.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "CreateCustomTemplate" => parameters!(client.create_custom_template(), a;
            name = string("Name"), subtype = integer("Subtype"), template_config = string("TemplateConfig"),
            type_ = integer("Type")
        ),
        "CreateLiveSnapshotTemplate" => body!(client.create_live_snapshot_template(), a;
            overwrite_format = string("OverwriteFormat"), sequence_format = string("SequenceFormat"),
            template_name = string("TemplateName"), time_interval = integer("TimeInterval")
        ),
        "DeleteCustomTemplate" => parameters!(client.delete_custom_template(), a;
            template_id = string("TemplateId")
        ),
        "DeleteLiveSnapshotFiles" => parameters!(client.delete_live_snapshot_files(), a;
            create_timestamp_list = integers("CreateTimestampList"),
            delete_original_file = boolean("DeleteOriginalFile"), job_id = string("JobId")
        ),
        "DeleteLiveSnapshotTemplate" => body!(client.delete_live_snapshot_template(), a;
            template_id = string("TemplateId")
        ),
        "GetCustomTemplate" => parameters!(client.get_custom_template(), a;
            subtype = integer("Subtype"), template_id = string("TemplateId"), type_ = integer("Type")
        ),
        "GetLiveSnapshotJob" => parameters!(client.get_live_snapshot_job(), a; job_id = string("JobId")),
        "GetLiveSnapshotTemplate" => parameters!(client.get_live_snapshot_template(), a;
            template_id = string("TemplateId")
        ),
        "GetSnapshotJob" => parameters!(client.get_snapshot_job(), a; job_id = string("JobId")),
        "GetSnapshotUrls" => parameters!(client.get_snapshot_urls(), a;
            job_id = string("JobId"), order_by = string("OrderBy"), page_number = integer("PageNumber"),
            page_size = integer("PageSize"), timeout = integer("Timeout")
        ),
        "GetSystemTemplate" => {
            parameters!(client.get_system_template(), a; template_id = string("TemplateId"))
        }
        "ListCustomTemplates" => parameters!(client.list_custom_templates(), a;
            name = string("Name"), order_by = string("OrderBy"), page_number = integer("PageNumber"),
            page_size = integer("PageSize"), subtype = string("Subtype"), template_id = string("TemplateId"),
            type_ = string("Type")
        ),
        "ListLiveSnapshotFiles" => parameters!(client.list_live_snapshot_files(), a;
            end_time = string("EndTime"), job_id = string("JobId"), limit = integer("Limit"),
            sort_by = string("SortBy"), start_time = string("StartTime")
        ),
        "ListLiveSnapshotJobs" => parameters!(client.list_live_snapshot_jobs(), a;
            end_time = string("EndTime"), page_no = integer("PageNo"), page_size = integer("PageSize"),
            search_key_word = string("SearchKeyWord"), sort_by = string("SortBy"),
            start_time = string("StartTime"), status = string("Status")
        ),
        "ListLiveSnapshotTemplates" => parameters!(client.list_live_snapshot_templates(), a;
            page_no = integer("PageNo"), page_size = integer("PageSize"),
            search_key_word = string("SearchKeyWord"), sort_by = string("SortBy"),
            template_ids = strings("TemplateIds"), type_ = string("Type")
        ),
        "ListSnapshotJobs" => parameters!(client.list_snapshot_jobs(), a;
            end_of_create_time = string("EndOfCreateTime"), job_id = string("JobId"),
            next_page_token = string("NextPageToken"), order_by = string("OrderBy"),
            page_size = integer("PageSize"), start_of_create_time = string("StartOfCreateTime"),
            status = string("Status")
        ),
        "ListSystemTemplates" => parameters!(client.list_system_templates(), a;
            name = string("Name"), page_number = integer("PageNumber"), page_size = integer("PageSize"),
            status = string("Status"), subtype = string("Subtype"), template_id = string("TemplateId"),
            type_ = string("Type")
        ),
        "SendLiveSnapshotJobCommand" => body!(client.send_live_snapshot_job_command(), a;
            command = string("Command") as SendLiveSnapshotJobCommandRequestCommand, job_id = string("JobId")
        ),
        "SetDefaultCustomTemplate" => parameters!(client.set_default_custom_template(), a;
            template_id = string("TemplateId")
        ),
        "SubmitLiveSnapshotJob" => body!(client.submit_live_snapshot_job(), a;
            callback_url = string("CallbackUrl"), job_name = string("JobName"),
            snapshot_output = json_live_snapshot_output("SnapshotOutput"),
            stream_input = json_stream_input("StreamInput"), template_id = string("TemplateId")
        ),
        "SubmitSnapshotJob" => parameters!(client.submit_snapshot_job(), a;
            input = submit_snapshot_job_input("Input"), name = string("Name"),
            output = submit_snapshot_job_output("Output"),
            schedule_config = schedule_config("ScheduleConfig"),
            template_config = snapshot_job_template_config("TemplateConfig"), user_data = string("UserData")
        ),
        "UpdateCustomTemplate" => parameters!(client.update_custom_template(), a;
            name = string("Name"), template_config = string("TemplateConfig"),
            template_id = string("TemplateId")
        ),
        "UpdateLiveSnapshotTemplate" => body!(client.update_live_snapshot_template(), a;
            overwrite_format = string("OverwriteFormat"), sequence_format = string("SequenceFormat"),
            template_id = string("TemplateId"), template_name = string("TemplateName"),
            time_interval = integer("TimeInterval")
        ),
        _ => return None,
    })
}

fn live_snapshot_output(a: &Value) -> types::LiveSnapshotOutput {
    built(set!(types::LiveSnapshotOutput::builder(), a;
        bucket = string("Bucket"),
        endpoint = string("Endpoint"),
        storage_type = string("StorageType") as LiveSnapshotOutputStorageType,
    ))
}

fn stream_input(a: &Value) -> types::StreamInput {
    built(set!(types::StreamInput::builder(), a;
        type_ = string("Type") as StreamInputType,
        url = string("Url"),
    ))
}

fn submit_snapshot_job_input(a: &Value) -> types::SubmitSnapshotJobInput {
    built(set!(types::SubmitSnapshotJobInput::builder(), a;
        media = string("Media"),
        type_ = string("Type") as SubmitSnapshotJobInputType,
    ))
}

fn submit_snapshot_job_output(a: &Value) -> types::SubmitSnapshotJobOutput {
    built(set!(types::SubmitSnapshotJobOutput::builder(), a;
        media = string("Media"),
        type_ = string("Type") as SubmitSnapshotJobOutputType,
    ))
}

fn schedule_config(a: &Value) -> types::ScheduleConfig {
    built(set!(types::ScheduleConfig::builder(), a;
        pipeline_id = string("PipelineId"),
    ))
}

fn snapshot_job_template_config(a: &Value) -> types::SnapshotJobTemplateConfig {
    built(set!(types::SnapshotJobTemplateConfig::builder(), a;
        overwrite_params = overwrite_params("OverwriteParams"),
        template_id = string("TemplateId"),
    ))
}

fn overwrite_params(a: &Value) -> types::OverwriteParams {
    built(set!(types::OverwriteParams::builder(), a;
        black_level = integer("BlackLevel"),
        count = integer("Count"),
        frame_type = string("FrameType") as OverwriteParamsFrameType,
        height = integer("Height"),
        interval = integer("Interval"),
        is_spt_frag = boolean("IsSptFrag"),
        pixel_black_threshold = integer("PixelBlackThreshold"),
        sprite_snapshot_config = sprite_snapshot_config("SpriteSnapshotConfig"),
        time = integer("Time"),
        type_ = string("Type") as OverwriteParamsType,
        width = integer("Width"),
    ))
}

fn sprite_snapshot_config(a: &Value) -> types::SpriteSnapshotConfig {
    built(set!(types::SpriteSnapshotConfig::builder(), a;
        cell_height = integer("CellHeight"),
        cell_width = integer("CellWidth"),
        color = string("Color"),
        columns = integer("Columns"),
        lines = integer("Lines"),
        margin = integer("Margin"),
        padding = integer("Padding"),
    ))
}

fn json_live_snapshot_output(a: &Value) -> JsonString<types::LiveSnapshotOutput> {
    JsonString(live_snapshot_output(a))
}

fn json_stream_input(a: &Value) -> JsonString<types::StreamInput> {
    JsonString(stream_input(a))
}
