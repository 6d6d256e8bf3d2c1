//! Who signs: credentials with what belongs to them, and where they come from.
//!
//! [`default_chain`] is what a client uses that is given nothing else: the places that the vendor's own SDKs look at, in
//! their order, behind a [`CachedProvider`] that renews temporary keys ahead of their end. Each place is also a provider of its
//! own, one file each, for programs that know where their credentials are.

mod algorithm;
mod alibaba;
mod assume_role;
mod cache;
mod chain;
mod config;
mod environment;
mod facts;
mod files;
mod fixed;
mod flight;
mod huawei;
mod identity;
mod ini;
mod process;
mod provider;
mod remote;
mod report;
mod tencent;
mod wire;

pub use algorithm::algorithm;
pub use alibaba::{
    AlibabaCliProfile, AlibabaCredentialsUri, AlibabaInstanceMetadata, AlibabaOidc, AlibabaProfile,
};
pub use assume_role::AssumeRole;
pub use cache::CachedProvider;
pub use chain::{ProviderChain, default_chain};
pub use config::{EnvLookup, ProviderConfig, read};
pub use environment::{EnvironmentProvider, project_variable};
pub use fixed::StaticProvider;
pub use huawei::{
    HuaweiFederation, HuaweiInstanceMetadata, HuaweiOidc, HuaweiPodIdentity, HuaweiProfile, HuaweiProjects,
};
pub use identity::Identity;
pub use process::ProcessProvider;
pub use provider::{IdentityFuture, ProvideCredentials, ReportFuture};
pub use report::{CredentialsReport, Outcome, ProviderReport};
pub use tencent::{TencentInstanceMetadata, TencentProfile, TencentWebIdentity};
