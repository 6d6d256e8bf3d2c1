//! The commands, one file each.

mod call;
mod completions;
mod demo;
mod doctor;
mod emulator;
mod jobs;
mod operations;
mod products;
mod request;
mod sign;

use std::future::Future;

use clap::Subcommand;
use mediasnap::core::{Operation, Product};

use crate::failure::{Exit, Failure};

/// What the command line asks for.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Submit(Box<jobs::submit::Submit>),
    Get(jobs::get::Get),
    List(jobs::list::List),
    Wait(jobs::wait::Wait),
    Cancel(jobs::cancel::Cancel),
    Download(jobs::download::Download),
    Call(call::Call),
    Emulator(emulator::Emulator),
    Sign(sign::Sign),
    Products(products::Products),
    Operations(operations::Operations),
    Doctor(doctor::Doctor),
    Completions(completions::Completions),
}

/// Runs a command.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Submit(submit) => block_on(submit.run()),
        Command::Get(get) => block_on(get.run()),
        Command::List(list) => block_on(list.run()),
        Command::Wait(wait) => block_on(wait.run()),
        Command::Cancel(cancel) => block_on(cancel.run()),
        Command::Download(download) => block_on(download.run()),
        Command::Call(call) => block_on(call.run()),
        Command::Demo(demo) => block_on(demo.run()),
        Command::Emulator(emulator) => block_on(emulator.run()),
        Command::Sign(sign) => sign.run(),
        Command::Products(products) => products.run(),
        Command::Operations(operations) => operations.run(),
        Command::Doctor(doctor) => block_on(doctor.run()),
        Command::Completions(completions) => completions.run(),
    }
}

/// Runs `work` to its end. What it left behind (a read of stdin, a name lookup) is not waited for.
fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, format!("no threads can be started: {error}")))?;
    let result = runtime.block_on(work);
    runtime.shutdown_background();
    result
}

/// The product with the key `key`.
fn product(key: &str) -> Result<&'static Product, Failure> {
    mediasnap::products()
        .iter()
        .copied()
        .find(|product| product.key == key)
        .ok_or_else(|| Failure::usage(format!("unknown product `{key}`; see `mediasnap products`")))
}

/// The operation of `product` with the vendor's name `name`.
fn operation(product: &'static Product, name: &str) -> Result<&'static Operation, Failure> {
    product.operation(name).ok_or_else(|| {
        let same = |operation: &&&Operation| operation.id.eq_ignore_ascii_case(name);
        let known = || {
            let known: Vec<&str> = product.operations.iter().map(|operation| operation.id).collect();
            format!("it has {}", known.join(", "))
        };
        let hint = product
            .operations
            .iter()
            .find(same)
            .map_or_else(known, |operation| format!("did you mean `{}`?", operation.id));
        Failure::usage(format!("{} has no operation `{name}`; {hint}", product.key))
    })
}
