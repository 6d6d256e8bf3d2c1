//! The unified client: one type over any product.

mod config;
mod download;
mod list;

use std::sync::Arc;
use std::time::Duration;

pub use config::Config;
pub use list::{ImageStream, JobStream};

use crate::wait::Poller;
use crate::{
    Capabilities, Capability, Control, Error, ErrorKind, Image, ImageFilter, JobFilter, JobId,
    ObjectLocation, Page, PollingPolicy, ProductKey, SnapshotJob, SnapshotRequest, SnapshotService, Wait,
    Watch,
};

/// Says where an object can be fetched: the address, signed if need be; `None` for objects that it does not know.
pub type ObjectUrls = Arc<dyn Fn(&ObjectLocation) -> Option<String> + Send + Sync>;

/// A client of one product, with the same methods for each. Clones share everything; a `Vec<Client>` may hold several products.
///
/// Every method that calls the product fails with the transport's errors (`Config`, `Authentication`, `Throttled`, `Timeout` and so
/// on, see [`ErrorKind`]) besides those that it names.
#[derive(Clone)]
pub struct Client {
    service: Arc<dyn SnapshotService>,
    poller: Arc<Poller>,
    polling: PollingPolicy,
    object_urls: Option<ObjectUrls>,
    idle: Duration,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Stands on a product's [`adapter`](crate::adapter), or on a service of your own.
    pub fn new(service: impl SnapshotService + 'static) -> Self {
        Self::over(Arc::new(service))
    }

    /// Stands on a service that is shared.
    pub fn over(service: Arc<dyn SnapshotService>) -> Self {
        Self {
            poller: Poller::new(service.clone()),
            service,
            polling: PollingPolicy::standard(),
            object_urls: None,
            idle: Duration::from_secs(60),
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

    /// What the product can do.
    pub fn capabilities(&self) -> &'static Capabilities {
        self.service.capabilities()
    }

    /// The service underneath.
    pub fn service(&self) -> &Arc<dyn SnapshotService> {
        &self.service
    }

    /// Submits a job. Sent once: whether a job that got no answer exists is unknown, and it is not sent again.
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
    /// `NotFound` for a job that does not exist, `InvalidArgument` for an id that is none of this product.
    pub async fn job(&self, id: &JobId) -> Result<SnapshotJob, Error> {
        self.service.job(id).await
    }

    /// All jobs that `filter` lets through, page by page as the stream is read; at most one page is held. An error ends it.
    ///
    /// A job that moves on to the next page because the list grows while it is read is given once.
    ///
    /// # Errors
    /// `Unsupported` for a filter that the product does not have, before any I/O; `UnexpectedAnswer` for a list that goes round in
    /// circles, after the jobs that it had.
    pub fn jobs(&self, filter: JobFilter) -> JobStream {
        list::jobs(self.clone(), filter)
    }

    /// One page of jobs.
    ///
    /// # Errors
    /// `Unsupported` for a filter that the product does not have, before any I/O.
    pub async fn jobs_page(&self, filter: &JobFilter) -> Result<Page<SnapshotJob>, Error> {
        self.capabilities().check_list(filter)?;
        self.service.jobs(filter).await
    }

    /// All images of a job, page by page as the stream is read; at most one page is held. An error ends it.
    ///
    /// # Errors
    /// `Conflict` where the product keeps the images of the latest job only, and this is not it; `UnexpectedAnswer` for a list that
    /// goes round in circles, after the images that it had.
    pub fn images(&self, job: &SnapshotJob) -> ImageStream {
        self.images_with(job, ImageFilter::new())
    }

    /// The images of a job that `filter` lets through.
    ///
    /// # Errors
    /// As [`images`](Self::images), and `Unsupported` for a filter that the product does not have.
    pub fn images_with(&self, job: &SnapshotJob, filter: ImageFilter) -> ImageStream {
        list::images(self.clone(), job.clone(), filter)
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
        if !self.capabilities().supports_somehow(Capability::Cancel) {
            return Err(self.refuse("no way to take a job back"));
        }
        self.service.cancel(id).await
    }

    /// Sends a command to a job that runs until it is stopped.
    ///
    /// # Errors
    /// `Unsupported` for jobs that take no commands, before any I/O; `Conflict` for a state that does not allow it.
    pub async fn control(&self, id: &JobId, command: Control) -> Result<(), Error> {
        if !self.capabilities().supports_somehow(Capability::Control) {
            return Err(self.refuse("no jobs that take commands"));
        }
        self.service.control(id, command).await
    }

    /// Makes `image` the cover of its medium.
    ///
    /// # Errors
    /// `Unsupported` where covers cannot be set, before any I/O.
    pub async fn set_cover(&self, image: &Image) -> Result<(), Error> {
        if !self.capabilities().supports_somehow(Capability::SetCover) {
            return Err(self.refuse("no covers to set"));
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

    /// The changes of a job, asked for by `policy`.
    pub fn watch_with(&self, id: &JobId, policy: PollingPolicy) -> Watch {
        Watch::new(self.poller.clone(), id.clone(), policy)
    }

    fn at(&self, error: Error) -> Error {
        error.at(self.product().as_str(), None)
    }

    fn refuse(&self, why: &str) -> Error {
        self.at(Error::new(ErrorKind::Unsupported, why))
    }
}
