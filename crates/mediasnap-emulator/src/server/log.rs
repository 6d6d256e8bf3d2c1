//! Log of the last API requests.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::Serialize;

/// Maximum number of requests in the log.
const CAPACITY: usize = 1000;

/// An API request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// Time by the emulator's clock.
    pub time: DateTime<Utc>,
    /// HTTP method.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Key of the product.
    pub product: Option<&'static str>,
    /// The vendor's name of the operation.
    pub operation: Option<&'static str>,
    /// HTTP status of the response.
    pub status: u16,
    /// The vendor's error code, if the call was rejected.
    pub code: Option<String>,
    /// Request id in the response.
    pub request_id: Option<String>,
    /// Whether a fault rule applied.
    pub fault: bool,
}

/// The last API requests.
#[derive(Debug, Default)]
pub(super) struct RequestLog {
    entries: Mutex<VecDeque<LoggedRequest>>,
}

impl RequestLog {
    pub(super) fn add(&self, entry: LoggedRequest) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    /// Returns the requests, oldest first.
    pub(super) fn get(&self) -> Vec<LoggedRequest> {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .cloned()
            .collect()
    }

    pub(super) fn clear(&self) {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}
