//! The typed calls of `tencent-vod`: every argument through its builder.

use mediasnap_client::Error;
use mediasnap_tencent_vod::{Client, types};
use serde_json::Value;

use crate::typed::*;

/// Makes the call. `None`: this file has no arm for the operation.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "ConfirmEvents" => {
            body!(client.confirm_events(), a; event_handles = strings("EventHandles"), ext_info = string("ExtInfo"), sub_app_id = integer("SubAppId"))
        }
        "CreateImageSpriteTemplate" => {
            body!(client.create_image_sprite_template(), a; column_count = integer("ColumnCount"), comment = string("Comment"), fill_type = string("FillType") as CreateImageSpriteTemplateRequestFillType, format = string("Format") as CreateImageSpriteTemplateRequestFormat, height = integer("Height"), name = string("Name"), resolution_adaptive = string("ResolutionAdaptive") as CreateImageSpriteTemplateRequestResolutionAdaptive, row_count = integer("RowCount"), sample_interval = integer("SampleInterval"), sample_type = string("SampleType") as CreateImageSpriteTemplateRequestSampleType, sub_app_id = integer("SubAppId"), width = integer("Width"))
        }
        "CreateSampleSnapshotTemplate" => {
            body!(client.create_sample_snapshot_template(), a; comment = string("Comment"), fill_type = string("FillType") as CreateSampleSnapshotTemplateRequestFillType, format = string("Format") as CreateSampleSnapshotTemplateRequestFormat, height = integer("Height"), name = string("Name"), resolution_adaptive = string("ResolutionAdaptive") as CreateSampleSnapshotTemplateRequestResolutionAdaptive, sample_interval = integer("SampleInterval"), sample_type = string("SampleType") as CreateSampleSnapshotTemplateRequestSampleType, sub_app_id = integer("SubAppId"), width = integer("Width"))
        }
        "CreateSnapshotByTimeOffsetTemplate" => {
            body!(client.create_snapshot_by_time_offset_template(), a; comment = string("Comment"), fill_type = string("FillType") as CreateSnapshotByTimeOffsetTemplateRequestFillType, format = string("Format") as CreateSnapshotByTimeOffsetTemplateRequestFormat, height = integer("Height"), name = string("Name"), resolution_adaptive = string("ResolutionAdaptive") as CreateSnapshotByTimeOffsetTemplateRequestResolutionAdaptive, sub_app_id = integer("SubAppId"), width = integer("Width"))
        }
        "DeleteImageSpriteTemplate" => {
            body!(client.delete_image_sprite_template(), a; definition = integer("Definition"), sub_app_id = integer("SubAppId"))
        }
        "DeleteSampleSnapshotTemplate" => {
            body!(client.delete_sample_snapshot_template(), a; definition = integer("Definition"), sub_app_id = integer("SubAppId"))
        }
        "DeleteSnapshotByTimeOffsetTemplate" => {
            body!(client.delete_snapshot_by_time_offset_template(), a; definition = integer("Definition"), sub_app_id = integer("SubAppId"))
        }
        "DescribeEventConfig" => body!(client.describe_event_config(), a; sub_app_id = integer("SubAppId")),
        "DescribeImageSpriteTemplates" => {
            body!(client.describe_image_sprite_templates(), a; definitions = integers("Definitions"), limit = integer("Limit"), offset = integer("Offset"), sub_app_id = integer("SubAppId"), type_ = string("Type") as DescribeImageSpriteTemplatesRequestType)
        }
        "DescribeMediaInfos" => {
            body!(client.describe_media_infos(), a; file_ids = strings("FileIds"), filters = strings("Filters"), sub_app_id = integer("SubAppId"))
        }
        "DescribeSampleSnapshotTemplates" => {
            body!(client.describe_sample_snapshot_templates(), a; definitions = integers("Definitions"), limit = integer("Limit"), offset = integer("Offset"), sub_app_id = integer("SubAppId"), type_ = string("Type") as DescribeSampleSnapshotTemplatesRequestType)
        }
        "DescribeSnapshotByTimeOffsetTemplates" => {
            body!(client.describe_snapshot_by_time_offset_templates(), a; definitions = integers("Definitions"), limit = integer("Limit"), offset = integer("Offset"), sub_app_id = integer("SubAppId"), type_ = string("Type") as DescribeSnapshotByTimeOffsetTemplatesRequestType)
        }
        "DescribeTaskDetail" => {
            body!(client.describe_task_detail(), a; sub_app_id = integer("SubAppId"), task_id = string("TaskId"))
        }
        "DescribeTasks" => {
            body!(client.describe_tasks(), a; create_time = time_range("CreateTime"), file_id = string("FileId"), finish_time = time_range("FinishTime"), limit = integer("Limit"), scroll_token = string("ScrollToken"), sort = sort_by("Sort"), status = string("Status") as DescribeTasksRequestStatus, sub_app_id = integer("SubAppId"))
        }
        "ManageTask" => {
            body!(client.manage_task(), a; operation_type = string("OperationType") as ManageTaskRequestOperationType, sub_app_id = integer("SubAppId"), task_id = string("TaskId"))
        }
        "ModifyEventConfig" => {
            body!(client.modify_event_config(), a; delete_media_complete_event_switch = string("DeleteMediaCompleteEventSwitch") as ModifyEventConfigRequestDeleteMediaCompleteEventSwitch, mode = string("Mode") as ModifyEventConfigRequestMode, notification_url = string("NotificationUrl"), persistence_complete_event_switch = string("PersistenceCompleteEventSwitch") as ModifyEventConfigRequestPersistenceCompleteEventSwitch, sign_key = string("SignKey"), sub_app_id = integer("SubAppId"), upload_media_complete_event_switch = string("UploadMediaCompleteEventSwitch") as ModifyEventConfigRequestUploadMediaCompleteEventSwitch)
        }
        "ModifyImageSpriteTemplate" => {
            body!(client.modify_image_sprite_template(), a; column_count = integer("ColumnCount"), comment = string("Comment"), definition = integer("Definition"), fill_type = string("FillType") as ModifyImageSpriteTemplateRequestFillType, format = string("Format") as ModifyImageSpriteTemplateRequestFormat, height = integer("Height"), name = string("Name"), resolution_adaptive = string("ResolutionAdaptive") as ModifyImageSpriteTemplateRequestResolutionAdaptive, row_count = integer("RowCount"), sample_interval = integer("SampleInterval"), sample_type = string("SampleType") as ModifyImageSpriteTemplateRequestSampleType, sub_app_id = integer("SubAppId"), width = integer("Width"))
        }
        "ModifySampleSnapshotTemplate" => {
            body!(client.modify_sample_snapshot_template(), a; comment = string("Comment"), definition = integer("Definition"), fill_type = string("FillType") as ModifySampleSnapshotTemplateRequestFillType, format = string("Format") as ModifySampleSnapshotTemplateRequestFormat, height = integer("Height"), name = string("Name"), resolution_adaptive = string("ResolutionAdaptive") as ModifySampleSnapshotTemplateRequestResolutionAdaptive, sample_interval = integer("SampleInterval"), sample_type = string("SampleType") as ModifySampleSnapshotTemplateRequestSampleType, sub_app_id = integer("SubAppId"), width = integer("Width"))
        }
        "ModifySnapshotByTimeOffsetTemplate" => {
            body!(client.modify_snapshot_by_time_offset_template(), a; comment = string("Comment"), definition = integer("Definition"), fill_type = string("FillType") as ModifySnapshotByTimeOffsetTemplateRequestFillType, format = string("Format") as ModifySnapshotByTimeOffsetTemplateRequestFormat, height = integer("Height"), name = string("Name"), resolution_adaptive = string("ResolutionAdaptive") as ModifySnapshotByTimeOffsetTemplateRequestResolutionAdaptive, sub_app_id = integer("SubAppId"), width = integer("Width"))
        }
        "ProcessMedia" => {
            body!(client.process_media(), a; ai_analysis_task = ai_analysis_task_input("AiAnalysisTask"), ai_content_review_task = ai_content_review_task_input("AiContentReviewTask"), ai_recognition_task = ai_recognition_task_input("AiRecognitionTask"), ext_info = string("ExtInfo"), file_id = string("FileId"), media_process_task = media_process_task_input("MediaProcessTask"), media_storage_path = string("MediaStoragePath"), output_as_independent_media = string("OutputAsIndependentMedia") as ProcessMediaRequestOutputAsIndependentMedia, session_context = string("SessionContext"), session_id = string("SessionId"), sub_app_id = integer("SubAppId"), tasks_notify_mode = string("TasksNotifyMode") as ProcessMediaRequestTasksNotifyMode, tasks_priority = integer("TasksPriority"), url = string("Url"))
        }
        "ProcessMediaByProcedure" => {
            body!(client.process_media_by_procedure(), a; ext_info = string("ExtInfo"), file_id = string("FileId"), media_storage_path = string("MediaStoragePath"), procedure_name = string("ProcedureName"), session_context = string("SessionContext"), session_id = string("SessionId"), sub_app_id = integer("SubAppId"), tasks_notify_mode = string("TasksNotifyMode") as ProcessMediaByProcedureRequestTasksNotifyMode, tasks_priority = integer("TasksPriority"))
        }
        "ProcessMediaByUrl" => {
            body!(client.process_media_by_url(), a; ai_analysis_task = ai_analysis_task_input("AiAnalysisTask"), ai_content_review_task = ai_content_review_task_input("AiContentReviewTask"), ai_recognition_task = ai_recognition_task_input("AiRecognitionTask"), input_info = media_input_info("InputInfo"), output_info = media_output_info("OutputInfo"), session_context = string("SessionContext"), session_id = string("SessionId"), sub_app_id = integer("SubAppId"), tasks_notify_mode = string("TasksNotifyMode") as ProcessMediaByUrlRequestTasksNotifyMode, tasks_priority = integer("TasksPriority"))
        }
        "PullEvents" => {
            body!(client.pull_events(), a; ext_info = string("ExtInfo"), sub_app_id = integer("SubAppId"))
        }
        _ => return None,
    })
}

fn time_range(a: &Value) -> types::TimeRange {
    built(set!(types::TimeRange::builder(), a;
        after = string("After"),
        before = string("Before"),
    ))
}

fn sort_by(a: &Value) -> types::SortBy {
    built(set!(types::SortBy::builder(), a;
        field = string("Field"),
        order = string("Order") as SortByOrder,
    ))
}

fn ai_analysis_task_input(a: &Value) -> types::AiAnalysisTaskInput {
    built(set!(types::AiAnalysisTaskInput::builder(), a;
        definition = integer("Definition"),
    ))
}

fn ai_content_review_task_input(a: &Value) -> types::AiContentReviewTaskInput {
    built(set!(types::AiContentReviewTaskInput::builder(), a;
        definition = integer("Definition"),
    ))
}

fn ai_recognition_task_input(a: &Value) -> types::AiRecognitionTaskInput {
    built(set!(types::AiRecognitionTaskInput::builder(), a;
        definition = integer("Definition"),
    ))
}

fn media_process_task_input(a: &Value) -> types::MediaProcessTaskInput {
    built(set!(types::MediaProcessTaskInput::builder(), a;
        adaptive_dynamic_streaming_task_set = other_part_list("AdaptiveDynamicStreamingTaskSet"),
        animated_graphic_task_set = other_part_list("AnimatedGraphicTaskSet"),
        cover_by_snapshot_task_set = cover_by_snapshot_task_input_list("CoverBySnapshotTaskSet"),
        image_sprite_task_set = image_sprite_task_input_list("ImageSpriteTaskSet"),
        sample_snapshot_task_set = sample_snapshot_task_input_list("SampleSnapshotTaskSet"),
        snapshot_by_time_offset_task_set = snapshot_by_time_offset_task_input_list("SnapshotByTimeOffsetTaskSet"),
        transcode_task_set = other_part_list("TranscodeTaskSet"),
    ))
}

fn media_input_info(a: &Value) -> types::MediaInputInfo {
    built(set!(types::MediaInputInfo::builder(), a;
        id = string("Id"),
        name = string("Name"),
        url = string("Url"),
    ))
}

fn media_output_info(a: &Value) -> types::MediaOutputInfo {
    built(set!(types::MediaOutputInfo::builder(), a;
        bucket = string("Bucket"),
        dir = string("Dir"),
        region = string("Region"),
    ))
}

fn other_part(a: &Value) -> types::OtherPart {
    json(a)
}

fn cover_by_snapshot_task_input(a: &Value) -> types::CoverBySnapshotTaskInput {
    built(set!(types::CoverBySnapshotTaskInput::builder(), a;
        definition = integer("Definition"),
        position_type = string("PositionType") as CoverBySnapshotTaskInputPositionType,
        position_value = number("PositionValue"),
        watermark_set = watermark_input_list("WatermarkSet"),
    ))
}

fn image_sprite_task_input(a: &Value) -> types::ImageSpriteTaskInput {
    built(set!(types::ImageSpriteTaskInput::builder(), a;
        definition = integer("Definition"),
    ))
}

fn sample_snapshot_task_input(a: &Value) -> types::SampleSnapshotTaskInput {
    built(set!(types::SampleSnapshotTaskInput::builder(), a;
        definition = integer("Definition"),
        watermark_set = watermark_input_list("WatermarkSet"),
    ))
}

fn snapshot_by_time_offset_task_input(a: &Value) -> types::SnapshotByTimeOffsetTaskInput {
    built(set!(types::SnapshotByTimeOffsetTaskInput::builder(), a;
        definition = integer("Definition"),
        ext_time_offset_set = strings("ExtTimeOffsetSet"),
        time_offset_set = numbers("TimeOffsetSet"),
        watermark_set = watermark_input_list("WatermarkSet"),
    ))
}

fn watermark_input(a: &Value) -> types::WatermarkInput {
    built(set!(types::WatermarkInput::builder(), a;
        definition = integer("Definition"),
        end_time_offset = number("EndTimeOffset"),
        start_time_offset = number("StartTimeOffset"),
        svg_content = string("SvgContent"),
        text_content = string("TextContent"),
    ))
}
fn other_part_list(a: &Value) -> Vec<types::OtherPart> {
    each(a, other_part)
}

fn cover_by_snapshot_task_input_list(a: &Value) -> Vec<types::CoverBySnapshotTaskInput> {
    each(a, cover_by_snapshot_task_input)
}

fn image_sprite_task_input_list(a: &Value) -> Vec<types::ImageSpriteTaskInput> {
    each(a, image_sprite_task_input)
}

fn sample_snapshot_task_input_list(a: &Value) -> Vec<types::SampleSnapshotTaskInput> {
    each(a, sample_snapshot_task_input)
}

fn snapshot_by_time_offset_task_input_list(a: &Value) -> Vec<types::SnapshotByTimeOffsetTaskInput> {
    each(a, snapshot_by_time_offset_task_input)
}

fn watermark_input_list(a: &Value) -> Vec<types::WatermarkInput> {
    each(a, watermark_input)
}
