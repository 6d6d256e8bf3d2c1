//! Providers that all vendors share: variables, credentials of the program, the output of a process.

mod child;
mod environment;
mod process;
mod static_provider;

pub use environment::{EnvironmentProvider, project_variable};
pub(crate) use environment::{PROJECT_VARIABLE, region_variables, required_variables};
pub use process::ProcessProvider;
pub use static_provider::StaticProvider;
