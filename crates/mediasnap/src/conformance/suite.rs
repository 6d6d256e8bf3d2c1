//! The cases of all products, and every check of one.

use std::fmt;

use futures_core::future::BoxFuture;

use super::case::Case;
use super::harness::Harness;
use super::run::{Problem, Run};
use super::{checks, failures};
use crate::products;

/// Returns the cases of every product of this build: at least one for each kind of source, in the order of `products()`.
pub fn cases() -> Vec<Case> {
    products::CASES.iter().flat_map(|cases| cases()).collect()
}

type Check = for<'a> fn(&'a Run<'a>) -> BoxFuture<'a, Result<(), Problem>>;

const CHECKS: &[(&str, Check)] = &[
    ("submit", |run| Box::pin(std::future::ready(checks::submit(run)))),
    ("get", |run| Box::pin(checks::get(run))),
    ("list", |run| Box::pin(checks::list(run))),
    ("wait", |run| Box::pin(checks::wait(run))),
    ("images", |run| Box::pin(checks::images(run))),
    ("cancel", |run| Box::pin(checks::cancel(run))),
    ("unsupported", |run| Box::pin(checks::unsupported(run))),
    ("throttled", |run| Box::pin(failures::throttled(run))),
    ("malformed", |run| Box::pin(failures::malformed(run))),
    ("timeout", |run| Box::pin(failures::timeout(run))),
    ("expired", |run| Box::pin(failures::expired(run))),
];

impl Case {
    /// Runs every check against the service of `harness`.
    pub async fn run(&self, harness: &dyn Harness) -> Report {
        let mut report = Report {
            case: format!("{} {}", self.product, self.source),
            results: Vec::new(),
        };
        let run = match Run::start(self, harness).await {
            Ok(run) => run,
            Err(problem) => {
                report.results.push(("submit", Err(problem.0)));
                return report;
            }
        };
        for (name, check) in CHECKS {
            let result = check(&run).await.map_err(|problem| problem.0);
            report.results.push((name, result));
        }
        report
    }
}

/// Result of a case.
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
