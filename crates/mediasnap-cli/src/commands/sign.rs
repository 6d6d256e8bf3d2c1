//! `mediasnap sign`: signs requests read from stdin, one per line.

use std::io::BufRead as _;

use clap::Args;
use mediasnap_auth::cases;

use crate::error::{CliError, ExitStatus};
use crate::output::node::Node;
use crate::output::writer;

/// Sign requests described as JSON: one case per line on stdin, one result per line on stdout
///
/// A case contains the algorithm, credentials, time, nonce and request; nothing is read from the environment. Its result contains
/// the headers that the signer sets, the URL, the canonical request, the string to sign and the signature. For a case that cannot
/// be signed, the result is {"name", "error"}.
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// Print the canonical request and the string to sign of each case to stderr, in human-readable form
    #[arg(long)]
    explain: bool,
}

impl Sign {
    /// Runs the command.
    pub(crate) fn run(&self) -> Result<(), CliError> {
        let mut stdin = std::io::stdin().lock();
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = stdin.read_until(b'\n', &mut line).map_err(|error| {
                CliError::new(ExitStatus::Failed, format!("stdin cannot be read: {error}"))
            })?;
            if read == 0 {
                return Ok(());
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.sign(&line)?;
        }
    }

    fn sign(&self, line: &[u8]) -> Result<(), CliError> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let Ok(text) = std::str::from_utf8(line) else {
            return print_error(None, "not UTF-8 text");
        };
        let result = cases::run(text);
        if let Some(error) = result.error() {
            return print_error(Some(result.name()).filter(|name| !name.is_empty()), error);
        }
        if self.explain {
            print_explanation(&result);
        }
        let json = serde_json::to_string(&result).map_err(|error| {
            CliError::new(
                ExitStatus::Failed,
                format!("the result is not valid JSON: {error}"),
            )
        })?;
        writer::stdout(format!("{json}\n").as_bytes())
    }
}

fn print_error(name: Option<&str>, error: &str) -> Result<(), CliError> {
    let result = Node::object([("name", name.into()), ("error", error.into())]);
    writer::stdout(format!("{result}\n").as_bytes())
}

fn print_explanation(result: &cases::CaseResult) {
    let cases::CaseResult::Signed(signed) = result else {
        return;
    };
    let mut text = format!("case {}\n", signed.name);
    let parts = [
        ("canonical request", &signed.canonical_request),
        ("string to sign", &signed.string_to_sign),
        ("signature", &signed.signature),
    ];
    for (title, part) in parts {
        let Some(part) = part else { continue };
        text.extend(["  ", title, "\n"]);
        for line in part.split('\n') {
            text.extend(["    |", &writer::one_line(line), "\n"]);
        }
    }
    writer::stderr(&text);
}
