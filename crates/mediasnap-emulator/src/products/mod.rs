//! The emulated products.
//!
//! Written by `cargo xtask generate`.

mod alibaba_arguments;
mod alibaba_files;
mod alibaba_ice;
mod alibaba_mts;
mod alibaba_sprite;
mod alibaba_vod;
mod huawei_mpc;
mod huawei_vod;
mod number;
pub(crate) mod product;
mod tencent_capture;
mod tencent_settings;
mod tencent_templates;
mod tencent_tiw;
mod tencent_vod;

use std::sync::Arc;

use mediasnap_core::Product;

use crate::storage::journal::Journal;
use product::EmulatedProduct;

/// The descriptions of the emulated products.
pub const PRODUCTS: &[&Product] = &[
    &mediasnap_alibaba_ice::PRODUCT,
    &mediasnap_alibaba_mts::PRODUCT,
    &mediasnap_alibaba_vod::PRODUCT,
    &mediasnap_huawei_mpc::PRODUCT,
    &mediasnap_huawei_vod::PRODUCT,
    &mediasnap_tencent_tiw::PRODUCT,
    &mediasnap_tencent_vod::PRODUCT,
];

/// Opens every product with the records that the journal holds of it.
pub(crate) fn open_all(journal: &Arc<Journal>) -> Vec<Box<dyn EmulatedProduct>> {
    vec![
        Box::new(alibaba_ice::AlibabaIce::open(journal)),
        Box::new(alibaba_mts::AlibabaMts::open(journal)),
        Box::new(alibaba_vod::AlibabaVod::open(journal)),
        Box::new(huawei_mpc::HuaweiMpc::open(journal)),
        Box::new(huawei_vod::HuaweiVod::open(journal)),
        Box::new(tencent_tiw::TencentTiw::open(journal)),
        Box::new(tencent_vod::TencentVod::open(journal)),
    ]
}
