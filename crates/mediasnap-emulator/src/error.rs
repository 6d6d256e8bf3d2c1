//! Errors of starting an emulator.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Reason why an emulator could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address to listen on is invalid.
    #[error("`{0}` is not an address to listen on; use HOST:PORT, such as 127.0.0.1:0")]
    Address(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Address.
        address: SocketAddr,
        /// Cause.
        source: std::io::Error,
    },
    /// The directory of media assets does not exist.
    #[error("{} is not a directory of media assets", .directory.display())]
    Media {
        /// Directory.
        directory: PathBuf,
    },
    /// The directory for results cannot be created.
    #[error("the directory for results {} cannot be created: {source}", .directory.display())]
    Results {
        /// Directory.
        directory: PathBuf,
        /// Cause.
        source: std::io::Error,
    },
    /// A fault rule is invalid.
    #[error("invalid fault rule: {0}")]
    Fault(String),
    /// The data file cannot be opened.
    #[error("{} cannot be used as a data file: {reason}", .file.display())]
    Data {
        /// File.
        file: PathBuf,
        /// Cause.
        reason: String,
    },
}
