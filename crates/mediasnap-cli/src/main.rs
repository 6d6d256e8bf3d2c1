//! The `mediasnap` command: data on stdout, everything else on stderr, exit codes that stay what they are.

mod args;
mod commands;
mod deadline;
mod failure;
mod input;
mod logging;
mod output;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return args::explain(&error),
    };
    logging::start(cli.verbose);
    match commands::run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
