//! The products, by the key that names spec, crate, feature and module.

use std::fmt;
use std::str::FromStr;

use mediasnap_core::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

/// A product that mediasnap knows, whether or not its feature is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ProductKey {
    /// `huawei-mpc`: snapshot tasks over objects in OBS.
    HuaweiMpc,
    /// `huawei-vod`: snapshots of assets and of objects in OBS.
    HuaweiVod,
    /// `tencent-tiw`: snapshots of whiteboards.
    TencentTiw,
    /// `alibaba-vod`: snapshots of videos in the media library.
    AlibabaVod,
    /// `alibaba-ice`: snapshots of media, OSS objects and live streams.
    AlibabaIce,
}

impl ProductKey {
    /// Every product.
    pub const ALL: [Self; 5] = [
        Self::HuaweiMpc,
        Self::HuaweiVod,
        Self::TencentTiw,
        Self::AlibabaVod,
        Self::AlibabaIce,
    ];

    /// The key, `huawei-mpc`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HuaweiMpc => "huawei-mpc",
            Self::HuaweiVod => "huawei-vod",
            Self::TencentTiw => "tencent-tiw",
            Self::AlibabaVod => "alibaba-vod",
            Self::AlibabaIce => "alibaba-ice",
        }
    }
}

impl fmt::Display for ProductKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProductKey {
    type Err = Error;

    /// Reads a key.
    ///
    /// # Errors
    /// `Config` for text that is no key; the message lists the keys.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|key| key.as_str() == text)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::ALL.iter().map(|key| key.as_str()).collect();
                Error::new(
                    ErrorKind::Config,
                    format!("unknown product `{text}`; there are {}", known.join(", ")),
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::ProductKey;

    #[test]
    fn a_key_reads_back_from_its_text_and_its_json() {
        for key in ProductKey::ALL {
            assert_eq!(key.as_str().parse::<ProductKey>().unwrap(), key);
            let json = serde_json::to_string(&key).unwrap();
            assert_eq!(json, format!("\"{key}\""));
            assert_eq!(serde_json::from_str::<ProductKey>(&json).unwrap(), key);
        }
        let error = "huawei".parse::<ProductKey>().unwrap_err();
        assert!(error.message().contains("huawei-mpc"), "{error}");
    }
}
