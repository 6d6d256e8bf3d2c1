//! Huawei Cloud MPC: snapshots of objects in OBS.
//!
//! A job id is the vendor's task id. Images are objects in the output bucket; the vendor gives no addresses for them.
//! A single time that is no whole second is captured within the call, because the vendor takes milliseconds only then.
//! [`extend`](crate::SnapshotRequestBuilder::extend) takes [`CreateThumbReq`].

#[cfg(feature = "conformance")]
pub(crate) mod cases;
mod convert;

use mediasnap_client::ProductClient as _;
use mediasnap_core::Error;
use mediasnap_huawei_mpc::types::CreateThumbReq;
use mediasnap_huawei_mpc::{Client, PRODUCT, operations};

use crate::adapter::errors::{at, no_job, with_the_job};
use crate::adapter::paging::Ask;
use crate::adapter::raw_json::elements;
use crate::adapter::spec::Spec;
use crate::adapter::time_format;
use crate::capability::{Capabilities, Capability, Mode};
use crate::model::{
    Image, ImageFilter, JobFilter, JobId, Page, ProductKey, SnapshotJob, SnapshotRequest, SourceKind,
};
use crate::service::{Answers, Batch, ServiceFuture, SnapshotService};

const KEY: ProductKey = ProductKey::HuaweiMpc;

static SPEC: Spec = Spec::of(&PRODUCT);

/// What the product can do.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: KEY,
    modes: &[Mode {
        source: SourceKind::Object,
        capabilities: &[
            Capability::AtOne,
            Capability::AtMany,
            Capability::AtMilliseconds,
            Capability::Every,
            Capability::EveryUncounted,
            Capability::EveryStart,
            Capability::EveryLength,
            Capability::SizeExact,
            Capability::SizeLongerSide,
            Capability::Jpeg,
            Capability::Output,
            Capability::OutputFileName,
            Capability::OutputAsGiven,
            Capability::Archive,
            Capability::Synchronous,
            Capability::UserData,
            Capability::List,
            Capability::ListByState,
            Capability::ListByTime,
            Capability::Cancel,
            Capability::BatchedQueries,
        ],
    }],
};

/// Huawei Cloud MPC behind the unified client.
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

    /// The vendor's request for a unified one, its extensions applied; nothing is sent.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what cannot be said in the vendor's request.
    pub fn convert(&self, request: &SnapshotRequest) -> Result<CreateThumbReq, Error> {
        CAPABILITIES.check(request)?;
        let mut converted = convert::request(request, self.client.transport().region()).map_err(at(KEY))?;
        request.extensions.apply(&mut converted);
        Ok(converted)
    }

    /// Submits the vendor's own request.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn submit_native(&self, request: CreateThumbReq) -> Result<SnapshotJob, Error> {
        let answer = self.client.create_thumbnails_task().body(request).send().await?;
        convert::created(&answer, answer.raw(), answer.request_id()).map_err(at(KEY))
    }

    async fn ask(&self, ids: &[JobId]) -> Result<Answers, Error> {
        let texts: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let answer = self.client.list_thumbnails_task().task_id(texts).send().await?;
        let body = String::from_utf8_lossy(answer.raw());
        let items = operations::LIST_THUMBNAILS_TASK
            .paging
            .as_ref()
            .map_or("", |paging| paging.items);
        let mut found = Vec::new();
        for raw in elements(&body, items).map_err(at(KEY))? {
            // What is no task at all has no place in the answer: its id is then missing below.
            if let Some(mut job) = convert::job(raw).map_err(at(KEY))? {
                job.request_id = answer.request_id().map(str::to_owned);
                found.push(job);
            }
        }
        let answer_of = |id: &JobId| {
            let job = found.iter().find(|job| job.id == *id).cloned();
            (id.clone(), job.ok_or_else(|| at(KEY)(no_job(id))))
        };
        Ok(ids.iter().map(answer_of).collect())
    }
}

impl SnapshotService for Adapter {
    fn capabilities(&self) -> &'static Capabilities {
        &CAPABILITIES
    }

    fn submit<'a>(&'a self, request: &'a SnapshotRequest) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async move { self.submit_native(self.convert(request)?).await })
    }

    fn job<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, SnapshotJob> {
        Box::pin(async move {
            let answers = self.ask(std::slice::from_ref(id)).await?;
            let answer = answers.into_iter().next().map(|(_, answer)| answer);
            answer.unwrap_or_else(|| Err(at(KEY)(no_job(id))))
        })
    }

    fn batch(&self, _: &JobId) -> Batch {
        let most = SPEC.limit(operations::LIST_THUMBNAILS_TASK.id, "task_id", "maxItems");
        Batch::of("", most.and_then(|most| usize::try_from(most).ok()).unwrap_or(1))
    }

    fn query<'a>(&'a self, ids: &'a [JobId]) -> ServiceFuture<'a, Answers> {
        Box::pin(self.ask(ids))
    }

    fn jobs<'a>(&'a self, filter: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>> {
        Box::pin(async move {
            CAPABILITIES.check_list(filter)?;
            let (cursor, size) = (filter.cursor.as_ref(), filter.page_size);
            let ask = Ask::new(&SPEC, &operations::LIST_THUMBNAILS_TASK, cursor, size)?;
            let state = filter.state.map(convert::status).transpose().map_err(at(KEY))?;
            let call = self
                .client
                .list_thumbnails_task()
                .page(ask.number())
                .set_size(ask.size())
                .set_status(state)
                .set_start_time(filter.created_from.map(time_format::to_digits))
                .set_end_time(filter.created_to.map(time_format::to_digits));
            ask.jobs(&call.send().await?, convert::job)
        })
    }

    fn images<'a>(&'a self, job: &'a SnapshotJob, filter: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>> {
        Box::pin(async move {
            CAPABILITIES.check_images(SourceKind::Object, filter)?;
            let job = if job.images.is_empty() {
                self.job(&job.id).await?
            } else {
                job.clone()
            };
            with_the_job(job, filter).map_err(at(KEY))
        })
    }

    fn cancel<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, ()> {
        Box::pin(async move {
            self.client
                .delete_thumbnails_task()
                .task_id(id.as_str())
                .send()
                .await?;
            Ok(())
        })
    }

    fn http_client(&self) -> Option<&reqwest::Client> {
        Some(self.client.transport().http_client())
    }
}
