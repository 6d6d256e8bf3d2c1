//! The typed calls of `alibaba-vod`: every argument through its builder.

use mediasnap::alibaba_vod::Client;
use mediasnap_core::Error;

use super::*;

/// Makes the call, or answers `None` for an operation that this file does not name.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "AddVodTemplate" => parameters!(client.add_vod_template(), a;
            name = text("Name"), template_type = text("TemplateType"),
            template_config = text("TemplateConfig"), app_id = text("AppId")
        ),
        "DeleteImage" => parameters!(client.delete_image(), a;
            delete_image_type = text("DeleteImageType"), image_ur_ls = text("ImageURLs"),
            image_ids = text("ImageIds"), video_id = text("VideoId"), image_type = text("ImageType")
        ),
        "DeleteVodTemplate" => parameters!(client.delete_vod_template(), a;
            vod_template_id = text("VodTemplateId")
        ),
        "GetJobDetail" => parameters!(client.get_job_detail(), a;
            job_id = text("JobId"), job_type = text("JobType")
        ),
        "GetVodTemplate" => parameters!(client.get_vod_template(), a;
            vod_template_id = text("VodTemplateId")
        ),
        "ListJobInfo" => parameters!(client.list_job_info(), a;
            media_id = text("MediaId"), job_type = text("JobType")
        ),
        "ListSnapshots" => parameters!(client.list_snapshots(), a;
            video_id = text("VideoId"), snapshot_type = text("SnapshotType"), page_no = text("PageNo"),
            page_size = text("PageSize"), auth_timeout = text("AuthTimeout")
        ),
        "ListVodTemplate" => parameters!(client.list_vod_template(), a;
            template_type = text("TemplateType"), app_id = text("AppId")
        ),
        "SubmitSnapshotJob" => parameters!(client.submit_snapshot_job(), a;
            video_id = text("VideoId"), specified_offset_time = integer("SpecifiedOffsetTime"),
            width = text("Width"), height = text("Height"), count = integer("Count"),
            interval = integer("Interval"), specified_offset_times = integers("SpecifiedOffsetTimes"),
            sprite_snapshot_config = text("SpriteSnapshotConfig"),
            snapshot_template_id = text("SnapshotTemplateId"), user_data = text("UserData"),
            reference_id = text("ReferenceId")
        ),
        "UpdateVodTemplate" => parameters!(client.update_vod_template(), a;
            vod_template_id = text("VodTemplateId"), name = text("Name"),
            template_config = text("TemplateConfig")
        ),
        _ => return None,
    })
}
