//! `mediasnap doctor`: why a call would not work from here, without making one.

use std::time::Duration;

use clap::Args;
use mediasnap::core::{Draft, ErrorKind, Product, Transport};
use tokio::task::JoinSet;

use crate::args::{self, Connection};
use crate::deadline::Deadline;
use crate::failure::{Exit, Failure};
use crate::output::node::Node;
use crate::output::{Format, Output, OutputArgs, table, writer};

/// Vendors refuse signatures that are older; the narrowest window of the three is five minutes.
const SKEW_LIMIT: i64 = 240;

/// Check credentials, endpoints and the clock, for all products or one; no secret is shown and no operation called
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Check this product alone, and fail when it cannot be used
    #[arg(value_parser = args::product())]
    product: Option<String>,

    /// Check what needs no network
    #[arg(long)]
    offline: bool,

    #[command(flatten)]
    connection: Connection,

    #[command(flatten)]
    output: OutputArgs,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
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
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let output = self.output.open(Format::Table)?;
        let deadline = Deadline::start(Some(self.connection.timeout.unwrap_or(Duration::from_secs(15))));
        let mut products = mediasnap::products().to_vec();
        if let Some(key) = &self.product {
            products = vec![super::product(key)?];
        }
        let mut running = JoinSet::new();
        let doctor = std::sync::Arc::new(self);
        for (index, product) in products.into_iter().enumerate() {
            let doctor = doctor.clone();
            running.spawn(async move { (index, doctor.examine(product, deadline).await) });
        }
        let mut found = running.join_all().await;
        found.sort_by_key(|(index, _)| *index);
        let checks: Vec<Check> = found.into_iter().flat_map(|(_, checks)| checks).collect();
        print(&output, &checks)?;
        match checks.iter().filter(|check| check.state == State::Failed).count() {
            0 => Ok(()),
            1 => Err(Failure::new(Exit::Config, "1 check failed")),
            count => Err(Failure::new(Exit::Config, format!("{count} checks failed"))),
        }
    }

    async fn examine(&self, product: &'static Product, deadline: Deadline) -> Vec<Check> {
        let check = |name, state, detail: String| Check {
            product: product.key,
            name,
            state,
            detail,
        };
        let mut connection = self.connection.clone();
        if connection.region.is_none() && connection.endpoint.is_none() {
            connection.region = Some(product.default_region.to_owned());
        }
        let transport = match connection.transport(product, deadline) {
            Ok(transport) => transport,
            Err(failure) => return vec![check("endpoint", State::Failed, failure.message().to_owned())],
        };
        let mut checks = Vec::new();
        let looked = tokio::time::timeout(deadline.left(), credentials(product, &transport)).await;
        match looked.unwrap_or_else(|_| Err(deadline.passed("looking for credentials"))) {
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
        let endpoint = transport.endpoint().to_owned();
        if self.offline {
            checks.push(check(
                "endpoint",
                State::Skipped,
                format!("{endpoint}, not contacted"),
            ));
            return checks;
        }
        match reach(&transport, deadline).await {
            Ok(skew) => {
                checks.push(check("endpoint", State::Ok, format!("{endpoint} answers")));
                checks.push(match skew {
                    None => check(
                        "clock",
                        State::Skipped,
                        "the endpoint does not tell its time".to_owned(),
                    ),
                    Some(seconds) if seconds.abs() <= SKEW_LIMIT => {
                        check("clock", State::Ok, format!("{seconds} s from the endpoint's"))
                    }
                    Some(seconds) => check(
                        "clock",
                        State::Failed,
                        format!("{seconds} s from the endpoint's: set this machine's clock"),
                    ),
                });
            }
            Err(why) => checks.push(check("endpoint", State::Failed, format!("{endpoint}: {why}"))),
        }
        checks
    }
}

/// Signs a request that is not sent: whatever a call would miss is missed here.
async fn credentials(product: &'static Product, transport: &Transport) -> Result<String, String> {
    let simple = |path: &str| path.matches('{').count() == path.matches("{project_id}").count();
    let Some(operation) = product.operations.iter().find(|operation| simple(operation.path)) else {
        return Err("the product has no operation to sign".to_owned());
    };
    // Leaving required parameters out is fine: nobody receives this.
    let draft = Draft::default();
    match transport.sign(operation, &draft).await {
        Ok(_) => {
            let place = transport
                .why()
                .await
                .answered()
                .map_or_else(String::new, |tried| format!(", {tried}"));
            Ok(format!("a request can be signed{place}"))
        }
        Err(error) => {
            let set = variables(product);
            if error.kind() == ErrorKind::Config && !set.is_empty() {
                return Err(format!("{} (set are {})", error.message(), set.join(", ")));
            }
            Err(error.message().to_owned())
        }
    }
}

/// The vendor's variables that are set, by name.
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

/// Asks the endpoint for anything, unsigned; the answer's date says how far its clock is ahead of ours, in seconds.
async fn reach(transport: &Transport, deadline: Deadline) -> Result<Option<i64>, String> {
    let request = transport
        .http_client()
        .get(transport.endpoint())
        .timeout(deadline.left());
    let response = request.send().await.map_err(|error| {
        let error = error.without_url();
        let mut cause: &dyn std::error::Error = &error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        let what = if error.is_timeout() {
            "no answer in time"
        } else {
            "cannot be reached"
        };
        format!("{what}: {cause}")
    })?;
    let date = response.headers().get("date").and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| chrono::DateTime::parse_from_rfc2822(date).ok());
    Ok(date.map(|date| (date.to_utc() - chrono::Utc::now()).num_seconds()))
}

fn print(output: &Output, checks: &[Check]) -> Result<(), Failure> {
    let word = |state| match state {
        State::Ok => "ok",
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
