//! The signature scheme that goes with credentials.

use mediasnap_auth::{Algorithm, Credentials};
use mediasnap_core::operation::Vendor;
use mediasnap_core::{Error, ErrorKind};

/// The scheme that `credentials` ask for.
///
/// # Errors
/// `Config` for credentials that the vendor does not take.
pub fn algorithm(vendor: Vendor, credentials: &Credentials) -> Result<Algorithm, Error> {
    let vendor = match vendor {
        Vendor::Huawei => mediasnap_auth::Vendor::Huawei,
        Vendor::Tencent => mediasnap_auth::Vendor::Tencent,
        Vendor::Alibaba => mediasnap_auth::Vendor::Alibaba,
    };
    Algorithm::for_credentials(vendor, credentials)
        .map_err(|error| Error::new(ErrorKind::Config, error.to_string()))
}
