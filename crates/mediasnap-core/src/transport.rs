//! The transport: from a draft to an answer, every attempt signed anew.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ::http::HeaderMap;
use bytes::Bytes;
use mediasnap_auth as auth;
use tracing::Instrument as _;

use crate::clock::SharedClock;
use crate::credentials::{Identity, ProvideCredentials, project_variable};
use crate::draft::{Draft, SignedRequest};
use crate::operation::{Body, Operation, Product, Vendor};
use crate::response::Answer;
use crate::retry::RetryPolicy;
use crate::vendor::{self, Received};
use crate::{Error, ErrorKind, http};

/// How a client was set up.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// The region, where one was given.
    pub region: Option<String>,
    /// The language of the vendor's messages (Tencent: `zh-CN`, `en-US`).
    pub language: Option<String>,
    /// The Huawei project; wins over the one that comes with the credentials.
    pub project_id: Option<String>,
    /// Retries.
    pub retry: RetryPolicy,
    /// The most time that one call takes, retries included.
    pub timeout: Duration,
    /// The most time that one request takes.
    pub attempt_timeout: Duration,
    /// The most bytes that an answer may have.
    pub max_answer: usize,
}

/// Sends signed requests for one product. Clones share everything.
#[derive(Clone)]
pub struct Transport(Arc<Shared>);

struct Shared {
    product: &'static Product,
    scheme: String,
    host: String,
    endpoint: String,
    http: reqwest::Client,
    credentials: Arc<dyn ProvideCredentials>,
    clock: SharedClock,
    config: Config,
    /// How far the vendor's clock is ahead of ours, in seconds, learned from its answers.
    skew: AtomicI64,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("product", &self.0.product.key)
            .field("endpoint", &self.0.endpoint)
            .field("region", &self.0.config.region)
            .field("credentials", &self.0.credentials.name())
            .finish_non_exhaustive()
    }
}

impl Transport {
    pub(crate) fn new(
        product: &'static Product,
        endpoint: &url::Url,
        http: reqwest::Client,
        credentials: Arc<dyn ProvideCredentials>,
        clock: SharedClock,
        config: Config,
    ) -> Self {
        let host = match (endpoint.host_str().unwrap_or_default(), endpoint.port()) {
            (host, Some(port)) => format!("{host}:{port}"),
            (host, None) => host.to_owned(),
        };
        let scheme = endpoint.scheme().to_owned();
        let endpoint = format!("{scheme}://{host}");
        Self(Arc::new(Shared {
            product,
            scheme,
            host,
            endpoint,
            http,
            credentials,
            clock,
            config,
            skew: AtomicI64::new(0),
        }))
    }

    /// The product that it talks to.
    pub fn product(&self) -> &'static Product {
        self.0.product
    }

    /// The endpoint, `https://host`.
    pub fn endpoint(&self) -> &str {
        &self.0.endpoint
    }

    /// The HTTP client underneath.
    pub fn http_client(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// Signs `draft` as it would go out now, and sends nothing.
    ///
    /// # Errors
    /// `Config` without credentials, `InvalidArgument` for what cannot be signed.
    pub async fn sign(&self, operation: &Operation, draft: &Draft) -> Result<SignedRequest, Error> {
        self.sign_at(operation, draft)
            .await
            .map_err(|error| error.at(self.0.product.key, Some(operation.id)))
    }

    /// Sends `draft` and returns the successful answer.
    ///
    /// # Errors
    /// Everything that can go wrong, as [`Error`]; see its kinds.
    pub async fn call(&self, operation: &Operation, draft: &Draft) -> Result<Answer, Error> {
        let span = tracing::info_span!(
            "call",
            product = self.0.product.key,
            operation = operation.id,
            region = self.0.config.region.as_deref(),
            attempts = tracing::field::Empty,
            status = tracing::field::Empty,
            code = tracing::field::Empty,
            request_id = tracing::field::Empty,
        );
        let timeout = self.0.config.timeout;
        let work = self.attempts(operation, draft).instrument(span.clone());
        let result = match tokio::time::timeout(timeout, work).await {
            Ok(result) => result,
            Err(_) => Err(Error::new(
                ErrorKind::Timeout,
                format!("no answer within {}", seconds(timeout)),
            )),
        };
        match &result {
            Ok(answer) => {
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
        result.map_err(|error| error.at(self.0.product.key, Some(operation.id)))
    }

    async fn attempts(&self, operation: &Operation, draft: &Draft) -> Result<Answer, Error> {
        let shared = &*self.0;
        let mut attempt = 0;
        let mut corrected = false;
        loop {
            attempt += 1;
            let mut headers = HeaderMap::new();
            let error = match self.attempt(operation, draft, &mut headers).await {
                Ok(mut answer) => {
                    answer.attempts = attempt;
                    tracing::debug!(attempt, status = answer.status, "answered");
                    return Ok(answer);
                }
                Err(error) => error.with_attempts(attempt),
            };
            tracing::debug!(attempt, kind = ?error.kind(), status = error.status(), code = error.code(), "failed");
            if error.kind() == ErrorKind::ClockSkew && !corrected && self.correct_clock(&error, &headers) {
                corrected = true;
                continue;
            }
            if error.kind() == ErrorKind::Config
                || !shared.config.retry.allows(&error, attempt, operation.idempotent)
            {
                return Err(error);
            }
            tokio::time::sleep(shared.config.retry.delay(&error, attempt, shared.clock.jitter())).await;
        }
    }

    async fn attempt(
        &self,
        operation: &Operation,
        draft: &Draft,
        headers: &mut HeaderMap,
    ) -> Result<Answer, Error> {
        let shared = &*self.0;
        let signed = self.sign_at(operation, draft).await?;
        let exchange = async {
            let request = request(&shared.http, &signed)?;
            let response = shared.http.execute(request).await.map_err(http::classify)?;
            headers.clone_from(response.headers());
            let status = response.status().as_u16();
            let body = http::read(response, shared.config.max_answer)
                .await
                .map_err(|error| {
                    if error.status().is_none() {
                        error.with_status(status)
                    } else {
                        error
                    }
                })?;
            Ok(Received {
                status,
                headers: headers.clone(),
                body,
            })
        };
        let received = match tokio::time::timeout(shared.config.attempt_timeout, exchange).await {
            Ok(received) => received?,
            Err(_) => {
                let limit = seconds(shared.config.attempt_timeout);
                return Err(Error::new(
                    ErrorKind::Timeout,
                    format!("no answer to the request within {limit}"),
                ));
            }
        };
        vendor::interpret(shared.product, operation, &received)
    }

    /// Learns the vendor's clock from its answer; `false` when the answer does not tell, or tells nothing new.
    fn correct_clock(&self, error: &Error, headers: &HeaderMap) -> bool {
        let shared = &*self.0;
        let Some(time) = vendor::server_time(shared.product.vendor, error, headers) else {
            return false;
        };
        let skew = (time - shared.clock.now()).num_seconds();
        let before = shared.skew.swap(skew, Ordering::Relaxed);
        tracing::warn!(
            seconds = skew,
            "the vendor's clock differs from this machine's; signing with the vendor's"
        );
        (skew - before).abs() > 1
    }

    async fn sign_at(&self, operation: &Operation, draft: &Draft) -> Result<SignedRequest, Error> {
        let shared = &*self.0;
        let mut identity = shared.credentials.identity().await?;
        if let Some(project) = &shared.config.project_id {
            identity.project_id = Some(project.clone());
        }
        let path = expand(operation.path, &draft.path, &identity)?;
        // The header names the project that the path names.
        if let Some((_, project)) = draft.path.iter().find(|(name, _)| name == "project_id") {
            identity.project_id = Some(project.clone());
        }
        let algorithm = vendor::algorithm(shared.product.vendor, &identity.credentials)?;
        let context = vendor::context(shared.product, operation, &shared.config, &identity);
        let mut headers: Vec<(&str, &str)> = vendor::headers(shared.product.vendor, operation);
        headers.extend(
            draft
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let query: Vec<_> = draft
            .query
            .iter()
            .map(|(k, v)| (k.as_str().into(), v.as_str().into()))
            .collect();
        let body = match (operation.body, shared.product.vendor) {
            (Body::None, Vendor::Tencent) if draft.body.is_empty() => Bytes::from_static(b"{}"),
            _ => draft.body.clone(),
        };
        let request = auth::Request {
            method: operation.method,
            scheme: &shared.scheme,
            host: &shared.host,
            path: &path,
            query: auth::Query::Pairs(&query),
            headers: &headers,
            body: &body,
        };
        let time = shared.clock.now() + chrono::Duration::seconds(shared.skew.load(Ordering::Relaxed));
        let nonce = shared.clock.nonce();
        let signed = auth::sign(algorithm, &request, &context, &identity.credentials, time, &nonce)
            .map_err(|error| Error::new(ErrorKind::InvalidArgument, error.to_string()))?;
        let mut all: Vec<(String, String)> = Vec::with_capacity(headers.len() + signed.headers.len());
        for (name, value) in headers {
            if !signed
                .headers
                .iter()
                .any(|(set, _)| set.eq_ignore_ascii_case(name))
            {
                all.push((name.to_owned(), value.to_owned()));
            }
        }
        all.extend(
            signed
                .headers
                .into_iter()
                .map(|(name, value)| (name.into_owned(), value)),
        );
        Ok(SignedRequest {
            method: static_method(operation.method),
            url: signed.url,
            headers: all,
            body,
        })
    }
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}

/// The path with its parameters filled in; what the caller did not give comes from the identity.
fn expand(template: &str, given: &[(String, String)], identity: &Identity) -> Result<String, Error> {
    let mut path = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = given
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        let value = value.or(if name == "project_id" {
            identity.project_id.as_deref()
        } else {
            None
        });
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            let message = format!(
                "no `{name}`: give it to the client, or set {}",
                project_variable()
            );
            return Err(Error::new(ErrorKind::Config, message));
        };
        if !value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        {
            let message = format!("`{name}` may only hold letters, digits, `-` and `_`");
            return Err(Error::new(ErrorKind::InvalidArgument, message));
        }
        path.push_str(before);
        path.push_str(value);
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

fn static_method(method: &str) -> &'static str {
    ["GET", "POST", "PUT", "DELETE", "PATCH"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("GET")
}

/// The HTTP request of a signed one. `Host` is left to the HTTP library, which derives the same from the URL.
fn request(http: &reqwest::Client, signed: &SignedRequest) -> Result<reqwest::Request, Error> {
    let invalid = |message: String| Error::new(ErrorKind::InvalidArgument, message);
    let method = reqwest::Method::from_bytes(signed.method.as_bytes())
        .map_err(|_| invalid("bad method".to_owned()))?;
    let mut builder = http.request(method, &signed.url);
    for (name, value) in &signed.headers {
        if name.eq_ignore_ascii_case("host") {
            continue;
        }
        let mut value = reqwest::header::HeaderValue::from_bytes(value.as_bytes())
            .map_err(|_| invalid(format!("the header `{name}` has a value that no header can hold")))?;
        value.set_sensitive(true);
        builder = builder.header(name.as_str(), value);
    }
    if !signed.body.is_empty() || signed.method == "POST" {
        builder = builder.body(signed.body.clone());
    }
    builder.build().map_err(http::classify)
}
