//! Arguments of Alibaba Cloud's products, and the errors of missing and invalid ones.

use chrono::{DateTime, Utc};

use super::product::ApiCall;
use crate::clock::parse_rfc3339;
use crate::protocol::service_error::ServiceError;

/// Returns the error of an invalid parameter.
pub(super) fn invalid(why: &str) -> ServiceError {
    ServiceError::with_code(
        "InvalidParameter",
        format!("The specified parameter is not valid: {why}."),
    )
}

/// Returns the error of a missing parameter.
pub(super) fn required(name: &str) -> ServiceError {
    ServiceError::with_code("MissingParameter", format!("The parameter {name} is required."))
}

/// Returns a time, if the call names one.
pub(super) fn time_arg(call: &ApiCall<'_>, name: &str) -> Result<Option<DateTime<Utc>>, ServiceError> {
    let time = call
        .str_arg(name)
        .map(|time| parse_rfc3339(time).ok_or_else(|| invalid(&format!("{name} is not a valid time"))));
    time.transpose()
}
