//! A local server that emulates the snapshot APIs of all products, for tests without an account.
#![doc = include_str!("../README.md")]

mod builder;
mod clock;
mod emulator;
mod error;
mod ids;
mod media;
mod notifications;
mod products;
mod protocol;
mod server;
mod state;
mod storage;

pub use builder::Builder;
pub use emulator::Emulator;
pub use error::StartError;
pub use products::PRODUCTS;
pub use protocol::defaults::{ACCESS_KEY_ID, CALLBACK_KEY, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};
pub use server::fault::{BodyFault, Fault};
pub use server::log::LoggedRequest;
