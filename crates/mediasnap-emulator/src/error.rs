//! Why an emulator could not be started.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why an emulator could not be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address to listen on is not one.
    #[error("`{0}` is no address to listen on; give HOST:PORT, such as 127.0.0.1:0")]
    Address(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: std::io::Error,
    },
    /// The directory of media is not there.
    #[error("{} is no directory to take media from", .directory.display())]
    Media {
        /// The directory.
        directory: PathBuf,
    },
    /// The directory of results cannot be made.
    #[error("{} cannot be made to write results into: {source}", .directory.display())]
    Results {
        /// The directory.
        directory: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A fault rule that cannot work.
    #[error("a fault rule does not fit: {0}")]
    Fault(String),
    /// The data file cannot be opened.
    #[error("{} cannot be used as a data file: {reason}", .file.display())]
    Data {
        /// The file.
        file: PathBuf,
        /// Why not.
        reason: String,
    },
}
