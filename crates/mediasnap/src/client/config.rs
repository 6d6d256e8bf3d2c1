//! How to reach a product.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mediasnap_client::credentials::{Identity, ProvideCredentials, StaticProvider};
use mediasnap_client::{
    ClientBuilder, DryRun, ProductClient, RateLimits, RetryPolicy, SignedRequest, Transport,
};
use mediasnap_core::{Error, Product};

use crate::model::ObjectLocation;
use crate::wait::PollingPolicy;

/// Says where an object can be fetched: the address, signed where required; `None` for objects that it does not know.
pub type ObjectUrls = Arc<dyn Fn(&ObjectLocation) -> Option<String> + Send + Sync>;

/// How to reach a product: the same for all of them.
///
/// Without credentials, they are looked for where the vendor's own SDKs look.
#[derive(Clone, Default)]
#[must_use]
pub struct Config {
    region: Option<String>,
    endpoint: Option<String>,
    credentials: Option<Arc<dyn ProvideCredentials>>,
    profile: Option<String>,
    project_id: Option<String>,
    language: Option<String>,
    http: Option<reqwest::Client>,
    roots: Option<Vec<u8>>,
    retry: Option<RetryPolicy>,
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
    limits: Option<RateLimits>,
    dry_run: Option<DryRun>,
    pub(super) polling: Option<PollingPolicy>,
    pub(super) object_urls: Option<ObjectUrls>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .field(
                "credentials",
                &self.credentials.as_ref().map(ProvideCredentials::name),
            )
            .finish_non_exhaustive()
    }
}

impl Config {
    /// The defaults of the product clients.
    pub fn new() -> Self {
        Self::default()
    }

    /// The region.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// An endpoint that wins over the region's.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// The profile of the vendor's files to take credentials from, and from nowhere else.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Credentials given by the program.
    pub fn credentials(mut self, identity: impl Into<Identity>) -> Self {
        self.credentials = Some(Arc::new(StaticProvider::new(identity)));
        self
    }

    /// A source of credentials.
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// The Huawei project; wins over the one that comes with the credentials.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// The language of Tencent's messages: `zh-CN` or `en-US`.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// An HTTP client of your own; it must not follow redirects.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Certificates to trust besides the system's, as text in PEM; no effect on an HTTP client of your own.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots = Some(pem.into());
        self
    }

    /// How often a call is tried.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = Some(retry);
        self
    }

    /// The most time that one call takes, retries and waits included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The most time that one request takes.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Rate limits to keep to, by default the documented ones; clones of one count together.
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// A dry run: every request is signed and handed to `show`, and none is sent. Whatever would send one fails then with an error
    /// of kind `Config`. What is shown holds a valid signature.
    pub fn dry_run(mut self, show: impl Fn(&SignedRequest) + Send + Sync + 'static) -> Self {
        self.dry_run = Some(Arc::new(show));
        self
    }

    /// How jobs are waited for.
    pub fn polling(mut self, policy: PollingPolicy) -> Self {
        self.polling = Some(policy);
        self
    }

    /// Where objects can be fetched, for products that name objects instead of addresses.
    pub fn object_urls(
        mut self,
        urls: impl Fn(&ObjectLocation) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.object_urls = Some(Arc::new(urls));
        self
    }

    /// The typed client of a product, set up like this.
    ///
    /// # Errors
    /// `Config` when neither region nor endpoint is known, or they are wrong.
    pub fn build<C: ProductClient>(&self) -> Result<C, Error> {
        self.builder::<C>().build()
    }

    /// The transport to a product that is chosen at run time, for calls by the vendor's own names.
    ///
    /// # Errors
    /// `Config` when neither region nor endpoint is known, or they are wrong.
    pub fn transport(&self, product: &'static Product) -> Result<Transport, Error> {
        self.builder::<Transport>().transport(product)
    }

    fn builder<C>(&self) -> ClientBuilder<C> {
        let mut builder = ClientBuilder::<C>::new();
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(endpoint) = &self.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(credentials) = &self.credentials {
            builder = builder.credentials_provider(credentials.clone());
        }
        if let Some(profile) = &self.profile {
            builder = builder.profile(profile);
        }
        if let Some(project_id) = &self.project_id {
            builder = builder.project_id(project_id);
        }
        if let Some(language) = &self.language {
            builder = builder.language(language);
        }
        if let Some(http) = &self.http {
            builder = builder.http_client(http.clone());
        }
        if let Some(roots) = &self.roots {
            builder = builder.root_certificates(roots.clone());
        }
        if let Some(retry) = self.retry {
            builder = builder.retry(retry);
        }
        if let Some(timeout) = self.timeout {
            builder = builder.timeout(timeout);
        }
        if let Some(timeout) = self.attempt_timeout {
            builder = builder.attempt_timeout(timeout);
        }
        if let Some(limits) = &self.limits {
            builder = builder.rate_limits(limits.clone());
        }
        if let Some(show) = self.dry_run.clone() {
            builder = builder.dry_run(move |signed| show(signed));
        }
        builder
    }
}
