//! Who signs: credentials with what belongs to them, and where they come from.
//!
//! [`default_chain`] is what a client uses that is given nothing else: the places that the vendor's own SDKs look at, in
//! their order, behind a [`CachedProvider`] that renews temporary keys ahead of their end. Each place is also a provider of its
//! own, one file each, for programs that know where their credentials are.

mod algorithm;
mod alibaba;
mod cache;
mod chain;
mod config;
mod fetch;
mod files;
mod hosts;
mod huawei;
mod identity;
mod parse;
mod permissions;
mod provider;
mod providers;
mod region;
mod report;
mod single_flight;
mod sts;
mod tencent;

pub use algorithm::algorithm;
pub use alibaba::{
    AlibabaAssumeRole, AlibabaCliProfile, AlibabaCredentialsUri, AlibabaInstanceMetadata, AlibabaOidc,
    AlibabaProfile,
};
pub use cache::CachedProvider;
pub use chain::{ProviderChain, default_chain};
pub use config::{EnvLookup, ProviderConfig};
pub use files::read_file;
pub use huawei::{
    HuaweiFederation, HuaweiInstanceMetadata, HuaweiOidc, HuaweiPodIdentity, HuaweiProfile, HuaweiProjects,
};
pub use identity::Identity;
pub use permissions::world_writable;
pub use provider::{IdentityFuture, ProvideCredentials, ReportFuture};
pub use providers::{EnvironmentProvider, ProcessProvider, StaticProvider, project_variable};
pub use region::RegionSetting;
pub use report::{CredentialsReport, Outcome, ProviderReport};
pub use sts::RoleRequest;
pub use tencent::{TencentAssumeRole, TencentInstanceMetadata, TencentProfile, TencentWebIdentity};
