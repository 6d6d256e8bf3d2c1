//! Keys and tokens that a server accepts.

use crate::algorithm::Vendor;
use crate::credentials::AccessKey;
use crate::secret::Secret;

/// Keys and tokens that a server accepts.
pub trait KeyStore {
    /// Returns the key pair with this id; with its security token if it is temporary.
    fn access_key(&self, vendor: Vendor, id: &str) -> Option<AccessKey>;

    /// Returns whether a token that is sent instead of a signature is valid: a Huawei Cloud IAM token or an Alibaba Cloud
    /// bearer token. Compare it as a [`Secret`], in constant time. Default: `false`.
    fn accepts_token(&self, vendor: Vendor, token: &Secret) -> bool {
        let _ = (vendor, token);
        false
    }

    /// Returns whether an action may be called without authentication. Default: `false`.
    fn allows_unsigned(&self, vendor: Vendor, action: &str) -> bool {
        let _ = (vendor, action);
        false
    }
}
