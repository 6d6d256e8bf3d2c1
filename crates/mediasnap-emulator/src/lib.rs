//! A local server that plays the snapshot APIs of all products, for tests without an account.
#![doc = include_str!("../README.md")]

mod alibaba_ice;
mod alibaba_vod;
mod clock;
mod emulator;
mod error;
mod huawei_mpc;
mod huawei_vod;
mod ids;
mod media;
mod number;
mod objects;
mod refusal;
mod render;
mod server;
mod service;
mod spec;
mod table;
mod tencent_tiw;
mod vtt;

pub use emulator::{Builder, Emulator};
pub use error::StartError;

/// The id of the key that an emulator knows when none is given.
pub const ACCESS_KEY_ID: &str = "EMULATORAK";
/// The secret of the key that an emulator knows when none is given. It protects nothing: the emulator is a test server.
pub const SECRET: &str = "emulator-secret-key";
/// The Huawei Cloud project to call the emulator with. It answers for any project; this is the one that examples use.
pub const HUAWEI_PROJECT_ID: &str = "0123456789abcdef0123456789abcdef";

/// The emulated products.
fn services() -> Vec<Box<dyn service::Service>> {
    vec![
        Box::new(huawei_mpc::HuaweiMpc::default()),
        Box::new(huawei_vod::HuaweiVod::default()),
        Box::new(tencent_tiw::TencentTiw::default()),
        Box::new(alibaba_vod::AlibabaVod::default()),
        Box::new(alibaba_ice::AlibabaIce::default()),
    ]
}
