//! Arguments of the commands that send requests: the product, and how to reach it.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use mediasnap::Config;
use mediasnap::runtime::credentials::ProviderConfig;
use mediasnap::runtime::{Error, Product, RetryPolicy};

use crate::deadline::{self, Deadline};
use crate::error::{CliError, ExitStatus};
use crate::output::OutputArgs;

const HEADING: &str = "Connection options";

/// How to reach a product.
#[derive(Debug, Clone, Args)]
pub(crate) struct ConnectionArgs {
    /// Send requests to this endpoint instead of the region's: a URL such as `http://127.0.0.1:8080`, or a host name for https
    #[arg(long, value_name = "URL", help_heading = HEADING)]
    pub(super) endpoint: Option<String>,

    /// Use this region, such as cn-north-4, instead of the one of the vendor's variable or the profile; `mediasnap products` lists them
    #[arg(long, value_name = "REGION", help_heading = HEADING)]
    pub(super) region: Option<String>,

    /// Load credentials only from this profile of the vendor's configuration files
    #[arg(long, value_name = "NAME", help_heading = HEADING)]
    profile: Option<String>,

    /// Trust the PEM certificates in this file in addition to the system's, for a private cloud or a TLS-inspecting proxy
    #[arg(long, value_name = "FILE", help_heading = HEADING)]
    ca_file: Option<PathBuf>,

    /// Limit the duration of the whole command, retries included: 500ms, 2s, 5m
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse, default_value = "120s", help_heading = HEADING)]
    pub(super) timeout: Duration,

    /// Send at most this many requests per call
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100), default_value_t = RetryPolicy::standard().max_attempts, help_heading = HEADING)]
    max_attempts: u32,
}

impl ConnectionArgs {
    /// Returns the endpoint or the region, whichever was given.
    fn target(&self) -> Option<&str> {
        self.endpoint.as_deref().or(self.region.as_deref())
    }

    /// Returns the client settings for calls that end before `deadline`.
    pub(super) fn config(&self, deadline: Deadline) -> Result<Config, CliError> {
        let mut config = Config::new()
            .timeout(deadline.remaining())
            .retry(RetryPolicy::standard().with_max_attempts(self.max_attempts));
        if self.max_attempts == 1 {
            config = config.attempt_timeout(deadline.remaining());
        }
        if let Some(endpoint) = &self.endpoint {
            config = config.endpoint(endpoint);
        }
        if let Some(region) = &self.region {
            config = config.region(region);
        }
        if let Some(certificates) = self.root_certificates()? {
            config = config.root_certificates(certificates);
        }
        Ok(self.with_credentials(config))
    }

    /// Sets where `config` loads credentials from.
    pub(super) fn with_credentials(&self, config: Config) -> Config {
        match &self.profile {
            Some(profile) => config.profile(profile),
            None => config,
        }
    }

    /// Returns where credentials and the region are looked for.
    pub(super) fn provider_config(&self) -> ProviderConfig {
        let config = ProviderConfig::from_system();
        match &self.profile {
            Some(profile) => config.with_profile(profile),
            None => config,
        }
    }

    fn root_certificates(&self) -> Result<Option<Vec<u8>>, CliError> {
        let Some(path) = &self.ca_file else {
            return Ok(None);
        };
        let bad = |why: &str| {
            let message = format!("the certificate file `{}` {why}", path.display());
            CliError::new(ExitStatus::Config, message)
        };
        // Inspected before it is opened: opening a pipe blocks until there is a writer.
        match std::fs::metadata(path) {
            Ok(found) if !found.is_file() => Err(bad("is not a file")),
            Ok(_) => std::fs::read(path).map(Some).map_err(|_| bad("cannot be read")),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(bad("does not exist")),
            Err(_) => Err(bad("cannot be read")),
        }
    }
}

/// The arguments of every command that calls a product.
#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// Product
    #[arg(value_parser = product())]
    pub(super) product: &'static Product,

    /// Print the signed HTTP request instead of sending it, whatever --output says; it contains a valid signature
    #[arg(long)]
    pub(super) dry_run: bool,

    #[command(flatten)]
    pub(super) connection: ConnectionArgs,

    #[command(flatten)]
    pub(super) output: OutputArgs,
}

impl RequestArgs {
    /// Returns the prefix of messages about `call`: product, call and target.
    pub(super) fn label(&self, call: &str) -> String {
        let target = self.connection.target();
        let target = target.map(|target| format!(" [{target}]")).unwrap_or_default();
        format!("{} {call}{target}", self.product.key)
    }

    /// Converts the error of `call`.
    pub(super) fn error(&self, error: &Error, call: &str, deadline: Deadline) -> CliError {
        if error.is_timeout() && deadline.is_over() {
            return deadline.error(&self.label(call));
        }
        match self.connection.target() {
            Some(target) => CliError::from_call(error, target),
            None => CliError::from(error),
        }
    }
}

/// Runs a request that is not idempotent before `deadline`. If the service may have processed a failed one, the error says so, and
/// `advice` what to do.
pub(super) async fn run_create<T>(
    deadline: Deadline,
    label: &str,
    request: impl Future<Output = Result<T, Error>>,
    convert: impl FnOnce(&Error) -> CliError,
    advice: &str,
) -> Result<T, CliError> {
    let Ok(result) = tokio::time::timeout(deadline.remaining_for_wait(), request).await else {
        return Err(deadline.error(label).with_unknown_outcome(advice));
    };
    result.map_err(|error| {
        // A gateway that gives up on a service has an error status of its own, without the code of the vendor.
        let is_gateway = error.status().is_some_and(|status| status >= 500) && error.code().is_none();
        let failed = convert(&error);
        if error.is_ambiguous() || is_gateway {
            failed.with_unknown_outcome(advice)
        } else {
            failed
        }
    })
}

/// Parses the key of a product.
pub(super) fn product() -> impl TypedValueParser<Value = &'static Product> {
    let products = mediasnap::products();
    let find = |key: String| products.iter().copied().find(|product| product.key == key);
    PossibleValuesParser::new(products.iter().map(|product| product.key))
        .try_map(move |key| find(key).ok_or("unknown product"))
}
