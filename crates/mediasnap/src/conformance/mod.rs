//! The conformance suite: what every product does through the unified client, checked against a running service.
//!
//! [`cases`] is the one list of products and kinds of sources; a new one gets its tests by adding itself there. The suite runs
//! against anything that a [`Harness`] describes, such as the emulator of this workspace, and against services of your own.

mod cases;
mod checks;
mod failures;
mod fault;

use std::fmt;
use std::time::Duration;

use futures_core::future::BoxFuture;
use mediasnap_core::Error;

use crate::client::{Client, Config};
use crate::model::{JobFilter, ObjectLocation, ProductKey, SnapshotRequest, SourceKind};
use crate::wait::WaitError;

pub use cases::cases;

/// The service that the suite runs against.
pub trait Harness: Send + Sync {
    /// How to reach it.
    fn config(&self) -> Config;

    /// Where an object of its storage can be fetched.
    fn object_url(&self, object: &ObjectLocation) -> Option<String>;

    /// Lets time pass for the jobs, by the service's own clock.
    fn advance(&self, by: Duration);
}

/// Makes the request of a case, and what has to be there before it.
pub type MakeRequest = fn(Config) -> BoxFuture<'static, Result<SnapshotRequest, Error>>;

/// One kind of source of one product.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Case {
    /// The product.
    pub product: ProductKey,
    /// The kind of source.
    pub source: SourceKind,
    /// Makes a request that succeeds.
    pub request: MakeRequest,
    /// What narrows a list to something that the product lists, with the job among it.
    pub filter: JobFilter,
    /// The id of a job that does not exist; `None` where every id is one.
    pub missing: Option<&'static str>,
    /// How many images come out, at least.
    pub images: usize,
    /// Whether the job runs until it is stopped.
    pub endless: bool,
}

impl Case {
    /// A case with a plain list, one image and jobs that end.
    pub fn new(product: ProductKey, source: SourceKind, request: MakeRequest) -> Self {
        Self {
            product,
            source,
            request,
            filter: JobFilter::new().source(source),
            missing: None,
            images: 1,
            endless: false,
        }
    }

    /// Runs every check against `harness`.
    pub async fn run(&self, harness: &dyn Harness) -> Report {
        let mut report = Report {
            case: format!("{} {}", self.product, self.source),
            results: Vec::new(),
        };
        let run = match checks::Run::start(self, harness).await {
            Ok(run) => run,
            Err(problem) => {
                report.results.push(("submit", Err(problem.0)));
                return report;
            }
        };
        for (name, check) in checks::CHECKS {
            let result = check(&run).await.map_err(|problem| problem.0);
            report.results.push((name, result));
        }
        report
    }
}

/// What came of a case.
#[derive(Debug, Clone)]
pub struct Report {
    /// Product and kind of source.
    pub case: String,
    /// Each check, with what is wrong.
    pub results: Vec<(&'static str, Result<(), String>)>,
}

impl Report {
    /// Whether every check passed.
    pub fn passed(&self) -> bool {
        self.results.iter().all(|(_, result)| result.is_ok())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (check, result) in &self.results {
            match result {
                Ok(()) => writeln!(f, "{}: {check}: ok", self.case)?,
                Err(problem) => writeln!(f, "{}: {check}: {problem}", self.case)?,
            }
        }
        Ok(())
    }
}

/// What is wrong, in words.
struct Problem(String);

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

/// Fails a check unless `holds`.
fn ensure(holds: bool, problem: impl FnOnce() -> String) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(Problem(problem())) }
}

fn connect(case: &Case, config: &Config) -> Result<Client, Error> {
    Client::connect_to(case.product, config)
}
