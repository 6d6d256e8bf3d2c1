//! What the command line looks like; each command's own arguments stand with the command.

use std::path::PathBuf;
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

Credentials come from the first of these places that has some, as with the vendors' own SDKs:
  Huawei Cloud   HUAWEICLOUD_OIDC_*; HUAWEICLOUD_SDK_IDP_ID with HUAWEICLOUD_SDK_ID_TOKEN_FILE;
                 HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK, HUAWEICLOUD_SDK_PROJECT_ID, HUAWEICLOUD_SDK_SECURITY_TOKEN;
                 HUAWEICLOUD_SDK_CREDENTIALS_FILE or ~/.huaweicloud/credentials; the agency of the ECS instance;
                 HC_CONTAINER_CREDENTIALS_FULL_URI with HC_CONTAINER_AUTHORIZATION_TOKEN_FILE
  Tencent Cloud  TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, TENCENTCLOUD_SESSION_TOKEN;
                 TENCENTCLOUD_CREDENTIALS_FILE, ~/.tencentcloud/credentials or /etc/tencentcloud/credentials;
                 the role of the CVM instance; TKE_*
  Alibaba Cloud  ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN;
                 ALIBABA_CLOUD_OIDC_TOKEN_FILE, ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN;
                 ~/.aliyun/config.json; ALIBABA_CLOUD_CREDENTIALS_FILE or ~/.alibabacloud/credentials(.ini);
                 the role of the ECS instance; ALIBABA_CLOUD_CREDENTIALS_URI
--profile NAME looks in the files alone. MEDIASNAP_METADATA_DISABLED=true asks no instance's metadata service.
`mediasnap doctor PRODUCT` tells which place answered, or why none did.

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

    /// Take credentials from this profile of the vendor's files, and from nowhere else
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Trust the certificates in this file too, text in PEM: of a private cloud, or of a proxy that looks into TLS
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,

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
