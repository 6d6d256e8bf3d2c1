//! From an unsigned request to a signed one, and from that to one of the HTTP library.

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue};
use mediasnap_auth as auth;
use mediasnap_auth::Credentials;
use mediasnap_core::operation::{Body, Operation, Vendor};
use mediasnap_core::{Error, ErrorKind};
use mediasnap_credentials::{Identity, algorithm, project_variable};
use tokio::time::Instant;

use super::endpoints::Endpoint;
use super::header_names::HeaderNameCache;
use super::seconds::seconds;
use crate::protocol;
use crate::request::{SignedRequest, UnsignedRequest};
use crate::transport::Transport;

impl Transport {
    /// Waits for credentials and, with a deadline, for the rate limit; what there is then can be signed at once.
    pub(super) async fn prepare<'a>(
        &'a self,
        operation: &'a Operation,
        unsigned: &'a UnsignedRequest,
        deadline: Option<Instant>,
    ) -> Result<PreparedRequest<'a>, Error> {
        let shared = &*self.shared;
        let identity = match shared.signer.credentials.cached_identity() {
            Some(identity) => identity,
            None => {
                let looking = shared.signer.credentials.resolve_identity();
                Arc::new(self.within_deadline(deadline, looking).await?)
            }
        };
        // The header names the project that the path names.
        let named = unsigned.path.iter().find(|(name, _)| name == "project_id");
        let given = named
            .map(|(_, project)| project)
            .or(shared.config.project_id.as_ref());
        let project = match (given, &shared.signer.projects) {
            (Some(project), _) => Some(Cow::from(project.as_str())),
            (None, Some(projects))
                if identity.project_id.is_none() && operation.path.contains("{project_id}") =>
            {
                // Boxed: it is large, and hardly ever needed.
                let looking = Box::pin(projects.of(&identity));
                Some(self.within_deadline(deadline, looking).await?.into())
            }
            _ => None,
        };
        let mut prepared = PreparedRequest {
            operation,
            unsigned,
            identity,
            project,
            path: String::new(),
        };
        prepared.path = expand(operation.path, &unsigned.path, prepared.project())?;
        if let Some(deadline) = deadline {
            let account = match &prepared.identity.credentials {
                Credentials::AccessKey(key) => key.id.as_str(),
                _ => "",
            };
            let region = shared.config.region.as_deref();
            let limits = &shared.config.rate_limits;
            limits
                .acquire(
                    shared.product,
                    operation,
                    region,
                    self.endpoint(),
                    account,
                    deadline,
                )
                .await?;
        }
        Ok(prepared)
    }

    /// Waits for `looking`, but not longer than the call may take.
    async fn within_deadline<T>(
        &self,
        deadline: Option<Instant>,
        looking: Pin<Box<dyn Future<Output = Result<T, Error>> + Send + '_>>,
    ) -> Result<T, Error> {
        let Some(deadline) = deadline else {
            return looking.await;
        };
        let found = tokio::time::timeout_at(deadline, looking).await;
        found.unwrap_or_else(|_| {
            let limit = seconds(self.shared.config.timeout);
            let message = format!("no credentials within {limit}");
            Err(Error::new(ErrorKind::Timeout, message))
        })
    }

    /// Signs for one endpoint, as of now, and gives the signed request to `make`.
    pub(super) fn sign_prepared<T>(
        &self,
        endpoint: &Endpoint,
        prepared: &PreparedRequest<'_>,
        make: impl FnOnce(&SignedRequestRef<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let shared = &*self.shared;
        let PreparedRequest {
            operation,
            unsigned,
            identity,
            path,
            ..
        } = prepared;
        let algorithm = algorithm(shared.product.vendor, &identity.credentials)?;
        let context = protocol::context(shared.product, operation, &shared.config, prepared.project());
        let protocol = protocol::headers(shared.product.vendor, operation)
            .map(|(name, value)| -> (&str, &str) { (name, value) });
        let own = unsigned
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let headers: Vec<(&str, &str)> = protocol.chain(own).collect();
        let query: Vec<_> = unsigned
            .query
            .iter()
            .map(|(k, v)| (k.as_str().into(), v.as_str().into()))
            .collect();
        let body = match (operation.body, shared.product.vendor) {
            (Body::None, Vendor::Tencent) if unsigned.body.is_empty() => Bytes::from_static(b"{}"),
            _ => unsigned.body.clone(),
        };
        let request = auth::SignableRequest {
            method: operation.method,
            scheme: &endpoint.scheme,
            host: &endpoint.host,
            path,
            query: auth::Query::Pairs(&query),
            headers: &headers,
            body: &body,
        };
        let time =
            shared.config.clock.now() + chrono::Duration::seconds(endpoint.skew.load(Ordering::Relaxed));
        let nonce = if algorithm.uses_nonce() {
            shared.config.clock.nonce()
        } else {
            String::new()
        };
        let signed = auth::sign(algorithm, &request, &context, &identity.credentials, time, &nonce)
            .map_err(|error| signing_error(&error))?;
        make(&SignedRequestRef {
            method: operation.method,
            endpoint,
            path,
            given: &headers,
            signed: &signed,
            body: &body,
        })
    }
}

/// Why there is no signature: the credentials, which are set up, or the request, which is the caller's.
fn signing_error(error: &auth::SignError) -> Error {
    let kind = if error.concerns_credentials() {
        ErrorKind::Config
    } else {
        ErrorKind::InvalidArgument
    };
    Error::new(kind, error.to_string())
}

/// A request that only lacks its signature.
pub(super) struct PreparedRequest<'a> {
    operation: &'a Operation,
    unsigned: &'a UnsignedRequest,
    pub(super) identity: Arc<Identity>,
    /// The Huawei project, where it is not that of the identity.
    project: Option<Cow<'a, str>>,
    path: String,
}

impl PreparedRequest<'_> {
    fn project(&self) -> Option<&str> {
        self.project.as_deref().or(self.identity.project_id.as_deref())
    }
}

/// A signed request, borrowed from what it was made of.
pub(super) struct SignedRequestRef<'a> {
    method: &'static str,
    endpoint: &'a Endpoint,
    path: &'a str,
    given: &'a [(&'a str, &'a str)],
    signed: &'a auth::SigningOutput<'a>,
    body: &'a Bytes,
}

impl SignedRequestRef<'_> {
    /// The headers that were given, unless the signer sets them too.
    fn given(&self) -> impl Iterator<Item = (&str, &str)> {
        self.given
            .iter()
            .filter(|(name, _)| self.signed.header(name).is_none())
            .copied()
    }

    /// Every header that the client sets.
    fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let set = self
            .signed
            .headers()
            .map(|(name, value)| -> (&str, &str) { (name, value) });
        self.given().chain(set)
    }

    /// Copies the request into owned values.
    pub(super) fn to_owned(&self) -> SignedRequest {
        SignedRequest {
            method: self.method,
            url: self.signed.url(),
            headers: self
                .headers()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            body: self.body.clone(),
        }
    }

    /// The request for the HTTP library. `Host` is left to it: it derives the same from the URL.
    pub(super) fn to_http(&self, names: &HeaderNameCache) -> Result<reqwest::Request, Error> {
        let invalid = |message: String| Error::new(ErrorKind::InvalidArgument, message);
        let method = reqwest::Method::from_bytes(self.method.as_bytes())
            .map_err(|_| invalid("bad method".to_owned()))?;
        let url = self.endpoint.at(self.path, self.signed.query());
        let mut request = reqwest::Request::new(method, url);
        let headers = request.headers_mut();
        headers.reserve(self.given.len() + self.signed.headers().len() + 2);
        // One buffer for all values: the HTTP library clones them.
        let mut values = Vec::with_capacity(512);
        for (_, value) in self.headers() {
            values.extend_from_slice(value.as_bytes());
        }
        let mut values = Bytes::from(values);
        let mut put = |name: &str, made: Option<HeaderName>, value: &str| {
            let mut value = HeaderValue::from_maybe_shared(values.split_to(value.len()))
                .map_err(|_| invalid(format!("the header `{name}` has a value that no header can hold")))?;
            value.set_sensitive(true);
            let name = made.ok_or_else(|| invalid(format!("`{name}` is no name of a header")))?;
            if name != HOST {
                headers.insert(name, value);
            }
            Ok(())
        };
        for (name, value) in self.given() {
            put(name, HeaderName::from_bytes(name.as_bytes()).ok(), value)?;
        }
        names.each(self.signed.headers(), put)?;
        let headers = request.headers_mut();
        if !self.body.is_empty() {
            *request.body_mut() = Some(self.body.clone().into());
        } else if self.method == "POST" || self.method == "PUT" {
            // Some gateways refuse such a request when it does not say that it is empty.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(request)
    }
}

/// The path with its parameters filled in; what the caller did not give comes from the identity.
fn expand(template: &str, given: &[(String, String)], project: Option<&str>) -> Result<String, Error> {
    let mut path = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let argument = given
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        let value = argument.or(project.filter(|_| name == "project_id"));
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            let message = format!(
                "no `{name}`: give it to the client, or set {}",
                project_variable()
            );
            return Err(Error::new(ErrorKind::Config, message));
        };
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !value.bytes().fold(true, |all, byte| all & allowed(byte)) {
            let message = format!("`{name}` may only hold letters, digits, `-` and `_`");
            let kind = argument.map_or(ErrorKind::Config, |_| ErrorKind::InvalidArgument);
            return Err(Error::new(kind, message));
        }
        path.push_str(before);
        path.push_str(value);
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}
