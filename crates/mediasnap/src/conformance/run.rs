//! A case under way, and what its checks share.

use std::time::Duration;

use mediasnap_client::RetryPolicy;
use mediasnap_core::{Error, ErrorKind};

use super::case::Case;
use super::harness::Harness;
use crate::capability::Capability;
use crate::client::{Client, Config};
use crate::model::{SnapshotJob, SnapshotRequest};
use crate::wait::{PollingPolicy, WaitError};

/// An address without a listener: a call that reaches for it fails with `Connect`.
pub(super) const NOWHERE: &str = "http://127.0.0.1:9";

/// Description of what is wrong.
pub(super) struct Problem(pub(super) String);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self(format!("{error} ({:?})", error.kind()))
    }
}

impl From<WaitError> for Problem {
    fn from(error: WaitError) -> Self {
        Self(error.to_string())
    }
}

/// A case with a job that has been submitted.
pub(super) struct Run<'a> {
    pub(super) case: &'a Case,
    pub(super) harness: &'a dyn Harness,
    pub(super) client: Client,
    pub(super) request: SnapshotRequest,
    pub(super) job: SnapshotJob,
}

impl<'a> Run<'a> {
    pub(super) async fn start(case: &'a Case, harness: &'a dyn Harness) -> Result<Run<'a>, Problem> {
        let client = connect(case, &harness.config())?;
        let request = case.prepare(&harness.config()).await?;
        let job = client.submit(&request).await?;
        Ok(Self {
            case,
            harness,
            client,
            request,
            job,
        })
    }

    pub(super) fn supports(&self, capability: Capability) -> bool {
        self.client.capabilities().supports(self.case.source, capability)
    }

    /// A client of the same product at another address, that tries once.
    pub(super) fn at(&self, url: &str) -> Result<Client, Problem> {
        let config: Config = self.harness.config().endpoint(url).retry(RetryPolicy::none());
        Ok(connect(self.case, &config)?)
    }
}

pub(super) fn expect<T>(result: Result<T, Error>, kind: ErrorKind, what: &str) -> Result<Error, Problem> {
    match result {
        Err(error) if error.kind() == kind => Ok(error),
        Err(error) => Err(Problem(format!(
            "{what}: {error} ({:?} instead of {kind:?})",
            error.kind()
        ))),
        Ok(_) => Err(Problem(format!("{what}: a success instead of {kind:?}"))),
    }
}

pub(super) fn quick_polling() -> PollingPolicy {
    PollingPolicy::every(Duration::from_millis(100)).with_timeout(Duration::from_secs(20))
}

/// Fails a check unless `holds`.
pub(super) fn ensure(holds: bool, problem: impl FnOnce() -> String) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(Problem(problem())) }
}

pub(super) fn connect(case: &Case, config: &Config) -> Result<Client, Error> {
    Client::connect_to(case.product, config)
}
