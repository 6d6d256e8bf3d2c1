//! One kind of source of one product, as an example that works.

use futures_core::future::BoxFuture;
use mediasnap_core::Error;

use crate::client::Config;
use crate::model::{JobFilter, ProductKey, SnapshotRequest, SnapshotRequestBuilder, SourceKind};

/// Finds or creates the template that a request needs, and returns its id.
pub type MakeTemplate = fn(Config) -> BoxFuture<'static, Result<String, Error>>;

/// One kind of source of one product, as an example that works: what to submit, and what comes of it.
///
/// Each product writes its cases in `products/<product>/cases.rs`, and [`cases`](super::cases) returns all of them. The conformance
/// suite, the demo, the example `one_job` and most tests take their requests from here:
///
/// ```no_run
/// use mediasnap::conformance::cases;
/// use mediasnap::{Client, Config};
///
/// # async fn run(config: &Config) -> Result<(), Box<dyn std::error::Error>> {
/// for case in cases().iter().filter(|case| !case.endless) {
///     let client = Client::connect_to(case.product, config)?;
///     let job = client.submit(&case.prepare(config).await?).await?;
///     let job = client.wait(&job.id).await?;
///     println!("{} {}: {}", case.product, case.source, job.state);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Case {
    /// The product.
    pub product: ProductKey,
    /// The kind of source.
    pub source: SourceKind,
    /// The shortest request that the product takes. It names a template that does not exist, if it needs one.
    pub minimal: SnapshotRequestBuilder,
    /// A request that succeeds and makes images about 640 pixels wide, once [`prepare`](Self::prepare) has made its template.
    pub request: SnapshotRequestBuilder,
    /// Makes the template that has to exist before the request. `None` if it works on a service without any data.
    pub template: Option<MakeTemplate>,
    /// A filter for a list that contains the job.
    pub filter: JobFilter,
    /// A well-formed id of a job that does not exist.
    pub unknown_id: &'static str,
    /// Whether the product returns an error for an id that does not exist. One that does not reports such jobs as queued.
    pub rejects_unknown_ids: bool,
    /// The number of images that the request makes, at least.
    pub images: usize,
    /// Whether the job runs until it is stopped.
    pub endless: bool,
}

impl Case {
    /// Creates a case with the defaults: the minimal request succeeds, needs no template and makes one image, jobs end, and a list
    /// is filtered by the kind of source alone.
    pub(crate) fn new(
        product: ProductKey,
        minimal: SnapshotRequestBuilder,
        unknown_id: &'static str,
    ) -> Self {
        let source = minimal.source().kind();
        Self {
            product,
            source,
            request: minimal.clone(),
            minimal,
            template: None,
            filter: JobFilter::new().source(source),
            unknown_id,
            rejects_unknown_ids: true,
            images: 1,
            endless: false,
        }
    }

    /// Makes what has to exist on the service at `config`, and returns the request.
    ///
    /// # Errors
    /// Those of the calls that find or create the template. `NotFound` if the service has none.
    pub async fn prepare(&self, config: &Config) -> Result<SnapshotRequest, Error> {
        let request = self.request.clone();
        match self.template {
            Some(template) => request.template(template(config.clone()).await?).build(),
            None => request.build(),
        }
    }
}
