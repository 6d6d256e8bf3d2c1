//! A running emulator.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::server::fault::Fault;
use crate::server::log::LoggedRequest;
use crate::server::shared::Server;
#[cfg(test)]
use crate::storage::journal::Journal;

/// Maximum time for requests in progress when the emulator shuts down.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(3);

/// A running emulator. Dropping it stops it.
pub struct Emulator {
    pub(crate) address: SocketAddr,
    pub(crate) server: Arc<Server>,
    pub(crate) stop: Option<oneshot::Sender<()>>,
    pub(crate) task: Option<JoinHandle<()>>,
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Emulator {
    /// Returns the address that the emulator listens on, as a URL without a path: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.server.state.url
    }

    /// Returns the address that the emulator listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the time of the emulator's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.server.state.clock.now()
    }

    /// Sets the clock. It continues from `now`, or stands still if `running` is false.
    pub fn set_clock(&self, now: DateTime<Utc>, running: bool) {
        self.server.state.clock.set(now, running);
    }

    /// Moves the clock forward. Jobs that end in between are finished afterwards.
    pub fn advance_clock(&self, by: Duration) {
        self.server
            .state
            .clock
            .advance(TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX));
    }

    /// Returns the journal of the data file.
    #[cfg(test)]
    pub(crate) fn journal(&self) -> &Journal {
        &self.server.state.journal
    }

    /// Deletes all jobs, templates, images, notifications and nonces.
    pub fn reset(&self) {
        self.server.reset();
    }

    /// Replaces the fault rules.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.server.faults.set(faults);
    }

    /// Returns the last thousand API requests, oldest first.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.server.requests()
    }

    /// Stops listening, waits for requests in progress, and aborts those that take longer than three seconds.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(SHUTDOWN_TIMEOUT, &mut task).await.is_err()
        {
            task.abort();
        }
        if self.server.state.objects.exporter().is_enabled() {
            self.server.write_results().await;
        }
    }
}

impl Drop for Emulator {
    /// Stops listening and closes the data file. Requests in progress continue as long as the runtime lives, but
    /// cannot change the file any more.
    fn drop(&mut self) {
        self.server.state.journal.close();
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}
