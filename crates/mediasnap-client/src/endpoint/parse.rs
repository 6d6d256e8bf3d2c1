//! Endpoints as people write them: a URL, or a host.

use mediasnap_core::{Error, ErrorKind};

/// An endpoint as written: a URL, or a bare host, which means https.
///
/// # Errors
/// `Config` for anything but `http://` or `https://` and a host.
pub(crate) fn parse(text: &str) -> Result<url::Url, Error> {
    let text = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let shown = text.split(['?', '#']).next().unwrap_or_default();
    let bad = |why: &str| Error::new(ErrorKind::Config, format!("the endpoint `{shown}` {why}"));
    // Looked for in the text: what is no URL is quoted, and must not quote a password.
    if text.contains('@') {
        return Err(Error::new(
            ErrorKind::Config,
            "the endpoint must not hold credentials",
        ));
    }
    let url = url::Url::parse(&text).map_err(|_| bad("is no URL"))?;
    if !["http", "https"].contains(&url.scheme()) || url.host_str().is_none() {
        return Err(bad("must be http:// or https:// and a host"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(bad("must be a host without a path"));
    }
    Ok(url)
}

/// The endpoint for `Debug` output: what cannot be used may hold a password, and is not shown.
pub(crate) fn shown(text: &str) -> &str {
    if parse(text).is_ok() { text } else { "[unusable]" }
}
