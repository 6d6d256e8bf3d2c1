//! `package`: every crate is built from the tarball that would be published, so nothing outside of it is needed.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::command;
use crate::task::Result;

/// Packages and verifies every publishable crate, in dependency order.
///
/// Siblings come from a registry that cargo makes up for the occasion, under a version that does not change while we work. So
/// nothing that cargo built or unpacked before may be at hand: it would verify a crate against the siblings of then.
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

/// Removes the siblings that an earlier run unpacked.
fn forget_unpacked() -> Result {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let Some(sources) = home.map(|home| home.join("registry/src")) else {
        return Ok(());
    };
    // The registry of unpublished siblings has no host, so its folder's name begins with the dash before the hash.
    for registry in folders(&sources).filter(|(name, _)| name.starts_with('-')) {
        for (_, unpacked) in folders(&registry.1).filter(|(name, _)| name.starts_with("mediasnap")) {
            remove(&unpacked)?;
        }
    }
    Ok(())
}

/// The names and paths of what is in a folder; nothing where there is none.
fn folders(path: &Path) -> impl Iterator<Item = (String, PathBuf)> {
    fs::read_dir(path)
        .into_iter()
        .flatten()
        .filter_map(std::result::Result::ok)
        .filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path())))
}
