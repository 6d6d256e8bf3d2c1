//! Rules about the product crates: one key names spec, crate and feature, and the crates differ only in their spec.

use std::collections::BTreeSet;

use super::workspace::Workspace;

/// The files of a product crate.
const FILES: [&str; 6] = [
    "Cargo.toml",
    "README.md",
    "build.rs",
    "examples/call.rs",
    "openapi.json",
    "src/lib.rs",
];

/// The folder of a product's crate.
fn folder(key: &str) -> String {
    format!("crates/mediasnap-{key}/")
}

/// Every spec has its crate.
pub(super) fn crates(workspace: &Workspace) -> Vec<String> {
    workspace
        .products()
        .filter(|(_, package)| !workspace.packages.contains_key(package))
        .map(|(key, package)| {
            format!("specs/{key}.yaml has no crate; add crates/{package} like its siblings")
        })
        .collect()
}

/// Every product crate has the same files.
pub(super) fn files(workspace: &Workspace) -> Vec<String> {
    let wanted: BTreeSet<&str> = FILES.into_iter().collect();
    let mut found = Vec::new();
    for (key, _) in workspace.products() {
        let folder = folder(key);
        let present: BTreeSet<&str> = workspace
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(&folder))
            .collect();
        for missing in wanted.difference(&present) {
            found.push(format!(
                "{folder}{missing} is missing; every product crate has it"
            ));
        }
        for extra in present.difference(&wanted) {
            found.push(format!(
                "{folder}{extra} is one file too many; no product crate has it"
            ));
        }
    }
    found
}

/// Build script, library and manifest of the product crates are the same text, name and description aside.
pub(super) fn texts(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for file in ["build.rs", "src/lib.rs", "Cargo.toml"] {
        let mut first: Option<(&str, String)> = None;
        for (key, _) in workspace.products() {
            let text = common_text(workspace.text(&format!("{}{file}", folder(key))));
            match &first {
                None => first = Some((key, text)),
                Some((other, expected)) if *expected != text => {
                    let (own, other) = (folder(key), folder(other));
                    found.push(format!(
                        "{own}{file} differs from {other}{file}; what products share is one text"
                    ));
                }
                Some(_) => {}
            }
        }
    }
    found
}

fn common_text(text: &str) -> String {
    let own = |line: &&str| !line.starts_with("name = ") && !line.starts_with("description = ");
    text.lines().filter(own).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::workspace::Package;
    use super::*;

    fn workspace() -> Workspace {
        let mut workspace = Workspace::default();
        for key in ["a-x", "a-y"] {
            workspace.specs.insert(key.to_owned(), serde_json::Value::Null);
            workspace
                .packages
                .insert(format!("mediasnap-{key}"), Package::default());
            for file in FILES {
                let text = format!("name = \"{key}\"\ncommon");
                workspace.files.insert(format!("{}{file}", folder(key)), text);
            }
        }
        workspace
    }

    #[test]
    fn a_spec_needs_a_crate() {
        let mut workspace = workspace();
        assert!(crates(&workspace).is_empty());
        workspace.packages.remove("mediasnap-a-x");
        assert_eq!(crates(&workspace).len(), 1);
    }

    #[test]
    fn file_sets_are_identical() {
        let mut workspace = workspace();
        assert!(files(&workspace).is_empty());
        workspace.files.remove("crates/mediasnap-a-x/build.rs");
        workspace
            .files
            .insert("crates/mediasnap-a-y/src/extra.rs".to_owned(), String::new());
        assert_eq!(files(&workspace).len(), 2);
    }

    #[test]
    fn shared_texts_are_identical() {
        let mut workspace = workspace();
        assert!(texts(&workspace).is_empty());
        workspace
            .files
            .insert("crates/mediasnap-a-y/src/lib.rs".to_owned(), "other".to_owned());
        assert_eq!(texts(&workspace).len(), 1);
    }
}
