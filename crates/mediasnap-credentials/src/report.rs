//! The report on a search for credentials: which provider has some, and why the others do not.

use std::fmt;

use mediasnap_core::Error;

use crate::identity::Identity;

/// Result of each credential provider that was tried, in order.
///
/// `Display` prints one line per provider and never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CredentialsReport {
    /// Every provider, in order.
    pub providers: Vec<ProviderReport>,
}

/// Result of one credential provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderReport {
    /// The provider's name.
    pub provider: &'static str,
    /// The result.
    pub outcome: Outcome,
}

/// Result of a credential provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It has credentials. Names their source: variables, a file and its section, a service.
    Loaded(String),
    /// It has no credentials. Gives the reason.
    NotLoaded(String),
    /// It was not tried, because an earlier provider has credentials.
    Skipped,
}

impl CredentialsReport {
    pub(super) fn new(providers: Vec<ProviderReport>) -> Self {
        Self { providers }
    }

    /// Returns the provider that has credentials.
    pub fn loaded(&self) -> Option<&ProviderReport> {
        self.providers
            .iter()
            .find(|report| matches!(report.outcome, Outcome::Loaded(_)))
    }
}

impl ProviderReport {
    pub(super) fn of(provider: &'static str, result: &Result<Identity, Error>) -> Self {
        let outcome = match result {
            Ok(identity) => Outcome::Loaded(identity.source.as_deref().unwrap_or(provider).to_owned()),
            Err(error) => Outcome::NotLoaded(error.message().to_owned()),
        };
        Self { provider, outcome }
    }

    pub(super) fn skipped(provider: &'static str) -> Self {
        Self {
            provider,
            outcome: Outcome::Skipped,
        }
    }
}

impl fmt::Display for CredentialsReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, report) in self.providers.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{report}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ProviderReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Loaded(from) => write!(f, "{}: found ({from})", self.provider),
            Outcome::NotLoaded(why) => write!(f, "{}: {why}", self.provider),
            Outcome::Skipped => write!(f, "{}: not asked, an earlier place answered", self.provider),
        }
    }
}
