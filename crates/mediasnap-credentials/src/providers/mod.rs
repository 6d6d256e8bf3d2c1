//! Providers that all vendors share: variables, credentials of the program, the output of a process.

mod environment;
mod process;
mod static_provider;

pub use environment::{EnvironmentProvider, project_variable};
pub(crate) use environment::{PROJECT_VARIABLE, required_variables};
pub use process::ProcessProvider;
pub use static_provider::StaticProvider;
