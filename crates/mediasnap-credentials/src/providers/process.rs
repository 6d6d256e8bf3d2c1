//! A program that prints credentials.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mediasnap_core::{Error, ErrorKind};
use zeroize::Zeroizing;

use crate::files::MAX_SIZE;
use crate::identity::Identity;
use crate::parse::json::TemporaryKey;
use crate::provider::{IdentityFuture, ProvideCredentials};
use crate::providers::child::ChildGroup;

/// The time a program has.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a program, without a shell, and reads `access_key_id`, `access_key_secret`, `sts_token` and `expiration` from the JSON
/// object that it prints. What it prints to its standard error is thrown away. It runs in a process group of its own, which ends
/// with the time limit.
#[derive(Clone)]
pub struct ProcessProvider {
    command: String,
    timeout: Duration,
}

impl ProcessProvider {
    /// A program with its arguments, quoted as in a POSIX shell. It has 60 seconds.
    pub fn new(command: impl Into<String>) -> Self {
        Self {
            command: command.into(),
            timeout: PATIENCE,
        }
    }

    /// Sets the time limit of the program.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    async fn run(&self) -> Result<Identity, Error> {
        let bad = |why: String| Error::new(ErrorKind::Config, format!("the credentials program {why}"));
        let words =
            split(&self.command).ok_or_else(|| bad("has a quote that does not end in its command".into()))?;
        let Some((program, arguments)) = words.split_first() else {
            return Err(bad("has an empty command".into()));
        };
        let mut child = ChildGroup::spawn(program, arguments)
            .map_err(|error| bad(format!("cannot be started: {}", error.kind())))?;
        let mut printed = Zeroizing::new(Vec::with_capacity(4096));
        let end = child.output(&mut printed, MAX_SIZE);
        let status = match tokio::time::timeout(self.timeout, end).await {
            Ok(Ok(Some(status))) => status,
            Ok(Ok(None)) => return Err(bad("printed far too much".into())),
            Ok(Err(error)) => return Err(bad(format!("failed: {}", error.kind()))),
            Err(_) => {
                return Err(bad(format!(
                    "did not end within {} s",
                    self.timeout.as_secs_f64()
                )));
            }
        };
        if !status.success() {
            return Err(bad(format!("failed: {status}")));
        }
        let key: Printed = serde_json::from_slice(&printed)
            .map_err(|_| bad("printed something that is not the documented JSON".into()))?;
        if key.mode.as_deref() == Some("StsToken") && key.key.security_token.get().is_none() {
            return Err(bad("printed the mode `StsToken` without `sts_token`".into()));
        }
        let identity = key
            .key
            .identity("program")
            .ok_or_else(|| bad("printed no `access_key_id` or no `access_key_secret`".into()))?;
        Ok(identity.with_source(Arc::from("the output of a program")))
    }
}

#[derive(serde::Deserialize)]
struct Printed {
    mode: Option<String>,
    #[serde(flatten)]
    key: TemporaryKey,
}

impl fmt::Debug for ProcessProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Arguments may hold secrets.
        f.debug_struct("ProcessProvider")
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for ProcessProvider {
    fn name(&self) -> &'static str {
        "external process"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.run())
    }
}

/// Words as a POSIX shell splits them: quotes and backslashes, no expansion. `None` when a quote does not end.
fn split(command: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = command.chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next()? {
                        '\'' => break,
                        inner => word.push(inner),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next()? {
                        '"' => break,
                        '\\' => match characters.next()? {
                            escaped @ ('"' | '\\' | '$' | '`') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        inner => word.push(inner),
                    }
                }
            }
            // A path on Windows is full of them; there they are ordinary.
            '\\' if !cfg!(windows) => word.get_or_insert_default().push(characters.next()?),
            blank if blank.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn commands_are_split_like_a_shell_does() {
        assert_eq!(split(" a  b\tc ").unwrap(), ["a", "b", "c"]);
        assert_eq!(
            split(r#"a 'b c'd "e \"f\" \n" '' g\ h"#).unwrap(),
            ["a", "b cd", "e \"f\" \\n", "", "g h"]
        );
        assert_eq!(split("  ").unwrap(), Vec::<String>::new());
        assert_eq!(split("a 'b"), None);
        assert_eq!(split("a \"b"), None);
    }
}
