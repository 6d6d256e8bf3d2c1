//! Huawei Cloud VOD: snapshots of assets in the media library, and of objects in OBS.
//!
//! A job id is `asset/ASSET/TASK`, or `asset/ASSET` where the vendor names no task (a single image): VOD tells the state of an
//! asset's latest snapshots, and keeps images by task. A job over an object is `object/TASK`. Lists that are not narrowed to a
//! medium do not say which asset a task is of; such a job is `task/TASK`, has images, and no state.
//! [`extend`](crate::SnapshotRequestBuilder::extend) takes [`AssetProcessReq`] and, for objects, [`ObjectProcessReq`].

#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;
mod object;

use convert::Job;
use mediasnap_client::ProductClient as _;
use mediasnap_core::Error;
use mediasnap_huawei_vod::types::{
    AssetProcessReq, ObjectProcessReq, ShowAssetDetailCategoriesItem, UpdateCoverByThumbnailReq,
};
use mediasnap_huawei_vod::{Client, PRODUCT, operations};

use crate::adapter::errors::{at, invalid, no_job, with_the_job};
use crate::adapter::paging::Ask;
use crate::adapter::spec::Spec;
use crate::capability::{Capabilities, Capability, Mode};
use crate::model::{
    Image, ImageFilter, JobFilter, JobId, Page, ProductKey, Raw, SnapshotJob, SnapshotRequest, SourceKind,
};
use crate::service::{ServiceFuture, SnapshotService};

const KEY: ProductKey = ProductKey::HuaweiVod;

static SPEC: Spec = Spec::of(&PRODUCT);

/// What the product can do.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: KEY,
    modes: &[
        Mode {
            source: SourceKind::Media,
            capabilities: &[
                Capability::AtOne,
                Capability::AtMany,
                Capability::Every,
                Capability::EveryUncounted,
                Capability::Evenly,
                Capability::SizeLongerSide,
                Capability::Jpeg,
                Capability::Cover,
                Capability::SetCover,
                Capability::List,
                Capability::ListByMedia,
            ],
        },
        Mode {
            source: SourceKind::Object,
            capabilities: &[
                Capability::AtOne,
                Capability::AtMany,
                Capability::EveryUncounted,
                Capability::EveryPercent,
                Capability::SizeExact,
                Capability::Jpeg,
                Capability::Png,
                Capability::Sprite,
                Capability::SpriteEvery,
                Capability::Output,
                Capability::OutputFileName,
                Capability::UserData,
                Capability::Callback,
            ],
        },
    ],
};

/// Huawei Cloud VOD behind the unified client.
#[derive(Debug, Clone)]
pub struct Adapter {
    client: Client,
}

impl Adapter {
    /// Stands on the product's typed client.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The typed client underneath.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The vendor's request for a unified request over an asset, its extensions applied; nothing is sent.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what cannot be said in the vendor's request.
    pub fn convert(&self, request: &SnapshotRequest) -> Result<AssetProcessReq, Error> {
        CAPABILITIES.check(request)?;
        let mut converted = convert::request(request).map_err(at(KEY))?;
        request.extensions.apply(&mut converted);
        Ok(converted)
    }

    /// The vendor's request for a unified request over an object, its extensions applied; nothing is sent.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what cannot be said in the vendor's request.
    pub fn convert_object(&self, request: &SnapshotRequest) -> Result<ObjectProcessReq, Error> {
        CAPABILITIES.check(request)?;
        let mut converted =
            object::convert::request(request, self.client.transport().region()).map_err(at(KEY))?;
        request.extensions.apply(&mut converted);
        Ok(converted)
    }

    /// Submits the vendor's own request over an asset.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn submit_native(&self, request: AssetProcessReq) -> Result<SnapshotJob, Error> {
        let asset = request.asset_id.clone();
        let answer = self
            .client
            .create_asset_process_task()
            .body(request)
            .send()
            .await?;
        let task = answer.thumbnail_task_id.as_deref();
        convert::created(&asset, task, answer.raw(), answer.request_id()).map_err(at(KEY))
    }

    /// Submits the vendor's own request over an object.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn submit_object_native(&self, request: ObjectProcessReq) -> Result<SnapshotJob, Error> {
        let answer = self
            .client
            .create_object_process_task()
            .body(request)
            .send()
            .await?;
        let task = answer.task_id.as_deref().unwrap_or_default();
        object::convert::created(task, answer.raw(), answer.request_id()).map_err(at(KEY))
    }

    /// The state of the latest snapshots of an asset, as that of the job `id`.
    async fn asset_job(&self, id: &JobId, asset: &str) -> Result<SnapshotJob, Error> {
        let sections = vec![ShowAssetDetailCategoriesItem::ThumbnailInfo];
        let call = self
            .client
            .show_asset_detail()
            .asset_id(asset)
            .categories(sections);
        let answer = call.send().await?;
        let body = String::from_utf8_lossy(answer.raw());
        convert::job(id, answer.thumbnail_info.as_ref(), &body, answer.request_id()).map_err(at(KEY))
    }

    /// A task of which nothing but the id is known.
    async fn lone_task(&self, id: &JobId, task: &str) -> Result<SnapshotJob, Error> {
        let answer = self.client.list_thumbnail_info().task_id(task).send().await?;
        let ask = Ask::new(&SPEC, &operations::LIST_THUMBNAIL_INFO, None, None)?;
        let page = ask.jobs(&answer, |raw| convert::listed(None, raw).map(Some))?;
        let found = page.items.into_iter().find(|job| job.id == *id);
        found.ok_or_else(|| at(KEY)(no_job(id)))
    }

    async fn task_images(&self, task: &str, filter: &ImageFilter) -> Result<Page<Image>, Error> {
        let (cursor, size) = (filter.cursor.as_ref(), filter.page_size);
        let ask = Ask::new(&SPEC, &operations::LIST_THUMBNAIL_DETAILS, cursor, size)?;
        let call = self.client.list_thumbnail_details().task_id(task);
        let call = call.offset(ask.number()).set_limit(ask.size());
        ask.images(&call.send().await?, convert::image)
    }
}

impl SnapshotService for Adapter {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn submit<'a>(&'a self, request: &'a SnapshotRequest) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async move {
            let misplaced = |name: &str| {
                at(KEY)(invalid(format!(
                    "the request carries changes of {name}, which is not what is sent"
                )))
            };
            if request.source.kind() == SourceKind::Object {
                if request.extensions.has::<AssetProcessReq>() {
                    return Err(misplaced("AssetProcessReq"));
                }
                return self.submit_object_native(self.convert_object(request)?).await;
            }
            if request.extensions.has::<ObjectProcessReq>() {
                return Err(misplaced("ObjectProcessReq"));
            }
            self.submit_native(self.convert(request)?).await
        })
    }

    fn job<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async move {
            match Job::of(id).map_err(at(KEY))? {
                Job::Asset(asset, _) => self.asset_job(id, asset).await,
                Job::Task(task) => self.lone_task(id, task).await,
                Job::Object(task) => {
                    let answer = self.client.show_task_detail().task_id(task).send().await?;
                    let raw = Raw::from_bytes(answer.raw());
                    object::convert::job(id, &answer, raw, answer.request_id()).map_err(at(KEY))
                }
            }
        })
    }

    fn jobs<'a>(&'a self, filter: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>> {
        Box::pin(async move {
            CAPABILITIES.check_list(filter)?;
            let (cursor, size) = (filter.cursor.as_ref(), filter.page_size);
            let ask = Ask::new(&SPEC, &operations::LIST_THUMBNAIL_INFO, cursor, size)?;
            let call = self
                .client
                .list_thumbnail_info()
                .offset(ask.number())
                .set_limit(ask.size())
                .set_asset_id(filter.media.clone());
            let asset = filter.media.as_deref();
            ask.jobs(&call.send().await?, |raw| convert::listed(asset, raw).map(Some))
        })
    }

    fn images<'a>(&'a self, job: &'a SnapshotJob, filter: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>> {
        Box::pin(async move {
            CAPABILITIES.check_images(SourceKind::Media, filter)?;
            match Job::of(&job.id).map_err(at(KEY))? {
                Job::Asset(_, Some(task)) | Job::Task(task) => self.task_images(task, filter).await,
                Job::Asset(_, None) | Job::Object(_) => {
                    let job = if job.images.is_empty() {
                        self.job(&job.id).await?
                    } else {
                        job.clone()
                    };
                    with_the_job(job, filter).map_err(at(KEY))
                }
            }
        })
    }

    fn cancel<'a>(&'a self, _: &'a JobId) -> ServiceFuture<'a, ()> {
        Box::pin(async { Err(CAPABILITIES.refuse("no way to take a job back")) })
    }

    fn set_cover<'a>(&'a self, image: &'a Image) -> ServiceFuture<'a, ()> {
        Box::pin(async move {
            let url = image.url.as_ref().map(|url| url.as_str().to_owned());
            let thumbnail_url =
                url.ok_or_else(|| at(KEY)(invalid("a cover is named by its address: the image has none")))?;
            let request = UpdateCoverByThumbnailReq { thumbnail_url };
            self.client
                .update_cover_by_thumbnail()
                .body(request)
                .send()
                .await?;
            Ok(())
        })
    }

    fn http_client(&self) -> Option<&reqwest::Client> {
        Some(self.client.transport().http_client())
    }
}
