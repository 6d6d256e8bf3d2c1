//! <!-- The page below is the README. -->
#![cfg_attr(feature = "_client", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "_client"),
    doc = "The unified snapshot model: requests, jobs, images, errors."
)]

mod capability;
mod model;

pub use capability::{Capabilities, Capability, Mode, matrix};
pub use mediasnap_core as core;
pub use mediasnap_core::{Error, ErrorKind};
pub use model::{
    Control, Cursor, Extensions, Failure, Frames, Image, ImageFilter, ImageFormat, ImageKind, ImageUrl,
    JobFilter, JobId, JobState, ObjectLocation, Output, Page, ProductKey, Raw, Size, SnapshotJob,
    SnapshotRequest, SnapshotRequestBuilder, Source, SourceKind, Sprite,
};

#[cfg(feature = "_client")]
pub mod adapter;
#[cfg(feature = "_client")]
mod client;
#[cfg(all(feature = "_client", feature = "conformance"))]
pub mod conformance;
#[cfg(feature = "_client")]
mod service;
#[cfg(feature = "_client")]
mod wait;

#[cfg(feature = "_client")]
pub use client::{Client, Config, ImageStream, JobStream, ObjectUrls};
#[cfg(feature = "_client")]
pub use service::{Answers, Batch, ServiceFuture, SnapshotService};
#[cfg(feature = "_client")]
pub use wait::{PollingPolicy, Wait, WaitError, Watch};

#[cfg(feature = "alibaba-ice")]
pub use mediasnap_alibaba_ice as alibaba_ice;
#[cfg(feature = "alibaba-vod")]
pub use mediasnap_alibaba_vod as alibaba_vod;
#[cfg(feature = "huawei-mpc")]
pub use mediasnap_huawei_mpc as huawei_mpc;
#[cfg(feature = "huawei-vod")]
pub use mediasnap_huawei_vod as huawei_vod;
#[cfg(feature = "tencent-tiw")]
pub use mediasnap_tencent_tiw as tencent_tiw;

/// The products that this build knows, by their feature.
#[cfg(feature = "_client")]
pub fn products() -> &'static [&'static core::Product] {
    static PRODUCTS: &[&core::Product] = &[
        #[cfg(feature = "huawei-mpc")]
        &huawei_mpc::PRODUCT,
        #[cfg(feature = "huawei-vod")]
        &huawei_vod::PRODUCT,
        #[cfg(feature = "tencent-tiw")]
        &tencent_tiw::PRODUCT,
        #[cfg(feature = "alibaba-vod")]
        &alibaba_vod::PRODUCT,
        #[cfg(feature = "alibaba-ice")]
        &alibaba_ice::PRODUCT,
    ];
    PRODUCTS
}
