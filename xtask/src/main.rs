//! The workspace's own tasks. Errors are printed and make the exit code; nothing panics.

mod bench;
mod ci;
mod command;
mod findings;
mod generate;
mod new_product;
mod package;
mod product_trial;
mod task;
mod tidy;

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["new-product", key] => new_product::run(key),
        ["tidy"] => tidy::run(),
        ["tidy", path] => tidy::list(path),
        ["package"] => package::run(),
        ["bench"] => bench::run_all(None),
        ["bench", name] => bench::run_all(Some(name)),
        ["findings"] => findings::run_all(None),
        ["findings", name] => findings::run_all(Some(name)),
        ["ci", job] => ci::run(job),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // Nothing is left to do when standard error is closed.
            let _ = writeln!(std::io::stderr(), "xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "usage: cargo xtask TASK
  generate           write what follows from the specs: openapi.json of each product crate, and every list of products
  generate --check   fail when one of these files is not up to date
  new-product KEY    write the folders of the product of specs/KEY.yaml, to be filled in
  tidy               check the rules of the workspace that no compiler checks
  tidy PATH          the same for files below PATH
  package            build every crate from the tarball that would be published
  bench [NAME]       run benchmarks: signing, calls, decode, waits, lists, emulator, frames
  findings [NAME]    run the scripts of findings/ and say which still hold; needs Python, Node and ffmpeg
  ci specs           validate the specs with openapi-spec-validator and Redocly
  ci new-product     add a product by the templates in a copy of the workspace, compile it, and remove it again
  ci interop         run the vendors' official SDKs against the emulator, and verify the clients' requests with their signers";
