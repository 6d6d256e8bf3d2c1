//! `mediasnap sign`: signature cases on stdin, results on stdout, line by line.

use std::io::BufRead as _;

use clap::Args;
use mediasnap_auth::cases;

use crate::failure::{Exit, Failure};
use crate::output::node::Node;
use crate::output::writer;

/// Sign requests that are described as JSON, one case a line on stdin, one result a line on stdout
///
/// A case names algorithm, credentials, time, nonce and request, and nothing is read from the environment. Its result holds
/// every header that the signer sets, the URL, the canonical request, the string to sign and the signature; a case that
/// cannot be signed gives {"name", "error"} and the next line goes on.
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// Show the canonical request and the string to sign of each case on stderr, laid out for people
    #[arg(long)]
    explain: bool,
}

impl Sign {
    /// Runs the command.
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let mut stdin = std::io::stdin().lock();
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = stdin
                .read_until(b'\n', &mut line)
                .map_err(|error| Failure::new(Exit::Failed, format!("stdin cannot be read: {error}")))?;
            if read == 0 {
                return Ok(());
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.one(&line)?;
        }
    }

    fn one(&self, line: &[u8]) -> Result<(), Failure> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let Ok(text) = std::str::from_utf8(line) else {
            return failed(None, "not UTF-8 text");
        };
        let result = cases::run(text);
        if let Some(error) = result.error() {
            return failed(Some(result.name()).filter(|name| !name.is_empty()), error);
        }
        if self.explain {
            explain(&result);
        }
        let json = serde_json::to_string(&result)
            .map_err(|error| Failure::new(Exit::Failed, format!("the result is no JSON: {error}")))?;
        writer::stdout(format!("{json}\n").as_bytes())
    }
}

fn failed(name: Option<&str>, error: &str) -> Result<(), Failure> {
    let result = Node::object([("name", name.into()), ("error", error.into())]);
    writer::stdout(format!("{result}\n").as_bytes())
}

fn explain(result: &cases::CaseResult) {
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
