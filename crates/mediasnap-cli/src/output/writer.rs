//! Writes to stdout and stderr; nothing else does.

use std::io::{ErrorKind, IsTerminal as _, Write as _};

use crate::error::{CliError, ExitStatus};

/// Writes to stdout and flushes.
pub(crate) fn stdout(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(CliError::broken_pipe()),
        Err(error) => Err(CliError::new(
            ExitStatus::Failed,
            format!("stdout cannot be written: {error}"),
        )),
    }
}

/// Writes `text` to stderr. An error is ignored: it cannot be reported anywhere.
pub(crate) fn stderr(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Writes an error message as one line to stderr.
pub(crate) fn error(message: &str) {
    let line = one_line(message);
    if colored(std::io::stderr().is_terminal()) {
        stderr(&format!("\x1b[1;31merror:\x1b[0m {line}\n"));
    } else {
        stderr(&format!("error: {line}\n"));
    }
}

/// Whether stdout is a terminal.
pub(crate) fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Whether stdout is colored.
pub(crate) fn stdout_is_colored() -> bool {
    colored(stdout_is_terminal())
}

fn colored(terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    terminal && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Replaces control characters by spaces, so that they neither split the line nor reach the terminal.
pub(crate) fn one_line(text: &str) -> String {
    let text: String = text
        .trim()
        .chars()
        .map(|c| {
            if c.is_control() || "\u{2028}\u{2029}".contains(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    text.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn lines_stay_lines() {
        assert_eq!(one_line("a\nb\r\n  c\x1b[31m"), "a b c [31m");
    }
}
