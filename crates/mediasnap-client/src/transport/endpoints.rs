//! The places to send requests to: one, or several of which the first that can be connected to is used.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// One place.
pub(super) struct Endpoint {
    pub(super) scheme: String,
    pub(super) host: String,
    /// `https://host`.
    pub(super) text: String,
    /// The same, parsed, with path and query of the last request: most calls ask what the one before asked.
    last: Mutex<url::Url>,
    /// How far its clock is ahead of ours, in seconds, learned from its responses.
    pub(super) skew: AtomicI64,
}

impl Endpoint {
    fn new(url: &url::Url) -> Self {
        let host = match (url.host_str().unwrap_or_default(), url.port()) {
            (host, Some(port)) => format!("{host}:{port}"),
            (host, None) => host.to_owned(),
        };
        let scheme = url.scheme().to_owned();
        let text = format!("{scheme}://{host}");
        Self {
            last: Mutex::new(url::Url::parse(&text).unwrap_or_else(|_| url.clone())),
            text,
            scheme,
            host,
            skew: AtomicI64::new(0),
        }
    }
}

impl Endpoint {
    /// The URL of a path and a query.
    pub(super) fn at(&self, path: &str, query: &str) -> url::Url {
        let query = Some(query).filter(|query| !query.is_empty());
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.path() != path {
            last.set_path(path);
        }
        if last.query() != query {
            last.set_query(query);
        }
        last.clone()
    }
}

/// The places of one client; all calls use the same one, and leave it together.
pub(super) struct Endpoints {
    list: Vec<Endpoint>,
    current: AtomicUsize,
}

impl Endpoints {
    /// The places at `urls`, of which there is at least one.
    pub(super) fn new(urls: &[url::Url]) -> Self {
        Self {
            list: urls.iter().map(Endpoint::new).collect(),
            current: AtomicUsize::new(0),
        }
    }

    /// How many more there are than the one in use.
    pub(super) fn others(&self) -> usize {
        self.list.len().saturating_sub(1)
    }

    /// The one in use.
    pub(super) fn current(&self) -> &Endpoint {
        &self.list[self.current.load(Ordering::Relaxed) % self.list.len()]
    }

    /// Leaves `from`, which cannot be connected to, unless another call has left it already.
    pub(super) fn leave(&self, from: &Endpoint) {
        let Some(index) = self.list.iter().position(|endpoint| std::ptr::eq(endpoint, from)) else {
            return;
        };
        let next = (index + 1) % self.list.len();
        let _ = self
            .current
            .compare_exchange(index, next, Ordering::Relaxed, Ordering::Relaxed);
        tracing::warn!(from = %from.text, to = %self.current().text, "no connection: using another endpoint");
    }
}
