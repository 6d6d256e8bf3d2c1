//! The directory that images are saved to: which of them are there already, and its `images.json`.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mediasnap::SnapshotJob;
use mediasnap_track::{Manifest, ManifestImage, TrackError};
use sha2::{Digest as _, Sha256};

use crate::error::{CliError, ExitStatus};
use crate::files;

/// Minimum time between two writes of `images.json` while images are downloaded.
const PAUSE: Duration = Duration::from_secs(1);

/// The images that a directory holds according to its `images.json`.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    directory: PathBuf,
    images: Vec<ManifestImage>,
    is_terminal: bool,
}

impl Listed {
    /// Returns the path of the file `name`.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Whether `name` is listed.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// Returns the entry of the file `name` if the file is as it was saved, and the image does not change any more.
    pub(super) fn verified(&self, name: &str) -> Option<ManifestImage> {
        let entry = self
            .entry(name)
            .filter(|_| self.is_terminal && is_file(&self.file(name)))?;
        let (bytes, sha256) = digest(&self.file(name)).ok()?;
        let same = entry.bytes == Some(bytes) && entry.sha256.as_ref() == Some(&sha256);
        same.then(|| entry.clone())
    }

    fn entry(&self, name: &str) -> Option<&ManifestImage> {
        self.images.iter().find(|image| image.file == name)
    }
}

/// A directory of images. Its `images.json` is written while images are saved, and when this is dropped.
pub(super) struct Folder {
    path: PathBuf,
    manifest: Manifest,
    written: Instant,
    is_changed: bool,
}

impl Folder {
    /// Creates the directory if it does not exist, and reads which images of `job` it holds.
    pub(super) fn open(path: &Path, job: &SnapshotJob) -> Result<Self, CliError> {
        let failed = |message: String| CliError::new(ExitStatus::Failed, message);
        std::fs::create_dir_all(path)
            .map_err(|error| failed(format!("{} cannot be created: {error}", path.display())))?;
        let (product, id) = (Some(job.product.to_string()), Some(job.id.to_string()));
        let mut manifest = match Manifest::read(path) {
            Ok(manifest) => manifest,
            Err(TrackError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                Manifest::default()
            }
            Err(_) => {
                let file = path.join(Manifest::FILE_NAME);
                return Err(failed(format!(
                    "{} is not a list of images of this command: choose another directory with --out",
                    file.display()
                )));
            }
        };
        if manifest.product != product || manifest.job != id {
            manifest = Manifest::default();
            (manifest.product, manifest.job) = (product, id);
        }
        manifest.images.retain(|image| {
            let is_name = !image.file.contains(['/', '\\']);
            is_name && is_file(&path.join(&image.file))
        });
        Ok(Self {
            path: path.to_owned(),
            manifest,
            written: Instant::now(),
            is_changed: false,
        })
    }

    /// Returns the images that are listed by now; `is_terminal` says that the images of the job do not change any more.
    pub(super) fn listed(&self, is_terminal: bool) -> Listed {
        Listed {
            directory: self.path.clone(),
            images: self.manifest.images.clone(),
            is_terminal,
        }
    }

    /// Completes `entry` by what its file says, and records it.
    pub(super) fn record(&mut self, mut entry: ManifestImage) -> Result<ManifestImage, CliError> {
        let path = self.path.join(&entry.file);
        let (bytes, sha256) = digest(&path).map_err(|error| {
            let message = format!("{} cannot be read: {error}", path.display());
            CliError::new(ExitStatus::Failed, message)
        })?;
        (entry.bytes, entry.sha256) = (Some(bytes), Some(sha256));
        let reader = image::ImageReader::open(&path).and_then(image::ImageReader::with_guessed_format);
        if let Some((width, height)) = reader.ok().and_then(|reader| reader.into_dimensions().ok()) {
            (entry.width, entry.height) = (Some(width), Some(height));
        }
        let images = &mut self.manifest.images;
        images.retain(|image| image.file != entry.file);
        images.push(entry.clone());
        self.is_changed = true;
        if self.written.elapsed() >= PAUSE {
            self.save()?;
        }
        Ok(entry)
    }

    /// Writes `content` to the file `name`, in place of the one that is listed or, with `replace`, of any.
    pub(super) fn write(&self, name: &str, content: &[u8], replace: bool) -> Result<(), CliError> {
        let path = self.path.join(name);
        let failed = |error: &dyn std::fmt::Display| {
            CliError::new(
                ExitStatus::Failed,
                format!("{} cannot be written: {error}", path.display()),
            )
        };
        let listed = self.manifest.images.iter().any(|image| image.file == name);
        let same = || is_file(&path) && std::fs::read(&path).is_ok_and(|found| found == content);
        if !replace && !listed && std::fs::symlink_metadata(&path).is_ok() && !same() {
            return Err(failed(&"it exists and has other content"));
        }
        files::replace(&path, content).map_err(|error| failed(&error))
    }

    /// Writes `images.json` if images were recorded since it was written.
    pub(super) fn save(&mut self) -> Result<(), CliError> {
        if !self.is_changed {
            return Ok(());
        }
        let number = |image: &ManifestImage| {
            let number = image.file.split('-').next().unwrap_or_default();
            number.parse().unwrap_or(u64::MAX)
        };
        self.manifest.images.sort_by_key(number);
        let mut text = serde_json::to_vec_pretty(&self.manifest)
            .map_err(|error| CliError::new(ExitStatus::Failed, error.to_string()))?;
        text.push(b'\n');
        self.write(Manifest::FILE_NAME, &text, true)?;
        self.is_changed = false;
        self.written = Instant::now();
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The command has been interrupted: what is saved is not downloaded again the next time.
        let _ = self.save();
    }
}

/// Whether there is a regular file at `path`; a symbolic link is not followed.
fn is_file(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Returns size and SHA-256 of a file.
fn digest(path: &Path) -> std::io::Result<(u64, String)> {
    let (mut file, mut hash) = (std::fs::File::open(path)?, Sha256::new());
    let (mut size, mut buffer) = (0, vec![0; 64 * 1024]);
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(&buffer[..count]);
        size += count as u64;
    }
    let text = hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok((size, text))
}
