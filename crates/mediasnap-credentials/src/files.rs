//! What the vendors' INI files have in common: a path, a section, required keys.

use std::path::{Path, PathBuf};

use mediasnap_core::{Error, ErrorKind};

use crate::config::{ProviderConfig, read};
use crate::ini;
use crate::ini::Section;

/// One section of an INI file, and its name for messages.
pub(super) struct Profile {
    section: Section,
    /// `[section] of file`.
    pub(super) place: String,
}

impl Profile {
    /// Reads `section` of the file at `path`.
    pub(super) fn read(path: &Path, section: &str) -> Result<Self, Error> {
        let text = read(path)?;
        let file = path.display().to_string();
        let section = ini::section(ini::parse(&text, &file)?, section, &file)?;
        let place = format!("[{}] of {file}", section.name);
        Ok(Self { section, place })
    }

    /// The value of `key`, if there is one.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.section.get(key)
    }

    /// The value of `key`, which must be there.
    pub(super) fn need(&self, key: &str) -> Result<&str, Error> {
        self.get(key)
            .ok_or_else(|| Error::new(ErrorKind::Config, format!("{} has no `{key}`", self.place)))
    }
}

/// The first of `paths` that is a file, or else the first at all.
pub(super) fn first_existing(paths: Vec<Option<PathBuf>>) -> Result<PathBuf, Error> {
    let paths: Vec<PathBuf> = paths.into_iter().flatten().collect();
    let found = paths.iter().find(|path| path.exists()).or(paths.first()).cloned();
    found.ok_or_else(|| Error::new(ErrorKind::Config, "there is no home directory: HOME is not set"))
}

/// Variables of which all must be set; the error names the first that is not.
pub(super) fn need_variables<const N: usize>(
    config: &ProviderConfig,
    names: [&str; N],
) -> Result<[String; N], Error> {
    if let Some(name) = names.iter().find(|name| config.variable(name).is_none()) {
        return Err(Error::new(
            ErrorKind::Config,
            format!("the variable {name} is not set"),
        ));
    }
    Ok(names.map(|name| config.variable(name).unwrap_or_default()))
}
