//! A request as a server received it, and which scheme it uses.

use std::fmt;

use super::VerifyError;
use crate::encode::{self, Pair};
use crate::headers::Headers;
use crate::sheet::Sheet;
use crate::{Vendor, alibaba};

/// A request as a server received it.
#[derive(Clone, Copy)]
pub struct ReceivedRequest<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The path as on the wire.
    pub path: &'a str,
    /// The query as on the wire, without the `?`; empty if there is none.
    pub query: &'a str,
    /// The headers, repeated ones as often as they came. Names are compared ignoring case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

/// Shows method, path, the names of the headers and the length of the body.
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

/// How a request is checked.
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

/// An `Authorization` header: a scheme and `name=value` pairs.
pub(super) struct Authorization<'a> {
    pub(super) scheme: &'a str,
    /// What follows the scheme.
    pub(super) rest: &'a str,
}

impl<'a> Authorization<'a> {
    /// The rejection of a scheme that is not known. What has no parameters may be a token and is not repeated.
    pub(super) fn unsupported(&self) -> VerifyError {
        if self.rest.is_empty() {
            VerifyError::Malformed("Authorization has no parameters")
        } else {
            VerifyError::UnsupportedAlgorithm(self.scheme.to_owned())
        }
    }

    /// A parameter that must be there.
    pub(super) fn param(&self, name: &str) -> Option<&'a str> {
        self.rest
            .split(',')
            .filter_map(|part| part.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))
            .filter(|value| !value.is_empty())
    }

    /// The names of the signed headers: in lower case and sorted, as every scheme demands.
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
    /// Whose API the request means to call, signed or not, as far as its headers and parameters tell.
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

    /// The action the request names, in a header or a parameter.
    pub(super) fn action(&self) -> String {
        let header = self.header("x-tc-action").or_else(|| self.header("x-acs-action"));
        header
            .map(str::to_owned)
            .or_else(|| param(&self.params(), "Action"))
            .unwrap_or_default()
    }

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

    /// The value of a header, the first if it is repeated.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// The values of a header.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let headers = self.headers;
        let name = name.to_owned();
        headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(&name))
            .map(|(_, value)| *value)
    }

    /// The value of a header that must be there exactly once.
    pub(super) fn single(&self, name: &str) -> Result<&'a str, VerifyError> {
        let mut values = self.values(name);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(value),
            (None, _) => Err(VerifyError::MissingHeader(name.to_owned())),
            (Some(_), Some(_)) => Err(VerifyError::RepeatedHeader(name.to_owned())),
        }
    }

    /// The signed headers with their values, each of which must be there exactly once.
    pub(super) fn signed(&self, sheet: &mut Sheet, names: &[&'a str]) -> Result<Headers<'a>, VerifyError> {
        let pairs: Result<Vec<_>, _> = names.iter().map(|name| Ok((*name, self.single(name)?))).collect();
        Ok(Headers::listed(sheet, pairs?.into_iter()))
    }

    /// The `Authorization` header, taken apart.
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

    /// The decoded parameters of the query.
    pub(super) fn query_params(&self) -> Vec<Pair<'a>> {
        encode::parse_pairs(self.query)
    }

    /// The decoded parameters of the query and of a form body.
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

    /// The path, never empty.
    pub(super) fn path(&self) -> &'a str {
        if self.path.is_empty() { "/" } else { self.path }
    }
}

/// The value of a parameter as text.
pub(super) fn param(params: &[Pair<'_>], name: &str) -> Option<String> {
    let found = params.iter().find(|(key, _)| &**key == name.as_bytes());
    found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
}

/// The value of a parameter that must be there.
pub(super) fn required(params: &[Pair<'_>], name: &'static str) -> Result<String, VerifyError> {
    param(params, name).ok_or(VerifyError::MissingParameter(name))
}
