//! The trait of an emulated product, and the call that its operations receive.

use chrono::{DateTime, Utc};
use mediasnap_core::operation::{Operation, Product, VendorKind};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::protocol::schema::Spec;
use crate::protocol::service_error::Refusal;
use crate::state::World;
use crate::storage::table::AnyTable;

/// One product, with its jobs and templates.
pub(crate) trait Service: Send + Sync {
    /// The product.
    fn product(&self) -> &'static Product;

    /// Answers a call whose signature and arguments have been checked. The answer is without the vendor's wrapping.
    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal>;

    /// Publishes what has come into being since somebody last asked.
    fn refresh(&self, _world: &World) {}

    /// Sends the notifications of what has come into being since this was last called.
    fn notify(&self, _world: &World) {}

    /// Its newest jobs, newest first.
    fn jobs(&self, world: &World, most: usize) -> Vec<JobView>;

    /// Its tables.
    fn tables(&self) -> Vec<&dyn AnyTable>;
}

/// A job as the page shows it.
#[derive(Debug)]
pub(crate) struct JobView {
    pub(crate) id: String,
    /// What it captures, and what its caller calls it.
    pub(crate) about: String,
    /// The state in the vendor's words.
    pub(crate) state: String,
    /// When it is done, or was created where it has no end.
    pub(crate) time: DateTime<Utc>,
    /// The paths of the images there are.
    pub(crate) images: Vec<String>,
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a World,
    pub(crate) spec: &'a Spec,
    pub(crate) operation: &'static Operation,
    pub(crate) arguments: Map<String, Value>,
    /// The time of the call.
    pub(crate) now: DateTime<Utc>,
}

impl Call<'_> {
    /// A text; an empty one counts as none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.arguments
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// A text that the spec demands.
    pub(crate) fn required(&self, name: &str) -> &str {
        self.arguments
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A whole number, be it written as text, or its documented default.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        let given = match self.arguments.get(name) {
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(value) => value.as_i64(),
            None => None,
        };
        given.or_else(|| self.spec.default(self.operation, name))
    }

    /// A list of texts.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let list = self.arguments.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// An argument, or all of them without a name, as a type.
    pub(crate) fn decode<T: DeserializeOwned>(&self, name: Option<&str>) -> Result<T, Refusal> {
        let value = match name {
            Some(name) => self.arguments.get(name).cloned().unwrap_or_default(),
            None => Value::Object(self.arguments.clone()),
        };
        serde_json::from_value(value).map_err(|error| {
            let name = name.unwrap_or("body");
            Refusal::meaning(VendorKind::InvalidArgument, format!("{name} is invalid: {error}"))
        })
    }
}

/// One page of a list: `number` counts from `first`.
pub(crate) fn page<T>(items: Vec<T>, number: i64, first: i64, size: i64) -> Vec<T> {
    let size = usize::try_from(size).unwrap_or(usize::MAX).max(1);
    let number = usize::try_from(number.saturating_sub(first)).unwrap_or_default();
    items
        .into_iter()
        .skip(number.saturating_mul(size))
        .take(size)
        .collect()
}
