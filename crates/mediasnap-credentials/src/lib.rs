//! Who signs: credentials with what belongs to them, and where they come from.
//!
//! [`default_chain`] is what a client uses that is given nothing else: the places that the vendor's own SDKs look at, in
//! their order, behind a [`Cached`] that renews temporary keys ahead of their end. Each place is also a provider of its
//! own, one file each, for programs that know where their credentials are.

mod algorithm;
mod alibaba;
mod assume_role;
mod cache;
mod chain;
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
mod surroundings;
mod tencent;
mod why;
mod wire;

pub use algorithm::algorithm;
pub use alibaba::{AlibabaCliProfile, AlibabaMetadata, AlibabaOidc, AlibabaProfile, CredentialsUri};
pub use assume_role::AssumeRole;
pub use cache::Cached;
pub use chain::{Chain, default_chain};
pub use environment::{Environment, project_variable};
pub use fixed::Static;
pub use huawei::{Federation, HuaweiMetadata, HuaweiOidc, HuaweiProfile, PodIdentity, Projects};
pub use identity::Identity;
pub use process::Process;
pub use provider::{IdentityFuture, ProvideCredentials, WhyFuture};
pub use surroundings::{Lookup, Surroundings, read};
pub use tencent::{TencentMetadata, TencentProfile, TencentWebIdentity};
pub use why::{Outcome, Tried, Why};
