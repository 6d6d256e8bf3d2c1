//! A wait that did not end with a job at rest.

use std::fmt;

use mediasnap_core::{Error, ErrorKind};

use crate::model::SnapshotJob;

/// Why a wait ended without a job at rest, with the job as it was last seen.
#[derive(Clone)]
pub struct WaitError {
    error: Error,
    last: Option<Box<SnapshotJob>>,
}

impl WaitError {
    pub(super) fn new(error: Error, last: Option<SnapshotJob>) -> Self {
        Self {
            error,
            last: last.map(Box::new),
        }
    }

    /// What ended the wait: of kind `Timeout` when it took too long.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The job as it was last seen; `None` when it never was.
    pub fn last_job(&self) -> Option<&SnapshotJob> {
        self.last.as_deref()
    }

    /// Whether the wait took too long; the job itself may still end well.
    pub fn is_timeout(&self) -> bool {
        self.error.kind() == ErrorKind::Timeout
    }

    /// The error and the job as it was last seen.
    pub fn into_parts(self) -> (Error, Option<SnapshotJob>) {
        (self.error, self.last.map(|last| *last))
    }
}

impl From<WaitError> for Error {
    fn from(error: WaitError) -> Self {
        error.error
    }
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)?;
        match &self.last {
            Some(job) => write!(f, " (job {} was last {})", job.id, job.state),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitError")
            .field("error", &self.error)
            .field("last", &self.last.as_ref().map(|job| (&job.id, job.state)))
            .finish()
    }
}

impl std::error::Error for WaitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
