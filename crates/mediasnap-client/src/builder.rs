//! Making a client.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use mediasnap_core::clock::{Clock, SharedClock, SystemClock};
use mediasnap_core::operation::{Product, Vendor};
use mediasnap_core::{Error, ErrorKind};
use mediasnap_credentials::{
    HuaweiProjects, Identity, ProvideCredentials, ProviderConfig, StaticProvider, default_chain,
};

use crate::config::{Attempt, Config, DryRun, Observer};
use crate::endpoint;
use crate::rate_limit::RateLimits;
use crate::request::SignedRequest;
use crate::retry::RetryPolicy;
use crate::transport::{Signer, Transport};

/// A generated client: what [`ClientBuilder`] needs to make one.
pub trait ProductClient: Sized {
    /// The product that the client talks to.
    fn product() -> &'static Product;

    /// A client on `transport`.
    fn from_transport(transport: Transport) -> Self;

    /// The transport underneath.
    fn transport(&self) -> &Transport;
}

/// Builds a client: endpoint, credentials, timeouts and retries.
///
/// Without credentials they are looked for where the vendor's own SDKs look: see [`default_chain`].
#[must_use]
pub struct ClientBuilder<C = Transport> {
    region: Option<String>,
    endpoints: Vec<String>,
    root_domain: Option<String>,
    provider_config: ProviderConfig,
    credentials: Option<Arc<dyn ProvideCredentials>>,
    http: Option<reqwest::Client>,
    roots: Option<Vec<u8>>,
    clock: SharedClock,
    language: Option<String>,
    project_id: Option<String>,
    retry: RetryPolicy,
    timeout: Duration,
    attempt_timeout: Duration,
    connect_timeout: Duration,
    max_response_size: usize,
    observer: Option<Observer>,
    limits: RateLimits,
    dry_run: Option<DryRun>,
    client: PhantomData<fn() -> C>,
}

impl<C> std::fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("endpoints", &self.endpoints)
            .field(
                "credentials",
                &self.credentials.as_ref().map(ProvideCredentials::name),
            )
            .finish_non_exhaustive()
    }
}

impl<C> Default for ClientBuilder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> ClientBuilder<C> {
    /// A builder with the defaults: 10 s to connect, 60 s a request, 120 s a call, three attempts, 64 MiB a response.
    pub fn new() -> Self {
        Self {
            region: None,
            endpoints: Vec::new(),
            root_domain: None,
            provider_config: ProviderConfig::from_system(),
            credentials: None,
            http: None,
            roots: None,
            clock: Arc::new(SystemClock),
            language: None,
            project_id: None,
            retry: RetryPolicy::standard(),
            timeout: Duration::from_secs(120),
            attempt_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            max_response_size: 64 * 1024 * 1024,
            observer: None,
            limits: RateLimits::documented(),
            dry_run: None,
            client: PhantomData,
        }
    }

    /// The region; the spec knows its host.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// An endpoint that wins over the region's: `http://127.0.0.1:8080`, or a bare host, which means https.
    pub fn endpoint(self, endpoint: impl Into<String>) -> Self {
        self.endpoints([endpoint])
    }

    /// Endpoints that win over the region's, in order: where no connection can be made to one, the next is tried, and kept.
    pub fn endpoints(mut self, endpoints: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.endpoints = endpoints.into_iter().map(Into::into).collect();
        self
    }

    /// The domain under which Tencent's hosts are looked for, `internal.tencentcloudapi.com` for example.
    pub fn root_domain(mut self, domain: impl Into<String>) -> Self {
        self.root_domain = Some(domain.into());
        self
    }

    /// Where credentials and endpoint overrides are looked for, instead of this process on this machine.
    pub fn provider_config(mut self, config: ProviderConfig) -> Self {
        self.provider_config = config;
        self
    }

    /// The profile of the vendor's files to take credentials from, and from nowhere else.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.provider_config = self.provider_config.with_profile(name);
        self
    }

    /// Credentials given by the program.
    pub fn credentials(mut self, identity: impl Into<Identity>) -> Self {
        self.credentials = Some(Arc::new(StaticProvider::new(identity)));
        self
    }

    /// A source of credentials, asked at each attempt: put one that does I/O behind a
    /// [`CachedProvider`](mediasnap_credentials::CachedProvider).
    pub fn credentials_provider(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// An HTTP client of your own; it must not follow redirects, and its headers are not signed.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Certificates to trust besides the system's, as text in PEM: of a private cloud, or of a proxy that looks into TLS. No
    /// effect on an HTTP client of your own.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots = Some(pem.into());
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

    /// How often a call is tried.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// The most time that one call takes, retries and waits included.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The most time that one request takes.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// The most time that connecting takes; no effect on an HTTP client of your own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the maximum size of a response body in bytes. Default: 64 MiB.
    pub fn max_response_size(mut self, bytes: usize) -> Self {
        self.max_response_size = bytes;
        self
    }

    /// Rate limits to keep to, by default the documented ones; a clone of the same shares its counts.
    pub fn rate_limits(mut self, limits: RateLimits) -> Self {
        self.limits = limits;
        self
    }

    /// A function that is told of every attempt, for metrics.
    pub fn on_attempt(mut self, observer: impl Fn(&Attempt<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// A dry run: every request is signed and handed to `show`, and none is sent. Each call fails then with an error of kind
    /// `Config`. What is shown holds a valid signature; credentials are looked for as ever.
    pub fn dry_run(mut self, show: impl Fn(&SignedRequest) + Send + Sync + 'static) -> Self {
        self.dry_run = Some(Arc::new(show));
        self
    }

    /// Where time, nonces and jitter come from.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the transport for a product that is chosen at run time.
    ///
    /// # Errors
    /// `Config` when neither region nor endpoint is known, or they are wrong.
    pub fn transport(self, product: &'static Product) -> Result<Transport, Error> {
        let endpoints = self
            .locate(product)
            .map_err(|error| error.with_operation(product.key, None))?;
        let http = match self.http {
            Some(client) => client,
            None => mediasnap_http::client(self.connect_timeout, self.roots.as_deref())
                .map_err(|error| error.with_operation(product.key, None))?,
        };
        let mut provider_config = self.provider_config.with_shared_clock(self.clock.clone());
        if provider_config.has_no_http_client() {
            provider_config = provider_config.with_http_client(http.clone());
        }
        if let Some(region) = &self.region {
            provider_config = provider_config.with_region(region);
        }
        // An endpoint of the caller's own may be no part of the vendor's cloud: its IAM is not asked about it then.
        let projects = match (product.vendor, &self.region) {
            (Vendor::Huawei, Some(region)) if self.endpoints.is_empty() || provider_config.names_iam() => {
                Some(HuaweiProjects::new(&provider_config, region))
            }
            _ => None,
        };
        let credentials = self
            .credentials
            .unwrap_or_else(|| Arc::new(default_chain(product.vendor, &provider_config)));
        let signer = Signer {
            credentials,
            projects,
        };
        let config = Config {
            region: self.region,
            language: self.language,
            project_id: self.project_id,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            max_response_size: self.max_response_size,
            observer: self.observer,
            limits: self.limits,
            dry_run: self.dry_run,
        };
        Ok(Transport::new(
            product, &endpoints, http, signer, self.clock, config, self.retry,
        ))
    }

    fn locate(&self, product: &'static Product) -> Result<Vec<url::Url>, Error> {
        if !self.endpoints.is_empty() {
            return self.endpoints.iter().map(|text| endpoint::parse(text)).collect();
        }
        let mut texts = match (&self.region, product.vendor) {
            (Some(region), _) => endpoint::locate(product, region, &self.provider_config)?,
            // Tencent's central host serves every region; the region is a header, and may be absent.
            (None, Vendor::Tencent) => vec![endpoint::resolve(product, product.default_region)?],
            (None, _) => {
                let message = format!("no region: give one of {}", endpoint::regions(product).join(", "));
                return Err(Error::new(ErrorKind::Config, message));
            }
        };
        if let Some(root) = &self.root_domain {
            for text in &mut texts {
                *text = endpoint::with_root_domain(product, text, root)?;
            }
        }
        texts.iter().map(|text| endpoint::parse(text)).collect()
    }
}

impl<C: ProductClient> ClientBuilder<C> {
    /// Makes the client.
    ///
    /// # Errors
    /// `Config` when neither region nor endpoint is known, or they are wrong.
    pub fn build(self) -> Result<C, Error> {
        Ok(C::from_transport(self.transport(C::product())?))
    }
}
