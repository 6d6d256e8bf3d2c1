//! Prints signed requests as they would be sent.

use mediasnap::runtime::SignedRequest;

use crate::error::CliError;
use crate::output::writer;

/// Prints the request: its bytes, with CRLF line ends unless stdout is a terminal.
pub(super) fn print(signed: &SignedRequest) -> Result<(), CliError> {
    let terminal = writer::stdout_is_terminal();
    let (newline, end): (&str, &[u8]) = if terminal { ("\n", b"\n") } else { ("\r\n", b"") };
    let mut bytes = head(signed, newline).into_bytes();
    bytes.extend_from_slice(&signed.body);
    if !signed.body.is_empty() {
        bytes.extend_from_slice(end);
    }
    writer::stdout(&bytes)
}

/// Returns the request line and the headers: the signed ones, then those that the HTTP client adds.
fn head(signed: &SignedRequest, newline: &str) -> String {
    let mut lines = vec![format!("{} {} HTTP/1.1", signed.method, target(&signed.url))];
    let has = |name: &str| {
        signed
            .headers
            .iter()
            .any(|(header, _)| header.eq_ignore_ascii_case(name))
    };
    if !has("host") {
        lines.push(format!("Host: {}", host(&signed.url)));
    }
    lines.extend(
        signed
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}")),
    );
    if !has("user-agent") {
        lines.push(concat!("User-Agent: mediasnap/", env!("CARGO_PKG_VERSION")).to_owned());
    }
    if !has("accept") {
        lines.push("Accept: */*".to_owned());
    }
    if !has("accept-encoding") {
        lines.push("Accept-Encoding: gzip".to_owned());
    }
    if !has("content-length") && (!signed.body.is_empty() || ["POST", "PUT"].contains(&signed.method)) {
        lines.push(format!("Content-Length: {}", signed.body.len()));
    }
    lines.push(String::new());
    lines.push(String::new());
    lines.join(newline)
}

/// Returns host and port of `url`.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// Returns path and query of `url`.
fn target(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    match rest.find(['/', '?']) {
        Some(at) if rest[at..].starts_with('/') => rest[at..].to_owned(),
        Some(at) => format!("/{}", &rest[at..]),
        None => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_url() {
        assert_eq!(host("http://127.0.0.1:80/a?b"), "127.0.0.1:80");
        assert_eq!(target("http://127.0.0.1:80/a?b"), "/a?b");
        assert_eq!(target("https://host?b=/c"), "/?b=/c");
        assert_eq!(target("https://host"), "/");
    }
}
