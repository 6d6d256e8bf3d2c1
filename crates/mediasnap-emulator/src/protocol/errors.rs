//! Errors of the gateway in front of the operations, with the codes and messages of the vendors.

use chrono::{DateTime, Utc};
use mediasnap_auth::verify::VerifyError;
use mediasnap_core::ErrorKind;
use mediasnap_core::operation::Vendor;

use super::request::BodyError;
use super::route::Unknown;
use super::schema::Violation;
use super::service_error::ServiceError;

/// Returns the error of a request that cannot be read.
pub(crate) fn unreadable(vendor: Vendor, error: BodyError) -> ServiceError {
    let (status, message) = error.status_and_message();
    let code = match (vendor, error) {
        (Vendor::Huawei, _) => "APIGW.0201",
        (Vendor::Tencent, BodyError::TooLarge) => "RequestSizeLimitExceeded",
        (Vendor::Tencent, _) => "InvalidRequest",
        (Vendor::Alibaba, _) => "InvalidParameter",
    };
    ServiceError::undocumented(code, status, message)
}

/// Returns the error of an invalid signature.
pub(crate) fn invalid_signature(vendor: Vendor, error: &VerifyError) -> ServiceError {
    match vendor {
        Vendor::Huawei => huawei(error),
        Vendor::Tencent => tencent(error),
        Vendor::Alibaba => alibaba(error),
    }
}

fn huawei(error: &VerifyError) -> ServiceError {
    let detail = match error {
        VerifyError::Unsigned => "Get secretKey failed,ak is empty".to_owned(),
        VerifyError::UnknownKey { id } => format!("Get secretKey failed,ak:{id},err:ak not exist"),
        VerifyError::Expired { signed, now } => {
            let compact = |time: &DateTime<Utc>| time.format("%Y%m%dT%H%M%SZ").to_string();
            let (signed, now) = (compact(signed), compact(now));
            format!("calc aksk signature fail:signature expired, signature time:{signed},server time:{now}")
        }
        VerifyError::MissingToken | VerifyError::WrongToken => "decrypt token fail".to_owned(),
        VerifyError::BadSignature { .. } => "verify aksk signature fail".to_owned(),
        other => format!("verify aksk signature fail:{other}"),
    };
    ServiceError::with_code(
        "APIGW.0301",
        format!("Incorrect IAM authentication information: {detail}"),
    )
}

fn tencent(error: &VerifyError) -> ServiceError {
    match error {
        VerifyError::UnknownKey { .. } => ServiceError::with_code(
            "AuthFailure.SecretIdNotFound",
            "The SecretId is not found, please ensure that your SecretId is correct.",
        ),
        VerifyError::Expired { signed, now } => ServiceError::with_code(
            "AuthFailure.SignatureExpire",
            format!(
                "The provided credentials could not be validated because the request has expired: timestamp {} \
                 and server time {} differ by more than five minutes.",
                signed.timestamp(),
                now.timestamp()
            ),
        ),
        VerifyError::MissingToken | VerifyError::WrongToken => {
            ServiceError::with_code("AuthFailure.TokenFailure", "The provided token is not valid.")
        }
        VerifyError::Unsigned | VerifyError::UnsupportedAlgorithm(_) | VerifyError::Malformed(_) => {
            ServiceError::with_code(
                "AuthFailure.InvalidAuthorization",
                format!("The Authorization of the request is not valid: {error}."),
            )
        }
        VerifyError::MissingHeader(_) | VerifyError::MissingParameter(_) | VerifyError::MissingNonce => {
            ServiceError::with_code(
                "MissingParameter",
                format!("The request lacks a parameter: {error}."),
            )
        }
        VerifyError::MalformedDate => ServiceError::with_code(
            "InvalidParameter",
            "The timestamp of the request is not a whole number.",
        ),
        VerifyError::ContentType => ServiceError::with_code(
            "UnsupportedProtocol",
            "The content type does not fit the method of the request.",
        ),
        _ => ServiceError::with_code(
            "AuthFailure.SignatureFailure",
            "The provided credentials could not be validated. Please check your signature is correct.",
        ),
    }
}

fn alibaba(error: &VerifyError) -> ServiceError {
    match error {
        VerifyError::UnknownKey { .. } => ServiceError::with_code(
            "InvalidAccessKeyId.NotFound",
            "Specified access key is not found.",
        ),
        VerifyError::Expired { .. } => ServiceError::with_code(
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        ),
        VerifyError::MalformedDate => ServiceError::with_code(
            "InvalidTimeStamp.Format",
            "Specified time stamp or date value is not well formatted.",
        ),
        VerifyError::MissingToken => ServiceError::undocumented(
            "MissingSecurityToken",
            400,
            "SecurityToken is mandatory for this action.",
        ),
        VerifyError::WrongToken => ServiceError::undocumented(
            "InvalidSecurityToken.Malformed",
            400,
            "Specified SecurityToken is malformed.",
        ),
        VerifyError::Unsigned => ServiceError::undocumented(
            "MissingAccessKeyId",
            400,
            "AccessKeyId is mandatory for this action.",
        ),
        VerifyError::MissingNonce => ServiceError::undocumented(
            "MissingSignatureNonce",
            400,
            "SignatureNonce is mandatory for this action.",
        ),
        VerifyError::MissingHeader(_) | VerifyError::MissingParameter(_) | VerifyError::Malformed(_) => {
            ServiceError::with_code(
                "IncompleteSignature",
                format!("The request signature is incomplete: {error}."),
            )
        }
        VerifyError::BadSignature { string_to_sign } => ServiceError::with_code(
            "SignatureDoesNotMatch",
            format!(
                "Specified signature is not matched with our calculation. server string to sign is:{}",
                string_to_sign.expose()
            ),
        ),
        other => ServiceError::with_code(
            "SignatureDoesNotMatch",
            format!("Specified signature is not matched with our calculation: {other}."),
        ),
    }
}

/// Returns the error of a nonce that was used before.
pub(crate) fn nonce_reused(vendor: Vendor) -> ServiceError {
    match vendor {
        Vendor::Tencent => {
            ServiceError::with_code("AuthFailure.SignatureFailure", "The nonce was used before.")
        }
        _ => ServiceError::with_code(
            "SignatureNonceUsed",
            "Specified signature nonce was used already.",
        ),
    }
}

/// Returns the error of an operation that is denied to the access key.
pub(crate) fn access_denied(vendor: Vendor, operation: &str) -> ServiceError {
    match vendor {
        Vendor::Huawei => ServiceError::with_code(
            "APIGW.0302",
            format!("The IAM user is forbidden to call {operation}."),
        ),
        Vendor::Tencent => ServiceError::with_code(
            "UnauthorizedOperation",
            format!("You are not authorized to perform operation ({operation})."),
        ),
        Vendor::Alibaba => ServiceError::with_code(
            "NoPermission",
            format!("You are not authorized to do this action: {operation}."),
        ),
    }
}

/// Returns the error of a request above the rate limit.
pub(crate) fn throttled(vendor: Vendor, per_second: u32, wait: std::time::Duration) -> ServiceError {
    let error = match vendor {
        Vendor::Huawei => ServiceError::with_code(
            "APIGW.0308",
            format!(
                "The throttling threshold has been reached: policy user over ratelimit,limit:{per_second},time:1 second"
            ),
        ),
        Vendor::Tencent => ServiceError::with_code(
            "RequestLimitExceeded",
            format!(
                "Your current request times equals to `{}` in a second, which exceeds the frequency limit `{per_second}` for a second.",
                per_second + 1
            ),
        ),
        Vendor::Alibaba => {
            ServiceError::with_code("Throttling.User", "Request was denied due to user flow control.")
        }
    };
    ServiceError {
        retry_after: Some(wait),
        ..error
    }
}

/// Returns the error of an operation that does not exist.
pub(crate) fn unknown_operation(vendor: Vendor, unknown: Unknown) -> ServiceError {
    match (vendor, unknown) {
        (Vendor::Huawei, _) => {
            ServiceError::with_code("APIGW.0101", "The API does not exist or has not been published.")
        }
        (Vendor::Tencent, Unknown::Version) => {
            ServiceError::with_code("NoSuchVersion", "The request version does not exist.")
        }
        (Vendor::Tencent, _) => {
            ServiceError::with_code("InvalidAction", "The request action does not exist.")
        }
        (_, Unknown::Version) => {
            ServiceError::undocumented("InvalidVersion", 400, "Specified parameter Version is not valid.")
        }
        (_, _) => ServiceError::with_code(
            "InvalidAction.NotFound",
            "Specified api is not found, please check your url and method.",
        ),
    }
}

/// Returns the error of arguments that do not match the schema.
pub(crate) fn invalid_arguments(vendor: Vendor, violation: &Violation) -> ServiceError {
    match (vendor, violation) {
        (Vendor::Tencent, Violation::Missing(path)) => ServiceError::with_code(
            "MissingParameter",
            format!("The request is missing a required parameter `{path}`."),
        ),
        (Vendor::Tencent, Violation::Unknown(path)) => ServiceError::with_code(
            "UnknownParameter",
            format!("The parameter `{path}` is not recognized."),
        ),
        (Vendor::Tencent, Violation::Invalid { path, why }) => ServiceError::with_code(
            "InvalidParameter",
            format!("The value of parameter `{path}` is not valid: it {why}."),
        ),
        (Vendor::Alibaba, Violation::Missing(path)) => {
            ServiceError::with_code("MissingParameter", format!("The parameter {path} is required."))
        }
        (Vendor::Alibaba, Violation::Invalid { path, why }) => ServiceError::with_code(
            "InvalidParameter",
            format!("The specified parameter {path} {why}."),
        ),
        (_, Violation::Missing(path)) => ServiceError::with_kind(
            ErrorKind::InvalidArgument,
            format!("Invalid request. {path} is required."),
        ),
        (_, Violation::Invalid { path, why }) => ServiceError::with_kind(
            ErrorKind::InvalidArgument,
            format!("Invalid request. {path} {why}."),
        ),
        (_, Violation::Unknown(path)) => ServiceError::with_kind(
            ErrorKind::InvalidArgument,
            format!("Invalid request. {path} is unknown."),
        ),
    }
}
