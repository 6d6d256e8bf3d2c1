//! Tencent Cloud VOD: snapshots of media assets.
//!
//! A job is a processing task with one part or several: frames at given times, frames at a distance, sprites with their WebVTT
//! file, a cover. It has failed when one of its parts has, and keeps the images of the others. A job id is the vendor's task id,
//! `TASK`, or `APPLICATION/TASK` for an application other than the default one; the id of a media asset names its application in
//! the same way. Tasks are found for three days.
//!
//! Templates decide the size and format of images, the distance between frames, and the grid of sprites. A request names an
//! existing one by its number (default: 10, the vendor's own; `SPRITES/FRAMES` names a second one for single frames beside
//! sprites) and what it says about these things is compared with the template before the job is submitted.
//! [`customize`](crate::SnapshotRequestBuilder::customize) takes [`Submit`].

mod capabilities;
#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;
mod results;
mod templates;

use mediasnap_core::Error;
use mediasnap_tencent_vod::types::{
    DescribeTaskDetailRequest, ManageTaskRequest, ManageTaskRequestOperationType,
};
use mediasnap_tencent_vod::{Client, operations};

use crate::adapter::ProductAdapter;
use crate::adapter::paging::PageRequest;
use crate::adapter::raw_json::body;
use crate::adapter::received::received;
use crate::capability::Capabilities;
use crate::model::{JobFilter, JobId, Page, SnapshotJob, SnapshotRequest, SourceKind};

pub use capabilities::CAPABILITIES;
pub use convert::Submit;

/// Snapshots of media assets.
#[derive(Debug, Clone)]
pub struct Assets;

/// Tencent Cloud VOD behind the unified client.
pub type Adapter = crate::adapter::SourceAdapter<Assets>;

impl ProductAdapter for Assets {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Media;
    type Client = Client;
    type VendorRequest = Submit;

    fn to_vendor(request: &SnapshotRequest, _: Option<&str>) -> Result<Submit, Error> {
        convert::request(request)
    }

    async fn submit(client: &Client, submit: Submit) -> Result<SnapshotJob, Error> {
        for expected in &submit.expected {
            expected.verify(client).await?;
        }
        let application = submit.request.sub_app_id;
        let response = client.process_media().body(submit.request).send().await?;
        let body = response.response.as_ref();
        let task = body.and_then(|body| body.task_id.as_deref()).unwrap_or_default();
        received(&response, results::created(application, task, response.raw()))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let (application, task) = convert::parts(id)?;
        let request = DescribeTaskDetailRequest {
            sub_app_id: application,
            task_id: task.to_owned(),
        };
        let response = client.describe_task_detail().body(request).send().await?;
        let body = body(response.raw());
        received(&response, results::job(id, response.response.as_ref(), &body))
    }

    async fn jobs(client: &Client, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let page = PageRequest::of_jobs(&convert::SPEC, &operations::DESCRIBE_TASKS, filter)?;
        let (application, request) = convert::list(filter, &page)?;
        let response = client.describe_tasks().body(request).send().await?;
        page.jobs(&response, |raw| results::listed(application, raw).map(Some))
    }

    async fn cancel(client: &Client, id: &JobId) -> Result<(), Error> {
        let (application, task) = convert::parts(id)?;
        let request = ManageTaskRequest {
            operation_type: ManageTaskRequestOperationType::Abort,
            sub_app_id: application,
            task_id: task.to_owned(),
        };
        client.manage_task().body(request).send().await?;
        Ok(())
    }
}
