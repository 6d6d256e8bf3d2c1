//! The input of the rules: packages as cargo describes them, files under version control, parsed code.

use std::collections::BTreeMap;
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};
use serde_json::Value;

use super::code::Crate;
use crate::task::{Result, root};

/// Packages, files and code of the workspace.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    /// The packages, by name.
    pub(super) packages: BTreeMap<String, Package>,
    /// Every text file under version control, by its path from the root.
    pub(super) files: BTreeMap<String, String>,
    /// The specs, by product key.
    pub(super) specs: BTreeMap<String, Value>,
    /// The hand-written code of libraries and programs.
    pub(super) crates: Vec<Crate>,
}

/// One package.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) version: String,
    pub(super) license: String,
    /// The folder, from the root.
    pub(super) folder: String,
    /// Whether it can be published.
    pub(super) published: bool,
    pub(super) features: Vec<String>,
    pub(super) dependencies: Vec<Dependency>,
}

/// One dependency of a package.
#[derive(Debug, Clone, Default)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) requirement: String,
    pub(super) kind: Kind,
    /// Whether only a feature brings it.
    pub(super) optional: bool,
}

/// The section of the manifest that a dependency is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Normal,
    Build,
    Development,
}

impl Workspace {
    /// Reads the workspace that this program belongs to.
    pub(super) fn load() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .current_dir(root())
            .no_deps()
            .exec()
            .map_err(|error| format!("cargo metadata: {error}"))?;
        let mut workspace = Self::default();
        for package in metadata.workspace_packages() {
            let folder = package
                .manifest_path
                .parent()
                .and_then(|folder| folder.strip_prefix(&metadata.workspace_root).ok());
            let dependencies = package.dependencies.iter().map(|dependency| Dependency {
                name: dependency.name.clone(),
                requirement: dependency.req.to_string(),
                optional: dependency.optional,
                kind: match dependency.kind {
                    DependencyKind::Build => Kind::Build,
                    DependencyKind::Development => Kind::Development,
                    _ => Kind::Normal,
                },
            });
            let described = Package {
                version: package.version.to_string(),
                license: package.license.clone().unwrap_or_default(),
                folder: folder.map(ToString::to_string).unwrap_or_default(),
                published: package
                    .publish
                    .as_ref()
                    .is_none_or(|registries| !registries.is_empty()),
                features: package.features.keys().map(ToString::to_string).collect(),
                dependencies: dependencies.collect(),
            };
            workspace.packages.insert(package.name.to_string(), described);
        }
        workspace.read_files()?;
        workspace.read_specs()?;
        workspace.crates = Crate::read_all(&workspace.files)?;
        Ok(workspace)
    }

    fn read_files(&mut self) -> Result {
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root())
            .output()
            .map_err(|error| format!("git ls-files: {error}"))?;
        if !listing.status.success() {
            return Err(format!(
                "git ls-files: {}",
                String::from_utf8_lossy(&listing.stderr)
            ));
        }
        for path in String::from_utf8_lossy(&listing.stdout).split_terminator('\0') {
            // A file that is deleted and not yet committed is listed and gone; one that is no text has no lines to check.
            if let Ok(Ok(text)) = std::fs::read(root().join(path)).map(String::from_utf8) {
                self.files.insert(path.to_owned(), text);
            }
        }
        Ok(())
    }

    fn read_specs(&mut self) -> Result {
        for (path, text) in &self.files {
            let Some(key) = path
                .strip_prefix("specs/")
                .and_then(|name| name.strip_suffix(".yaml"))
                // What specs share is in folders.
                .filter(|name| !name.contains('/'))
            else {
                continue;
            };
            let document = serde_norway::from_str(text).map_err(|error| format!("{path}: {error}"))?;
            self.specs.insert(key.to_owned(), document);
        }
        Ok(())
    }

    /// Returns the content of a file. Default: empty.
    pub(super) fn text(&self, path: &str) -> &str {
        self.files.get(path).map(String::as_str).unwrap_or_default()
    }

    /// The product keys and their packages' names.
    pub(super) fn products(&self) -> impl Iterator<Item = (&str, String)> {
        self.specs
            .keys()
            .map(|key| (key.as_str(), format!("mediasnap-{key}")))
    }

    /// The hand-written Rust files.
    pub(super) fn rust_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(|(path, _)| ending(path) == "rs")
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// The part of a path after the last full stop.
pub(super) fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// A workspace for tests: files by path and text.
#[cfg(test)]
pub(super) fn with_files(files: &[(&str, &str)]) -> Workspace {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    Workspace {
        crates: Crate::read_all(&files).unwrap(),
        files,
        ..Workspace::default()
    }
}
