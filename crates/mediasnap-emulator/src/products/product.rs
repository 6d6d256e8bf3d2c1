//! The trait of an emulated product, and the call that its operations receive.

use chrono::{DateTime, Utc};
use mediasnap_auth::Secret;
use mediasnap_core::ErrorKind;
use mediasnap_core::operation::{Operation, Product};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::notifications::{Notification, SignedNotification};
use crate::protocol::schema::Schema;
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;
use crate::storage::table::{AnyTable, Table};

/// Executes one operation of the product `P`.
pub(crate) type Handler<P> = fn(&P, &ApiCall<'_>) -> Result<Value, ServiceError>;

/// One emulated product with its jobs and templates.
pub(crate) trait EmulatedProduct: Send + Sync {
    /// Returns the description of the product.
    fn product(&self) -> &'static Product;

    /// Executes a call whose signature and arguments have been checked. Returns the body of the response without the
    /// vendor's envelope.
    fn call(&self, call: &ApiCall<'_>) -> Result<Value, ServiceError>;

    /// Publishes images of jobs that have finished since the last call.
    fn publish(&self, _emulator: &EmulatorState) {}

    /// Queues notifications for images that were captured since the last call.
    fn notify(&self, _emulator: &EmulatorState) {}

    /// Signs a notification, if it is one of this product.
    fn sign(&self, _notification: &Notification, _key: &Secret, _now: i64) -> Option<SignedNotification> {
        None
    }

    /// Returns the newest jobs, newest first.
    fn jobs(&self, emulator: &EmulatorState, max: usize) -> Vec<JobSummary>;

    /// Returns all tables of the product.
    fn tables(&self) -> Vec<&dyn AnyTable>;
}

/// Calls the handler of the operation.
pub(crate) fn dispatch<P>(
    product: &P,
    handlers: &[(&str, Handler<P>)],
    call: &ApiCall<'_>,
) -> Result<Value, ServiceError> {
    let id = call.operation.id;
    let (_, handler) = handlers
        .iter()
        .find(|(known, _)| *known == id)
        .ok_or_else(|| ServiceError::with_kind(ErrorKind::Unsupported, format!("{id} is not emulated")))?;
    handler(product, call)
}

/// A job as the page shows it.
#[derive(Debug)]
pub(crate) struct JobSummary {
    pub(crate) id: String,
    /// Source and name of the job.
    pub(crate) description: String,
    /// State in the vendor's words.
    pub(crate) state: String,
    /// Time when it ends, or when it was created if it has no end.
    pub(crate) time: DateTime<Utc>,
    /// Paths of the images that are available.
    pub(crate) images: Vec<String>,
}

/// One API call.
pub(crate) struct ApiCall<'a> {
    pub(crate) emulator: &'a EmulatorState,
    pub(crate) spec: &'a Schema,
    pub(crate) operation: &'static Operation,
    pub(crate) arguments: Map<String, Value>,
    /// Time of the call.
    pub(crate) now: DateTime<Utc>,
}

impl ApiCall<'_> {
    /// Returns a string argument. An empty string counts as missing.
    pub(crate) fn str_arg(&self, name: &str) -> Option<&str> {
        self.arguments
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// Returns a string argument that the schema requires.
    pub(crate) fn required_str(&self, name: &str) -> &str {
        self.arguments
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Returns an integer argument, also one written as a string, or its documented default.
    pub(crate) fn integer_arg(&self, name: &str) -> Option<i64> {
        let given = match self.arguments.get(name) {
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(value) => value.as_i64(),
            None => None,
        };
        given.or_else(|| self.spec.default(self.operation, name))
    }

    /// Returns the arguments for the number and the size of a page. Pages count from 1.
    pub(crate) fn page_args(&self, number: &str, size: &str, default_size: i64) -> (i64, i64) {
        (
            self.integer_arg(number).unwrap_or(1),
            self.integer_arg(size).unwrap_or(default_size),
        )
    }

    /// Returns whether a job may name a template that is not in the table: it counts as created elsewhere unless it was
    /// deleted here, or the emulator is strict.
    pub(crate) fn is_foreign<T>(&self, templates: &Table<T>, id: &str) -> bool {
        !self.emulator.strict_templates && !templates.is_retired(id)
    }

    /// Returns an array of strings.
    pub(crate) fn str_args(&self, name: &str) -> Vec<&str> {
        let list = self.arguments.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Decodes one argument, or all arguments if there is no name.
    pub(crate) fn decode<T: DeserializeOwned>(&self, name: Option<&str>) -> Result<T, ServiceError> {
        let value = match name {
            Some(name) => self.arguments.get(name).cloned().unwrap_or_default(),
            None => Value::Object(self.arguments.clone()),
        };
        serde_json::from_value(value).map_err(|error| {
            let name = name.unwrap_or("body");
            ServiceError::with_kind(ErrorKind::InvalidArgument, format!("{name} is invalid: {error}"))
        })
    }
}

/// Returns one page of a list. `number` counts from `first`.
pub(crate) fn page<T>(items: Vec<T>, number: i64, first: i64, size: i64) -> Vec<T> {
    let size = usize::try_from(size).unwrap_or(usize::MAX).max(1);
    let number = usize::try_from(number.saturating_sub(first)).unwrap_or_default();
    items
        .into_iter()
        .skip(number.saturating_mul(size))
        .take(size)
        .collect()
}
