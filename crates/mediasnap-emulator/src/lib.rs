//! A local server that plays the snapshot APIs of all products, for tests without an account.
#![doc = include_str!("../README.md")]

mod alibaba_ice;
mod alibaba_vod;
mod callback;
mod clock;
mod emulator;
mod error;
mod fault;
mod ffmpeg;
mod huawei_mpc;
mod huawei_vod;
mod ids;
mod journal;
mod links;
mod media;
mod number;
mod objects;
mod refusal;
mod render;
mod results;
mod server;
mod service;
mod spec;
mod sprite;
mod table;
mod tencent_tiw;
mod vtt;

use std::sync::Arc;

use mediasnap_core::Product;

use journal::Journal;

pub use emulator::{Builder, Emulator};
pub use error::StartError;
pub use fault::{Damage, Fault};
pub use server::LoggedRequest;

/// The id of the key that an emulator knows when none is given.
pub const ACCESS_KEY_ID: &str = "EMULATORAK";
/// The secret of the key that an emulator knows when none is given. It protects nothing: the emulator is a test server.
pub const SECRET: &str = "emulator-secret-key";
/// The key that notifications are signed with when none is given.
pub const CALLBACK_KEY: &str = "emulator-callback-key";
/// The Huawei Cloud project to call the emulator with. It answers for any project; this is the one that examples use.
pub const HUAWEI_PROJECT_ID: &str = "0123456789abcdef0123456789abcdef";

/// The emulated products.
pub(crate) const PRODUCTS: [&Product; 5] = [
    &mediasnap_huawei_mpc::PRODUCT,
    &mediasnap_huawei_vod::PRODUCT,
    &mediasnap_tencent_tiw::PRODUCT,
    &mediasnap_alibaba_vod::PRODUCT,
    &mediasnap_alibaba_ice::PRODUCT,
];

/// The products with what the journal has kept of them.
fn services(journal: &Arc<Journal>) -> Vec<Box<dyn service::Service>> {
    vec![
        Box::new(huawei_mpc::HuaweiMpc::open(journal)),
        Box::new(huawei_vod::HuaweiVod::open(journal)),
        Box::new(tencent_tiw::TencentTiw::open(journal)),
        Box::new(alibaba_vod::AlibabaVod::open(journal)),
        Box::new(alibaba_ice::AlibabaIce::open(journal)),
    ]
}
