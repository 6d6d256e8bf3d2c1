//! Configuration of a client, and what observes its calls.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mediasnap_core::Error;
use mediasnap_core::clock::{SharedClock, SystemClock};
use mediasnap_credentials::{ProvideCredentials, ProviderConfig};

use crate::endpoint;
use crate::rate_limit::RateLimits;
use crate::request::SignedRequest;
use crate::retry::RetryPolicy;

/// Configuration of a client: endpoint, credentials, timeouts and retries. [`ClientBuilder`](crate::ClientBuilder) has a setter for
/// each field.
#[derive(Clone)]
#[non_exhaustive]
pub struct ClientConfig {
    /// The region; the spec knows its host. Default: the one that the vendor's variable or the profile sets.
    pub region: Option<String>,
    /// Endpoints that take precedence over the region's, in order.
    pub endpoints: Vec<String>,
    /// The domain that replaces the root domain of Tencent's hosts.
    pub root_domain: Option<String>,
    /// Where credentials and endpoint overrides are looked for. Default: this process on this machine.
    pub provider_config: ProviderConfig,
    /// The source of credentials. Default: [`default_chain`](mediasnap_credentials::default_chain).
    pub credentials: Option<Arc<dyn ProvideCredentials>>,
    /// A custom HTTP client.
    pub http_client: Option<reqwest::Client>,
    /// Certificates to trust in addition to the system's, in PEM.
    pub root_certificates: Option<Vec<u8>>,
    /// The source of time, nonces and jitter.
    pub clock: SharedClock,
    /// The language of Tencent's messages: `zh-CN` or `en-US`.
    pub language: Option<String>,
    /// The Huawei project. Takes precedence over the one that comes with the credentials.
    pub project_id: Option<String>,
    /// How often a call is tried.
    pub retry: RetryPolicy,
    /// Maximum time of one call, retries and waits included. Default: 120 s.
    pub timeout: Duration,
    /// Maximum time of one request. Default: 60 s.
    pub attempt_timeout: Duration,
    /// Maximum time to connect. Default: 10 s.
    pub connect_timeout: Duration,
    /// Maximum size of a response body in bytes. Default: 8 MiB.
    pub max_response_size: usize,
    /// Receives every attempt.
    pub observer: Option<Observer>,
    /// Rate limits to keep to. Default: the documented ones.
    pub rate_limits: RateLimits,
    /// Receives the signed requests, which are not sent.
    pub dry_run: Option<DryRun>,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            region: None,
            endpoints: Vec::new(),
            root_domain: None,
            provider_config: ProviderConfig::from_system(),
            credentials: None,
            http_client: None,
            root_certificates: None,
            clock: Arc::new(SystemClock),
            language: None,
            project_id: None,
            retry: RetryPolicy::standard(),
            timeout: Duration::from_secs(120),
            attempt_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            max_response_size: 8 * 1024 * 1024,
            observer: None,
            rate_limits: RateLimits::documented(),
            dry_run: None,
        }
    }
}

impl fmt::Debug for ClientConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let endpoints: Vec<_> = self.endpoints.iter().map(|text| endpoint::shown(text)).collect();
        f.debug_struct("ClientConfig")
            .field("region", &self.region)
            .field("endpoints", &endpoints)
            .field(
                "credentials",
                &self.credentials.as_ref().map(ProvideCredentials::name),
            )
            .finish_non_exhaustive()
    }
}

/// Writes the setters of a type whose field `client` is a [`ClientConfig`].
#[doc(hidden)]
#[macro_export]
macro_rules! client_config_setters {
    () => {
        /// Sets the region; the spec knows its host. Default: the one that the vendor's variable or the profile sets.
        pub fn region(mut self, region: impl Into<String>) -> Self {
            self.client.region = Some(region.into());
            self
        }

        /// Sets an endpoint that takes precedence over the region's: `http://127.0.0.1:8080`, or a bare host, which means https.
        pub fn endpoint(self, endpoint: impl Into<String>) -> Self {
            self.endpoints([endpoint])
        }

        /// Sets endpoints that take precedence over the region's, in order: if no connection can be made to one, the next is tried,
        /// and kept.
        pub fn endpoints(mut self, endpoints: impl IntoIterator<Item = impl Into<String>>) -> Self {
            self.client.endpoints = endpoints.into_iter().map(Into::into).collect();
            self
        }

        /// Replaces the root domain of Tencent's hosts, `internal.tencentcloudapi.com` for example.
        pub fn root_domain(mut self, domain: impl Into<String>) -> Self {
            self.client.root_domain = Some(domain.into());
            self
        }

        /// Sets where credentials and endpoint overrides are looked for. Default: this process on this machine.
        pub fn provider_config(mut self, config: $crate::credentials::ProviderConfig) -> Self {
            self.client.provider_config = config;
            self
        }

        /// Sets the profile of the vendor's files that is the only source of credentials.
        pub fn profile(mut self, name: impl Into<String>) -> Self {
            self.client.provider_config = self.client.provider_config.with_profile(name);
            self
        }

        /// Sets the credentials.
        pub fn credentials(self, identity: impl Into<$crate::credentials::Identity>) -> Self {
            self.credentials_provider($crate::credentials::StaticProvider::new(identity))
        }

        /// Sets a source of credentials, which is called at each attempt: wrap one that does I/O in a
        /// [`CachedProvider`]($crate::credentials::CachedProvider).
        pub fn credentials_provider(
            mut self,
            provider: impl $crate::credentials::ProvideCredentials + 'static,
        ) -> Self {
            self.client.credentials = Some(std::sync::Arc::new(provider));
            self
        }

        /// Sets a custom HTTP client. It must not follow redirects, and its headers are not signed.
        pub fn http_client(mut self, client: $crate::reqwest::Client) -> Self {
            self.client.http_client = Some(client);
            self
        }

        /// Sets certificates to trust in addition to the system's, in PEM: of a private cloud, or of a TLS-inspecting proxy. No
        /// effect on a custom HTTP client.
        pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
            self.client.root_certificates = Some(pem.into());
            self
        }

        /// Sets the Huawei project. Takes precedence over the one that comes with the credentials.
        pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
            self.client.project_id = Some(project_id.into());
            self
        }

        /// Sets the language of Tencent's messages: `zh-CN` or `en-US`.
        pub fn language(mut self, language: impl Into<String>) -> Self {
            self.client.language = Some(language.into());
            self
        }

        /// Sets how often a call is tried.
        pub fn retry(mut self, retry: $crate::RetryPolicy) -> Self {
            self.client.retry = retry;
            self
        }

        /// Sets the maximum time of one call, retries and waits included. Default: 120 s.
        pub fn timeout(mut self, timeout: std::time::Duration) -> Self {
            self.client.timeout = timeout;
            self
        }

        /// Sets the maximum time of one request. Default: 60 s.
        pub fn attempt_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.client.attempt_timeout = timeout;
            self
        }

        /// Sets the maximum time to connect. Default: 10 s. No effect on a custom HTTP client.
        pub fn connect_timeout(mut self, timeout: std::time::Duration) -> Self {
            self.client.connect_timeout = timeout;
            self
        }

        /// Sets the maximum size of a response body in bytes. Default: 8 MiB.
        pub fn max_response_size(mut self, bytes: usize) -> Self {
            self.client.max_response_size = bytes;
            self
        }

        /// Sets the rate limits to keep to. Default: the documented ones. Clones share their counts.
        pub fn rate_limits(mut self, limits: $crate::RateLimits) -> Self {
            self.client.rate_limits = limits;
            self
        }

        /// Sets a function that receives every attempt, for metrics.
        pub fn on_attempt(mut self, observer: impl Fn(&$crate::Attempt<'_>) + Send + Sync + 'static) -> Self {
            self.client.observer = Some(std::sync::Arc::new(observer));
            self
        }

        /// Makes this a dry run: every request is signed and passed to `show`, and none is sent. A call that would send one fails then
        /// with an error of kind `Config`. The request contains a valid signature; credentials are resolved as usual.
        pub fn dry_run(mut self, show: impl Fn(&$crate::SignedRequest) + Send + Sync + 'static) -> Self {
            self.client.dry_run = Some(std::sync::Arc::new(show));
            self
        }

        /// Sets the source of time, nonces and jitter.
        pub fn clock(mut self, clock: impl $crate::clock::Clock + 'static) -> Self {
            self.client.clock = std::sync::Arc::new(clock);
            self
        }
    };
}

/// A function that is told of every attempt, when it has ended.
pub type Observer = Arc<dyn Fn(&Attempt<'_>) + Send + Sync>;

/// A function that is handed signed requests instead of a service.
pub type DryRun = Arc<dyn Fn(&SignedRequest) + Send + Sync>;

/// One attempt of a call, for an observer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The product key.
    pub product: &'static str,
    /// The vendor's name of the operation.
    pub operation: &'static str,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// The HTTP status of a success, or the error.
    pub outcome: Result<u16, &'a Error>,
    /// After how long the next attempt begins; `None` when this was the last.
    pub delay: Option<Duration>,
}
