//! Huawei Cloud VOD: snapshots of assets in the media library, and of objects in OBS.
//!
//! A job id is `asset/ASSET/TASK`, or `asset/ASSET` where the vendor names no task (a single image): VOD tells the state of an
//! asset's latest snapshots, and keeps images by task. A job over an object is `object/TASK`. Lists that are not narrowed to a
//! media asset do not say which asset a task is of; such a job is `task/TASK`, has images, and no state.
//! [`customize`](crate::SnapshotRequestBuilder::customize) takes [`AssetProcessReq`] and, for objects,
//! [`ObjectProcessReq`](mediasnap_huawei_vod::types::ObjectProcessReq).

mod capabilities;
#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;
mod object;

use mediasnap_core::Error;
use mediasnap_huawei_vod::types::{
    AssetProcessReq, ShowAssetDetailCategoriesItem, UpdateCoverByThumbnailReq,
};
use mediasnap_huawei_vod::{Client, operations};

use self::convert::Job;
use crate::adapter::errors::{images_of_job, invalid};
use crate::adapter::paging::PageRequest;
use crate::adapter::raw_json::body;
use crate::adapter::received::{received, requested_job};
use crate::adapter::{ProductAdapter, TwoSourceAdapter};
use crate::capability::Capabilities;
use crate::model::{Image, ImageFilter, JobFilter, JobId, Page, SnapshotJob, SnapshotRequest, SourceKind};

pub use capabilities::CAPABILITIES;
pub use object::Objects;

/// Snapshots of assets in the media library.
#[derive(Debug, Clone)]
pub struct Assets;

/// Huawei Cloud VOD behind the unified client.
pub type Adapter = TwoSourceAdapter<Assets, Objects>;

impl ProductAdapter for Assets {
    const CAPABILITIES: &'static Capabilities = &CAPABILITIES;
    const SOURCE: SourceKind = SourceKind::Media;
    type Client = Client;
    type VendorRequest = AssetProcessReq;

    fn to_vendor(request: &SnapshotRequest, _: Option<&str>) -> Result<AssetProcessReq, Error> {
        convert::request(request)
    }

    async fn submit(client: &Client, request: AssetProcessReq) -> Result<SnapshotJob, Error> {
        let asset = request.asset_id.clone();
        let response = client.create_asset_process_task().body(request).send().await?;
        let task = response.thumbnail_task_id.as_deref();
        received(&response, convert::created(&asset, task, response.raw()))
    }

    async fn job(client: &Client, id: &JobId) -> Result<SnapshotJob, Error> {
        let asset = match Job::of(id)? {
            Job::Asset(asset, _) => asset,
            Job::Task(task) | Job::Object(task) => {
                // Nothing but the id is known of a task whose asset is not.
                let response = client.list_thumbnail_info().task_id(task).send().await?;
                let page = PageRequest::new(&convert::SPEC, &operations::LIST_THUMBNAIL_INFO, None, None)?;
                let page = page.jobs(&response, |raw| convert::listed(None, raw).map(Some))?;
                return requested_job(&response, &page, id);
            }
        };
        let sections = vec![ShowAssetDetailCategoriesItem::ThumbnailInfo];
        let call = client.show_asset_detail().asset_id(asset).categories(sections);
        let response = call.send().await?;
        let body = body(response.raw());
        received(&response, convert::job(id, &response, &body))
    }

    async fn jobs(client: &Client, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        let page = PageRequest::of_jobs(&convert::SPEC, &operations::LIST_THUMBNAIL_INFO, filter)?;
        let call = client
            .list_thumbnail_info()
            .offset(page.number())
            .set_limit(page.size())
            .set_asset_id(filter.media.clone());
        let asset = filter.media.as_deref();
        page.jobs(&call.send().await?, |raw| convert::listed(asset, raw).map(Some))
    }

    async fn images(client: &Client, job: &SnapshotJob, filter: &ImageFilter) -> Result<Page<Image>, Error> {
        match Job::of(&job.id)? {
            Job::Asset(_, Some(task)) | Job::Task(task) => {
                let operation = &operations::LIST_THUMBNAIL_DETAILS;
                let page = PageRequest::of_images(&convert::SPEC, operation, filter)?;
                let call = client.list_thumbnail_details().task_id(task);
                let call = call.offset(page.number()).set_limit(page.size());
                page.images(&call.send().await?, convert::image)
            }
            Job::Asset(..) | Job::Object(_) if !job.images.is_empty() => images_of_job(job.clone(), filter),
            Job::Asset(..) | Job::Object(_) => images_of_job(Self::job(client, &job.id).await?, filter),
        }
    }

    async fn set_cover(client: &Client, image: &Image) -> Result<(), Error> {
        let url = image.url.as_ref().map(|url| url.as_str().to_owned());
        let thumbnail_url =
            url.ok_or_else(|| invalid("a cover is named by its address: the image has none"))?;
        let request = UpdateCoverByThumbnailReq { thumbnail_url };
        client.update_cover_by_thumbnail().body(request).send().await?;
        Ok(())
    }
}
