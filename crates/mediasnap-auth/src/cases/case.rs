//! Reading and signing of a case.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::client;
use super::fields::Fields;
use super::result::SignedCase;
use crate::algorithm::{Algorithm, Vendor};
use crate::context::{ApiStyle, SigningContext};
use crate::credentials::{AccessKey, Credentials};
use crate::request::{Query, SignableRequest};
use crate::secret::Secret;
use crate::sign::sign;

type Pairs = Vec<(String, String)>;

/// Decoded case.
pub(super) struct Case {
    algorithm: Algorithm,
    credentials: Credentials,
    context: SigningContext<'static>,
    time: DateTime<Utc>,
    nonce: String,
    method: String,
    scheme: String,
    host: String,
    path: String,
    query: Pairs,
    raw_query: Option<String>,
    headers: Pairs,
    /// Headers that the official client of the case sets before signing.
    client_headers: Pairs,
    body: Vec<u8>,
}

impl Case {
    /// Reads a case.
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        let case = Fields::new(value, "")?;
        let name = case.required(&["algorithm"])?;
        let algorithm: Algorithm = name.parse().map_err(|error| format!("{error}"))?;
        let credentials = case.object("credentials")?;
        let context = case.object("context")?;
        let request = case.object("request")?;
        let epoch = case.object("time")?.integer("epoch")?;
        let method = request.required(&["method"])?;
        let headers = request.pairs("headers")?;
        let body = request.body()?;
        let credentials_read = read_credentials(algorithm, credentials)?;
        let described = client::Described {
            algorithm,
            method: &method,
            headers: &headers,
            body: &body,
            context,
        };
        let client_headers = client::headers(&described, &credentials_read)?;
        Ok(Self {
            algorithm,
            context: read_context(context, credentials)?,
            credentials: credentials_read,
            time: DateTime::from_timestamp(epoch, 0).ok_or("time.epoch is out of range")?,
            nonce: case.text(&["nonce"])?.unwrap_or_default(),
            scheme: request.text(&["scheme"])?.unwrap_or_else(|| "https".into()),
            host: request.required(&["host"])?,
            path: request.text(&["path"])?.unwrap_or_default(),
            query: request.pairs("query")?,
            raw_query: request.text(&["raw_query"])?,
            method,
            headers,
            client_headers,
            body,
        })
    }

    /// Signs the case.
    pub(super) fn sign(self, name: &str) -> Result<SignedCase, String> {
        let query: Vec<(Cow<'_, str>, Cow<'_, str>)> = self
            .query
            .iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .chain(&self.client_headers)
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let request = SignableRequest {
            method: &self.method,
            scheme: &self.scheme,
            host: &self.host,
            path: &self.path,
            query: self.raw_query.as_deref().map_or(Query::Pairs(&query), Query::Raw),
            headers: &headers,
            body: &self.body,
        };
        let signed = sign(
            self.algorithm,
            &request,
            &self.context,
            &self.credentials,
            self.time,
            &self.nonce,
        )
        .map_err(|error| error.to_string())?;
        let set = signed
            .headers()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let headers = self.client_headers.iter().cloned().chain(set).collect();
        Ok(SignedCase {
            name: name.to_owned(),
            headers,
            canonical_request: signed.canonical_request().map(str::to_owned),
            string_to_sign: signed.string_to_sign().map(str::to_owned),
            signature: signed.signature().map(str::to_owned),
            url: signed.url(),
            params: signed.params(),
        })
    }
}

/// Reads the credentials, with the vendor's names of fields.
fn read_credentials(algorithm: Algorithm, fields: Fields<'_>) -> Result<Credentials, String> {
    match algorithm {
        Algorithm::XAuthToken => {
            let token = fields.required(&["token", "auth_token", "x_auth_token"])?;
            return Ok(Credentials::Token(token.into()));
        }
        Algorithm::AlibabaBearer => {
            return Ok(Credentials::Bearer(fields.required(&["bearer_token"])?.into()));
        }
        Algorithm::AlibabaAnonymous | Algorithm::TencentSkip => return Ok(Credentials::Anonymous),
        _ => {}
    }
    let (id, secret, token) = match algorithm.vendor() {
        Vendor::Huawei => ("ak", "sk", "security_token"),
        Vendor::Tencent => ("secret_id", "secret_key", "token"),
        Vendor::Alibaba => ("access_key_id", "access_key_secret", "security_token"),
    };
    let mut key = AccessKey::new(fields.required(&[id])?, fields.required(&[secret])?);
    key.security_token = fields.text(&[token])?.map(Secret::from);
    Ok(Credentials::AccessKey(key))
}

/// Reads the context, with any vendor's names of fields. Project and domain of Huawei Cloud are part of the credentials.
fn read_context(context: Fields<'_>, credentials: Fields<'_>) -> Result<SigningContext<'static>, String> {
    let owned = |names| Ok::<_, String>(Cow::Owned(context.text(names)?.unwrap_or_default()));
    let style = match context.text(&["style"])?.as_deref() {
        None | Some("RPC") => ApiStyle::Rpc,
        Some("ROA") => ApiStyle::Roa,
        Some(_) => return Err("context.style is neither RPC nor ROA".into()),
    };
    Ok(SigningContext {
        service: owned(&["service", "derived_auth_service_name"])?,
        version: owned(&["version"])?,
        action: owned(&["action"])?,
        region: context.text(&["region", "region_id"])?.map(Cow::Owned),
        project_id: credentials
            .text(&["project_id"])?
            .or(context.text(&["project_id"])?)
            .map(Cow::Owned),
        domain_id: credentials
            .text(&["domain_id"])?
            .or(context.text(&["domain_id"])?)
            .map(Cow::Owned),
        language: context.text(&["language"])?.map(Cow::Owned),
        request_client: context.text(&["request_client"])?.map(Cow::Owned),
        unsigned_payload: context.flag("unsigned_payload")?,
        style,
    })
}
