//! Rules about size and place: what is too long to read, and folders whose name says nothing about what is in them.

use std::collections::{BTreeMap, BTreeSet};

use super::workspace::Workspace;

const FILE: usize = 400;
const FUNCTION: usize = 80;
/// Rust files of one folder.
const FOLDER: usize = 16;
/// A crate without what is in its folder `products`.
const CRATE: usize = 6_000;
/// Crates that may have more lines, see ARCHITECTURE.md.
const LARGER: &[(&str, usize)] = &[("crates/mediasnap-emulator/src/", 9_000)];
/// A product's folder in the crate that begins like this.
const PRODUCT: &[(&str, usize)] = &[
    ("crates/mediasnap/", 1_000),
    ("crates/mediasnap-emulator/", 1_700),
];

/// Files, functions, folders, crates and products are small enough to read.
pub(super) fn sizes(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    let mut report = |place: &str, size: usize, unit: &str, most: usize| {
        if size > most {
            found.push(format!(
                "{place} has too many {unit}; split it, {size} are more than {most}"
            ));
        }
    };
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, text) in workspace.rust_files() {
        report(path, text.lines().count(), "lines", FILE);
        *folders
            .entry(path.rsplit_once('/').map_or("", |(folder, _)| folder))
            .or_default() += 1;
    }
    for (folder, files) in folders {
        report(folder, files, "Rust files", FOLDER);
    }
    for member in &workspace.crates {
        for module in &member.modules {
            for function in &module.functions {
                report(
                    &format!("{}:{}: `{}`", module.file, function.line, function.name),
                    function.lines,
                    "lines",
                    FUNCTION,
                );
            }
        }
        let mut parts: BTreeMap<String, usize> = BTreeMap::new();
        for (file, lines) in member.lines(&workspace.files) {
            let part = match member.short(file).split('/').collect::<Vec<_>>()[..] {
                ["products", product, _, ..] => format!("{}products/{product}", member.folder),
                _ => member.folder.clone(),
            };
            *parts.entry(part).or_default() += lines;
        }
        for (part, lines) in parts {
            let product = PRODUCT
                .iter()
                .find(|(start, _)| part != member.folder && part.starts_with(start));
            let larger = LARGER.iter().find(|(folder, _)| *folder == part);
            report(
                &part,
                lines,
                "lines without tests",
                product.or(larger).map_or(CRATE, |(_, most)| *most),
            );
        }
    }
    found
}

/// A folder is called after what is in it.
pub(super) fn folder_names(workspace: &Workspace) -> Vec<String> {
    const NAMES: [&str; 5] = ["vendor", "utils", "common", "misc", "helpers"];
    let folders = workspace
        .files
        .keys()
        .flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]));
    let folders: BTreeSet<&str> = folders.collect();
    let bad = folders
        .into_iter()
        .filter(|folder| NAMES.contains(&folder.rsplit('/').next().unwrap_or_default()));
    bad.map(|folder| {
        format!("{folder}: the name says nothing about what is in it; call the folder after its content")
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::workspace::with_files;
    use super::*;

    #[test]
    fn long_files_and_full_folders_are_found() {
        let most = "//! x\n".repeat(FILE);
        assert!(sizes(&with_files(&[("a/a.rs", &most)])).is_empty());
        let long = sizes(&with_files(&[("a/a.rs", &format!("{most}\n"))]));
        assert_eq!(
            long,
            ["a/a.rs has too many lines; split it, 401 are more than 400"]
        );
        let names: Vec<String> = (0..=FOLDER).map(|number| format!("a/{number}.rs")).collect();
        let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(
            sizes(&with_files(&files)),
            ["a has too many Rust files; split it, 17 are more than 16"]
        );
        files.truncate(FOLDER);
        files.push(("a/b/c.rs", ""));
        assert!(sizes(&with_files(&files)).is_empty());
    }

    #[test]
    fn long_functions_are_found_and_tests_are_not() {
        let body = "\n".repeat(FUNCTION - 1);
        let of = |text: &str| sizes(&with_files(&[("a/src/lib.rs", text)]));
        assert!(of(&format!("/// Docs.\nfn short() {{{body}}}")).is_empty());
        let long = of(&format!("impl A {{\n/// Docs.\nfn long() {{\n{body}}} }}"));
        assert_eq!(
            long,
            ["a/src/lib.rs:3: `long` has too many lines; split it, 81 are more than 80"]
        );
        assert!(of(&format!("#[test]\nfn long() {{\n{body}}}")).is_empty());
    }

    #[test]
    fn products_count_for_themselves() {
        let root = "mod products;";
        let modules = "mod p { mod a; mod b; mod c; }";
        let lines = "//! x\n".repeat(350);
        let folder = "crates/mediasnap/src/";
        let files = [
            "lib.rs",
            "products.rs",
            "products/p/a.rs",
            "products/p/b.rs",
            "products/p/c.rs",
        ]
        .map(|file| format!("{folder}{file}"));
        let texts = [
            root,
            modules,
            &lines,
            &lines,
            &format!("{lines}#[cfg(test)]\nmod tests {{\n\n}}"),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(String::as_str).zip(texts).collect();
        assert_eq!(
            sizes(&with_files(&files)),
            [
                "crates/mediasnap/src/products/p has too many lines without tests; split it, 1050 are more than 1000"
            ]
        );
    }

    #[test]
    fn names_of_folders_say_something() {
        let files = [("a/utils/b/c.rs", ""), ("a/common.rs", ""), ("a/utils/d.rs", "")];
        assert_eq!(
            folder_names(&with_files(&files)),
            ["a/utils: the name says nothing about what is in it; call the folder after its content"]
        );
    }
}
