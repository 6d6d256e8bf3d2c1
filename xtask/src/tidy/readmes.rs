//! Rules about the READMEs: their tables list what the workspace has, no more and no less.

use std::collections::BTreeSet;

use super::workspace::Workspace;

/// Crates in the workspace's README, features in the facade's. Tables of products are written by `cargo xtask generate`.
pub(super) fn tables(workspace: &Workspace) -> Vec<String> {
    let is_product = |name: &str| workspace.products().any(|(_, package)| package == name);
    let published = workspace.packages.iter().filter(|(_, package)| package.published);
    let published = published.filter(|(name, _)| !is_product(name));
    let crates: BTreeSet<String> = published.map(|(name, _)| name.clone()).collect();
    let features: BTreeSet<String> = workspace
        .packages
        .get("mediasnap")
        .into_iter()
        .flat_map(|facade| facade.features.iter())
        .filter(|feature| !feature.starts_with('_') && *feature != "default")
        .cloned()
        .collect();
    let mut found = Vec::new();
    for (path, heading, wanted) in [
        ("README.md", "## Crates", crates),
        ("crates/mediasnap/README.md", "## Features", features),
    ] {
        found.extend(compare(path, heading, workspace.text(path), &wanted));
    }
    found
}

/// Compares the rows of the table below `heading` with the names that it must have.
fn compare(path: &str, heading: &str, text: &str, wanted: &BTreeSet<String>) -> Vec<String> {
    let listed = rows(text, heading);
    let missing = wanted
        .difference(&listed)
        .map(|name| format!("{path}: the table under \"{heading}\" lacks a row that begins with `{name}`"));
    let extra = listed.difference(wanted).map(|name| {
        format!("{path}: the table under \"{heading}\" lists `{name}`, which the workspace does not have")
    });
    missing.chain(extra).collect()
}

/// The code spans that the rows of a section's tables begin with.
fn rows(text: &str, heading: &str) -> BTreeSet<String> {
    let Some((_, section)) = text.split_once(&format!("{heading}\n")) else {
        return BTreeSet::new();
    };
    section
        .lines()
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| line.strip_prefix('|')?.split('|').next())
        .filter_map(|cell| cell.split('`').nth(1))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::workspace::{Package, with_files};
    use super::*;

    #[test]
    fn tables_are_in_step() {
        let readme = "# x\n\n## Crates\n\n| crate |\n| --- |\n\
            | [`mediasnap`](crates/mediasnap) |\n";
        let mut workspace = with_files(&[
            ("README.md", readme),
            (
                "crates/mediasnap/README.md",
                "## Features\n\n| `a-x` | A |\n| `old` | gone |\n",
            ),
        ]);
        let facade = Package {
            published: true,
            features: vec!["a-x".to_owned(), "_client".to_owned(), "default".to_owned()],
            ..Package::default()
        };
        workspace.packages.insert("mediasnap".to_owned(), facade);
        workspace.specs.insert("a-x".to_owned(), serde_json::Value::Null);
        assert_eq!(tables(&workspace).len(), 1, "{:?}", tables(&workspace));
        for (name, problems) in [("mediasnap-a-x", 1), ("mediasnap-new", 2)] {
            let package = Package {
                published: true,
                ..Package::default()
            };
            workspace.packages.insert(name.to_owned(), package);
            assert_eq!(tables(&workspace).len(), problems, "{name}");
        }
    }
}
