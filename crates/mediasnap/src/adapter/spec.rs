//! Limits and words for states from the spec, which is parsed on first use.

use std::sync::OnceLock;

use mediasnap_core::Product;
use serde::Deserialize as _;
use serde_json::Value;

use crate::model::JobState;

/// Lookups in the spec of a product.
#[derive(Debug)]
pub(crate) struct SpecLookup {
    product: &'static Product,
    parsed: OnceLock<Value>,
}

impl SpecLookup {
    pub(crate) const fn of(product: &'static Product) -> Self {
        Self {
            product,
            parsed: OnceLock::new(),
        }
    }

    fn parsed(&self) -> &Value {
        self.parsed
            .get_or_init(|| serde_json::from_str(self.product.spec).unwrap_or_default())
    }

    /// Returns the schema of the query parameter `name` of `operation`.
    fn parameter(&self, operation: &str, name: &str) -> Option<&Value> {
        let operations = self.parsed()["paths"]
            .as_object()?
            .values()
            .flat_map(|path| path.as_object().into_iter().flat_map(|path| path.values()));
        let operation = operations
            .filter(|candidate| candidate.is_object())
            .find(|candidate| candidate["operationId"] == operation)?;
        let parameter = operation["parameters"]
            .as_array()?
            .iter()
            .find(|candidate| candidate["name"] == name)?;
        Some(&parameter["schema"])
    }

    /// Returns a limit of the query parameter `name` of `operation`.
    pub(crate) fn limit(&self, operation: &str, name: &str, limit: &str) -> Option<i64> {
        let schema = self.parameter(operation, name)?;
        schema["x-limits"][limit].as_i64().or(schema[limit].as_i64())
    }

    /// Returns the state that `word` stands for in the property `member` of `schema`. Default: `Unknown`.
    pub(crate) fn state(&self, schema: &str, member: &str, word: &str) -> JobState {
        let states = &self.parsed()["components"]["schemas"][schema]["properties"][member]["x-states"];
        let word = word.to_ascii_uppercase();
        let spelled = |known: &str| match known.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == known,
        };
        let known = states
            .as_object()
            .into_iter()
            .flatten()
            .find(|(_, words)| {
                let words = words.as_array().into_iter().flatten();
                words.filter_map(Value::as_str).any(spelled)
            })
            .and_then(|(state, _)| JobState::deserialize(Value::from(state.as_str())).ok());
        known.unwrap_or(JobState::Unknown)
    }
}

#[cfg(test)]
#[cfg(feature = "huawei-vod")]
mod tests {
    use super::SpecLookup;
    use crate::model::JobState;

    #[test]
    fn every_state_in_the_spec_is_one_of_ours() {
        let spec = SpecLookup::of(&mediasnap_huawei_vod::PRODUCT);
        let state = |word: &str| spec.state("ShowTaskDetailResponse", "status", word);
        let states = &spec.parsed()["components"]["schemas"]["ShowTaskDetailResponse"]["properties"]["status"]
            ["x-states"];
        assert_eq!(states.as_object().unwrap().len(), 5);
        for (known, words) in states.as_object().unwrap() {
            for word in words.as_array().unwrap() {
                let word = word.as_str().unwrap();
                assert_eq!(word, word.to_ascii_uppercase());
                assert_eq!(state(&word.replace('*', "x")).as_str(), known, "{word}");
            }
        }
        assert_eq!(state("succeed"), JobState::Succeeded);
        assert_eq!(state("CANCELLED"), JobState::Canceled);
        assert_eq!(state("READYISH"), JobState::Unknown);
        assert_eq!(state(""), JobState::Unknown);
        assert_eq!(spec.state("Nothing", "status", "READY"), JobState::Unknown);
    }
}
