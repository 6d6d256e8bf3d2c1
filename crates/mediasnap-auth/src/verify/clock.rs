//! Check of the time of signing.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::verify_error::VerifyError;

/// Maximum difference between the time of signing and the time of verification, in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockTolerance {
    /// Tolerance of Huawei Cloud. Default: 15 min.
    pub huawei: Duration,
    /// Tolerance of Tencent Cloud. Default: 5 min.
    pub tencent: Duration,
    /// Tolerance of Alibaba Cloud. Default: 15 min.
    pub alibaba: Duration,
}

impl Default for ClockTolerance {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        Self {
            huawei: minutes(15),
            tencent: minutes(5),
            alibaba: minutes(15),
        }
    }
}

/// Uses one tolerance for all vendors.
impl From<Duration> for ClockTolerance {
    fn from(tolerance: Duration) -> Self {
        Self {
            huawei: tolerance,
            tencent: tolerance,
            alibaba: tolerance,
        }
    }
}

/// Time of verification, and the tolerance of one vendor.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) now: DateTime<Utc>,
    pub(super) tolerance: Duration,
}

impl Clock {
    pub(super) fn check(self, signed: DateTime<Utc>) -> Result<(), VerifyError> {
        let difference = (self.now - signed).abs().to_std().unwrap_or(Duration::MAX);
        if difference > self.tolerance {
            Err(VerifyError::Expired {
                signed,
                now: self.now,
            })
        } else {
            Ok(())
        }
    }
}
