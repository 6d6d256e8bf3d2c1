//! The one error of every client: what happened, where, what the vendor said, and what to do next.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::remedy::Remedy;
use crate::text::one_line;

/// Kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is not set up: no credentials, no region, an endpoint that is no URL.
    Config,
    /// An argument is missing or wrong, found here or by the vendor.
    InvalidArgument,
    /// The signature or the key is not accepted.
    Authentication,
    /// The clock of this machine is too far from the vendor's.
    ClockSkew,
    /// The temporary credentials have expired or do not fit the key.
    TokenExpired,
    /// The key is known and may not do this.
    PermissionDenied,
    /// The thing does not exist.
    NotFound,
    /// The state of the thing does not allow it.
    Conflict,
    /// Too many requests; slow down.
    Throttled,
    /// A quota is used up; waiting a moment does not help.
    QuotaExceeded,
    /// The service is unavailable; try again later.
    Unavailable,
    /// The service failed.
    Internal,
    /// The product cannot do this.
    Unsupported,
    /// No connection could be made; nothing was sent.
    Connect,
    /// The connection broke after the request may have been sent.
    Transport,
    /// No response in time.
    Timeout,
    /// The response does not match the documented format: empty, not JSON, too large, or a redirect.
    UnexpectedResponse,
    /// The vendor returned an error code that this version does not know.
    Unclassified,
}

/// A failed call, or a client that could not be made.
///
/// `Display` is one line with everything needed to act on it; neither it nor `Debug` shows credentials, headers, query strings or
/// bodies. The vendor's response is kept whole in [`response_body`](Error::response_body).
#[derive(Clone)]
pub struct Error(Box<Parts>);

#[derive(Clone)]
struct Parts {
    kind: ErrorKind,
    product: Option<&'static str>,
    operation: Option<&'static str>,
    status: Option<u16>,
    code: Option<String>,
    message: String,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    not_sent: bool,
    permanent: bool,
    remedy: Option<Remedy>,
    hint: Option<String>,
    response_body: Option<Bytes>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of `kind` that says `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            kind,
            product: None,
            operation: None,
            status: None,
            code: None,
            message: message.into(),
            request_id: None,
            retry_after: None,
            attempts: 0,
            not_sent: false,
            permanent: false,
            remedy: None,
            hint: None,
            response_body: None,
            source: None,
        }))
    }

    /// Names the product and operation.
    #[must_use]
    pub fn with_operation(mut self, product: &'static str, operation: Option<&'static str>) -> Self {
        self.0.product = Some(product);
        self.0.operation = operation.or(self.0.operation);
        self
    }

    /// Says before everything else what the message is about: a file, a profile.
    #[must_use]
    pub fn context(mut self, place: &str) -> Self {
        self.0.message = format!("{place}: {}", self.0.message);
        self
    }

    /// Sets the HTTP status of the response.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Sets the vendor's error code.
    #[must_use]
    pub fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    /// Sets the vendor's id of the request.
    #[must_use]
    pub fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    /// Sets how long the vendor asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    /// Sets how many requests were sent.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Says that nothing was sent before it.
    #[must_use]
    pub fn with_not_sent(mut self) -> Self {
        self.0.not_sent = true;
        self
    }

    /// Marks the error as one that a retry cannot resolve, whatever its kind.
    #[must_use]
    pub fn with_permanent(mut self) -> Self {
        self.0.permanent = true;
        self
    }

    /// Sets which setting of the client can resolve it.
    #[must_use]
    pub fn with_remedy(mut self, remedy: Remedy) -> Self {
        self.0.remedy = Some(remedy);
        self
    }

    /// Adds what the client knows about the cause and the service does not say.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Takes over from `cause` whether a retry, and which setting, can resolve it.
    #[must_use]
    pub fn with_advice_of(mut self, cause: &Self) -> Self {
        self.0.permanent |= cause.0.permanent;
        self.0.remedy = self.0.remedy.or(cause.0.remedy);
        self
    }

    /// Sets the vendor's response body, unmodified.
    #[must_use]
    pub fn with_response_body(mut self, body: Bytes) -> Self {
        self.0.response_body = Some(body);
        self
    }

    /// Replaces `secret` in the service's strings: message, code and request id.
    #[doc(hidden)]
    #[must_use]
    pub fn with_redacted(mut self, secret: &str) -> Self {
        let parts = &mut *self.0;
        let strings = std::iter::once(&mut parts.message)
            .chain(&mut parts.code)
            .chain(&mut parts.request_id);
        for string in strings.filter(|string| string.contains(secret)) {
            *string = string.replace(secret, "[redacted]");
        }
        self
    }

    /// Sets what caused it; its text is shown, so it must hold no secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The product key.
    pub fn product(&self) -> Option<&'static str> {
        self.0.product
    }

    /// The vendor's name of the operation.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The vendor's error code, as sent.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the message: the vendor's, or that of this library.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The vendor's id of the request, to quote to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the vendor asks to wait before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns what the client knows about the cause in addition to the message.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Returns the setting of the client that can resolve it, where one is known.
    pub fn remedy(&self) -> Option<Remedy> {
        self.0.remedy
    }

    /// How many requests were sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The vendor's response body, unmodified: what it repeats of the request, secrets included, is still in it.
    pub fn response_body(&self) -> Option<&[u8]> {
        self.0.response_body.as_deref()
    }

    /// Whether the same request may succeed later, if it is safe to send again.
    pub fn is_retryable(&self) -> bool {
        if self.0.permanent {
            return false;
        }
        matches!(
            self.0.kind,
            ErrorKind::Throttled
                | ErrorKind::Unavailable
                | ErrorKind::Internal
                | ErrorKind::Connect
                | ErrorKind::Transport
                | ErrorKind::Timeout
        ) || (self.0.kind == ErrorKind::UnexpectedResponse
            && self.0.status.is_some_and(|status| status / 100 == 2))
    }

    /// Whether the vendor asks to slow down.
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Whether the thing does not exist.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Whether credentials, signature or permission are the problem.
    pub fn is_auth_error(&self) -> bool {
        matches!(
            self.0.kind,
            ErrorKind::Authentication
                | ErrorKind::TokenExpired
                | ErrorKind::PermissionDenied
                | ErrorKind::ClockSkew
        )
    }

    /// Whether no response came in time.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether the request may have reached the vendor without a response that says so.
    pub fn is_ambiguous(&self) -> bool {
        if self.0.not_sent {
            return false;
        }
        matches!(self.0.kind, ErrorKind::Transport | ErrorKind::Timeout)
            || (self.0.kind == ErrorKind::UnexpectedResponse
                && self.0.status.is_some_and(|status| status / 100 == 2))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &*self.0;
        match (parts.product, parts.operation) {
            (Some(product), Some(operation)) => write!(f, "{product} {operation}: ")?,
            (Some(name), None) | (None, Some(name)) => write!(f, "{name}: ")?,
            (None, None) => {}
        }
        match (&parts.code, parts.status) {
            (Some(code), Some(status)) => write!(f, "{} (HTTP {status}): ", one_line(code))?,
            (Some(code), None) => write!(f, "{}: ", one_line(code))?,
            (None, Some(status)) => write!(f, "HTTP {status}: ")?,
            (None, None) => {}
        }
        f.write_str(&one_line(&parts.message))?;
        if let Some(source) = &parts.source {
            write!(f, ": {}", one_line(&source.to_string()))?;
        }
        if let Some(hint) = &parts.hint {
            write!(f, " ({})", one_line(hint))?;
        }
        if let Some(request_id) = &parts.request_id {
            write!(f, " [request id {}]", one_line(request_id))?;
        }
        if parts.attempts > 1 {
            write!(f, " [{} attempts]", parts.attempts)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("product", &self.0.product)
            .field("operation", &self.0.operation)
            .field("status", &self.0.status)
            .field("code", &self.0.code)
            .field("message", &self.0.message)
            .field("hint", &self.0.hint)
            .field("request_id", &self.0.request_id)
            .field("retry_after", &self.0.retry_after)
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn std::error::Error + 'static))
    }
}
