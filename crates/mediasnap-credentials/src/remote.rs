//! Asking a service for credentials: one request, a bounded answer, errors without a word of either.

use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use http::HeaderMap;
use mediasnap_auth as auth;
use mediasnap_core::{Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::{LARGEST, ProviderConfig};

/// How far a clock may be off without anybody refusing a signature for it; the narrowest window of the three is five minutes.
const NEAR: TimeDelta = TimeDelta::minutes(4);

/// A service that hands out credentials, and how patiently it is asked.
#[derive(Clone, Copy)]
pub(super) struct Service {
    /// Its name, for messages.
    pub(super) name: &'static str,
    /// Whether it is one that most machines do not have.
    local: bool,
    /// Whether it is asked without a proxy.
    direct: bool,
    timeout: Duration,
}

impl Service {
    /// A metadata service: asked without a proxy, and shortly.
    pub(super) const fn local(name: &'static str) -> Self {
        Self {
            name,
            local: true,
            direct: true,
            timeout: Duration::from_secs(2),
        }
    }

    /// One that is asked again where the first answer gets lost: both together take little longer than one otherwise.
    pub(super) const fn asked_twice(self) -> Self {
        Self {
            timeout: Duration::from_millis(1400),
            ..self
        }
    }

    /// A token service somewhere on the net.
    pub(super) const fn remote(name: &'static str) -> Self {
        Self {
            name,
            local: false,
            direct: false,
            timeout: Duration::from_secs(10),
        }
    }

    /// A service with its own patience, on the machine's network: somebody has said that it is there.
    pub(super) const fn near(name: &'static str, seconds: u64) -> Self {
        Self {
            name,
            local: false,
            direct: true,
            timeout: Duration::from_secs(seconds),
        }
    }

    /// An error about it.
    pub(super) fn error(&self, kind: ErrorKind, why: impl std::fmt::Display) -> Error {
        Error::new(kind, format!("{} {why}", self.name))
    }

    /// An answer that does not hold what it should.
    pub(super) fn lacks(&self, what: &str) -> Error {
        self.error(
            ErrorKind::UnexpectedResponse,
            format_args!("answered without {what}"),
        )
    }
}

/// A request to such a service.
pub(super) struct Ask<'a> {
    pub(super) method: &'static str,
    pub(super) url: &'a str,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: Bytes,
}

impl<'a> Ask<'a> {
    pub(super) fn get(url: &'a str) -> Self {
        Self {
            method: "GET",
            url,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub(super) fn put(url: &'a str) -> Self {
        Self {
            method: "PUT",
            ..Self::get(url)
        }
    }

    pub(super) fn post(url: &'a str, media_type: &'a str, body: impl Into<Bytes>) -> Self {
        Self {
            method: "POST",
            url,
            headers: vec![("Content-Type", media_type)],
            body: body.into(),
        }
    }

    pub(super) fn header(mut self, name: &'a str, value: &'a str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// What a service answered.
pub(super) struct Reply {
    service: Service,
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    /// The answer as text.
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default().trim()
    }

    /// The answer, unless it is an error.
    pub(super) fn accepted(self) -> Result<Self, Error> {
        if (200..300).contains(&self.status) {
            Ok(self)
        } else {
            Err(self.refusal())
        }
    }

    /// The error that this answer is, with the vendor's code; its words may quote what was sent, and stay out.
    fn refusal(&self) -> Error {
        let (code, request_id) = envelope(&self.body);
        self.refused(code).with_request_id(request_id)
    }

    /// A refusal with `code`.
    pub(super) fn refused(&self, code: Option<String>) -> Error {
        let busy = code
            .as_deref()
            .is_some_and(|code| code.contains("Throttling") || code.starts_with("RequestLimit"));
        let kind = match self.status {
            429 | 500.. => ErrorKind::Unavailable,
            _ if busy => ErrorKind::Unavailable,
            404 if self.service.local => ErrorKind::Config,
            _ => ErrorKind::Authentication,
        };
        let code = code.map_or_else(String::new, |code| format!(" ({code})"));
        self.service
            .error(kind, format_args!("answered with HTTP {}{code}", self.status))
    }

    /// Whether it is a refusal of what was asked, in its status or inside of a success.
    fn refuses(&self) -> bool {
        (400..500).contains(&self.status) || envelope(&self.body).0.is_some()
    }

    /// The service's own time, where it tells it.
    fn time(&self) -> Option<DateTime<Utc>> {
        let date = self.headers.get("date")?.to_str().ok()?;
        Some(DateTime::parse_from_rfc2822(date.trim()).ok()?.to_utc())
    }

    /// The answer as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|_| {
            self.service.error(
                ErrorKind::UnexpectedResponse,
                "answered with something that is not the documented JSON",
            )
        })
    }
}

/// The code and request id in an error answer of any of the vendors.
fn envelope(body: &[u8]) -> (Option<String>, Option<String>) {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return (None, None);
    };
    let short = |value: &Value| {
        value
            .as_str()
            .map(|text| text.chars().take(100).collect::<String>())
    };
    let code = [
        "/Code",
        "/code",
        "/error_code",
        "/error/code",
        "/Response/Error/Code",
        "/error",
    ]
    .iter()
    .find_map(|path| value.pointer(path).and_then(short));
    let id = ["/RequestId", "/request_id", "/Response/RequestId"];
    (
        code,
        id.iter().find_map(|path| value.pointer(path).and_then(short)),
    )
}

/// A name as one segment of a path.
pub(super) fn segment(name: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    encoded.replace('+', "%20")
}

impl ProviderConfig {
    /// Asks `service`, and returns whatever it answers.
    pub(super) async fn ask(&self, service: Service, ask: Ask<'_>) -> Result<Reply, Error> {
        self.reach(service, ask).await?
    }

    /// The same, but whether it is there and how it answers are two questions: the outer error says that it is not there.
    pub(super) async fn reach(&self, service: Service, ask: Ask<'_>) -> Result<Result<Reply, Error>, Error> {
        let client = match (service.local, service.direct) {
            (true, _) => self.local()?,
            (false, true) => self.near()?,
            (false, false) => self.remote()?,
        };
        let unusable = |what: &str| service.error(ErrorKind::Config, format_args!("cannot be asked: {what}"));
        let method =
            reqwest::Method::from_bytes(ask.method.as_bytes()).map_err(|_| unusable("bad method"))?;
        let url = reqwest::Url::parse(ask.url).map_err(|_| unusable("its address is no URL"))?;
        if !["http", "https"].contains(&url.scheme()) {
            return Err(unusable("its address is neither http:// nor https://"));
        }
        let mut request = client.request(method, url);
        for (name, value) in ask.headers {
            if name.eq_ignore_ascii_case("host") {
                continue;
            }
            let mut value = reqwest::header::HeaderValue::from_str(value)
                .map_err(|_| unusable(&format!("the header {name} cannot hold the value")))?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        if ask.method != "GET" {
            request = request.body(ask.body);
        }
        let exchange = async {
            let response = request.send().await.map_err(mediasnap_http::classify)?;
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = mediasnap_http::read(response, LARGEST).await?;
            Ok::<_, Error>(Reply {
                service,
                status,
                headers,
                body,
            })
        };
        match tokio::time::timeout(service.timeout, exchange).await {
            Ok(Ok(reply)) => Ok(Ok(reply)),
            Ok(Err(error)) if error.kind() == ErrorKind::Connect => {
                Err(unreachable(service, error.message()))
            }
            Ok(Err(error)) => Ok(Err(unreachable(service, error.message()))),
            Err(_) => Ok(Err(unreachable(
                service,
                &format!("no answer within {} s", service.timeout.as_secs_f64()),
            ))),
        }
    }

    /// Signs a call to a token service and sends it. A refusal by a service whose clock is far from ours is asked about once
    /// more, by its clock.
    pub(super) async fn call(&self, service: Service, call: Call<'_>) -> Result<Reply, Error> {
        let reply = self.call_at(service, &call, self.clock.now()).await?;
        let time = reply.time().filter(|_| reply.refuses());
        match time.map(|time| (time, time - self.clock.now())) {
            Some((time, skew)) if skew.abs() > NEAR => {
                tracing::warn!(
                    service = service.name,
                    seconds = skew.num_seconds(),
                    "the clock of a service differs from this machine's; signing with the service's"
                );
                self.call_at(service, &call, time).await
            }
            _ => Ok(reply),
        }
    }

    async fn call_at(&self, service: Service, call: &Call<'_>, time: DateTime<Utc>) -> Result<Reply, Error> {
        let invalid = |why: String| service.error(ErrorKind::Config, format_args!("cannot be asked: {why}"));
        let url = url::Url::parse(call.base).map_err(|_| invalid("its address is no URL".to_owned()))?;
        let host = match (url.host_str().unwrap_or_default(), url.port()) {
            (host, Some(port)) => format!("{host}:{port}"),
            (host, None) => host.to_owned(),
        };
        let query: Vec<_> = call
            .query
            .iter()
            .map(|(name, value)| ((*name).into(), value.as_str().into()))
            .collect();
        let request = auth::SignableRequest {
            method: call.method,
            scheme: url.scheme(),
            host: &host,
            path: call.path,
            query: auth::Query::Pairs(&query),
            headers: &call.headers,
            body: &call.body,
        };
        let nonce = self.clock.nonce();
        let signed = auth::sign(
            call.algorithm,
            &request,
            &call.context,
            call.credentials,
            time,
            &nonce,
        )
        .map_err(|error| invalid(error.to_string()))?;
        let mut headers = call.headers.clone();
        headers.retain(|(name, _)| signed.header(name).is_none());
        for (name, value) in signed.headers() {
            headers.push((name, value));
        }
        let ask = Ask {
            method: call.method,
            url: &signed.url(),
            headers,
            body: call.body.clone(),
        };
        self.ask(service, ask).await
    }
}

/// A call to be signed.
pub(super) struct Call<'a> {
    pub(super) algorithm: auth::Algorithm,
    pub(super) credentials: &'a auth::Credentials,
    pub(super) context: auth::SigningContext<'a>,
    pub(super) method: &'static str,
    pub(super) base: &'a str,
    pub(super) path: &'a str,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: Bytes,
}

/// Nobody there. For a metadata service that is the ordinary case on any other machine; a token service may come back.
fn unreachable(service: Service, why: &str) -> Error {
    let kind = if service.local {
        ErrorKind::Config
    } else {
        ErrorKind::Unavailable
    };
    service.error(kind, format_args!("cannot be reached: {why}"))
}
