//! Rules about source files: module documentation, nothing unfinished, nothing of one machine.

use super::workspace::{Workspace, ending};

/// A Rust file says in its first line what it is for.
pub(super) fn module_docs(workspace: &Workspace) -> Vec<String> {
    workspace
        .rust_files()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| format!("{path}: the first line must be `//! ` and what the file is for"))
        .collect()
}

/// Nothing is left for later.
pub(super) fn unfinished(workspace: &Workspace) -> Vec<String> {
    // Put together here, so that this file does not find itself.
    let words = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["todo", "!("],
        ["unimplemented", "!("],
    ]
    .map(|word| word.concat());
    let mut found = Vec::new();
    for (path, text) in written(workspace) {
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| has_word(line, word)) {
                found.push(format!("{path}:{}: `{word}`: do it, or leave it out", number + 1));
            }
        }
    }
    found
}

/// The project speaks of itself alone: no absolute path of a machine that it was once built on.
pub(super) fn machine_paths(workspace: &Workspace) -> Vec<String> {
    let roots = ["work", "root", "home", "Users"].map(|name| format!("/{name}/"));
    let mut found = Vec::new();
    for (path, text) in written(workspace) {
        for (number, line) in text.lines().enumerate() {
            if let Some(root) = roots.iter().find(|root| starts_a_path(line, root)) {
                found.push(format!(
                    "{path}:{}: `{root}` is a path of one machine; write it from the root of the workspace",
                    number + 1
                ));
            }
        }
    }
    found
}

/// Whether `line` holds `word`, not as the middle of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word)
        .any(|(start, _)| !line[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Whether `root` begins a path in `line`, rather than going on with one.
fn starts_a_path(line: &str, root: &str) -> bool {
    line.match_indices(root)
        .any(|(start, _)| !line[..start].ends_with(|c: char| c.is_alphanumeric() || "._-/}>*".contains(c)))
}

/// How many lines of a Rust file come before its tests.
pub(super) fn code_lines(text: &str) -> usize {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .count()
}

/// The files that people write: code, documents, settings.
fn written(workspace: &Workspace) -> impl Iterator<Item = (&str, &str)> {
    const ENDINGS: [&str; 7] = ["rs", "md", "toml", "yaml", "py", "sh", "txt"];
    workspace
        .files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .filter(|(path, _)| ENDINGS.contains(&ending(path)) || *path == ".ci/run")
}

#[cfg(test)]
mod tests {
    use super::super::workspace::with_files;
    use super::*;

    #[test]
    fn files_begin_with_their_purpose() {
        assert!(module_docs(&with_files(&[("a.rs", "//! What.\n"), ("b.md", "text")])).is_empty());
        assert_eq!(
            module_docs(&with_files(&[("a.rs", "use b;\n"), ("b.rs", "")])).len(),
            2
        );
    }

    #[test]
    fn unfinished_work_is_found() {
        let marks = [["// TO", "DO: later"], ["todo", "!()"], ["# FIX", "ME"]].map(|mark| mark.concat());
        for mark in &marks {
            assert_eq!(unfinished(&with_files(&[("a.rs", mark)])).len(), 1, "{mark}");
        }
        assert!(
            unfinished(&with_files(&[
                ("a.rs", "let autodo = mastodon!();"),
                ("a.jpg", &marks[0])
            ]))
            .is_empty()
        );
    }

    #[test]
    fn machine_paths_are_found() {
        let own = ["see /", "work/", "main"].concat();
        assert_eq!(machine_paths(&with_files(&[("a.md", &own)])).len(), 1);
        let relative = ["crates/", "work/a ./root/b https://example.com/home/c"].concat();
        assert!(machine_paths(&with_files(&[("a.md", &relative)])).is_empty());
    }
}
