//! Headers that an official client sets before signing.

use super::fields::Fields;
use crate::algorithm::{Algorithm, Vendor};
use crate::credentials::Credentials;

/// Parts of a case on which the headers depend.
pub(super) struct Described<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) method: &'a str,
    pub(super) headers: &'a [(String, String)],
    pub(super) body: &'a [u8],
    pub(super) context: Fields<'a>,
}

impl Described<'_> {
    fn lacks(&self, name: &str) -> bool {
        !self.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }
}

/// Returns the headers that the client adds to those of the case.
pub(super) fn headers(
    case: &Described<'_>,
    credentials: &Credentials,
) -> Result<Vec<(String, String)>, String> {
    let chosen = match case.algorithm.vendor() {
        Vendor::Huawei => Vec::new(),
        Vendor::Tencent => tencent(case)?,
        Vendor::Alibaba => alibaba(case, credentials)?,
    };
    let headers = chosen.into_iter().filter(|(name, _)| case.lacks(name));
    Ok(headers.map(|(name, value)| (name.to_owned(), value)).collect())
}

type Chosen = Vec<(&'static str, String)>;

/// Tencent Cloud's client sets the content type of a body that is neither a form nor JSON: of a multipart body, whose first
/// line is its boundary, and of raw bytes, which replace the parameters.
fn tencent(case: &Described<'_>) -> Result<Chosen, String> {
    let is_v3 = matches!(case.algorithm, Algorithm::Tc3HmacSha256 | Algorithm::TencentSkip);
    if !is_v3 || case.method == "GET" || case.context.flag("signer_only")? {
        return Ok(Vec::new());
    }
    let params = case.context.get("params");
    let kind = if case.context.has("params") && params.is_null() {
        "application/octet-stream".to_owned()
    } else if let Some(boundary) = boundary(case.body) {
        format!("multipart/form-data; boundary={boundary}")
    } else {
        return Ok(Vec::new());
    };
    Ok(vec![("Content-Type", kind)])
}

/// Returns the boundary of a multipart body.
fn boundary(body: &[u8]) -> Option<&str> {
    let end = body.windows(2).position(|window| window == b"\r\n")?;
    let boundary = std::str::from_utf8(&body[..end]).ok()?.strip_prefix("--")?;
    let last = [b"--", boundary.as_bytes(), b"--\r\n"].concat();
    body.ends_with(&last).then_some(boundary)
}

/// Alibaba Cloud's client sets, for a case with an API style, the accepted content type, the provider of its key and the
/// content type of the body.
fn alibaba(case: &Described<'_>, credentials: &Credentials) -> Result<Chosen, String> {
    let mut chosen = Vec::new();
    if case.context.get("style").is_null() {
        return Ok(chosen);
    }
    if case.algorithm != Algorithm::AlibabaRpcV1 {
        chosen.push(("accept", "application/json".to_owned()));
    }
    if let Credentials::AccessKey(key) = credentials {
        let temporary = key.security_token.as_ref().is_some_and(|token| !token.is_empty());
        let provider = if temporary { "static_sts" } else { "static_ak" };
        chosen.push(("x-acs-credentials-provider", provider.to_owned()));
    }
    if !case.body.is_empty() {
        match case.context.text(&["req_body_type"])?.as_deref() {
            Some("json") => chosen.push(("content-type", "application/json; charset=utf-8".to_owned())),
            Some("byte") => {}
            _ => chosen.push(("content-type", "application/x-www-form-urlencoded".to_owned())),
        }
    }
    Ok(chosen)
}
