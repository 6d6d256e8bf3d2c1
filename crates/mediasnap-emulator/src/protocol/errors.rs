//! Refused signatures and arguments, in the codes and words of the vendor.

use chrono::{DateTime, Utc};
use mediasnap_auth::verify::VerifyError;
use mediasnap_core::operation::{Vendor, VendorKind};

use super::route::Unknown;
use super::schema::Violation;
use super::service_error::Refusal;

/// A signature that was refused.
pub(crate) fn signature(vendor: Vendor, rejection: &VerifyError) -> Refusal {
    match vendor {
        Vendor::Huawei => huawei(rejection),
        Vendor::Tencent => tencent(rejection),
        Vendor::Alibaba => alibaba(rejection),
    }
}

fn huawei(rejection: &VerifyError) -> Refusal {
    let detail = match rejection {
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
    Refusal::named(
        "APIGW.0301",
        format!("Incorrect IAM authentication information: {detail}"),
    )
}

fn tencent(rejection: &VerifyError) -> Refusal {
    match rejection {
        VerifyError::UnknownKey { .. } => Refusal::named(
            "AuthFailure.SecretIdNotFound",
            "The SecretId is not found, please ensure that your SecretId is correct.",
        ),
        VerifyError::Expired { signed, now } => Refusal::named(
            "AuthFailure.SignatureExpire",
            format!(
                "The provided credentials could not be validated because the request has expired: timestamp {} \
                 and server time {} differ by more than five minutes.",
                signed.timestamp(),
                now.timestamp()
            ),
        ),
        VerifyError::MissingToken | VerifyError::WrongToken => {
            Refusal::named("AuthFailure.TokenFailure", "The provided token is not valid.")
        }
        VerifyError::Unsigned | VerifyError::UnsupportedAlgorithm(_) | VerifyError::Malformed(_) => {
            Refusal::named(
                "AuthFailure.InvalidAuthorization",
                format!("The Authorization of the request is not valid: {rejection}."),
            )
        }
        VerifyError::MissingHeader(_) | VerifyError::MissingParameter(_) | VerifyError::MissingNonce => {
            Refusal::named(
                "MissingParameter",
                format!("The request lacks a parameter: {rejection}."),
            )
        }
        VerifyError::MalformedDate => Refusal::named(
            "InvalidParameter",
            "The timestamp of the request is not a whole number.",
        ),
        VerifyError::ContentType => Refusal::named(
            "UnsupportedProtocol",
            "The content type does not fit the method of the request.",
        ),
        _ => Refusal::named(
            "AuthFailure.SignatureFailure",
            "The provided credentials could not be validated. Please check your signature is correct.",
        ),
    }
}

fn alibaba(rejection: &VerifyError) -> Refusal {
    match rejection {
        VerifyError::UnknownKey { .. } => Refusal::named(
            "InvalidAccessKeyId.NotFound",
            "Specified access key is not found.",
        ),
        VerifyError::Expired { .. } => Refusal::named(
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        ),
        VerifyError::MalformedDate => Refusal::named(
            "InvalidTimeStamp.Format",
            "Specified time stamp or date value is not well formatted.",
        ),
        VerifyError::MissingToken => Refusal::other(
            "MissingSecurityToken",
            400,
            "SecurityToken is mandatory for this action.",
        ),
        VerifyError::WrongToken => Refusal::other(
            "InvalidSecurityToken.Malformed",
            400,
            "Specified SecurityToken is malformed.",
        ),
        VerifyError::Unsigned => Refusal::other(
            "MissingAccessKeyId",
            400,
            "AccessKeyId is mandatory for this action.",
        ),
        VerifyError::MissingNonce => Refusal::other(
            "MissingSignatureNonce",
            400,
            "SignatureNonce is mandatory for this action.",
        ),
        VerifyError::MissingHeader(_) | VerifyError::MissingParameter(_) | VerifyError::Malformed(_) => {
            Refusal::named(
                "IncompleteSignature",
                format!("The request signature is incomplete: {rejection}."),
            )
        }
        VerifyError::BadSignature { string_to_sign } => Refusal::named(
            "SignatureDoesNotMatch",
            format!(
                "Specified signature is not matched with our calculation. server string to sign is:{}",
                string_to_sign.expose()
            ),
        ),
        other => Refusal::named(
            "SignatureDoesNotMatch",
            format!("Specified signature is not matched with our calculation: {other}."),
        ),
    }
}

/// A nonce that was used before.
pub(crate) fn replay(vendor: Vendor) -> Refusal {
    match vendor {
        Vendor::Tencent => Refusal::named("AuthFailure.SignatureFailure", "The nonce was used before."),
        _ => Refusal::named(
            "SignatureNonceUsed",
            "Specified signature nonce was used already.",
        ),
    }
}

/// A key that may not do this.
pub(crate) fn denied(vendor: Vendor, operation: &str) -> Refusal {
    match vendor {
        Vendor::Huawei => Refusal::named(
            "APIGW.0302",
            format!("The IAM user is forbidden to call {operation}."),
        ),
        Vendor::Tencent => Refusal::named(
            "UnauthorizedOperation",
            format!("You are not authorized to perform operation ({operation})."),
        ),
        Vendor::Alibaba => Refusal::named(
            "NoPermission",
            format!("You are not authorized to do this action: {operation}."),
        ),
    }
}

/// A request over the rate limit.
pub(crate) fn throttled(vendor: Vendor, per_second: u32, wait: std::time::Duration) -> Refusal {
    let refusal = match vendor {
        Vendor::Huawei => Refusal::named(
            "APIGW.0308",
            format!(
                "The throttling threshold has been reached: policy user over ratelimit,limit:{per_second},time:1 second"
            ),
        ),
        Vendor::Tencent => Refusal::named(
            "RequestLimitExceeded",
            format!(
                "Your current request times equals to `{}` in a second, which exceeds the frequency limit `{per_second}` for a second.",
                per_second + 1
            ),
        ),
        Vendor::Alibaba => Refusal::named("Throttling.User", "Request was denied due to user flow control."),
    };
    Refusal {
        retry_after: Some(wait),
        ..refusal
    }
}

/// An operation that there is not.
pub(crate) fn unknown(vendor: Vendor, unknown: Unknown) -> Refusal {
    match (vendor, unknown) {
        (Vendor::Huawei, _) => {
            Refusal::named("APIGW.0101", "The API does not exist or has not been published.")
        }
        (Vendor::Tencent, Unknown::Version) => {
            Refusal::named("NoSuchVersion", "The request version does not exist.")
        }
        (Vendor::Tencent, _) => Refusal::named("InvalidAction", "The request action does not exist."),
        (_, Unknown::Version) => {
            Refusal::other("InvalidVersion", 400, "Specified parameter Version is not valid.")
        }
        (_, _) => Refusal::named(
            "InvalidAction.NotFound",
            "Specified api is not found, please check your url and method.",
        ),
    }
}

/// Arguments that the spec does not allow.
pub(crate) fn arguments(vendor: Vendor, violation: &Violation) -> Refusal {
    match (vendor, violation) {
        (Vendor::Tencent, Violation::Missing(path)) => Refusal::named(
            "MissingParameter",
            format!("The request is missing a required parameter `{path}`."),
        ),
        (Vendor::Tencent, Violation::Unknown(path)) => Refusal::named(
            "UnknownParameter",
            format!("The parameter `{path}` is not recognized."),
        ),
        (Vendor::Tencent, Violation::Invalid { path, why }) => Refusal::named(
            "InvalidParameter",
            format!("The value of parameter `{path}` is not valid: it {why}."),
        ),
        (Vendor::Alibaba, Violation::Missing(path)) => {
            Refusal::named("MissingParameter", format!("The parameter {path} is required."))
        }
        (Vendor::Alibaba, Violation::Invalid { path, why }) => Refusal::named(
            "InvalidParameter",
            format!("The specified parameter {path} {why}."),
        ),
        (_, Violation::Missing(path)) => Refusal::meaning(
            VendorKind::InvalidArgument,
            format!("Invalid request. {path} is required."),
        ),
        (_, Violation::Invalid { path, why }) => Refusal::meaning(
            VendorKind::InvalidArgument,
            format!("Invalid request. {path} {why}."),
        ),
        (_, Violation::Unknown(path)) => Refusal::meaning(
            VendorKind::InvalidArgument,
            format!("Invalid request. {path} is unknown."),
        ),
    }
}
