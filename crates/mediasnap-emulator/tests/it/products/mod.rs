//! Tests of each product, and one call of each kind that makes a record.
//!
//! Written by `cargo xtask generate`.

mod alibaba_ice;
mod alibaba_mts;
mod alibaba_vod;
mod huawei_mpc;
mod huawei_vod;
mod tencent_tiw;
mod tencent_vod;

use mediasnap_client::Product;
use serde_json::Value;

/// Operations that create, each with arguments.
type Creates = Vec<(&'static str, Value)>;

/// Each product with its creates.
pub(crate) fn creates() -> Vec<(&'static Product, Creates)> {
    vec![
        (&mediasnap_alibaba_ice::PRODUCT, alibaba_ice::creates()),
        (&mediasnap_alibaba_mts::PRODUCT, alibaba_mts::creates()),
        (&mediasnap_alibaba_vod::PRODUCT, alibaba_vod::creates()),
        (&mediasnap_huawei_mpc::PRODUCT, huawei_mpc::creates()),
        (&mediasnap_huawei_vod::PRODUCT, huawei_vod::creates()),
        (&mediasnap_tencent_tiw::PRODUCT, tencent_tiw::creates()),
        (&mediasnap_tencent_vod::PRODUCT, tencent_vod::creates()),
    ]
}
