//! The typed calls of `alibaba-ice`: every argument through its builder.

use mediasnap::alibaba_ice::{Client, types};
use mediasnap_core::Error;
use mediasnap_core::wire::JsonText;
use serde_json::Value;

use super::*;

/// Makes the call, or answers `None` for an operation that this file does not name.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "CreateCustomTemplate" => parameters!(client.create_custom_template(), a;
            name = text("Name"), subtype = integer("Subtype"), template_config = text("TemplateConfig"),
            type_ = integer("Type")
        ),
        "CreateLiveSnapshotTemplate" => body!(client.create_live_snapshot_template(), a;
            overwrite_format = text("OverwriteFormat"), sequence_format = text("SequenceFormat"),
            template_name = text("TemplateName"), time_interval = integer("TimeInterval")
        ),
        "DeleteCustomTemplate" => parameters!(client.delete_custom_template(), a;
            template_id = text("TemplateId")
        ),
        "DeleteLiveSnapshotFiles" => parameters!(client.delete_live_snapshot_files(), a;
            create_timestamp_list = integers("CreateTimestampList"),
            delete_original_file = boolean("DeleteOriginalFile"), job_id = text("JobId")
        ),
        "DeleteLiveSnapshotTemplate" => body!(client.delete_live_snapshot_template(), a;
            template_id = text("TemplateId")
        ),
        "GetCustomTemplate" => parameters!(client.get_custom_template(), a;
            subtype = integer("Subtype"), template_id = text("TemplateId"), type_ = integer("Type")
        ),
        "GetLiveSnapshotJob" => parameters!(client.get_live_snapshot_job(), a; job_id = text("JobId")),
        "GetLiveSnapshotTemplate" => parameters!(client.get_live_snapshot_template(), a;
            template_id = text("TemplateId")
        ),
        "GetSnapshotJob" => parameters!(client.get_snapshot_job(), a; job_id = text("JobId")),
        "GetSnapshotUrls" => parameters!(client.get_snapshot_urls(), a;
            job_id = text("JobId"), order_by = text("OrderBy"), page_number = integer("PageNumber"),
            page_size = integer("PageSize"), timeout = integer("Timeout")
        ),
        "GetSystemTemplate" => parameters!(client.get_system_template(), a; template_id = text("TemplateId")),
        "ListCustomTemplates" => parameters!(client.list_custom_templates(), a;
            name = text("Name"), order_by = text("OrderBy"), page_number = integer("PageNumber"),
            page_size = integer("PageSize"), subtype = text("Subtype"), template_id = text("TemplateId"),
            type_ = text("Type")
        ),
        "ListLiveSnapshotFiles" => parameters!(client.list_live_snapshot_files(), a;
            end_time = text("EndTime"), job_id = text("JobId"), limit = integer("Limit"),
            sort_by = text("SortBy"), start_time = text("StartTime")
        ),
        "ListLiveSnapshotJobs" => parameters!(client.list_live_snapshot_jobs(), a;
            end_time = text("EndTime"), page_no = integer("PageNo"), page_size = integer("PageSize"),
            search_key_word = text("SearchKeyWord"), sort_by = text("SortBy"),
            start_time = text("StartTime"), status = text("Status")
        ),
        "ListLiveSnapshotTemplates" => parameters!(client.list_live_snapshot_templates(), a;
            page_no = integer("PageNo"), page_size = integer("PageSize"),
            search_key_word = text("SearchKeyWord"), sort_by = text("SortBy"),
            template_ids = texts("TemplateIds"), type_ = text("Type")
        ),
        "ListSnapshotJobs" => parameters!(client.list_snapshot_jobs(), a;
            end_of_create_time = text("EndOfCreateTime"), job_id = text("JobId"),
            next_page_token = text("NextPageToken"), order_by = text("OrderBy"),
            page_size = integer("PageSize"), start_of_create_time = text("StartOfCreateTime"),
            status = text("Status")
        ),
        "ListSystemTemplates" => parameters!(client.list_system_templates(), a;
            name = text("Name"), page_number = integer("PageNumber"), page_size = integer("PageSize"),
            status = text("Status"), subtype = text("Subtype"), template_id = text("TemplateId"),
            type_ = text("Type")
        ),
        "SendLiveSnapshotJobCommand" => body!(client.send_live_snapshot_job_command(), a;
            command = text("Command") as SendLiveSnapshotJobCommandRequestCommand, job_id = text("JobId")
        ),
        "SetDefaultCustomTemplate" => parameters!(client.set_default_custom_template(), a;
            template_id = text("TemplateId")
        ),
        "SubmitLiveSnapshotJob" => body!(client.submit_live_snapshot_job(), a;
            callback_url = text("CallbackUrl"), job_name = text("JobName"),
            snapshot_output = json_live_snapshot_output("SnapshotOutput"),
            stream_input = json_stream_input("StreamInput"), template_id = text("TemplateId")
        ),
        "SubmitSnapshotJob" => parameters!(client.submit_snapshot_job(), a;
            input = submit_snapshot_job_input("Input"), name = text("Name"),
            output = submit_snapshot_job_output("Output"),
            schedule_config = schedule_config("ScheduleConfig"),
            template_config = snapshot_job_template_config("TemplateConfig"), user_data = text("UserData")
        ),
        "UpdateCustomTemplate" => parameters!(client.update_custom_template(), a;
            name = text("Name"), template_config = text("TemplateConfig"),
            template_id = text("TemplateId")
        ),
        "UpdateLiveSnapshotTemplate" => body!(client.update_live_snapshot_template(), a;
            overwrite_format = text("OverwriteFormat"), sequence_format = text("SequenceFormat"),
            template_id = text("TemplateId"), template_name = text("TemplateName"),
            time_interval = integer("TimeInterval")
        ),
        _ => return None,
    })
}

fn live_snapshot_output(a: &Value) -> types::LiveSnapshotOutput {
    built(set!(types::LiveSnapshotOutput::builder(), a;
        bucket = text("Bucket"),
        endpoint = text("Endpoint"),
        storage_type = text("StorageType") as LiveSnapshotOutputStorageType,
    ))
}

fn stream_input(a: &Value) -> types::StreamInput {
    built(set!(types::StreamInput::builder(), a;
        type_ = text("Type") as StreamInputType,
        url = text("Url"),
    ))
}

fn submit_snapshot_job_input(a: &Value) -> types::SubmitSnapshotJobInput {
    built(set!(types::SubmitSnapshotJobInput::builder(), a;
        media = text("Media"),
        type_ = text("Type") as SubmitSnapshotJobInputType,
    ))
}

fn submit_snapshot_job_output(a: &Value) -> types::SubmitSnapshotJobOutput {
    built(set!(types::SubmitSnapshotJobOutput::builder(), a;
        media = text("Media"),
        type_ = text("Type") as SubmitSnapshotJobOutputType,
    ))
}

fn schedule_config(a: &Value) -> types::ScheduleConfig {
    built(set!(types::ScheduleConfig::builder(), a;
        pipeline_id = text("PipelineId"),
    ))
}

fn snapshot_job_template_config(a: &Value) -> types::SnapshotJobTemplateConfig {
    built(set!(types::SnapshotJobTemplateConfig::builder(), a;
        overwrite_params = overwrite_params("OverwriteParams"),
        template_id = text("TemplateId"),
    ))
}

fn overwrite_params(a: &Value) -> types::OverwriteParams {
    built(set!(types::OverwriteParams::builder(), a;
        black_level = integer("BlackLevel"),
        count = integer("Count"),
        frame_type = text("FrameType") as OverwriteParamsFrameType,
        height = integer("Height"),
        interval = integer("Interval"),
        is_spt_frag = boolean("IsSptFrag"),
        pixel_black_threshold = integer("PixelBlackThreshold"),
        sprite_snapshot_config = sprite_snapshot_config("SpriteSnapshotConfig"),
        time = integer("Time"),
        type_ = text("Type") as OverwriteParamsType,
        width = integer("Width"),
    ))
}

fn sprite_snapshot_config(a: &Value) -> types::SpriteSnapshotConfig {
    built(set!(types::SpriteSnapshotConfig::builder(), a;
        cell_height = integer("CellHeight"),
        cell_width = integer("CellWidth"),
        color = text("Color"),
        columns = integer("Columns"),
        lines = integer("Lines"),
        margin = integer("Margin"),
        padding = integer("Padding"),
    ))
}

fn json_live_snapshot_output(a: &Value) -> JsonText<types::LiveSnapshotOutput> {
    JsonText(live_snapshot_output(a))
}

fn json_stream_input(a: &Value) -> JsonText<types::StreamInput> {
    JsonText(stream_input(a))
}
