//! Dispatch from a received request to the check of its scheme.

use chrono::{DateTime, Utc};

use super::clock::{Clock, ClockTolerance};
use super::key_store::KeyStore;
use super::received::{ReceivedRequest, Scheme};
use super::verified::Verified;
use super::verify_error::VerifyError;
use super::{alibaba, huawei, tencent};

/// Checks a received request at the time `now`.
///
/// # Errors
///
/// The first reason to reject the request. [`ReceivedRequest::vendor`] returns the vendor whose error format the sender
/// expects.
pub fn verify(
    received: &ReceivedRequest<'_>,
    keys: &dyn KeyStore,
    now: DateTime<Utc>,
    tolerance: ClockTolerance,
) -> Result<Verified, VerifyError> {
    let clock = |tolerance| Clock { now, tolerance };
    match received.scheme() {
        Scheme::Huawei => huawei::verify(received, keys, clock(tolerance.huawei)),
        Scheme::Tc3 => tencent::verify_tc3(received, keys, clock(tolerance.tencent)),
        Scheme::TencentV1 => tencent::verify_v1(received, keys, clock(tolerance.tencent)),
        Scheme::TencentUnsigned => tencent::verify_unsigned(received, keys),
        Scheme::Acs3 => alibaba::verify_acs3(received, keys, clock(tolerance.alibaba)),
        Scheme::Roa => alibaba::verify_roa(received, keys, clock(tolerance.alibaba)),
        Scheme::Rpc => alibaba::verify_rpc(received, keys, clock(tolerance.alibaba)),
        Scheme::Bearer => alibaba::verify_bearer(received, keys),
        Scheme::AlibabaUnsigned => alibaba::verify_unsigned(received, keys),
        Scheme::Unknown => Err(match received.authorization()? {
            Some(authorization) => authorization.unsupported(),
            None => VerifyError::Unsigned,
        }),
    }
}
