//! The workspace's own tasks. Errors are printed and make the exit code; nothing panics.

mod bench;
mod ci;
mod command;
mod findings;
mod generate;
mod package;
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
        ["tidy"] => tidy::run(),
        ["tidy", "--shrink"] => tidy::shrink(),
        ["tidy", path] => tidy::list(path),
        ["words"] => tidy::words(),
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
  generate           lower every spec into its crate's openapi.json
  generate --check   fail when a checked-in openapi.json is not what its spec lowers to
  tidy               check the rules of the workspace that no compiler checks
  tidy PATH          show all that the rules find below PATH, known violations too
  tidy --shrink      take what is repaired off the list of known violations
  words              show words of xtask/words.txt in documentation
  package            build every crate from the tarball that would be published
  bench [NAME]       run benchmarks: signing, calls, waits, lists, emulator
  findings [NAME]    run the scripts of findings/ and say which still hold; needs Python, Node and ffmpeg
  ci specs           validate the specs with openapi-spec-validator and Redocly
  ci interop         run the vendors' official SDKs against the emulator, and verify the clients' requests with their signers";
