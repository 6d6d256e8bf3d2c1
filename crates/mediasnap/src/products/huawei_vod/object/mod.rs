//! Snapshots of objects in OBS.

mod convert;

use mediasnap_core::Error;
use mediasnap_huawei_vod::Client;
use mediasnap_huawei_vod::types::ObjectProcessReq;

use super::capabilities::CAPABILITIES;
use super::convert::Job;
use crate::adapter::ProductAdapter;
use crate::adapter::errors::job_not_found;
use crate::adapter::received::received;
use crate::capability::Capabilities;
use crate::model::{JobId, Raw, SnapshotJob, SnapshotRequest, SourceKind};

/// Snapshots of objects in OBS.
#[derive(Debug, Clone)]
pub struct Objects;

impl ProductAdapter for Objects {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Object;
    type Client = Client;
    type VendorRequest = ObjectProcessReq;

    fn owns(id: &JobId) -> bool {
        matches!(Job::of(id), Ok(Job::Object(_)))
    }

    fn to_vendor(request: &SnapshotRequest, region: Option<&str>) -> Result<ObjectProcessReq, Error> {
        convert::request(request, region)
    }

    async fn submit(client: &Client, request: ObjectProcessReq) -> Result<SnapshotJob, Error> {
        let response = client.create_object_process_task().body(request).send().await?;
        let task = response.task_id.as_deref().unwrap_or_default();
        received(&response, convert::created(task, response.raw()))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let Job::Object(task) = Job::of(id)? else {
            return Err(job_not_found(id));
        };
        let response = client.show_task_detail().task_id(task).send().await?;
        received(
            &response,
            convert::job(id, &response, Raw::from_bytes(response.raw())),
        )
    }
}
