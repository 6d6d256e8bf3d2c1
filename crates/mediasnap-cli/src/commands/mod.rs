//! The subcommands, one file each.

mod call;
mod completions;
mod connection;
mod demo;
mod doctor;
mod dry_run;
mod emulator;
mod jobs;
mod operations;
mod products;
mod sheet;
mod sign;
mod signals;
mod track;

use std::future::Future;

use clap::Subcommand;

use crate::error::{CliError, ExitStatus};

/// A subcommand with its arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Submit(Box<jobs::submit::Submit>),
    Get(jobs::get::Get),
    List(jobs::list::List),
    Wait(jobs::wait::Wait),
    Cancel(jobs::cancel::Cancel),
    Download(jobs::download::Download),
    Track(track::Track),
    Sheet(sheet::Sheet),
    Call(call::Call),
    Emulator(emulator::Emulator),
    Sign(sign::Sign),
    Products(products::Products),
    Operations(operations::Operations),
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
}

impl Command {
    /// Runs the subcommand. `definition` is the whole command line as clap knows it.
    pub(crate) fn run(self, definition: clap::Command) -> Result<(), CliError> {
        match self {
            Self::Submit(submit) => block_on(submit.run()),
            Self::Get(get) => block_on(get.run()),
            Self::List(list) => block_on(list.run()),
            Self::Wait(wait) => block_on(wait.run()),
            Self::Cancel(cancel) => block_on(cancel.run()),
            Self::Download(download) => block_on(download.run()),
            Self::Track(track) => track.run(),
            Self::Sheet(sheet) => sheet.run(),
            Self::Call(call) => block_on(call.run()),
            Self::Demo(demo) => block_on(demo.run()),
            Self::Emulator(emulator) => block_on(emulator.run()),
            Self::Sign(sign) => sign.run(),
            Self::Products(products) => products.run(),
            Self::Operations(operations) => operations.run(),
            Self::Doctor(doctor) => block_on(doctor.run()),
            Self::Completions(completions) => completions.run(definition),
        }
    }
}

/// Runs `work` to its end. Blocking work that it started (a read of stdin, a name lookup) is abandoned.
fn block_on(work: impl Future<Output = Result<(), CliError>>) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| CliError::new(ExitStatus::Failed, format!("threads cannot be started: {error}")))?;
    let result = runtime.block_on(work);
    runtime.shutdown_background();
    result
}
