//! The typed calls of `alibaba-vod`: every argument through its builder.

use mediasnap_alibaba_vod::Client;
use mediasnap_client::Error;

use crate::typed::*;

/// Makes the call. `None`: this file has no arm for the operation.
pub(crate) async fn call(client: &Client, operation: &str, a: &Args) -> Option<Result<Outcome, Error>> {
    Some(match operation {
        "AddVodTemplate" => parameters!(client.add_vod_template(), a;
            name = string("Name"), template_type = string("TemplateType"),
            template_config = string("TemplateConfig"), app_id = string("AppId")
        ),
        "DeleteImage" => parameters!(client.delete_image(), a;
            delete_image_type = string("DeleteImageType"), image_ur_ls = string("ImageURLs"),
            image_ids = string("ImageIds"), video_id = string("VideoId"), image_type = string("ImageType")
        ),
        "DeleteVodTemplate" => parameters!(client.delete_vod_template(), a;
            vod_template_id = string("VodTemplateId")
        ),
        "GetJobDetail" => parameters!(client.get_job_detail(), a;
            job_id = string("JobId"), job_type = string("JobType")
        ),
        "GetVodTemplate" => parameters!(client.get_vod_template(), a;
            vod_template_id = string("VodTemplateId")
        ),
        "ListJobInfo" => parameters!(client.list_job_info(), a;
            media_id = string("MediaId"), job_type = string("JobType")
        ),
        "ListSnapshots" => parameters!(client.list_snapshots(), a;
            video_id = string("VideoId"), snapshot_type = string("SnapshotType"), page_no = string("PageNo"),
            page_size = string("PageSize"), auth_timeout = string("AuthTimeout")
        ),
        "ListVodTemplate" => parameters!(client.list_vod_template(), a;
            template_type = string("TemplateType"), app_id = string("AppId")
        ),
        "SubmitSnapshotJob" => parameters!(client.submit_snapshot_job(), a;
            video_id = string("VideoId"), specified_offset_time = integer("SpecifiedOffsetTime"),
            width = string("Width"), height = string("Height"), count = integer("Count"),
            interval = integer("Interval"), specified_offset_times = integers("SpecifiedOffsetTimes"),
            sprite_snapshot_config = string("SpriteSnapshotConfig"),
            snapshot_template_id = string("SnapshotTemplateId"), user_data = string("UserData"),
            reference_id = string("ReferenceId")
        ),
        "UpdateVodTemplate" => parameters!(client.update_vod_template(), a;
            vod_template_id = string("VodTemplateId"), name = string("Name"),
            template_config = string("TemplateConfig")
        ),
        _ => return None,
    })
}
