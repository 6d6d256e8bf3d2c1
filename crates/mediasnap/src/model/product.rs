//! The keys of all products: each names spec, crate, cargo feature and module.
//!
//! Written by `cargo xtask generate`.

use serde::{Deserialize, Serialize};

/// A product, whether or not its cargo feature is on.
#[allow(clippy::doc_markdown)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ProductKey {
    /// `alibaba-ice`: Alibaba Cloud IMS (ICE) snapshots.
    AlibabaIce,
    /// `alibaba-mts`: Alibaba Cloud MPS (MTS), snapshots.
    AlibabaMts,
    /// `alibaba-vod`: Alibaba Cloud ApsaraVideo VOD, snapshots.
    AlibabaVod,
    /// `huawei-mpc`: Huawei Cloud MPC - snapshot tasks.
    HuaweiMpc,
    /// `huawei-vod`: Huawei Cloud VOD - asset thumbnails.
    HuaweiVod,
    /// `tencent-tiw`: Tencent Cloud TIW - whiteboard snapshots.
    TencentTiw,
    /// `tencent-vod`: Tencent Cloud VOD - snapshots.
    TencentVod,
}

impl ProductKey {
    /// All products, by key.
    pub const ALL: &'static [Self] = &[
        Self::AlibabaIce,
        Self::AlibabaMts,
        Self::AlibabaVod,
        Self::HuaweiMpc,
        Self::HuaweiVod,
        Self::TencentTiw,
        Self::TencentVod,
    ];

    /// Returns the key, as it names spec, crate and cargo feature.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AlibabaIce => "alibaba-ice",
            Self::AlibabaMts => "alibaba-mts",
            Self::AlibabaVod => "alibaba-vod",
            Self::HuaweiMpc => "huawei-mpc",
            Self::HuaweiVod => "huawei-vod",
            Self::TencentTiw => "tencent-tiw",
            Self::TencentVod => "tencent-vod",
        }
    }
}
