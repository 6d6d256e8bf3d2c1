//! Rules about where products appear: in folders of their own, with the same files in each, and nowhere by number.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::code_lines;
use super::workspace::{Workspace, ending};

/// The folders of products, and what is in each.
const SHAPES: [(&str, &[&str]); 3] = [
    (
        "crates/mediasnap/src/products/",
        &["mod.rs", "capabilities.rs", "convert.rs", "cases.rs"],
    ),
    (
        "crates/mediasnap-emulator/src/products/",
        &["mod.rs", "operations.rs", "state.rs"],
    ),
    (
        "tests/products/",
        &[
            "arguments/",
            "endpoints.json",
            "responses.json",
            "typed.rs",
            "sdk.py",
            "flows.py",
            "frames.py",
            "requirements.txt",
        ],
    ),
];

/// The product's folder below `root`.
fn folder(root: &str, key: &str) -> String {
    if root.starts_with("crates/") {
        module(key)
    } else {
        key.to_owned()
    }
}

fn module(key: &str) -> String {
    key.replace('-', "_")
}

/// The variant of `ProductKey`.
fn variant(key: &str) -> String {
    key.split('-')
        .map(|word| word[..1].to_uppercase() + &word[1..])
        .collect()
}

/// Every product has its folders, and each has the files that are the same for all.
pub(super) fn shape(workspace: &Workspace) -> Vec<String> {
    let mut found = Vec::new();
    for (root, files) in SHAPES {
        let names: BTreeSet<String> = workspace.specs.keys().map(|key| folder(root, key)).collect();
        for folder in &names {
            let is_there = |path: &String| {
                workspace
                    .files
                    .range(path.clone()..)
                    .next()
                    .is_some_and(|(next, _)| next.starts_with(path.as_str()))
            };
            let missing = files
                .iter()
                .map(|file| format!("{root}{folder}/{file}"))
                .filter(|path| !is_there(path));
            found.extend(missing.map(|path| format!("{path} is missing; every product has it")));
        }
        let folders = workspace
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(root)?.split_once('/'));
        let folders: BTreeSet<&str> = folders.map(|(folder, _)| folder).collect();
        let extra = folders.into_iter().filter(|folder| !names.contains(*folder));
        found.extend(
            extra.map(|folder| format!("{root}{folder} is the folder of no product; specs/ has no such key")),
        );
    }
    found
}

/// A product is named in its own folders, in generated files and in snapshots. Elsewhere a document or example has one
/// as its sample, and tests have samples but no lists.
pub(super) fn footprint(workspace: &Workspace) -> Vec<String> {
    const EXEMPT: [&str; 6] = [
        "tests/benches/",
        "tests/captures/",
        // Its names are those of signature schemes, one of which is called after a product's service.
        "crates/mediasnap-auth/",
        // Exceptions of single specs; the linter decides where they are.
        ".redocly.lint-ignore.yaml",
        "CHANGELOG.md",
        "Cargo.lock",
    ];
    let names: BTreeMap<String, &str> = workspace
        .specs
        .keys()
        .flat_map(|key| {
            [
                (key.clone(), key.as_str()),
                (module(key), key),
                (variant(key), key),
            ]
        })
        .collect();
    let mut found = Vec::new();
    for (path, text) in &workspace.files {
        let is_own = names.keys().any(|name| path.contains(name.as_str()));
        if is_own || ending(path) == "snap" || EXEMPT.iter().any(|exempt| path.starts_with(exempt)) {
            continue;
        }
        let is_test = path.contains("tests/") || path.ends_with("/tests.rs");
        let code = if is_test { 0 } else { code_lines(text) };
        let mentions = hand_written(text)
            .flat_map(|(number, line)| mentions(line, &names).map(move |key| (number, key)));
        let (code, tests): (Vec<_>, Vec<_>) = mentions.partition(|(number, _)| *number <= code);
        let may_have_sample = ending(path) == "md" || path.contains("/examples/");
        let sample = code.first().filter(|_| may_have_sample).map(|(_, key)| *key);
        if let Some((number, key)) = code.iter().find(|(_, key)| Some(*key) != sample) {
            found.push(format!("{path}:{number}: names `{key}`; move what is about one product to its folder, and read lists from the registry"));
        }
        let is_list = |(index, (first, _)): &(usize, &(usize, &str))| {
            let near = tests[*index..]
                .iter()
                .take_while(|(number, _)| number - first < LIST_LINES);
            near.map(|(_, key)| *key).collect::<BTreeSet<_>>().len() >= LIST
        };
        if let Some((_, (number, _))) = tests.iter().enumerate().find(is_list) {
            found.push(format!("{path}:{number}: lists products; iterate over `products()`, and keep samples in tests/products/"));
        }
    }
    found
}

/// The keys of the products that a line names: as key, module, variant or package.
fn mentions<'a>(line: &str, names: &BTreeMap<String, &'a str>) -> impl Iterator<Item = &'a str> {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    let words = words.map(|word| {
        word.strip_prefix("mediasnap")
            .map_or(word, |rest| rest.trim_start_matches(['-', '_']))
    });
    let found: Vec<&str> = words.filter_map(|word| names.get(word).copied()).collect();
    found.into_iter()
}

/// The number of products in [`LIST_LINES`] lines of a test that is a list.
const LIST: usize = 3;
const LIST_LINES: usize = 10;

/// The lines that `cargo xtask generate` has not written, with their numbers.
fn hand_written(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_generated = text
        .lines()
        .take(3)
        .any(|line| line.contains("Written by `cargo xtask generate`"));
    let mut is_block = false;
    let lines = text.lines().enumerate().filter(move |_| !is_generated);
    lines.filter_map(move |(index, line)| {
        is_block |= line.contains("products: generated") || line.contains("capabilities: generated");
        let is_generated = is_block;
        is_block &= !line.trim_matches(['#', '<', '!', '-', '>', ' ', '/']).eq("end");
        (!is_generated).then_some((index + 1, line))
    })
}

/// No text and no array length says how many products there are.
pub(super) fn count(workspace: &Workspace) -> Vec<String> {
    const NUMBERS: [&str; 11] = [
        "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    ];
    let mut found = Vec::new();
    for (path, text) in &workspace.files {
        if !["rs", "md", "py", "toml"].contains(&ending(path)) || path == "CHANGELOG.md" {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            let words: Vec<&str> = line
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            let is_number = |word: &str| NUMBERS.contains(&word);
            let in_words = |size: usize| {
                words
                    .windows(size)
                    .any(|words| is_number(words[0]) && words[size - 1] == "products")
            };
            let names_products = words.iter().any(|word| ["product", "products"].contains(word));
            if in_words(2) || in_words(3) || names_products && has_array_length(&line) {
                found.push(format!("{path}:{}: says how many products there are; iterate over `products()`, or write \"all products\"", index + 1));
            }
        }
    }
    found
}

/// Whether a line has `; 5]`.
fn has_array_length(line: &str) -> bool {
    let lengths = line.split("; ").skip(1).filter_map(|rest| rest.split_once(']'));
    lengths
        .map(|(length, _)| length)
        .any(|length| length.parse::<usize>().is_ok())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::workspace::with_files;
    use super::*;

    fn workspace(files: &[(&str, &str)]) -> Workspace {
        let mut workspace = with_files(files);
        for key in ["a-one", "a-two", "a-three"] {
            workspace.specs.insert(key.to_owned(), Value::Null);
        }
        workspace
    }

    #[test]
    fn a_product_is_named_in_its_own_places() {
        let block = "[a]\n# products: generated\na-one = 1\na-two = 2\n# end\n";
        let files = [
            ("Cargo.toml", block),
            (
                "crates/x/src/mod.rs",
                "//! Written by `cargo xtask generate`.\nmod a_one;\n",
            ),
            ("crates/x/src/products/a_one/mod.rs", "AOne"),
            ("README.md", "`a-one` and `mediasnap-a-one`, no `a-oner`"),
            ("tests/it/a.rs", "\"a-one\", \"a-two\""),
        ];
        assert!(footprint(&workspace(&files)).is_empty());
        let files = [
            ("Cargo.toml", "# products: generated\n# end\na-one = 1\n"),
            (
                "crates/x/src/a.rs",
                "//! Docs.\nmatch key { Key::AOne => 1 }\n#[cfg(test)]\nmod tests { \"a-two\" }",
            ),
            ("README.md", "`a-one`\n`a-two`"),
            ("tests/it/a.rs", "\n\"a-one\"\n\"a-two\"\n\"a-three\""),
        ];
        assert_eq!(
            footprint(&workspace(&files)),
            [
                "Cargo.toml:3: names `a-one`; move what is about one product to its folder, and read lists from the registry",
                "README.md:2: names `a-two`; move what is about one product to its folder, and read lists from the registry",
                "crates/x/src/a.rs:2: names `a-one`; move what is about one product to its folder, and read lists from the registry",
                "tests/it/a.rs:2: lists products; iterate over `products()`, and keep samples in tests/products/",
            ]
        );
    }

    #[test]
    fn folders_of_products_are_alike() {
        let mut workspace = with_files(&[("tests/products/b-x/typed.rs", "")]);
        workspace.specs.insert("a-x".to_owned(), Value::Null);
        for (root, files) in SHAPES {
            for file in files {
                workspace
                    .files
                    .insert(format!("{root}{}/{file}", folder(root, "a-x")), String::new());
            }
        }
        assert_eq!(
            shape(&workspace),
            ["tests/products/b-x is the folder of no product; specs/ has no such key"]
        );
        workspace
            .files
            .remove("crates/mediasnap/src/products/a_x/convert.rs");
        workspace.files.remove("tests/products/a-x/arguments/");
        assert_eq!(
            shape(&workspace)[..2],
            [
                "crates/mediasnap/src/products/a_x/convert.rs is missing; every product has it",
                "tests/products/a-x/arguments/ is missing; every product has it",
            ]
        );
    }

    #[test]
    fn products_are_not_counted() {
        // Put together here, so that this file does not find itself.
        for line in [
            ["five pro", "ducts"],
            ["seven emulated pro", "ducts"],
            ["PRODUCTS: [&str; ", "5]"],
        ] {
            let line = &line.concat();
            assert_eq!(count(&with_files(&[("a.rs", line)])).len(), 1, "{line}");
        }
        for line in [
            "two of the products",
            "[&str; 5]",
            "let product = a; b[1]",
            "a product of two",
        ] {
            assert!(count(&with_files(&[("a.rs", line)])).is_empty(), "{line}");
        }
    }
}
