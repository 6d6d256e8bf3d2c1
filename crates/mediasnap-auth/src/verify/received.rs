//! Received request, and detection of its scheme.

use std::fmt;

use super::verify_error::VerifyError;
use crate::algorithm::Vendor;
use crate::alibaba;
use crate::buffer::SigningBuffer;
use crate::encode::{self, Pair};
use crate::headers::Headers;

/// Request as a server received it.
#[derive(Clone, Copy)]
pub struct ReceivedRequest<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// Path as received, still encoded.
    pub path: &'a str,
    /// Query as received, still encoded, without the `?`; may be empty.
    pub query: &'a str,
    /// Headers, with one entry for each occurrence. Names are compared ignoring case.
    pub headers: &'a [(&'a str, &'a str)],
    /// Body.
    pub body: &'a [u8],
}

/// Shows method, path, names of headers and the length of the body.
impl fmt::Debug for ReceivedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("ReceivedRequest")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &headers)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Scheme of a request, by which it is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Huawei,
    Tc3,
    TencentV1,
    TencentUnsigned,
    Acs3,
    Roa,
    Rpc,
    Bearer,
    AlibabaUnsigned,
    Unknown,
}

/// `Authorization` header: a scheme and `name=value` pairs.
pub(super) struct Authorization<'a> {
    pub(super) scheme: &'a str,
    /// Rest after the scheme.
    pub(super) rest: &'a str,
}

impl<'a> Authorization<'a> {
    /// Returns the error for an unknown scheme. A header without parameters may be a token, so it is not shown.
    pub(super) fn unsupported(&self) -> VerifyError {
        if self.rest.is_empty() {
            VerifyError::Malformed("Authorization has no parameters")
        } else {
            VerifyError::UnsupportedAlgorithm(self.scheme.to_owned())
        }
    }

    /// Returns a parameter that is not empty.
    pub(super) fn param(&self, name: &str) -> Option<&'a str> {
        self.rest
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
            .filter(|value| !value.is_empty())
    }

    /// Returns the names of the signed headers, which every scheme requires in lower case and sorted.
    pub(super) fn signed_headers(&self) -> Result<Vec<&'a str>, VerifyError> {
        let list = self
            .param("SignedHeaders")
            .ok_or(VerifyError::Malformed("SignedHeaders is missing"))?;
        let names: Vec<&str> = list.split(';').filter(|name| !name.is_empty()).collect();
        if names
            .iter()
            .any(|name| name.bytes().any(|byte| byte.is_ascii_uppercase()))
        {
            return Err(VerifyError::Malformed("SignedHeaders is not in lower case"));
        }
        if !names.is_sorted() {
            return Err(VerifyError::Malformed("SignedHeaders is not sorted"));
        }
        Ok(names)
    }
}

impl<'a> ReceivedRequest<'a> {
    /// Returns the vendor whose API is called, signed or not, if headers or parameters tell it.
    pub fn vendor(&self) -> Option<Vendor> {
        match self.scheme() {
            Scheme::Huawei => Some(Vendor::Huawei),
            Scheme::Tc3 | Scheme::TencentV1 | Scheme::TencentUnsigned => Some(Vendor::Tencent),
            Scheme::Acs3 | Scheme::Roa | Scheme::Rpc | Scheme::Bearer | Scheme::AlibabaUnsigned => {
                Some(Vendor::Alibaba)
            }
            Scheme::Unknown => None,
        }
    }

    /// Returns the action in a header or a parameter.
    pub(super) fn action(&self) -> String {
        let header = self.header("x-tc-action").or_else(|| self.header("x-acs-action"));
        header
            .map(str::to_owned)
            .or_else(|| param(&self.params(), "Action"))
            .unwrap_or_default()
    }

    /// Detects the scheme from headers and parameters.
    pub(super) fn scheme(&self) -> Scheme {
        let authorization = self.header("authorization").unwrap_or_default();
        let scheme = authorization.split(' ').next().unwrap_or_default();
        let has = |name: &str| self.header(name).is_some();
        if scheme.starts_with("SDK-")
            || scheme.starts_with("V11-")
            || has("x-sdk-date")
            || has("x-auth-token")
        {
            return Scheme::Huawei;
        }
        match scheme {
            "TC3-HMAC-SHA256" => return Scheme::Tc3,
            "SKIP" => return Scheme::TencentUnsigned,
            alibaba::roa::SCHEME => return Scheme::Roa,
            _ if scheme.starts_with("ACS3-") => return Scheme::Acs3,
            _ => {}
        }
        if has("x-acs-bearer-token") {
            return Scheme::Bearer;
        }
        let params = self.params();
        let has_param = |name: &str| params.iter().any(|(key, _)| &**key == name.as_bytes());
        match () {
            () if has_param("SecretId") && has_param("Signature") => Scheme::TencentV1,
            () if has_param("AccessKeyId") && has_param("Signature") => Scheme::Rpc,
            () if has("x-acs-action") => Scheme::AlibabaUnsigned,
            () if has("x-tc-action") => Scheme::TencentUnsigned,
            () => Scheme::Unknown,
        }
    }

    /// Returns the first value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// Returns all values of a header.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let headers = self.headers;
        let name = name.to_owned();
        headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(&name))
            .map(|(_, value)| *value)
    }

    /// Returns the value of a header that has to occur exactly once.
    pub(super) fn single(&self, name: &str) -> Result<&'a str, VerifyError> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            (None, _) => Err(VerifyError::MissingHeader(name.to_owned())),
            (Some(_), Some(_)) => Err(VerifyError::RepeatedHeader(name.to_owned())),
        }
    }

    /// Returns the signed headers, each of which has to occur exactly once.
    pub(super) fn signed(
        &self,
        buffer: &mut SigningBuffer,
        names: &[&'a str],
    ) -> Result<Headers<'a>, VerifyError> {
        let pairs: Result<Vec<_>, _> = names.iter().map(|name| Ok((*name, self.single(name)?))).collect();
        Ok(Headers::from_sorted(buffer, pairs?.into_iter()))
    }

    /// Parses the `Authorization` header.
    pub(super) fn authorization(&self) -> Result<Option<Authorization<'a>>, VerifyError> {
        let mut values = self.values("authorization");
        let (first, second) = (values.next(), values.next());
        if second.is_some() {
            return Err(VerifyError::RepeatedHeader("authorization".into()));
        }
        Ok(first.map(|text| {
            let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
            Authorization { scheme, rest }
        }))
    }

    /// Returns the decoded parameters of the query.
    pub(super) fn query_params(&self) -> Vec<Pair<'a>> {
        encode::parse_pairs(self.query)
    }

    /// Returns the decoded parameters of the query and of a form body.
    pub(super) fn params(&self) -> Vec<Pair<'a>> {
        const FORM: &str = "application/x-www-form-urlencoded";
        let mut params = self.query_params();
        let is_form = self
            .header("content-type")
            .and_then(|value| value.get(..FORM.len()))
            .is_some_and(|head| head.eq_ignore_ascii_case(FORM));
        if is_form && let Ok(body) = std::str::from_utf8(self.body) {
            params.extend(encode::parse_pairs(body));
        }
        params
    }

    /// Returns the path, never empty.
    pub(super) fn path(&self) -> &'a str {
        if self.path.is_empty() { "/" } else { self.path }
    }
}

/// Returns the value of a parameter as a string.
pub(super) fn param(params: &[Pair<'_>], name: &str) -> Option<String> {
    let found = params.iter().find(|(key, _)| &**key == name.as_bytes());
    found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
}

/// Returns the value of a required parameter.
pub(super) fn required(params: &[Pair<'_>], name: &'static str) -> Result<String, VerifyError> {
    param(params, name).ok_or(VerifyError::MissingParameter(name))
}
