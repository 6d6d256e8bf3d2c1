//! The requests that were answered last.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use serde::Serialize;

/// How many requests are kept.
const KEPT: usize = 1000;

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// When, by the emulator's clock.
    pub time: DateTime<Utc>,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The product that was called.
    pub product: Option<&'static str>,
    /// The vendor's name of the operation.
    pub operation: Option<&'static str>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The vendor's code, if the call was refused.
    pub code: Option<String>,
    /// The id that the answer has.
    pub request_id: Option<String>,
    /// Whether a fault rule had to do with it.
    pub fault: bool,
}

/// The requests that were answered last.
#[derive(Debug, Default)]
pub(super) struct Log {
    entries: Mutex<VecDeque<LoggedRequest>>,
}

impl Log {
    pub(super) fn add(&self, entry: LoggedRequest) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= KEPT {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    /// The requests, oldest first.
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
