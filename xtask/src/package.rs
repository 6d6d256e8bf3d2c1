//! `package`: builds every crate from the tarball that would be published, without files from outside of it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::command;
use crate::task::Result;

/// Packages and verifies every publishable crate, in dependency order.
///
/// Other crates of the workspace come from a temporary registry of cargo, always under the same version. Results of earlier runs
/// are removed first: with them, cargo would verify a crate against outdated versions of the others.
pub(crate) fn run() -> Result {
    forget_unpacked()?;
    let folder = command::target_directory()?.join("packages");
    remove(&folder)?;
    let packaged = command::run(
        command::cargo()
            .args(["package", "--workspace", "--locked", "--target-dir"])
            .arg(&folder),
    );
    packaged.map_err(|error| {
        format!("{error}; the tree must be committed, and a crate may only use files of its own folder")
    })?;
    remove(&folder)
}

fn remove(folder: &Path) -> Result {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

/// Removes the crates that an earlier run unpacked.
fn forget_unpacked() -> Result {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let Some(sources) = home.map(|home| home.join("registry/src")) else {
        return Ok(());
    };
    // The temporary registry has no host, so the name of its folder begins with the dash before the hash.
    for registry in folders(&sources).filter(|(name, _)| name.starts_with('-')) {
        for (_, unpacked) in folders(&registry.1).filter(|(name, _)| name.starts_with("mediasnap")) {
            remove(&unpacked)?;
        }
    }
    Ok(())
}

/// Returns names and paths of the entries of a folder. Default: none.
fn folders(path: &Path) -> impl Iterator<Item = (String, PathBuf)> {
    fs::read_dir(path)
        .into_iter()
        .flatten()
        .filter_map(std::result::Result::ok)
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path())))
}
