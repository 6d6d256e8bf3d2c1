//! Writes errors to stderr and turns them into exit codes.

use std::process::ExitCode;

use crate::error::CliError;
use crate::output::writer;

/// Writes `error` as one line to stderr and returns its exit code.
pub(crate) fn report(error: &CliError) -> ExitCode {
    match error.status() {
        None => ExitCode::SUCCESS,
        Some(status) => {
            writer::error(error.message());
            ExitCode::from(status as u8)
        }
    }
}
