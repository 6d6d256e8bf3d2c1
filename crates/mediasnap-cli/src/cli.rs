//! The command line: the global options and the subcommands.

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::commands::Command;
use crate::error::{CliError, ExitStatus};
use crate::output::writer;
use crate::report::report;

const EXIT_CODES_AND_ENVIRONMENT: &str = "\
Exit codes:
  0  success
  1  the service returned an error, its response cannot be used, or writing failed
  2  invalid usage: unknown option, operation or parameter, input that is not a JSON object, or
     something that the product does not support
  3  configuration error: credentials, region or endpoint missing or invalid
  4  timeout
  5  no connection, or the connection broke
  6  a job that was waited for or downloaded failed or was canceled
  7  a request that creates something was sent, and it is unknown whether the service processed it
  129, 130, 143  ended by SIGHUP, SIGINT or SIGTERM

Credentials are loaded from the first of these sources that has some, in the order of the vendors' SDKs:
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
With --profile NAME, only the files are read. With MEDIASNAP_METADATA_DISABLED=true, no instance metadata service
is requested. `mediasnap doctor PRODUCT` prints which source was used, or why none was.

RUST_LOG sets the log level on stderr by target; only targets of mediasnap are logged.
NO_COLOR disables colors.";

/// Create and manage video snapshots on Huawei Cloud, Tencent Cloud and Alibaba Cloud
#[derive(Debug, Parser)]
#[command(name = "mediasnap", version, after_long_help = EXIT_CODES_AND_ENVIRONMENT, max_term_width = 100)]
pub(crate) struct Cli {
    /// Log to stderr: -v calls, -vv attempts, -vvv everything; secrets and argument values are never logged
    #[arg(short, long, action = clap::ArgAction::Count, global = true)]
    pub(crate) verbose: u8,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Reports a command line that clap did not accept: help and version on stdout, errors as one line on stderr.
pub(crate) fn report_parse_error(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render();
            let text = if writer::stdout_is_colored() {
                text.ansi().to_string()
            } else {
                text.to_string()
            };
            match writer::stdout(text.as_bytes()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => report(&error),
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            writer::stderr(&error.render().to_string());
            ExitCode::from(ExitStatus::Usage as u8)
        }
        _ => report(&CliError::usage(one_line(&error.render().to_string()))),
    }
}

/// Returns the part of clap's message before the usage, in one line.
fn one_line(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    format!("{}; see --help", lines.join(" "))
}
