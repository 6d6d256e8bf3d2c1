//! The transport: from an unsigned request to a response, every attempt signed anew.

mod attempt;
mod decode;
mod endpoints;
mod explain;
mod header_names;
mod probe;
mod seconds;
mod signing;

use std::fmt;
use std::sync::Arc;

use mediasnap_core::operation::{Operation, Product};
use mediasnap_core::{Error, ErrorKind};
use mediasnap_credentials::{CredentialsReport, HuaweiProjects, ProvideCredentials};
use tracing::Instrument as _;

use crate::config::ClientConfig;
use crate::request::{SignedRequest, UnsignedRequest};
use crate::response::RawResponse;
use crate::retry::RetryPolicy;
pub(crate) use decode::{BodyDecoder, DecodedBody, decode_as, json_alone};
use endpoints::Endpoints;
use header_names::HeaderNameCache;

/// Sends signed requests for one product. Clones share everything.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
    retry: RetryPolicy,
}

struct Shared {
    product: &'static Product,
    endpoints: Endpoints,
    header_names: HeaderNameCache,
    http: reqwest::Client,
    signer: Signer,
    config: ClientConfig,
}

/// Who signs.
pub(crate) struct Signer {
    pub(crate) credentials: Arc<dyn ProvideCredentials>,
    /// Looks up the Huawei project where none is configured.
    pub(crate) projects: Option<HuaweiProjects>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("product", &self.shared.product.key)
            .field("endpoint", &self.endpoint())
            .field("region", &self.shared.config.region)
            .field("credentials", &self.shared.signer.credentials.name())
            .finish_non_exhaustive()
    }
}

impl Transport {
    pub(crate) fn new(
        product: &'static Product,
        endpoints: &[url::Url],
        http: reqwest::Client,
        signer: Signer,
        config: ClientConfig,
    ) -> Self {
        let retry = config.retry;
        let shared = Shared {
            product,
            endpoints: Endpoints::new(endpoints),
            header_names: HeaderNameCache::default(),
            http,
            signer,
            config,
        };
        Self {
            shared: Arc::new(shared),
            retry,
        }
    }

    /// Returns this transport with another retry policy, for a single call that may be retried, or must not be.
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self {
            shared: self.shared.clone(),
            retry,
        }
    }

    /// The product that it talks to.
    pub fn product(&self) -> &'static Product {
        self.shared.product
    }

    /// The endpoint in use, `https://host`.
    pub fn endpoint(&self) -> &str {
        &self.shared.endpoints.current().text
    }

    /// Looks for credentials and says where some were found, or why not: names and places, never values.
    pub async fn credentials_report(&self) -> CredentialsReport {
        self.shared.signer.credentials.report().await
    }

    /// The region, where one was given.
    pub fn region(&self) -> Option<&str> {
        self.shared.config.region.as_deref()
    }

    /// The time now, by the vendor's clock as far as its responses have stated it.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        let skew = self
            .shared
            .endpoints
            .current()
            .skew
            .load(std::sync::atomic::Ordering::Relaxed);
        self.shared.config.clock.now() + chrono::Duration::seconds(skew)
    }

    /// The HTTP client underneath.
    pub fn http_client(&self) -> &reqwest::Client {
        &self.shared.http
    }

    /// Signs `unsigned` as it would be sent now, and sends nothing.
    ///
    /// # Errors
    /// `Config` without credentials, `InvalidArgument` for what cannot be signed.
    pub async fn sign(
        &self,
        operation: &Operation,
        unsigned: &UnsignedRequest,
    ) -> Result<SignedRequest, Error> {
        let endpoint = self.shared.endpoints.current();
        self.prepare(operation, unsigned, None)
            .await
            .and_then(|prepared| self.sign_prepared(endpoint, &prepared, |signed| Ok(signed.to_owned())))
            .map_err(|error| error.with_operation(self.shared.product.key, Some(operation.id)))
    }

    /// Sends `unsigned` and returns the successful response.
    ///
    /// # Errors
    /// Everything that can go wrong, as [`Error`]; see its kinds.
    pub async fn call(
        &self,
        operation: &Operation,
        unsigned: &UnsignedRequest,
    ) -> Result<RawResponse, Error> {
        let called = self.call_and_decode(operation, unsigned, json_alone).await;
        called.map(|(response, _)| response)
    }

    /// Like [`call`](Self::call), and decodes the body, if there is one, within the attempt, so that one that is not JSON can be retried.
    pub(crate) async fn call_and_decode(
        &self,
        operation: &Operation,
        unsigned: &UnsignedRequest,
        decode: BodyDecoder,
    ) -> Result<(RawResponse, Option<DecodedBody>), Error> {
        if let Some(show) = &self.shared.config.dry_run {
            show(&self.sign(operation, unsigned).await?);
            let error = Error::new(ErrorKind::Config, "a dry run sends nothing").with_not_sent();
            return Err(error.with_operation(self.shared.product.key, Some(operation.id)));
        }
        let begun = tracing::enabled!(tracing::Level::INFO).then(std::time::Instant::now);
        let span = tracing::info_span!(
            "call",
            product = self.shared.product.key,
            operation = operation.id,
            region = self.shared.config.region.as_deref(),
            attempts = tracing::field::Empty,
            status = tracing::field::Empty,
            code = tracing::field::Empty,
            request_id = tracing::field::Empty,
            duration_ms = tracing::field::Empty,
        );
        // Pinned where it stands: a future that is passed on by value is stored twice, and copied.
        let attempts = std::pin::pin!(self.attempts(operation, unsigned, decode));
        let result = attempts.instrument(span.clone()).await;
        match &result {
            Ok((answer, _)) => {
                span.record("attempts", answer.attempts);
                span.record("status", answer.status);
                span.record("request_id", answer.request_id.as_deref());
            }
            Err(error) => {
                span.record("attempts", error.attempts());
                span.record("status", error.status());
                span.record("code", error.code());
                span.record("request_id", error.request_id());
            }
        }
        if let Some(begun) = begun {
            let elapsed = begun.elapsed().as_millis();
            span.record("duration_ms", u64::try_from(elapsed).unwrap_or(u64::MAX));
        }
        result
    }
}
