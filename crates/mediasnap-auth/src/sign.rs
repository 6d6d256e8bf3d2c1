//! Signing: dispatch from an algorithm to its scheme.

use chrono::{DateTime, Utc};

use crate::algorithm::{Algorithm, Vendor};
use crate::context::SigningContext;
use crate::credentials::Credentials;
use crate::error::SignError;
use crate::request::SignableRequest;
use crate::signed::SigningOutput;
use crate::{alibaba, huawei, tencent, time};

impl Algorithm {
    /// Returns the vendor's default algorithm for credentials of this kind.
    ///
    /// # Errors
    ///
    /// [`SignError::UnsupportedCredentials`] if the vendor has no algorithm for them.
    pub const fn for_credentials(vendor: Vendor, credentials: &Credentials) -> Result<Self, SignError> {
        Ok(match (vendor, credentials) {
            (Vendor::Huawei, Credentials::AccessKey(_)) => Self::SdkHmacSha256,
            (Vendor::Huawei, Credentials::Token(_)) => Self::XAuthToken,
            (Vendor::Tencent, Credentials::AccessKey(_)) => Self::Tc3HmacSha256,
            (Vendor::Alibaba, Credentials::AccessKey(_)) => Self::Acs3HmacSha256,
            (Vendor::Alibaba, Credentials::Bearer(_)) => Self::AlibabaBearer,
            (Vendor::Alibaba, Credentials::Anonymous) => Self::AlibabaAnonymous,
            (vendor, _) => return Err(SignError::UnsupportedCredentials { vendor }),
        })
    }
}

/// Signs `request` at `time`.
///
/// `nonce` is used by the schemes of Alibaba Cloud and by version 1 of Tencent Cloud, where it is a positive number; the
/// others ignore it. Every attempt to send a request needs a new signature, with a new time and a new nonce.
///
/// # Errors
///
/// Returns a [`SignError`] rather than a request without a signature, or with one that does not cover all of the request.
pub fn sign<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
    nonce: &'a str,
) -> Result<SigningOutput<'a>, SignError> {
    request.validate()?;
    time::validate(time)?;
    match algorithm {
        Algorithm::SdkHmacSha256 | Algorithm::SdkHmacSm3 => {
            huawei::hmac::sign(algorithm, request, context, credentials, time)
        }
        Algorithm::V11HmacSha256 => huawei::v11::sign(request, context, credentials, time),
        #[cfg(feature = "ecdsa-sm2")]
        Algorithm::SdkEcdsaP256Sha256 | Algorithm::SdkSm2Sm3 => {
            huawei::elliptic::sign(algorithm, request, context, credentials, time)
        }
        Algorithm::XAuthToken => huawei::token::sign(request, context, credentials),
        Algorithm::Tc3HmacSha256 => tencent::tc3::sign(request, context, credentials, time),
        Algorithm::TencentHmacSha1 | Algorithm::TencentHmacSha256 => {
            tencent::v1::sign(algorithm, request, context, credentials, time, nonce)
        }
        Algorithm::TencentSkip => tencent::tc3::skip(request, context, time),
        Algorithm::Acs3HmacSha256 | Algorithm::Acs3HmacSm3 => {
            alibaba::acs3::sign(algorithm, request, context, credentials, time, nonce)
        }
        Algorithm::AlibabaRpcV1 => alibaba::rpc::sign(request, context, credentials, time, nonce),
        Algorithm::AlibabaRoaV2 => alibaba::roa::sign(request, context, credentials, time, nonce),
        Algorithm::AlibabaBearer => alibaba::bearer::sign_bearer(request, context, credentials, time, nonce),
        Algorithm::AlibabaAnonymous => alibaba::bearer::sign_anonymous(request, context, time, nonce),
    }
}
