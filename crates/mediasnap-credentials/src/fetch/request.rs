//! A request to a metadata or token service.

use bytes::Bytes;
use serde_json::Value;
use zeroize::Zeroizing;

/// A request to a metadata or token service.
pub(crate) struct FetchRequest<'a> {
    pub(super) method: &'static str,
    pub(super) url: &'a str,
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: Bytes,
}

impl<'a> FetchRequest<'a> {
    pub(crate) fn get(url: &'a str) -> Self {
        Self {
            method: "GET",
            url,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn put(url: &'a str) -> Self {
        Self {
            method: "PUT",
            ..Self::get(url)
        }
    }

    pub(crate) fn post(url: &'a str, media_type: &'a str, body: impl Into<Bytes>) -> Self {
        Self {
            method: "POST",
            url,
            headers: vec![("Content-Type", media_type)],
            body: body.into(),
        }
    }

    /// Returns what a response must not repeat in a message: tokens and signatures of this request.
    pub(super) fn secrets(&self) -> Vec<Zeroizing<String>> {
        let is_secret = |name: &str| {
            let name = name.to_ascii_lowercase();
            [
                "token",
                "signature",
                "authorization",
                "secret",
                "assertion",
                "code",
            ]
            .iter()
            .any(|word| name.contains(word))
        };
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        let pairs = url::form_urlencoded::parse(query.as_bytes())
            .chain(url::form_urlencoded::parse(&self.body))
            .map(|(name, value)| (name.into_owned(), value.into_owned()));
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut secrets: Vec<String> = pairs
            .chain(headers)
            .filter(|(name, _)| is_secret(name))
            .map(|(_, value)| value)
            .collect();
        if let Ok(body) = serde_json::from_slice::<Value>(&self.body) {
            members(&body, false, &is_secret, &mut secrets);
        }
        let signatures: Vec<String> = secrets
            .iter()
            .filter_map(|value| Some(value.rsplit_once("Signature=")?.1.to_owned()))
            .collect();
        secrets.extend(signatures);
        // What is shorter stands in ordinary words.
        secrets.retain(|secret| secret.len() >= 8);
        secrets.into_iter().map(Zeroizing::new).collect()
    }

    pub(crate) fn header(mut self, name: &'a str, value: &'a str) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Collects the strings under members with a secret's name.
fn members(value: &Value, is_inside: bool, is_secret: &dyn Fn(&str) -> bool, found: &mut Vec<String>) {
    match value {
        Value::String(text) if is_inside => found.push(text.clone()),
        Value::Array(elements) => {
            for element in elements {
                members(element, is_inside, is_secret, found);
            }
        }
        Value::Object(object) => {
            for (name, element) in object {
                members(element, is_inside || is_secret(name), is_secret, found);
            }
        }
        _ => {}
    }
}

/// Percent-encodes `name` as one segment of a path.
pub(crate) fn path_segment(name: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    encoded.replace('+', "%20")
}
