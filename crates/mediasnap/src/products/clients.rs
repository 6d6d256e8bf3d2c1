//! The typed clients of the products of this build, under the names of their modules.
//!
//! Written by `cargo xtask generate`.

#[cfg(feature = "alibaba-ice")]
pub use mediasnap_alibaba_ice as alibaba_ice;
#[cfg(feature = "alibaba-mts")]
pub use mediasnap_alibaba_mts as alibaba_mts;
#[cfg(feature = "alibaba-vod")]
pub use mediasnap_alibaba_vod as alibaba_vod;
#[cfg(feature = "huawei-mpc")]
pub use mediasnap_huawei_mpc as huawei_mpc;
#[cfg(feature = "huawei-vod")]
pub use mediasnap_huawei_vod as huawei_vod;
#[cfg(feature = "tencent-tiw")]
pub use mediasnap_tencent_tiw as tencent_tiw;
#[cfg(feature = "tencent-vod")]
pub use mediasnap_tencent_vod as tencent_vod;
