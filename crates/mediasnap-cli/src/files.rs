//! Writes files.

use std::io::{self, Write as _};
use std::path::Path;

/// Replaces the file at `path` by a new one with this content. It appears when it is complete, its mode follows the umask, and a
/// symbolic link at `path` is replaced itself.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let prefix: String = name.chars().take(60).chain(['.']).collect();
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut file = builder.tempfile_in(directory.unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}
