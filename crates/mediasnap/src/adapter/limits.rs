//! Limits that the spec states, read from it when they are first needed.

use std::sync::OnceLock;

use mediasnap_core::Product;
use serde_json::Value;

use crate::Error;

/// The spec of a product, parsed once.
#[derive(Debug)]
pub(super) struct Spec {
    product: &'static Product,
    parsed: OnceLock<Value>,
}

impl Spec {
    pub(super) const fn of(product: &'static Product) -> Self {
        Self {
            product,
            parsed: OnceLock::new(),
        }
    }

    /// Names the product on an error.
    pub(super) fn at(&self, error: Error) -> Error {
        error.at(self.product.key, None)
    }

    /// The schema of the query parameter `name` of `operation`.
    fn parameter(&self, operation: &str, name: &str) -> Option<&Value> {
        let spec = self
            .parsed
            .get_or_init(|| serde_json::from_str(self.product.spec).unwrap_or_default());
        let operations = spec["paths"]
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

    /// A number that the spec states about the parameter `name` of `operation`.
    pub(super) fn limit(&self, operation: &str, name: &str, limit: &str) -> Option<i64> {
        let schema = self.parameter(operation, name)?;
        schema["x-limits"][limit].as_i64().or(schema[limit].as_i64())
    }
}
