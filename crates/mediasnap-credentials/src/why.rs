//! The report on a search for credentials: who answered, and why the others did not.

use std::fmt;

use mediasnap_core::Error;

use crate::identity::Identity;

/// Where credentials were looked for, in order. `Display` is one line a place; no part of it holds a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Why {
    /// Every place, in order.
    pub tried: Vec<Tried>,
}

/// One place where credentials were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tried {
    /// The provider's name.
    pub provider: &'static str,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It has credentials: names of variables, a file and its section, a service.
    Answered(String),
    /// It has none, and this is why.
    Silent(String),
    /// An earlier place answered.
    NotAsked,
}

impl Why {
    pub(super) fn new(tried: Vec<Tried>) -> Self {
        Self { tried }
    }

    /// The place that answered.
    pub fn answered(&self) -> Option<&Tried> {
        self.tried
            .iter()
            .find(|tried| matches!(tried.outcome, Outcome::Answered(_)))
    }
}

impl Tried {
    pub(super) fn of(provider: &'static str, result: &Result<Identity, Error>) -> Self {
        let outcome = match result {
            Ok(identity) => Outcome::Answered(identity.origin.as_deref().unwrap_or(provider).to_owned()),
            Err(error) => Outcome::Silent(error.message().to_owned()),
        };
        Self { provider, outcome }
    }

    pub(super) fn not_asked(provider: &'static str) -> Self {
        Self {
            provider,
            outcome: Outcome::NotAsked,
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, tried) in self.tried.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{tried}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::Answered(from) => write!(f, "{}: found ({from})", self.provider),
            Outcome::Silent(why) => write!(f, "{}: {why}", self.provider),
            Outcome::NotAsked => write!(f, "{}: not asked, an earlier place answered", self.provider),
        }
    }
}
