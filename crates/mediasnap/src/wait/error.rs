//! A wait that did not end with a job at rest.

use std::fmt;

use mediasnap_core::{Error, ErrorKind};

use crate::model::SnapshotJob;

/// Why a wait ended without a job at rest, with the job as it was last seen.
#[derive(Clone)]
pub struct WaitError {
    error: Error,
    last: Option<Box<SnapshotJob>>,
    failure: Option<(Error, u32)>,
}

impl WaitError {
    pub(super) fn new(error: Error, last: Option<SnapshotJob>) -> Self {
        Self {
            error,
            last: last.map(Box::new),
            failure: None,
        }
    }

    pub(super) fn with_failure(mut self, failure: Option<(Error, u32)>) -> Self {
        self.failure = failure;
        self
    }

    /// Returns the error that ended the wait, of kind `Timeout` when it took too long.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The job as it was last seen; `None` when it never was.
    pub fn last_job(&self) -> Option<&SnapshotJob> {
        self.last.as_deref()
    }

    /// Returns the error of the last query and the number of queries, if the wait took too long and its last query failed.
    pub fn last_failure(&self) -> Option<(&Error, u32)> {
        self.failure.as_ref().map(|(error, queries)| (error, *queries))
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
        if let Some(job) = &self.last {
            write!(f, " (job {} was last {})", job.id, job.state)?;
        }
        match &self.failure {
            Some((error, queries)) => write!(f, "; the last of {queries} queries failed: {error}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitError")
            .field("error", &self.error)
            .field("last", &self.last.as_ref().map(|job| (&job.id, job.state)))
            .field("failure", &self.failure)
            .finish()
    }
}

impl std::error::Error for WaitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
