//! Writes results of jobs to a directory when they are available.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

/// The directory, and the results that are not written yet.
#[derive(Debug, Default)]
pub(crate) struct Exporter {
    directory: Option<PathBuf>,
    waiting: Mutex<BTreeSet<(DateTime<Utc>, String)>>,
}

impl Exporter {
    pub(crate) fn new(directory: Option<PathBuf>) -> Self {
        Self {
            directory,
            waiting: Mutex::default(),
        }
    }

    /// Returns whether results are written.
    pub(crate) fn is_enabled(&self) -> bool {
        self.directory.is_some()
    }

    /// Schedules the object of a path to be written when it is available.
    pub(crate) fn schedule(&self, path: &str, ready: DateTime<Utc>) {
        if self.is_enabled() {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.insert((ready, path.to_owned()));
        }
    }

    /// Schedules the object of a path unless its file exists.
    pub(crate) fn schedule_missing(&self, path: &str, ready: DateTime<Utc>) {
        let file = self
            .directory
            .as_deref()
            .and_then(|directory| file(directory, path));
        if file.is_some_and(|file| !file.exists()) {
            self.schedule(path, ready);
        }
    }

    /// Removes and returns the paths that are available.
    pub(crate) fn due(&self, now: DateTime<Utc>) -> Vec<String> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let later = waiting.split_off(&(now, char::MAX.to_string()));
        std::mem::replace(&mut *waiting, later)
            .into_iter()
            .map(|(_, path)| path)
            .collect()
    }

    /// Writes the object of a path.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let Some(file) = self
            .directory
            .as_deref()
            .and_then(|directory| file(directory, path))
        else {
            tracing::warn!(
                path,
                "the path is not a valid file name; the result is not written"
            );
            return;
        };
        if let Err(error) = replace(&file, bytes) {
            tracing::error!(file = %file.display(), %error, "a result could not be written");
        }
    }
}

/// Returns the file of a path: `<bucket>/<key>` for objects in buckets.
fn file(directory: &Path, path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix("/objects").unwrap_or(path);
    let relative = Path::new(path.trim_start_matches('/'));
    let mut parts = relative.components();
    let inside = parts.all(|part| matches!(part, Component::Normal(_))) && !path.ends_with('/');
    inside.then(|| directory.join(relative))
}

/// Replaces a file at once, so that readers never see a part of it.
fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(parent) = file.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut partial = file.as_os_str().to_owned();
    partial.push(".partial");
    std::fs::write(&partial, bytes)?;
    std::fs::rename(&partial, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stay_in_the_directory() {
        let file = |path: &str| file(Path::new("/d"), path);
        assert_eq!(file("/objects/b/a/c.jpg"), Some("/d/b/a/c.jpg".into()));
        assert_eq!(file("/asset/a/1.jpg"), Some("/d/asset/a/1.jpg".into()));
        assert_eq!(file("/objects/b/../../c.jpg"), None);
        assert_eq!(file("/objects/b/c/"), None);
    }

    #[test]
    fn only_what_is_there_is_due() {
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap();
        let results = Exporter::new(Some("/d".into()));
        for (path, ready) in [("/b", 2), ("/a", 1), ("/c", 3), ("/a", 1)] {
            results.schedule(path, at(ready));
        }
        assert_eq!(results.due(at(2)), ["/a", "/b"]);
        assert_eq!(results.due(at(2)), [""; 0]);
        assert_eq!(results.due(at(9)), ["/c"]);
    }
}
