//! `package`: every crate is built from the tarball that would be published, so nothing outside of it is needed.

use crate::Result;
use crate::command;

/// Packages and verifies every publishable crate, in dependency order.
pub(crate) fn run() -> Result {
    command::run(command::cargo().args(["package", "--workspace", "--locked"])).map_err(|error| {
        format!("{error}; the tree must be committed, and a crate may only use files of its own folder")
    })
}
