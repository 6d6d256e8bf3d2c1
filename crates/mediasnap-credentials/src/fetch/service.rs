//! A metadata or token service: its name, its timeout, and how it is reached.

use std::time::Duration;

use mediasnap_core::{Error, ErrorKind};

use crate::config::ProviderConfig;

/// The variable that switches the metadata services of all vendors off.
const METADATA_DISABLED: &str = "MEDIASNAP_METADATA_DISABLED";

/// A service that issues credentials.
#[derive(Clone, Copy)]
pub(crate) struct TokenService {
    /// Name, for messages.
    pub(crate) name: &'static str,
    /// Whether it only exists on the vendor's own instances, so that most machines cannot reach it.
    pub(super) is_metadata: bool,
    /// Whether it is reached without a proxy.
    is_direct: bool,
    pub(super) timeout: Duration,
}

impl TokenService {
    /// A metadata service: no proxy, and a short timeout.
    pub(crate) const fn metadata(name: &'static str) -> Self {
        Self {
            name,
            is_metadata: true,
            is_direct: true,
            timeout: Duration::from_secs(2),
        }
    }

    /// Shortens the timeout for a service that is asked again after a lost response, so that two requests take little longer than one.
    pub(crate) const fn with_retry(self) -> Self {
        Self {
            timeout: Duration::from_millis(1400),
            ..self
        }
    }

    /// A token service on the internet.
    pub(crate) const fn remote(name: &'static str) -> Self {
        Self {
            name,
            is_metadata: false,
            is_direct: false,
            timeout: Duration::from_secs(10),
        }
    }

    /// A service on the local network whose address is configured: no proxy, and a timeout of its own.
    pub(crate) const fn pod_local(name: &'static str, seconds: u64) -> Self {
        Self {
            name,
            is_metadata: false,
            is_direct: true,
            timeout: Duration::from_secs(seconds),
        }
    }

    /// Returns an error about the service.
    pub(crate) fn error(&self, kind: ErrorKind, why: impl std::fmt::Display) -> Error {
        Error::new(kind, format!("{} {why}", self.name))
    }

    /// Returns the error for a response without `what`.
    pub(crate) fn missing(&self, what: &str) -> Error {
        self.error(
            ErrorKind::UnexpectedResponse,
            format_args!("answered without {what}"),
        )
    }

    /// Fails if the service is disabled: by the program, by this library's variable, or by `variable` of the vendor.
    pub(crate) fn check_enabled(&self, config: &ProviderConfig, variable: Option<&str>) -> Result<(), Error> {
        if !config.metadata_enabled {
            return Err(self.error(ErrorKind::Config, "is switched off"));
        }
        let mut names = variable.into_iter().chain([METADATA_DISABLED]);
        match names.find(|name| config.env_flag(name)) {
            Some(name) => {
                let why = format_args!("is switched off by the variable {name}");
                Err(self.error(ErrorKind::Config, why))
            }
            None => Ok(()),
        }
    }

    /// Returns the HTTP client that reaches it.
    pub(super) fn client(&self, config: &ProviderConfig) -> Result<reqwest::Client, Error> {
        match (self.is_metadata, self.is_direct) {
            (true, _) => config.metadata_client(),
            (false, true) => config.pod_local_client(),
            (false, false) => config.token_service_client(),
        }
    }
}
