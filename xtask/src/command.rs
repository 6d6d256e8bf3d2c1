//! Running other programs: the error says which, and what to install when it is missing.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::task::{Result, root};

/// Runs `command` and shows its output.
pub(crate) fn run(command: &mut Command) -> Result {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("`{name}` is not installed"),
        _ => format!("`{name}`: {error}"),
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{name}` failed: {status}"))
    }
}

/// Runs `command` with `input` and returns its output.
pub(crate) fn filter(command: &mut Command, input: &str) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let failed = |error: std::io::Error| format!("`{name}`: {error}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    // The handle is closed at the end of the statement.
    let written = child
        .stdin
        .take()
        .map(|mut stdin| stdin.write_all(input.as_bytes()));
    written.transpose().map_err(failed)?;
    let output = child.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        return Err(format!("`{name}` failed: {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("`{name}`: {error}"))
}

/// Whether a program is on the path.
pub(crate) fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Returns a command for the cargo that runs this program, in the workspace's root.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Returns cargo's target directory.
pub(crate) fn target_directory() -> Result<PathBuf> {
    cargo_metadata::MetadataCommand::new()
        .current_dir(root())
        .no_deps()
        .exec()
        .map(|metadata| metadata.target_directory.into_std_path_buf())
        .map_err(|error| format!("cargo metadata: {error}"))
}

/// Returns the Python of an environment in `folder` with these pinned packages. It is recreated when they change.
pub(crate) fn python_environment(folder: &Path, packages: &[&str]) -> Result<PathBuf> {
    let python = folder.join("bin/python");
    let stamp = folder.join("mediasnap-requirements");
    let wanted = packages.join("\n");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(folder))
    .map_err(|error| format!("{error}; install Python 3 with its venv module (Debian: python3-venv)"))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .args(packages)
        .current_dir(root()))?;
    std::fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(python)
}
