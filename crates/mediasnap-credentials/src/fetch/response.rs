//! The response of a metadata or token service.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use mediasnap_core::{Error, ErrorKind};
use mediasnap_http::ResponseHead;
use serde::de::DeserializeOwned;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::fetch::{TokenService, path_segment};

/// The response of a metadata or token service.
pub(crate) struct FetchResponse {
    pub(super) service: TokenService,
    pub(super) head: ResponseHead,
    pub(super) body: Bytes,
    /// Secrets of the request, which no message may repeat.
    pub(super) secrets: Vec<Zeroizing<String>>,
    /// The id of the key that signed the request.
    pub(super) key_id: Option<String>,
}

impl FetchResponse {
    pub(crate) fn status(&self) -> u16 {
        self.head.status
    }

    /// Returns the header `name` if it is readable.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// Returns the body as a string.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default().trim()
    }

    /// Returns the response if its status is a success, otherwise its error.
    pub(crate) fn into_success(self) -> Result<Self, Error> {
        if (200..300).contains(&self.head.status) {
            Ok(self)
        } else {
            Err(self.to_error())
        }
    }

    /// Returns the error of this response with the vendor's code and message.
    fn to_error(&self) -> Error {
        let code = envelope(&self.body).code;
        self.error_with_code(code)
    }

    /// Returns the error of a rejection with `code`. The vendor's message may quote the request; its secrets are taken out.
    pub(crate) fn error_with_code(&self, code: Option<String>) -> Error {
        let busy = code
            .as_deref()
            .is_some_and(|code| code.contains("Throttling") || code.starts_with("RequestLimit"));
        let kind = match self.head.status {
            429 | 500.. => ErrorKind::Unavailable,
            _ if busy => ErrorKind::Unavailable,
            404 if self.service.is_metadata => ErrorKind::Config,
            _ => ErrorKind::Authentication,
        };
        let is_about_signature = code.as_deref().is_some_and(|code| code.contains("Signature"));
        let signer = self
            .key_id
            .as_ref()
            .filter(|_| is_about_signature)
            .map_or_else(String::new, |id| {
                format!("; signed with the key {id}: check its secret")
            });
        let code = code.map_or_else(String::new, |code| format!(" ({code})"));
        let Envelope {
            message, request_id, ..
        } = envelope(&self.body);
        let message = message.map_or_else(String::new, |message| format!(": {message}"));
        let error = self
            .service
            .error(
                kind,
                format_args!("answered with HTTP {}{code}{message}{signer}", self.head.status),
            )
            .with_request_id(request_id);
        self.secrets.iter().fold(error, |error, secret| {
            let encoded = path_segment(secret);
            error.with_redacted(secret).with_redacted(&encoded)
        })
    }

    /// Returns whether the request was rejected, by the status or inside of a successful response.
    pub(super) fn is_rejection(&self) -> bool {
        (400..500).contains(&self.head.status) || envelope(&self.body).code.is_some()
    }

    /// Returns the service's time if the response has a `Date`.
    pub(super) fn time(&self) -> Option<DateTime<Utc>> {
        let date = self.header("date")?;
        Some(DateTime::parse_from_rfc2822(date.trim()).ok()?.to_utc())
    }

    /// Decodes the body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|_| {
            self.service.error(
                ErrorKind::UnexpectedResponse,
                "answered with something that is not the documented JSON",
            )
        })
    }
}

/// Code, message and request id of an error response of any of the vendors.
#[derive(Default)]
struct Envelope {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

fn envelope(body: &[u8]) -> Envelope {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Envelope::default();
    };
    let first = |paths: &[&str], length: usize| {
        let text = paths.iter().find_map(|path| value.pointer(path)?.as_str())?;
        // What follows is the request again.
        let text = text.split("server string to sign").next().unwrap_or(text);
        Some(text.trim().chars().take(length).collect::<String>())
    };
    let code = first(
        &[
            "/Code",
            "/code",
            "/error_code",
            "/error/code",
            "/Response/Error/Code",
            "/error",
        ],
        100,
    );
    let message = first(
        &[
            "/Message",
            "/message",
            "/error_msg",
            "/error/message",
            "/Response/Error/Message",
            "/error_description",
        ],
        500,
    );
    Envelope {
        code,
        message: message.filter(|message| !message.trim().is_empty()),
        request_id: first(&["/RequestId", "/request_id", "/Response/RequestId"], 100),
    }
}
