//! `mediasnap doctor`: checks whether calls can work, without making one.

use clap::Args;
use mediasnap::runtime::credentials::{RegionSetting, world_writable};
use mediasnap::runtime::{ErrorKind, Product, Transport, UnsignedRequest};
use tokio::task::JoinSet;

use super::connection::{self, ConnectionArgs};
use crate::deadline::Deadline;
use crate::error::{CliError, ExitStatus, advice};
use crate::output::node::Node;
use crate::output::{Format, Output, OutputArgs, table, writer};

/// The maximum clock skew in seconds. Vendors reject older signatures; the narrowest window is five minutes.
const SKEW_LIMIT: i64 = 240;

/// Check credentials, endpoints and the clock, for all products or one
///
/// Calls no operation and prints no secret.
#[derive(Debug, Args)]
#[command(mut_arg("timeout", |timeout| timeout.default_value("15s")))]
pub(crate) struct Doctor {
    /// Check only this product, and fail if it has no credentials
    #[arg(value_parser = connection::product())]
    product: Option<&'static Product>,

    /// Skip checks that need the network
    #[arg(long)]
    offline: bool,

    #[command(flatten)]
    connection: ConnectionArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    Warning,
    Skipped,
    Failed,
}

/// One check of one product.
#[derive(Debug)]
struct Check {
    product: &'static str,
    name: &'static str,
    state: State,
    detail: String,
}

impl Doctor {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let output = self.output.open(Format::Table)?;
        let deadline = Deadline::start(self.connection.timeout);
        let products = match self.product {
            Some(product) => vec![product],
            None => mediasnap::products().to_vec(),
        };
        let mut running = JoinSet::new();
        let doctor = std::sync::Arc::new(self);
        for (index, product) in products.into_iter().enumerate() {
            let doctor = doctor.clone();
            running.spawn(async move { (index, doctor.check(product, deadline).await) });
        }
        let mut results = running.join_all().await;
        results.sort_by_key(|(index, _)| *index);
        let checks: Vec<Check> = results.into_iter().flat_map(|(_, checks)| checks).collect();
        print(&output, &checks)?;
        match checks.iter().filter(|check| check.state == State::Failed).count() {
            0 => Ok(()),
            1 => Err(CliError::new(ExitStatus::Config, "1 check failed")),
            count => Err(CliError::new(
                ExitStatus::Config,
                format!("{count} checks failed"),
            )),
        }
    }

    async fn check(&self, product: &'static Product, deadline: Deadline) -> Vec<Check> {
        let check = |name, state, detail: String| Check {
            product: product.key,
            name,
            state,
            detail,
        };
        let mut connection = self.connection.clone();
        let mut checks = settings(product, &connection);
        let has_region = checks.iter().any(|check| check.name == "region");
        if !has_region && connection.endpoint.is_none() {
            connection.region = Some(product.default_region.to_owned());
        }
        let transport = connection
            .config(deadline)
            .and_then(|config| Ok(config.transport(product)?));
        let transport = match transport {
            Ok(transport) => transport,
            Err(error) => {
                checks.push(check("endpoint", State::Failed, error.message().to_owned()));
                return checks;
            }
        };
        let loaded = tokio::time::timeout(deadline.remaining(), credentials(product, &transport)).await;
        match loaded.unwrap_or_else(|_| Err(deadline.exceeded("loading credentials"))) {
            Ok(detail) => checks.push(check("credentials", State::Ok, detail)),
            Err(detail) => {
                let wanted = self.product.is_some() || !variables(product).is_empty();
                let state = if wanted { State::Failed } else { State::Skipped };
                checks.push(check("credentials", state, detail));
                if !wanted {
                    return checks;
                }
            }
        }
        let mut endpoint = transport.endpoint().to_owned();
        if connection.region != self.connection.region {
            endpoint = format!("{endpoint} (no region is set; this is the default)");
        }
        if self.offline {
            checks.push(check(
                "endpoint",
                State::Skipped,
                format!("{endpoint}, not contacted"),
            ));
            return checks;
        }
        match transport.server_time(deadline.remaining()).await {
            Ok(time) => {
                checks.push(check("endpoint", State::Ok, format!("{endpoint} responds")));
                let (state, detail) = clock(time);
                checks.push(check("clock", state, detail));
            }
            Err(error) => {
                let detail = format!("{endpoint}: {}{}", error.message(), advice(&error));
                checks.push(check("endpoint", State::Failed, detail));
            }
        }
        checks
    }
}

/// Checks the files with credentials, and where the region is set.
fn settings(product: &'static Product, connection: &ConnectionArgs) -> Vec<Check> {
    let check = |name, state, detail: String| Check {
        product: product.key,
        name,
        state,
        detail,
    };
    let config = connection.provider_config();
    let writable = world_writable(product.vendor, &config).into_iter().map(|path| {
        let detail = format!(
            "{}: everyone can change it; remove the permission",
            path.display()
        );
        check("files", State::Warning, detail)
    });
    let region = match &connection.region {
        Some(region) => Some(format!("{region}, from --region")),
        None => RegionSetting::find(product.vendor, &config)
            .map(|found| format!("{}, from {}", found.region, found.source)),
    };
    writable
        .chain(region.map(|region| check("region", State::Ok, region)))
        .collect()
}

/// Compares this machine's clock with the time of the endpoint.
fn clock(time: Option<chrono::DateTime<chrono::Utc>>) -> (State, String) {
    match time.map(|time| (time - chrono::Utc::now()).num_seconds()) {
        None => (State::Skipped, "the endpoint sends no date".to_owned()),
        Some(seconds) if seconds.abs() <= SKEW_LIMIT => {
            (State::Ok, format!("{seconds} s off the endpoint's"))
        }
        Some(seconds) => (
            State::Failed,
            format!("{seconds} s off the endpoint's: set this machine's clock"),
        ),
    }
}

/// Signs a request that is not sent. It needs the same credentials as a call.
async fn credentials(product: &'static Product, transport: &Transport) -> Result<String, String> {
    let simple = |path: &str| path.matches('{').count() == path.matches("{project_id}").count();
    let Some(operation) = product.operations.iter().find(|operation| simple(operation.path)) else {
        return Err("the product has no operation to sign".to_owned());
    };
    // Required parameters are missing, which does not matter: the request is not sent.
    let unsigned = UnsignedRequest::default();
    match transport.sign(operation, &unsigned).await {
        Ok(_) => {
            let place = transport
                .credentials_report()
                .await
                .loaded()
                .map_or_else(String::new, |tried| format!(", {tried}"));
            Ok(format!("a request can be signed{place}"))
        }
        Err(error) => {
            let set = variables(product);
            if error.kind() == ErrorKind::Config && !set.is_empty() {
                return Err(format!("{} (these are set: {})", error.message(), set.join(", ")));
            }
            Err(error.message().to_owned())
        }
    }
}

/// Returns the names of the vendor's environment variables that are set.
fn variables(product: &Product) -> Vec<String> {
    let prefixes: &[&str] = match product.vendor.as_str() {
        "huawei" => &["HUAWEICLOUD_", "HC_CONTAINER_"],
        "tencent" => &["TENCENTCLOUD_", "TKE_"],
        _ => &["ALIBABA_CLOUD_"],
    };
    let mut names: Vec<String> = std::env::vars_os()
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, _)| name.into_string().ok())
        .filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)))
        .collect();
    names.sort();
    names
}

fn print(output: &Output, checks: &[Check]) -> Result<(), CliError> {
    let word = |state| match state {
        State::Ok => "ok",
        State::Warning => "warning",
        State::Skipped => "skipped",
        State::Failed => "failed",
    };
    let nodes: Node = checks
        .iter()
        .map(|check| {
            Node::object([
                ("product", check.product.into()),
                ("check", check.name.into()),
                ("state", word(check.state).into()),
                ("detail", writer::one_line(&check.detail).into()),
            ])
        })
        .collect();
    output.result(&nodes, || {
        table::render(
            ["product", "check", "state", "detail"].map(str::to_owned),
            checks.iter().map(|check| {
                [
                    check.product.to_owned(),
                    check.name.to_owned(),
                    word(check.state).to_owned(),
                    writer::one_line(&check.detail),
                ]
            }),
        )
    })
}
