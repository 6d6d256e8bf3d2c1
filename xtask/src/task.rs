//! What all tasks have in common: their result, the workspace's root, lines of progress.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The result of a task. An error is a message that says what to do.
pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// Prints one line of progress.
pub(crate) fn print_line(line: &str) {
    // Nothing is left to do when standard output is closed.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}
