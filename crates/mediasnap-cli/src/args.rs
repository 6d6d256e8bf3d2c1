//! What the command line looks like; each command's own arguments stand with the command.

use std::process::ExitCode;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser};

use crate::commands::Command;
use crate::deadline;
use crate::failure::{Exit, Failure};
use crate::output::writer;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the vendor refused the call, its answer cannot be used, or writing failed
  2  wrong usage: unknown option, operation or parameter, input that is no JSON object, something
     that the product cannot do
  3  not set up: credentials, region or endpoint missing or wrong
  4  no answer in time
  5  could not connect, or the connection broke
  6  a job that was waited for failed or was canceled

Credentials come from the vendors' environment variables:
  Huawei Cloud   HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HUAWEICLOUD_SDK_PROJECT_ID, HUAWEICLOUD_SDK_SECURITY_TOKEN
  Tencent Cloud  TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_SESSION_TOKEN
  Alibaba Cloud  ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN

RUST_LOG selects the tracing on stderr by target and level; only mediasnap's own targets are ever shown.
NO_COLOR turns colours off.";

/// Snapshots of videos, live streams and whiteboards on Huawei Cloud, Tencent Cloud and Alibaba Cloud.
#[derive(Debug, Parser)]
#[command(name = "mediasnap", version, after_long_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Cli {
    /// Traces on stderr: -v calls, -vv attempts, -vvv everything; never secrets or argument values
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub(crate) verbose: u8,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where a call goes, and how patiently.
#[derive(Debug, Clone, Args)]
pub(crate) struct Connection {
    /// Send to this endpoint instead of the region's: `http://127.0.0.1:8080`, or a host, which means https
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// The vendor's region, such as cn-north-4; `mediasnap products` lists them
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,

    /// The most time that the whole command takes, retries included: 500ms, 2s, 5m [default: 120s]
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse)]
    pub(crate) timeout: Option<Duration>,

    /// The most requests that one call sends [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) max_attempts: Option<u32>,
}

/// Accepts the key of a product of this build.
pub(crate) fn product() -> PossibleValuesParser {
    PossibleValuesParser::new(mediasnap::products().iter().map(|product| product.key))
}

/// The command line as clap knows it.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

/// Answers a command line that is no command: help and version on stdout, mistakes in one line on stderr.
pub(crate) fn explain(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render();
            let text = if writer::stdout_is_coloured() {
                text.ansi().to_string()
            } else {
                text.to_string()
            };
            match writer::stdout(text.as_bytes()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(failure) => failure.report(),
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            writer::stderr(&error.render().to_string());
            Exit::Usage.into()
        }
        _ => Failure::usage(one_line(&error.render().to_string())).report(),
    }
}

/// What clap says before it shows the usage, in one line.
fn one_line(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let told: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    format!("{}; see --help", told.join(" "))
}
