//! The service under test.

use std::time::Duration;

use crate::client::Config;
use crate::model::ObjectLocation;

/// The service that the suite runs against.
pub trait Harness: Send + Sync {
    /// Returns the configuration of clients of the service.
    fn config(&self) -> Config;

    /// Returns the URL of an object in the service's storage.
    fn object_url(&self, object: &ObjectLocation) -> Option<String>;

    /// Advances the clock of the service.
    fn advance(&self, by: Duration);
}
