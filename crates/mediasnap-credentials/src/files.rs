//! Reads the files of providers.

use std::path::{Path, PathBuf};

use mediasnap_core::{Error, ErrorKind};
use zeroize::Zeroizing;

/// Maximum size in bytes of a file with credentials, and of a response or an output that contains them.
pub(crate) const MAX_SIZE: usize = 1024 * 1024;

/// Reads a text file, with or without a byte order mark, into memory that is wiped when dropped.
///
/// # Errors
/// `Config` for what is not a readable text file of at most 1 MiB.
pub fn read_file(path: &Path) -> Result<Zeroizing<String>, Error> {
    use std::io::Read as _;
    let bad = |why: &str| Error::new(ErrorKind::Config, format!("{} {why}", path.display()));
    let unusable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => bad("does not exist"),
        std::io::ErrorKind::PermissionDenied => bad("may not be read"),
        _ => bad("cannot be opened"),
    };
    // Looked at before it is opened: to open a pipe waits until somebody writes.
    if !std::fs::metadata(path).map_err(unusable)?.is_file() {
        return Err(bad("is not a file"));
    }
    let file = std::fs::File::open(path).map_err(unusable)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    let limit = u64::try_from(MAX_SIZE).unwrap_or(u64::MAX);
    match file.take(limit).read_to_end(&mut bytes) {
        Ok(length) if length >= MAX_SIZE => Err(bad("is too large")),
        Ok(_) => {
            let text = mediasnap_core::text::decode(std::mem::take(&mut *bytes));
            text.map(Zeroizing::new).ok_or_else(|| bad("is not a text file"))
        }
        Err(_) => Err(bad("is not a text file")),
    }
}

/// Reads a file that contains one token.
pub(crate) fn read_token(path: &str) -> Result<Zeroizing<String>, Error> {
    let text = read_file(Path::new(path))?;
    let token = text.trim();
    if token.is_empty() {
        return Err(Error::new(ErrorKind::Config, format!("{path} is empty")));
    }
    Ok(Zeroizing::new(token.to_owned()))
}

/// Returns the first of `paths` that exists, or else the first.
pub(crate) fn first_existing(paths: Vec<Option<PathBuf>>) -> Result<PathBuf, Error> {
    let paths: Vec<PathBuf> = paths.into_iter().flatten().collect();
    let found = paths.iter().find(|path| path.exists()).or(paths.first()).cloned();
    found.ok_or_else(|| Error::new(ErrorKind::Config, "there is no home directory: HOME is not set"))
}
