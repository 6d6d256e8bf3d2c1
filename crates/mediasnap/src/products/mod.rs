//! The products of this build, one module each.
//!
//! Written by `cargo xtask generate`.
//!
//! An adapter wraps the product's typed client; `convert.rs` of each is the only place that has both the vendor's vocabulary and
//! the unified one. Use an adapter itself where a product can do more than the unified model: it hands out the typed client, and
//! submits the vendor's own request.

#[cfg(feature = "alibaba-ice")]
pub mod alibaba_ice;
#[cfg(feature = "alibaba-mts")]
pub mod alibaba_mts;
#[cfg(feature = "alibaba-vod")]
pub mod alibaba_vod;
#[cfg(feature = "huawei-mpc")]
pub mod huawei_mpc;
#[cfg(feature = "huawei-vod")]
pub mod huawei_vod;
#[cfg(feature = "tencent-tiw")]
pub mod tencent_tiw;
#[cfg(feature = "tencent-vod")]
pub mod tencent_vod;

pub(crate) mod clients;

use std::sync::Arc;

use mediasnap_core::{Error, Product};

use crate::client::Config;
#[cfg(feature = "conformance")]
use crate::conformance::Case;
use crate::model::ProductKey;
use crate::service::SnapshotService;

/// Returns the products of this build, by key: those whose cargo feature is on.
pub fn products() -> &'static [&'static Product] {
    const {
        &[
            #[cfg(feature = "alibaba-ice")]
            &clients::alibaba_ice::PRODUCT,
            #[cfg(feature = "alibaba-mts")]
            &clients::alibaba_mts::PRODUCT,
            #[cfg(feature = "alibaba-vod")]
            &clients::alibaba_vod::PRODUCT,
            #[cfg(feature = "huawei-mpc")]
            &clients::huawei_mpc::PRODUCT,
            #[cfg(feature = "huawei-vod")]
            &clients::huawei_vod::PRODUCT,
            #[cfg(feature = "tencent-tiw")]
            &clients::tencent_tiw::PRODUCT,
            #[cfg(feature = "tencent-vod")]
            &clients::tencent_vod::PRODUCT,
        ]
    }
}

/// Connects to a product; `None` if its cargo feature is off.
pub(crate) fn connect(
    product: ProductKey,
    config: &Config,
) -> Result<Option<Arc<dyn SnapshotService>>, Error> {
    Ok(Some(match product {
        #[cfg(feature = "alibaba-ice")]
        ProductKey::AlibabaIce => Arc::new(alibaba_ice::Adapter::new(config.build()?)),
        #[cfg(feature = "alibaba-mts")]
        ProductKey::AlibabaMts => Arc::new(alibaba_mts::Adapter::new(config.build()?)),
        #[cfg(feature = "alibaba-vod")]
        ProductKey::AlibabaVod => Arc::new(alibaba_vod::Adapter::new(config.build()?)),
        #[cfg(feature = "huawei-mpc")]
        ProductKey::HuaweiMpc => Arc::new(huawei_mpc::Adapter::new(config.build()?)),
        #[cfg(feature = "huawei-vod")]
        ProductKey::HuaweiVod => Arc::new(huawei_vod::Adapter::new(config.build()?)),
        #[cfg(feature = "tencent-tiw")]
        ProductKey::TencentTiw => Arc::new(tencent_tiw::Adapter::new(config.build()?)),
        #[cfg(feature = "tencent-vod")]
        ProductKey::TencentVod => Arc::new(tencent_vod::Adapter::new(config.build()?)),
        #[allow(unreachable_patterns)]
        _ => return Ok(None),
    }))
}

/// The cases of each product.
#[cfg(feature = "conformance")]
pub(crate) const CASES: &[fn() -> Vec<Case>] = &[
    #[cfg(feature = "alibaba-ice")]
    alibaba_ice::cases::cases,
    #[cfg(feature = "alibaba-mts")]
    alibaba_mts::cases::cases,
    #[cfg(feature = "alibaba-vod")]
    alibaba_vod::cases::cases,
    #[cfg(feature = "huawei-mpc")]
    huawei_mpc::cases::cases,
    #[cfg(feature = "huawei-vod")]
    huawei_vod::cases::cases,
    #[cfg(feature = "tencent-tiw")]
    tencent_tiw::cases::cases,
    #[cfg(feature = "tencent-vod")]
    tencent_vod::cases::cases,
];
