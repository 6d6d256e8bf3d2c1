#![doc = include_str!("../README.md")]

mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

pub use generated::{Client, PRODUCT, builder, operations, types};
pub use mediasnap_core as core;
