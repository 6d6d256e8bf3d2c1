//! Rules about language: words that the project does not use, and how documentation begins.

use std::collections::BTreeMap;

use super::workspace::{Workspace, ending};

/// Where the words are listed.
const WORDS: &str = "xtask/words.txt";
/// Endings of a listed word that are found too.
const ENDINGS: [&str; 5] = ["", "s", "d", "ed", "ing"];

/// Listed words do not occur in documentation and Markdown, and listed names not in code either.
pub(super) fn words(workspace: &Workspace) -> Vec<String> {
    let is_listed = |line: &&str| !line.starts_with('#');
    let list = workspace
        .text(WORDS)
        .lines()
        .filter(is_listed)
        .filter_map(|line| line.split_once(" = "));
    let (names, phrases): (Vec<_>, Vec<_>) =
        list.partition(|(old, _)| old.contains(|c: char| c.is_uppercase() || c == '_') && !old.contains(' '));
    let names: BTreeMap<&str, &str> = names.into_iter().collect();
    let mut by_first: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (old, new) in phrases {
        by_first
            .entry(old.split(' ').next().unwrap_or_default())
            .or_default()
            .push((old, new));
    }
    let mut found = Vec::new();
    for (path, text) in &workspace.files {
        let prose = match ending(path) {
            "md" => markdown(text),
            "rs" => documentation(text),
            _ => continue,
        };
        let prose: Vec<(usize, String)> = prose
            .flat_map(|(number, line)| {
                let outside_code: Vec<&str> = line.split('`').step_by(2).collect();
                split(&outside_code.join(" "))
                    .map(|word| (number, word.to_lowercase()))
                    .collect::<Vec<_>>()
            })
            .collect();
        for (index, (number, word)) in prose.iter().enumerate() {
            for ending in ENDINGS {
                let listed = word.strip_suffix(ending).and_then(|first| by_first.get(first));
                let starts = |old: &str| {
                    let mut rest = prose[index + 1..].iter();
                    old.split(' ')
                        .skip(1)
                        .all(|wanted| rest.next().is_some_and(|(_, word)| word == wanted))
                };
                let old = listed
                    .into_iter()
                    .flatten()
                    .find(|(old, _)| (ending.is_empty() || !old.contains(' ')) && starts(old));
                found.extend(old.map(|(old, new)| format!("{path}:{number}: `{old}`; write {new}")));
            }
        }
        for (index, line) in text.lines().enumerate() {
            let outside_strings: Vec<&str> = line.split('"').step_by(2).collect();
            let old = split(&outside_strings.join(" ")).find_map(|word| names.get_key_value(word));
            found.extend(old.map(|(old, new)| format!("{path}:{}: `{old}`; write {new}", index + 1)));
        }
    }
    found
}

fn split(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// The lines of a Markdown file outside of code blocks, with their numbers.
fn markdown(text: &str) -> Box<dyn Iterator<Item = (usize, &str)> + '_> {
    let mut is_code = false;
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    Box::new(numbered.filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    }))
}

/// The documentation comments of a Rust file, line by line.
fn documentation(text: &str) -> Box<dyn Iterator<Item = (usize, &str)> + '_> {
    let numbered = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_start()));
    Box::new(numbered.filter_map(|(number, line)| {
        let prose = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        prose.map(|prose| (number, prose))
    }))
}

/// Documentation begins with what the item is or does. Help of the command has no full stop.
pub(super) fn doc_style(workspace: &Workspace) -> Vec<String> {
    const STARTS: [&str; 4] = ["The same", "As", "What", "Whether or not"];
    let mut found = Vec::new();
    for (path, text) in workspace.rust_files().filter(|(path, _)| path.contains("/src/")) {
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        let mut before = "";
        for (index, line) in lines.iter().enumerate() {
            let doc = line.strip_prefix("/// ").filter(|_| !before.starts_with("///"));
            before = line;
            let Some(first) = doc else { continue };
            let rest = lines[index + 1..]
                .iter()
                .map_while(|line| line.strip_prefix("/// "));
            let paragraph: Vec<&str> = std::iter::once(first).chain(rest).collect();
            let paragraph = paragraph.join(" ");
            let start = STARTS.iter().find(|start| {
                paragraph
                    .strip_prefix(**start)
                    .is_some_and(|rest| rest.starts_with(' '))
            });
            if let Some(start) = start {
                found.push(format!("{path}:{}: begins with \"{start}\"; name what it is (\"Maximum size of a response body in bytes.\") or does (\"Returns the cached identity.\")", index + 1));
            }
            if !path.starts_with("crates/mediasnap-cli/")
                && !paragraph.ends_with('.')
                && !paragraph.contains(". ")
            {
                found.push(format!("{path}:{}: the first sentence has no full stop; write one sentence: \"Signs a request.\"", index + 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::workspace::with_files;
    use super::*;

    #[test]
    fn listed_words_are_found_where_people_read() {
        let list = (
            "xtask/words.txt",
            "# words\nold thing = new thing\nwidget = gadget\nOldThing = NewThing\n",
        );
        let code = "//! An old\n//! thing.\n/// Widgets of `widget`.\nfn widget() { OldThing } // widget\n";
        let found = words(&with_files(&[
            list,
            ("a.rs", code),
            ("b.md", "widgeted\n```\nwidget\n```\nwidgeteer"),
            ("c.txt", "widget"),
        ]));
        assert_eq!(
            found,
            [
                "a.rs:1: `old thing`; write new thing",
                "a.rs:3: `widget`; write gadget",
                "a.rs:4: `OldThing`; write NewThing",
                "b.md:1: `widget`; write gadget",
            ]
        );
    }

    #[test]
    fn documentation_says_first_what_an_item_is() {
        let of = |text: &str| doc_style(&with_files(&[("a/src/b.rs", text)]));
        assert!(of("/// Returns it.\n///\n/// What for\nfn a() {}\n/// Asks: a sentence of\n/// two lines. More\n").is_empty());
        assert!(
            of("/// What it is.\n")[0].starts_with("a/src/b.rs:1: begins with \"What\"; name what it is")
        );
        assert!(
            of("fn a() {}\n    /// Nothing\n    /// more\n")[0]
                .starts_with("a/src/b.rs:2: the first sentence has no full stop")
        );
        assert!(
            doc_style(&with_files(&[(
                "crates/mediasnap-cli/src/a.rs",
                "/// Cancel a job\n"
            )]))
            .is_empty()
        );
    }
}
