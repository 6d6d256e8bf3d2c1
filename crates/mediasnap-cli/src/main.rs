//! The `mediasnap` command: results on stdout, everything else on stderr, stable exit codes.

mod cli;
mod commands;
mod deadline;
mod error;
mod files;
mod input;
mod logging;
mod output;
mod report;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use cli::Cli;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return cli::report_parse_error(&error),
    };
    logging::start(cli.verbose);
    match cli.command.run(Cli::command()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => report::report(&error),
    }
}
