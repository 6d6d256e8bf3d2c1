//! What the vendors' INI files have in common: a path, a section, required keys.

use std::path::Path;

use mediasnap_core::{Error, ErrorKind};

use crate::files::read_file;
use crate::parse::ini;
use crate::parse::ini::Section;

/// One section of an INI file, and its name for messages.
pub(crate) struct ProfileSection {
    section: Section,
    /// `[section] of file`.
    pub(crate) place: String,
}

impl ProfileSection {
    /// Reads `section` of the file at `path`.
    pub(crate) fn read(path: &Path, section: &str) -> Result<Self, Error> {
        let text = read_file(path)?;
        let file = path.display().to_string();
        let section = ini::section(ini::parse(&text, &file)?, section, &file)?;
        let place = format!("[{}] of {file}", section.name);
        Ok(Self { section, place })
    }

    /// The value of `key`, if there is one.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.section.get(key)
    }

    /// The region in `key`, and where it stands.
    pub(crate) fn region(&self, key: &str) -> Option<(String, String)> {
        Some((self.get(key)?.to_owned(), self.place.clone()))
    }

    /// The value of `key`, which must be there.
    pub(crate) fn need(&self, key: &str) -> Result<&str, Error> {
        self.get(key)
            .ok_or_else(|| Error::new(ErrorKind::Config, format!("{} has no `{key}`", self.place)))
    }
}
