//! What can go wrong when a track is made.

use std::path::{Path, PathBuf};

/// An error of a track. The message says which file or option it is about, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrackError {
    /// The images cannot make a track, or an option does not fit them.
    #[error("{0}")]
    Invalid(String),
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A file is not an image that can be decoded, or a sheet could not be encoded.
    #[error("{}: {source}", path.display())]
    Image {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: image::ImageError,
    },
    /// `images.json` is not a list of images as `mediasnap download` writes it.
    #[error("{}: {source}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: serde_json::Error,
    },
}

impl TrackError {
    /// Returns the reason for `path` that could not be read or written.
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { path, source }
    }

    /// Returns the reason for `path` that is not an image, or could not become one.
    pub(crate) fn image(path: &Path) -> impl FnOnce(image::ImageError) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Image { path, source }
    }

    /// Returns an error about images or options.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }
}
