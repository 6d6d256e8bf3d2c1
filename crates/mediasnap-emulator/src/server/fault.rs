//! Fault rules: which calls fail, and how.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::ids::Ids;
use crate::products::PRODUCTS;

/// A rule that injects a fault into calls.
///
/// `product`, `operation`, `nth`, `times` and `probability` select calls; the other fields say what happens to them.
/// The first rule that matches a call applies. As JSON, every field is optional:
///
/// ```
/// let fault: mediasnap_emulator::Fault =
///     serde_json::from_str(r#"{"operation": "SubmitSnapshotJob", "times": 2, "status": 503}"#)?;
/// assert_eq!(fault.times, Some(2));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fault {
    /// Only calls of this product, by its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Only calls of this operation, by the vendor's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Only the call with this number, counted from 1 among those that match.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Maximum number of calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// Probability that a call is selected, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Delay of the response, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// Rejects the call with this vendor code instead of executing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Message of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Rejects the call with this HTTP status instead of executing it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Rejects the call with the vendor's rate limit error instead of executing it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub throttle: bool,
    /// Closes the connection without a response.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reset: bool,
    /// With `reset`: executes the call first.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub after: bool,
    /// Executes the call and corrupts the body of its response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyFault>,
}

/// Kind of corruption of a response body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum BodyFault {
    /// The connection is closed in the middle of the body.
    Truncated,
    /// The body is not JSON.
    Malformed,
    /// The body is empty.
    Empty,
}

impl Fault {
    /// Checks that the rule is valid.
    ///
    /// # Errors
    /// Returns a message for an unknown product or operation, and for a number out of range.
    pub fn check(&self) -> Result<(), String> {
        let products = || {
            let wanted = self.product.as_deref();
            PRODUCTS
                .iter()
                .filter(move |product| wanted.is_none_or(|wanted| wanted == product.key))
        };
        if products().next().is_none() {
            let wanted = self.product.as_deref().unwrap_or_default();
            return Err(format!("unknown product `{wanted}`"));
        }
        if let Some(wanted) = &self.operation
            && !products().any(|product| product.operation(wanted).is_some())
        {
            return Err(format!("unknown operation `{wanted}`"));
        }
        if self.nth == Some(0) {
            return Err("`nth` counts from 1".to_owned());
        }
        if self
            .probability
            .is_some_and(|probability| !(0.0..=1.0).contains(&probability))
        {
            return Err("`probability` is not between 0 and 1".to_owned());
        }
        if self.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Err("`status` is not between 200 and 599".to_owned());
        }
        Ok(())
    }

    /// Returns whether the call is rejected instead of being executed.
    pub(crate) fn rejects(&self) -> bool {
        self.code.is_some() || self.status.is_some() || self.throttle
    }
}

/// The rules, and how many calls each has matched.
#[derive(Debug, Default)]
pub(crate) struct FaultRules {
    rules: Mutex<Vec<Rule>>,
}

#[derive(Debug)]
struct Rule {
    fault: Fault,
    seen: u64,
    taken: u64,
}

impl FaultRules {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        let all = Self::default();
        all.set(faults);
        all
    }

    /// Replaces the rules.
    pub(crate) fn set(&self, faults: Vec<Fault>) {
        let rules = faults.into_iter().map(|fault| Rule {
            fault,
            seen: 0,
            taken: 0,
        });
        *self.rules.lock().unwrap_or_else(PoisonError::into_inner) = rules.collect();
    }

    /// Returns the rules.
    pub(crate) fn get(&self) -> Vec<Fault> {
        let rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        rules.iter().map(|rule| rule.fault.clone()).collect()
    }

    /// Returns the fault of a call, if a rule selects it. Rules that count calls neither count nor select those whose
    /// signature is not valid.
    pub(crate) fn next(&self, product: &str, operation: &str, valid: bool, ids: &Ids) -> Option<Fault> {
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        let fits =
            |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
        let mut taken = None;
        for rule in rules.iter_mut() {
            let fault = &rule.fault;
            let counts = fault.nth.is_some() || fault.times.is_some();
            if !fits(&fault.product, product) || !fits(&fault.operation, operation) || (counts && !valid) {
                continue;
            }
            rule.seen += 1;
            let due = fault.nth.is_none_or(|nth| nth == rule.seen)
                && fault.times.is_none_or(|times| rule.taken < times)
                && fault
                    .probability
                    .is_none_or(|probability| fraction(ids) < probability);
            if due && taken.is_none() {
                rule.taken += 1;
                taken = Some(rule.fault.clone());
            }
        }
        taken
    }
}

/// Returns a number from 0 up to, but not including, 1.
fn fraction(ids: &Ids) -> f64 {
    // 32 random bits: every value is exact.
    f64::from(u32::try_from(ids.bits() >> 32).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_count_the_calls_that_fit() {
        let ids = Ids::new(Some(1));
        let second = Fault {
            operation: Some("A".into()),
            nth: Some(2),
            status: Some(500),
            ..Fault::default()
        };
        let twice = Fault {
            times: Some(2),
            throttle: true,
            ..Fault::default()
        };
        let faults = FaultRules::new(vec![second.clone(), twice.clone()]);
        let take = |operation: &str| faults.next("p", operation, true, &ids);
        assert_eq!(faults.next("p", "A", false, &ids), None);
        assert_eq!(take("A"), Some(twice.clone()));
        assert_eq!(take("A"), Some(second));
        assert_eq!(take("B"), Some(twice));
        assert_eq!((take("A"), take("B")), (None, None));
        faults.set(vec![Fault {
            probability: Some(0.0),
            reset: true,
            ..Fault::default()
        }]);
        assert_eq!(faults.next("p", "A", true, &ids), None);
    }
}
