//! From a draft to a signed request, and from that to one of the HTTP library.

use std::sync::atomic::Ordering;

use ::http::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue};
use bytes::Bytes;
use mediasnap_auth as auth;
use mediasnap_auth::Credentials;
use tokio::time::Instant;

use super::endpoints::Endpoint;
use super::names::Names;
use super::{Transport, seconds};
use crate::credentials::{Identity, project_variable};
use crate::draft::{Draft, SignedRequest};
use crate::operation::{Body, Operation, Vendor};
use crate::vendor;
use crate::{Error, ErrorKind};

impl Transport {
    /// Waits for credentials and, with a deadline, for the rate limit; what there is then can be signed at once.
    pub(super) async fn ready<'a>(
        &self,
        operation: &'a Operation,
        draft: &'a Draft,
        deadline: Option<Instant>,
    ) -> Result<Ready<'a>, Error> {
        let shared = &*self.shared;
        let looking = std::pin::pin!(self.identity(operation, draft));
        let identity = match deadline {
            None => looking.await?,
            Some(deadline) => tokio::time::timeout_at(deadline, looking)
                .await
                .unwrap_or_else(|_| {
                    let limit = seconds(shared.config.timeout);
                    let message = format!("no credentials within {limit}");
                    Err(Error::new(ErrorKind::Timeout, message))
                })?,
        };
        let path = expand(operation.path, &draft.path, &identity)?;
        if let Some(deadline) = deadline {
            let account = match &identity.credentials {
                Credentials::AccessKey(key) => key.id.as_str(),
                _ => "",
            };
            let region = shared.config.region.as_deref();
            let limits = &shared.config.limits;
            limits
                .pass(shared.product, operation, region, account, deadline)
                .await?;
        }
        Ok(Ready {
            operation,
            draft,
            identity,
            path,
        })
    }

    /// Signs for one endpoint, as of now, and gives the signed request to `make`.
    pub(super) fn signed<T>(
        &self,
        endpoint: &Endpoint,
        ready: &Ready<'_>,
        make: impl FnOnce(&Outgoing<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let shared = &*self.shared;
        let Ready {
            operation,
            draft,
            identity,
            path,
        } = ready;
        let algorithm = vendor::algorithm(shared.product.vendor, &identity.credentials)?;
        let context = vendor::context(shared.product, operation, &shared.config, identity);
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
            scheme: &endpoint.scheme,
            host: &endpoint.host,
            path,
            query: auth::Query::Pairs(&query),
            headers: &headers,
            body: &body,
        };
        let time = shared.clock.now() + chrono::Duration::seconds(endpoint.skew.load(Ordering::Relaxed));
        let nonce = if algorithm.uses_nonce() {
            shared.clock.nonce()
        } else {
            String::new()
        };
        let signed = auth::sign(algorithm, &request, &context, &identity.credentials, time, &nonce)
            .map_err(|error| Error::new(ErrorKind::InvalidArgument, error.to_string()))?;
        make(&Outgoing {
            method: operation.method,
            endpoint,
            path,
            given: &headers,
            signed: &signed,
            body: &body,
        })
    }

    /// Who signs, and for which project.
    async fn identity(&self, operation: &Operation, draft: &Draft) -> Result<Identity, Error> {
        let shared = &*self.shared;
        let mut identity = shared.signer.credentials.identity().await?;
        // The header names the project that the path names.
        let named = draft.path.iter().find(|(name, _)| name == "project_id");
        if let Some(project) = named
            .map(|(_, project)| project)
            .or(shared.config.project_id.as_ref())
        {
            identity.project_id = Some(project.clone());
        } else if let Some(projects) = &shared.signer.projects
            && identity.project_id.is_none()
            && operation.path.contains("{project_id}")
        {
            // Boxed: it is large, and hardly ever needed.
            identity.project_id = Some(Box::pin(projects.of(&identity)).await?);
        }
        Ok(identity)
    }
}

/// A request that only lacks its signature.
pub(super) struct Ready<'a> {
    operation: &'a Operation,
    draft: &'a Draft,
    pub(super) identity: Identity,
    path: String,
}

/// A signed request, borrowed from what it was made of.
pub(super) struct Outgoing<'a> {
    method: &'static str,
    endpoint: &'a Endpoint,
    path: &'a str,
    given: &'a [(&'a str, &'a str)],
    signed: &'a auth::Signed<'a>,
    body: &'a Bytes,
}

impl Outgoing<'_> {
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

    /// The same as values of its own.
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
    pub(super) fn to_http(&self, names: &Names) -> Result<reqwest::Request, Error> {
        let invalid = |message: String| Error::new(ErrorKind::InvalidArgument, message);
        let method = reqwest::Method::from_bytes(self.method.as_bytes())
            .map_err(|_| invalid("bad method".to_owned()))?;
        let mut url = self.endpoint.at(self.path);
        let query = self.signed.query();
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        let mut request = reqwest::Request::new(method, url);
        // One buffer for all values: the HTTP library clones them.
        let mut values = Vec::with_capacity(512);
        for (_, value) in self.headers() {
            values.extend_from_slice(value.as_bytes());
        }
        let mut values = Bytes::from(values);
        let given = self
            .given()
            .map(|(name, value)| (name, value, HeaderName::from_bytes(name.as_bytes())));
        let set = self
            .signed
            .headers()
            .map(|(name, value)| (name, value, names.of(name)));
        let headers = request.headers_mut();
        headers.reserve(self.given.len() + self.signed.headers().len() + 2);
        for (name, value, known) in given.chain(set) {
            let value = values.split_to(value.len());
            let known = known.map_err(|_| invalid(format!("`{name}` is no name of a header")))?;
            if known == HOST {
                continue;
            }
            let mut value = HeaderValue::from_maybe_shared(value)
                .map_err(|_| invalid(format!("the header `{name}` has a value that no header can hold")))?;
            value.set_sensitive(true);
            headers.insert(known, value);
        }
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
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !value.bytes().fold(true, |all, byte| all & allowed(byte)) {
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
