//! What a product has to do to stand behind a client: one object-safe trait.

use std::fmt;
use std::pin::Pin;

use mediasnap_core::Error;

use crate::capability::Capabilities;
use crate::model::{Image, ImageFilter, JobCommand, JobFilter, JobId, Page, SnapshotJob, SnapshotRequest};

/// The future that every method of a [`SnapshotService`] returns.
pub type ServiceFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Jobs of one query, each with its result, in any order.
pub type JobResults = Vec<(JobId, Result<SnapshotJob, Error>)>;

/// A product behind a [`Client`](crate::Client). Implement it to stand in for one in tests, or to add a product of your own.
///
/// A client checks a request against [`capabilities`](Self::capabilities) before it calls; a method returns `Unsupported`
/// what is left that the product cannot do, before any I/O.
pub trait SnapshotService: Send + Sync + fmt::Debug {
    /// Returns the capabilities of the product.
    fn capabilities(&self) -> &'static Capabilities;

    /// Submits a job.
    fn submit<'a>(&'a self, request: &'a SnapshotRequest) -> ServiceFuture<'a, SnapshotJob>;

    /// Asks for one job.
    fn job<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, SnapshotJob>;

    /// Which other jobs fit into the same query.
    fn batch(&self, id: &JobId) -> Batch {
        let _ = id;
        Batch::single()
    }

    /// Asks for several jobs of one [`batch`](Self::batch) at once. An `Err` stands for all of them.
    fn query<'a>(&'a self, ids: &'a [JobId]) -> ServiceFuture<'a, JobResults> {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(ids.len());
            for id in ids {
                answers.push((id.clone(), self.job(id).await));
            }
            Ok(answers)
        })
    }

    /// One page of jobs.
    fn jobs<'a>(&'a self, filter: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>>;

    /// One page of the images of `job`.
    fn images<'a>(&'a self, job: &'a SnapshotJob, filter: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>>;

    /// Takes a job back.
    fn cancel<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, ()>;

    /// Sends a command to a job that runs until it is stopped.
    fn send_command<'a>(&'a self, id: &'a JobId, command: JobCommand) -> ServiceFuture<'a, ()> {
        let _ = (id, command);
        let error = self.capabilities().unsupported("no jobs that take commands");
        Box::pin(async move { Err(error) })
    }

    /// Makes `image` the cover of its media asset.
    fn set_cover<'a>(&'a self, image: &'a Image) -> ServiceFuture<'a, ()> {
        let _ = image;
        let error = self.capabilities().unsupported("no covers to set");
        Box::pin(async move { Err(error) })
    }

    /// The HTTP client that images are downloaded with; `None` when the service is not on the network.
    fn http_client(&self) -> Option<&reqwest::Client> {
        None
    }
}

/// Which jobs fit into one query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Batch {
    /// Jobs with the same key go together.
    pub key: Box<str>,
    /// The most jobs of one query.
    pub size: usize,
}

impl Batch {
    /// A job with a query of its own.
    pub fn single() -> Self {
        Self {
            key: "".into(),
            size: 1,
        }
    }

    /// Up to `size` jobs with the same `key` go together.
    pub fn new(key: impl Into<Box<str>>, size: usize) -> Self {
        Self {
            key: key.into(),
            size: size.max(1),
        }
    }
}
