//! Adapters: what all products share, between the unified client and the typed ones.
//!
//! A product implements [`ProductAdapter`] for each of its request types. [`SourceAdapter`] makes a [`SnapshotService`] of one of them,
//! and [`TwoSourceAdapter`] of two that take different kinds of source.

// Of what the products share, a build with some of them uses a part.
#![cfg_attr(not(feature = "all"), allow(dead_code))]

pub(crate) mod errors;
pub(crate) mod paging;
pub(crate) mod raw_json;
pub(crate) mod received;
pub(crate) mod spec;
pub(crate) mod time_format;

use std::fmt;
use std::future::{Future, ready};

use mediasnap_client::ProductClient;
use mediasnap_core::Error;

use self::errors::{images_of_job, invalid, unsupported};
use self::received::require_job;
use crate::capability::Capabilities;
use crate::model::{
    Image, ImageFilter, JobCommand, JobFilter, JobId, Page, ProductKey, SnapshotJob, SnapshotRequest,
    SourceKind,
};
use crate::service::{Batch, JobResults, ServiceFuture, SnapshotService};

/// One request type of one product: its conversion and its calls. [`SourceAdapter`] does the rest.
///
/// Errors need not name the product.
pub trait ProductAdapter: fmt::Debug + Clone + Send + Sync + 'static {
    /// The capabilities of the whole product.
    const CAPABILITIES: &'static Capabilities;
    /// A kind of source that the request type takes. All kinds that it takes have the same capabilities.
    const SOURCE: SourceKind;
    /// The typed client of the product.
    type Client: ProductClient + fmt::Debug + Clone + Send + Sync + 'static;
    /// The vendor's request to submit a job.
    type VendorRequest: Send + 'static;

    /// Returns whether a job was submitted with this request type. Default: all jobs were.
    fn owns(id: &JobId) -> bool {
        let _ = id;
        true
    }

    /// Converts a request that has passed the check against the capabilities. Pure.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what the vendor's request cannot express.
    fn to_vendor(request: &SnapshotRequest, region: Option<&str>) -> Result<Self::VendorRequest, Error>;

    /// Submits a job.
    fn submit(
        client: &Self::Client,
        request: Self::VendorRequest,
    ) -> impl Future<Output = Result<SnapshotJob, Error>> + Send;

    /// Returns a job.
    fn job(client: &Self::Client, id: &JobId) -> impl Future<Output = Result<SnapshotJob, Error>> + Send;

    /// Returns which other jobs fit into the same query. Default: none.
    fn batch(id: &JobId) -> Batch {
        let _ = id;
        Batch::single()
    }

    /// Returns several jobs of one batch. Default: one call for each.
    fn query(client: &Self::Client, ids: &[JobId]) -> impl Future<Output = Result<JobResults, Error>> + Send {
        async move {
            let mut results = JobResults::with_capacity(ids.len());
            for id in ids {
                results.push((id.clone(), Self::job(client, id).await));
            }
            Ok(results)
        }
    }

    /// Returns one page of jobs. Default: `Unsupported`.
    fn jobs(
        client: &Self::Client,
        filter: &JobFilter,
    ) -> impl Future<Output = Result<Page<SnapshotJob>, Error>> + Send {
        let _ = (client, filter);
        ready(Err(unsupported("no lists of jobs")))
    }

    /// Returns one page of the images of `job`. Default: the images that come with the job, as one page.
    fn images(
        client: &Self::Client,
        job: &SnapshotJob,
        filter: &ImageFilter,
    ) -> impl Future<Output = Result<Page<Image>, Error>> + Send {
        async move {
            let job = if job.images.is_empty() {
                let found = Self::job(client, &job.id).await?;
                require_job(&job.id, &found)?;
                found
            } else {
                job.clone()
            };
            images_of_job(job, filter)
        }
    }

    /// Cancels a job. Default: `Unsupported`.
    fn cancel(client: &Self::Client, id: &JobId) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (client, id);
        ready(Err(unsupported("no way to take a job back")))
    }

    /// Sends a command to a job. Default: `Unsupported`.
    fn command(
        client: &Self::Client,
        id: &JobId,
        command: JobCommand,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (client, id, command);
        ready(Err(unsupported("no jobs that take commands")))
    }

    /// Makes an image the cover of its media asset. Default: `Unsupported`.
    fn set_cover(client: &Self::Client, image: &Image) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (client, image);
        ready(Err(unsupported("no covers to set")))
    }
}

/// Runs the unified client on the typed client of a product.
#[derive(Debug, Clone)]
pub struct SourceAdapter<P: ProductAdapter> {
    client: P::Client,
}

impl<P: ProductAdapter> SourceAdapter<P> {
    const PRODUCT: ProductKey = P::CAPABILITIES.product;

    /// Wraps the product's typed client.
    pub fn new(client: P::Client) -> Self {
        Self { client }
    }

    /// Returns the typed client.
    pub fn client(&self) -> &P::Client {
        &self.client
    }

    /// Converts a unified request to the vendor's, with its customizations applied. Nothing is sent.
    ///
    /// # Errors
    /// `InvalidArgument` and `Unsupported`, for what the vendor's request cannot express.
    pub fn convert(&self, request: &SnapshotRequest) -> Result<P::VendorRequest, Error> {
        P::CAPABILITIES.check(request)?;
        self.checked(request)
            .map_err(|error| error.with_operation(Self::PRODUCT.as_str(), None))
    }

    /// Submits the vendor's own request.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn submit_native(&self, request: P::VendorRequest) -> Result<SnapshotJob, Error> {
        let job = P::submit(&self.client, request).await;
        job.map_err(|error| error.with_operation(Self::PRODUCT.as_str(), None))
    }

    /// Converts a request that has passed the check against the capabilities.
    fn checked(&self, request: &SnapshotRequest) -> Result<P::VendorRequest, Error> {
        let mut converted = P::to_vendor(request, self.client.transport().region())?;
        request.customizations.apply(&mut converted);
        Ok(converted)
    }

    /// Names the product on the error of a call.
    fn call<'a, T>(call: impl Future<Output = Result<T, Error>> + Send + 'a) -> ServiceFuture<'a, T> {
        Box::pin(async move {
            call.await
                .map_err(|error| error.with_operation(Self::PRODUCT.as_str(), None))
        })
    }
}

impl<P: ProductAdapter> SnapshotService for SourceAdapter<P> {
    fn capabilities(&self) -> &'static Capabilities {
        P::CAPABILITIES
    }

    fn submit<'a>(&'a self, request: &'a SnapshotRequest) -> ServiceFuture<'a, SnapshotJob> {
        Self::call(async move { P::submit(&self.client, self.checked(request)?).await })
    }

    fn job<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, SnapshotJob> {
        Self::call(async move {
            let job = P::job(&self.client, id).await?;
            require_job(id, &job)?;
            Ok(job)
        })
    }

    fn batch(&self, id: &JobId) -> Batch {
        P::batch(id)
    }

    fn query<'a>(&'a self, ids: &'a [JobId]) -> ServiceFuture<'a, JobResults> {
        Self::call(async move {
            let mut results = P::query(&self.client, ids).await?;
            for (id, result) in &mut results {
                if let Ok(job) = result
                    && let Err(error) = require_job(id, job)
                {
                    *result = Err(error);
                }
                if let Err(error) = result {
                    *error = error.clone().with_operation(Self::PRODUCT.as_str(), None);
                }
            }
            Ok(results)
        })
    }

    fn jobs<'a>(&'a self, filter: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>> {
        Self::call(async move {
            P::CAPABILITIES.check_job_filter(filter)?;
            P::jobs(&self.client, filter).await
        })
    }

    fn images<'a>(&'a self, job: &'a SnapshotJob, filter: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>> {
        Self::call(async move {
            P::CAPABILITIES.check_image_filter(P::SOURCE, filter)?;
            P::images(&self.client, job, filter).await
        })
    }

    fn cancel<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, ()> {
        Self::call(P::cancel(&self.client, id))
    }

    fn send_command<'a>(&'a self, id: &'a JobId, command: JobCommand) -> ServiceFuture<'a, ()> {
        Self::call(P::command(&self.client, id, command))
    }

    fn set_cover<'a>(&'a self, image: &'a Image) -> ServiceFuture<'a, ()> {
        Self::call(P::set_cover(&self.client, image))
    }

    fn http_client(&self) -> Option<&reqwest::Client> {
        Some(self.client.transport().http_client())
    }
}

/// Runs the unified client on a product with two request types: `B` takes its one kind of source, `A` takes all others.
#[derive(Debug, Clone)]
pub struct TwoSourceAdapter<A: ProductAdapter, B: ProductAdapter> {
    first: SourceAdapter<A>,
    second: SourceAdapter<B>,
}

impl<A: ProductAdapter, B: ProductAdapter<Client = A::Client>> TwoSourceAdapter<A, B> {
    /// Wraps the product's typed client.
    pub fn new(client: A::Client) -> Self {
        Self {
            first: SourceAdapter::new(client.clone()),
            second: SourceAdapter::new(client),
        }
    }

    /// Returns the typed client.
    pub fn client(&self) -> &A::Client {
        self.first.client()
    }

    fn of_source(&self, source: SourceKind) -> &dyn SnapshotService {
        if source == B::SOURCE {
            &self.second
        } else {
            &self.first
        }
    }

    fn of_job(&self, id: &JobId) -> &dyn SnapshotService {
        if B::owns(id) { &self.second } else { &self.first }
    }
}

impl<A: ProductAdapter, B: ProductAdapter<Client = A::Client>> SnapshotService for TwoSourceAdapter<A, B> {
    fn capabilities(&self) -> &'static Capabilities {
        A::CAPABILITIES
    }

    fn submit<'a>(&'a self, request: &'a SnapshotRequest) -> ServiceFuture<'a, SnapshotJob> {
        let source = request.source.kind();
        let (misplaced, name) = if source == B::SOURCE {
            let misplaced = request.customizations.has::<A::VendorRequest>();
            (misplaced, std::any::type_name::<A::VendorRequest>())
        } else {
            let misplaced = request.customizations.has::<B::VendorRequest>();
            (misplaced, std::any::type_name::<B::VendorRequest>())
        };
        if misplaced {
            let name = name.rsplit("::").next().unwrap_or(name);
            let message = format!("the request carries changes of {name}, which is not what is sent");
            return SourceAdapter::<A>::call(ready(Err(invalid(message))));
        }
        self.of_source(source).submit(request)
    }

    fn job<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, SnapshotJob> {
        self.of_job(id).job(id)
    }

    fn batch(&self, id: &JobId) -> Batch {
        self.of_job(id).batch(id)
    }

    fn query<'a>(&'a self, ids: &'a [JobId]) -> ServiceFuture<'a, JobResults> {
        match ids {
            [first, ..] => self.of_job(first).query(ids),
            [] => self.first.query(ids),
        }
    }

    fn jobs<'a>(&'a self, filter: &'a JobFilter) -> ServiceFuture<'a, Page<SnapshotJob>> {
        self.of_source(filter.source.unwrap_or(A::SOURCE)).jobs(filter)
    }

    fn images<'a>(&'a self, job: &'a SnapshotJob, filter: &'a ImageFilter) -> ServiceFuture<'a, Page<Image>> {
        self.of_job(&job.id).images(job, filter)
    }

    fn cancel<'a>(&'a self, id: &'a JobId) -> ServiceFuture<'a, ()> {
        self.of_job(id).cancel(id)
    }

    fn send_command<'a>(&'a self, id: &'a JobId, command: JobCommand) -> ServiceFuture<'a, ()> {
        self.of_job(id).send_command(id, command)
    }

    fn set_cover<'a>(&'a self, image: &'a Image) -> ServiceFuture<'a, ()> {
        self.first.set_cover(image)
    }

    fn http_client(&self) -> Option<&reqwest::Client> {
        self.first.http_client()
    }
}
