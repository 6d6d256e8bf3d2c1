//! One client for every product.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use mediasnap_client::clock::{SharedClock, SystemClock};
use mediasnap_client::{DownloadClient, RetryPolicy};
use mediasnap_core::{Error, ErrorKind};

use super::config::ObjectUrls;
use crate::capability::{Capabilities, Capability};
use crate::model::{
    Image, ImageFilter, JobCommand, JobFilter, JobId, ObjectLocation, Page, ProductKey, SnapshotJob,
    SnapshotRequest,
};
use crate::service::SnapshotService;
use crate::wait::{Poller, PollingPolicy, Wait, Watch};

/// A client of one product, with the same methods for each. Clones share everything; a `Vec<Client>` may hold several products.
///
/// Every method that calls the product fails with the transport's errors (`Config`, `Authentication`, `Throttled`, `Timeout` and so
/// on, see [`ErrorKind`]) besides those that it names.
#[derive(Clone)]
pub struct Client {
    pub(super) service: Arc<dyn SnapshotService>,
    poller: Arc<Poller>,
    pub(super) polling: PollingPolicy,
    pub(super) object_urls: Option<ObjectUrls>,
    pub(super) retry: RetryPolicy,
    pub(super) clock: SharedClock,
    /// Connect timeout and certificates of the HTTP client of downloads; `None` to download with that of the service.
    pub(super) download_setup: Option<(Duration, Option<Vec<u8>>)>,
    pub(super) downloads: Arc<OnceLock<DownloadClient>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Wraps a product's [`adapter`](crate::adapter), or a custom service.
    pub fn new(service: impl SnapshotService + 'static) -> Self {
        Self::from_service(Arc::new(service))
    }

    /// Wraps a shared service.
    pub fn from_service(service: Arc<dyn SnapshotService>) -> Self {
        Self {
            poller: Poller::new(service.clone()),
            service,
            polling: PollingPolicy::standard(),
            object_urls: None,
            retry: RetryPolicy::standard(),
            clock: Arc::new(SystemClock),
            download_setup: None,
            downloads: Arc::default(),
        }
    }

    /// Sets how jobs are waited for.
    #[must_use]
    pub fn with_polling(mut self, policy: PollingPolicy) -> Self {
        self.polling = policy;
        self
    }

    /// Sets where objects can be fetched, for products that name objects instead of addresses.
    #[must_use]
    pub fn with_object_urls(
        mut self,
        urls: impl Fn(&ObjectLocation) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.object_urls = Some(Arc::new(urls));
        self
    }

    /// The product.
    pub fn product(&self) -> ProductKey {
        self.service.capabilities().product
    }

    /// Returns the capabilities of the product.
    pub fn capabilities(&self) -> &'static Capabilities {
        self.service.capabilities()
    }

    /// The service underneath.
    pub fn service(&self) -> &Arc<dyn SnapshotService> {
        &self.service
    }

    /// Submits a job. Sent once: whether a job without a response exists is unknown, and it is not sent again.
    ///
    /// # Errors
    /// `InvalidArgument` for a request that makes no sense, `Unsupported` for what the product cannot do; both before any I/O.
    pub async fn submit(&self, request: &SnapshotRequest) -> Result<SnapshotJob, Error> {
        request.check().map_err(|error| self.at(error))?;
        self.capabilities().check(request)?;
        self.service.submit(request).await
    }

    /// Asks for a job.
    ///
    /// # Errors
    /// `NotFound` for a job that does not exist, `InvalidArgument` for an id that is not of this product.
    pub async fn job(&self, id: &JobId) -> Result<SnapshotJob, Error> {
        self.service.job(id).await
    }

    /// One page of jobs.
    ///
    /// # Errors
    /// `Unsupported` for a filter that the product does not have, before any I/O.
    pub async fn jobs_page(&self, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        self.capabilities().check_job_filter(filter)?;
        self.service.jobs(filter).await
    }

    /// One page of the images of a job.
    ///
    /// # Errors
    /// As [`images`](Self::images), and `Unsupported` for a filter that the product does not have.
    pub async fn images_page(&self, job: &SnapshotJob, filter: &ImageFilter) -> Result<Page<Image>, Error> {
        self.service.images(job, filter).await
    }

    /// Takes a job back; a live job is stopped.
    ///
    /// # Errors
    /// `Unsupported` where jobs cannot be taken back, before any I/O; `Conflict` for a job that is too far for it.
    pub async fn cancel(&self, id: &JobId) -> Result<(), Error> {
        if !self.capabilities().supports_any(Capability::Cancel) {
            return Err(self.unsupported("no way to take a job back"));
        }
        self.service.cancel(id).await
    }

    /// Sends a command to a job that runs until it is stopped.
    ///
    /// # Errors
    /// `Unsupported` for jobs that take no commands, before any I/O; `Conflict` for a state that does not allow it.
    pub async fn send_command(&self, id: &JobId, command: JobCommand) -> Result<(), Error> {
        if !self.capabilities().supports_any(Capability::Commands) {
            return Err(self.unsupported("no jobs that take commands"));
        }
        self.service.send_command(id, command).await
    }

    /// Makes `image` the cover of its media asset.
    ///
    /// # Errors
    /// `Unsupported` where covers cannot be set, before any I/O.
    pub async fn set_cover(&self, image: &Image) -> Result<(), Error> {
        if !self.capabilities().supports_any(Capability::SetCover) {
            return Err(self.unsupported("no covers to set"));
        }
        self.service.set_cover(image).await
    }

    /// Waits for a job to come to rest: `client.wait(&id).await`. All waits of a client share their queries.
    pub fn wait(&self, id: &JobId) -> Wait {
        Wait::new(self.poller.clone(), id.clone(), self.polling)
    }

    /// The changes of a job up to its rest, as a stream.
    pub fn watch(&self, id: &JobId) -> Watch {
        self.watch_with(id, self.polling)
    }

    /// The changes of a job, polled by `policy`.
    pub fn watch_with(&self, id: &JobId, policy: PollingPolicy) -> Watch {
        Watch::new(self.poller.clone(), id.clone(), policy)
    }

    pub(super) fn at(&self, error: Error) -> Error {
        error.with_operation(self.product().as_str(), None)
    }

    pub(super) fn unsupported(&self, why: &str) -> Error {
        self.at(Error::new(ErrorKind::Unsupported, why))
    }
}
