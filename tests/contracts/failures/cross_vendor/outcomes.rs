//! Which error responses are throttling, which pass by themselves, which never do, and which are worth one more request.

use mediasnap_client::operation::Vendor;

use super::of;
use crate::failures::retry_table::{Outcome, outcome};
use crate::support::calls::error_response;
use crate::support::samples;
use crate::support::server::Reply;

/// Every code of `codes` has the same outcome, with every product of its vendor.
async fn have_outcome(expected: Outcome, codes: [&[(u16, &str, &str)]; 3]) {
    for (product, read, create) in samples() {
        for (status, code, message) in of(product.vendor, codes) {
            let reply = error_response(product, *status, code, message);
            let got = outcome(product, read, create, &reply).await;
            assert_eq!(got, expected, "{} {code} (HTTP {status})", product.key);
        }
    }
}

#[tokio::test]
async fn throttled() {
    have_outcome(
        Outcome::Again,
        [
            &[
                (429, "APIGW.0308", "m"),
                (429, "APIG.0308", "m"),
                (429, "Any.Code", "m"),
            ],
            &[
                (200, "RequestLimitExceeded", "m"),
                (200, "RequestLimitExceeded.UinLimitExceeded", "m"),
                (200, "RequestLimitExceeded.GlobalRegionUinLimitExceeded", "m"),
            ],
            &[
                (400, "Throttling", "m"),
                (503, "Throttling.User", "m"),
                (429, "Throttling.Api", "m"),
                (400, "Service.Throttling.Anything", "m"),
            ],
        ],
    )
    .await;
    for (product, read, create) in samples().filter(|(product, ..)| product.vendor == Vendor::Alibaba) {
        for (header, value, expected) in [
            ("x-acs-retry-after", "5", Outcome::Again),
            ("x-acs-retry-after", "0", Outcome::Never),
            ("x-acs-retry-after", "soon", Outcome::Never),
        ] {
            let reply = error_response(product, 400, "Any.Code", "m").with(header, value);
            assert_eq!(outcome(product, read, create, &reply).await, expected, "{value}");
        }
    }
}

#[tokio::test]
async fn worth_trying_again() {
    have_outcome(
        Outcome::ReadsAgain,
        [
            &[
                (500, "Any.Code", "m"),
                (502, "Any.Code", "m"),
                (503, "Any.Code", "m"),
            ],
            &[
                (200, "InternalError", "m"),
                (200, "ResourceUnavailable", "m"),
                (500, "Any.Code", "m"),
            ],
            &[
                (500, "InternalError", "m"),
                (503, "ServiceUnavailable", "m"),
                (500, "Any.Code", "m"),
            ],
        ],
    )
    .await;
    for (product, read, create) in samples() {
        for reply in [Reply::close(), Reply::Hang] {
            assert_eq!(outcome(product, read, create, &reply).await, Outcome::ReadsAgain);
        }
    }
}

#[tokio::test]
async fn never_tried_again() {
    have_outcome(
        Outcome::Never,
        [
            &[
                (
                    401,
                    "APIGW.0301",
                    "Incorrect IAM authentication information: verify aksk signature fail",
                ),
                (
                    401,
                    "APIGW.0301",
                    "Incorrect IAM authentication information: AK access failed to reach the limit,forbidden",
                ),
                (401, "Any.Code", "m"),
                (403, "APIGW.0302", "m"),
                (403, "Any.Code", "m"),
            ],
            &[
                (200, "AuthFailure.SignatureFailure", "m"),
                (200, "AuthFailure.SecretIdNotFound", "m"),
                (200, "AuthFailure.UnauthorizedOperation", "m"),
                (200, "AuthFailure.Anything", "m"),
                (200, "UnauthorizedOperation", "m"),
                (200, "UnauthorizedOperation.SdkAppId", "m"),
                (200, "InvalidParameter", "m"),
                (200, "InvalidParameterValue.Anything", "m"),
                (200, "MissingParameter", "m"),
                (200, "UnknownParameter", "m"),
            ],
            &[
                (400, "SignatureDoesNotMatch", "m"),
                (400, "SignatureNonceUsed", "m"),
                (404, "InvalidAccessKeyId.NotFound", "m"),
                (403, "Forbidden.RAM", "m"),
                (403, "NoPermission", "m"),
                (400, "MissingParameter", "m"),
                (400, "InvalidParameter.Anything", "m"),
            ],
        ],
    )
    .await;
}

#[tokio::test]
async fn once_more_after_correcting_the_clock() {
    have_outcome(
        Outcome::ByTheirClock,
        [
            &[(
                401,
                "APIGW.0301",
                "Incorrect IAM authentication information: calc aksk signature fail:signature expired, \
                 signature time:20260102T030405Z,server time:20260102T040405Z",
            )],
            &[(200, "AuthFailure.SignatureExpire", "m")],
            &[(400, "InvalidTimeStamp.Expired", "m")],
        ],
    )
    .await;
}

#[tokio::test]
async fn once_more_with_new_credentials() {
    have_outcome(
        Outcome::WithOtherCredentials,
        [
            &[(
                401,
                "APIGW.0301",
                "Incorrect IAM authentication information: decrypt token fail",
            )],
            &[(200, "AuthFailure.TokenFailure", "m")],
            &[
                (400, "InvalidSecurityToken.Expired", "m"),
                (403, "InvalidSecurityToken.Malformed", "m"),
                (400, "InvalidSecurityToken.MismatchWithAccessKey", "m"),
            ],
        ],
    )
    .await;
}
