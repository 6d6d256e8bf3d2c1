//! From a draft to a signed request, and from that to one of the HTTP library.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use mediasnap_auth as auth;
use mediasnap_auth::Credentials;
use tokio::time::Instant;

use super::Transport;
use super::endpoints::Endpoint;
use crate::credentials::{Identity, project_variable};
use crate::draft::{Draft, SignedRequest};
use crate::operation::{Body, Operation, Vendor};
use crate::vendor;
use crate::{Error, ErrorKind, http};

impl Transport {
    /// Signs for one endpoint; returns with what. With a deadline the request counts towards the rate limit, and is signed
    /// after the wait for it.
    pub(super) async fn sign_at(
        &self,
        endpoint: &Endpoint,
        operation: &Operation,
        draft: &Draft,
        deadline: Option<Instant>,
    ) -> Result<(SignedRequest, Identity), Error> {
        let shared = &*self.shared;
        let mut identity = shared.signer.credentials.identity().await?;
        if let Some(project) = &shared.config.project_id {
            identity.project_id = Some(project.clone());
        }
        let names_project = draft.path.iter().any(|(name, _)| name == "project_id");
        if let Some(projects) = shared.signer.projects.as_ref().filter(|_| !names_project)
            && identity.project_id.is_none()
            && operation.path.contains("{project_id}")
        {
            identity.project_id = Some(projects.of(&identity).await?);
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
            scheme: &endpoint.scheme,
            host: &endpoint.host,
            path: &path,
            query: auth::Query::Pairs(&query),
            headers: &headers,
            body: &body,
        };
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
        let time = shared.clock.now() + chrono::Duration::seconds(endpoint.skew.load(Ordering::Relaxed));
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
                .map(|(name, value)| (name.to_owned(), value.into_owned())),
        );
        let signed = SignedRequest {
            method: static_method(operation.method),
            url: signed.url,
            headers: all,
            body,
        };
        Ok((signed, identity))
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
pub(super) fn request(http: &reqwest::Client, signed: &SignedRequest) -> Result<reqwest::Request, Error> {
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
    if !signed.body.is_empty() {
        builder = builder.body(signed.body.clone());
    } else if signed.method == "POST" || signed.method == "PUT" {
        // Some gateways refuse such a request when it does not say that it is empty.
        builder = builder.header(reqwest::header::CONTENT_LENGTH, 0);
    }
    builder.build().map_err(http::classify)
}
