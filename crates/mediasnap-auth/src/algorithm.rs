//! Signature schemes under their vendors' names.

use std::fmt;
use std::str::FromStr;

/// Cloud vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Vendor {
    /// Huawei Cloud.
    Huawei,
    /// Tencent Cloud.
    Tencent,
    /// Alibaba Cloud.
    Alibaba,
}

impl Vendor {
    /// Returns the short lower-case name: `huawei`, `tencent` or `alibaba`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Huawei => "huawei",
            Self::Tencent => "tencent",
            Self::Alibaba => "alibaba",
        }
    }
}

impl fmt::Display for Vendor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Declares the enum, its names, its vendors and the list of its variants from one table.
macro_rules! algorithms {
    ($($(#[doc = $doc:literal])+ $(#[cfg($($cfg:tt)+)])? $variant:ident = $name:literal, $vendor:ident;)+) => {
        /// Scheme that authenticates a request.
        ///
        /// [`Algorithm::as_str`] and [`FromStr`] use the vendors' names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Algorithm {
            $($(#[doc = $doc])+ $(#[cfg($($cfg)+)])? $variant,)+
        }

        impl Algorithm {
            /// All algorithms of this build.
            pub const ALL: &'static [Self] = &[$($(#[cfg($($cfg)+)])? Self::$variant,)+];

            /// Returns the vendor's name of the algorithm.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($(#[cfg($($cfg)+)])? Self::$variant => $name,)+
                }
            }

            /// Returns the vendor of the algorithm.
            pub const fn vendor(self) -> Vendor {
                match self {
                    $($(#[cfg($($cfg)+)])? Self::$variant => Vendor::$vendor,)+
                }
            }
        }
    };
}

algorithms! {
    /// Huawei Cloud's default signature: HMAC-SHA256 over a canonical request.
    SdkHmacSha256 = "SDK-HMAC-SHA256", Huawei;
    /// [`Algorithm::SdkHmacSha256`] with SM3 instead of SHA-256.
    SdkHmacSm3 = "SDK-HMAC-SM3", Huawei;
    /// Huawei Cloud's signature with a key derived for a day, region and service.
    V11HmacSha256 = "V11-HMAC-SHA256", Huawei;
    /// Huawei Cloud's signature with an ECDSA key on P-256, derived from the key pair.
    #[cfg(feature = "ecdsa-sm2")]
    SdkEcdsaP256Sha256 = "SDK-ECDSA-P256-SHA256", Huawei;
    /// Huawei Cloud's signature with an SM2 key, derived from the key pair.
    #[cfg(feature = "ecdsa-sm2")]
    SdkSm2Sm3 = "SDK-SM2-SM3", Huawei;
    /// Huawei Cloud IAM token instead of a signature.
    XAuthToken = "X-Auth-Token", Huawei;
    /// Tencent Cloud's default signature, version 3.
    Tc3HmacSha256 = "TC3-HMAC-SHA256", Tencent;
    /// Tencent Cloud's signature version 1 over the parameters, with HMAC-SHA1.
    TencentHmacSha1 = "HmacSHA1", Tencent;
    /// Tencent Cloud's signature version 1 over the parameters, with HMAC-SHA256.
    TencentHmacSha256 = "HmacSHA256", Tencent;
    /// No signature, for the few Tencent Cloud actions that are authenticated by their body.
    TencentSkip = "SKIP", Tencent;
    /// Alibaba Cloud's default signature, version 3.
    Acs3HmacSha256 = "ACS3-HMAC-SHA256", Alibaba;
    /// [`Algorithm::Acs3HmacSha256`] with SM3 instead of SHA-256.
    Acs3HmacSm3 = "ACS3-HMAC-SM3", Alibaba;
    /// Alibaba Cloud's older signature over the parameters of RPC calls.
    AlibabaRpcV1 = "HMAC-SHA1 (RPC v1)", Alibaba;
    /// Alibaba Cloud's older signature over the headers and path of ROA (REST) calls.
    AlibabaRoaV2 = "HMAC-SHA1 (ROA v2)", Alibaba;
    /// Alibaba Cloud bearer token instead of a signature.
    AlibabaBearer = "bearer", Alibaba;
    /// No signature, for the few public Alibaba Cloud actions.
    AlibabaAnonymous = "anonymous", Alibaba;
}

impl Algorithm {
    /// Returns whether the scheme sends a nonce. The others ignore the nonce passed to [`sign`](fn@crate::sign).
    pub const fn uses_nonce(self) -> bool {
        matches!(self.vendor(), Vendor::Alibaba)
            || matches!(self, Self::TencentHmacSha1 | Self::TencentHmacSha256)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Error for a name that is not an [`Algorithm`] of this build.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown signature algorithm {0:?}")]
pub struct UnknownAlgorithm(pub String);

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|algorithm| algorithm.as_str() == name)
            .ok_or_else(|| UnknownAlgorithm(name.to_owned()))
    }
}
