//! Open connections, of which those that wait for a request can be closed.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// An open connection.
#[derive(Debug)]
pub(super) struct Connection {
    /// Time since which it waits for bytes of a request. `None` while a request is handled.
    waiting_since: Mutex<Option<Instant>>,
    pub(super) close: Notify,
    /// Notified when a connection begins to wait.
    idle: Arc<Notify>,
}

/// Marks a connection that handles a request until it is dropped.
pub(super) struct Busy(Arc<Connection>);

impl Connection {
    pub(super) fn new(idle: &Arc<Notify>) -> Arc<Self> {
        Arc::new(Self {
            waiting_since: Mutex::new(Some(Instant::now())),
            close: Notify::new(),
            idle: Arc::clone(idle),
        })
    }

    /// Marks the connection while a request is handled.
    pub(super) fn busy(self: &Arc<Self>) -> Busy {
        self.set_waiting(None);
        Busy(Arc::clone(self))
    }

    fn set_waiting(&self, since: Option<Instant>) {
        *self.waiting_since.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    /// Returns since when it waits, or `None` while a request is handled.
    pub(super) fn waiting_since(&self) -> Option<Instant> {
        *self.waiting_since.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.set_waiting(Some(Instant::now()));
        self.0.idle.notify_one();
    }
}
