//! The list of known violations, which only gets shorter.

use std::collections::{BTreeMap, BTreeSet};

use crate::task::Result;

/// Where the list is.
pub(super) const PATH: &str = "xtask/known-violations.txt";

/// The problems that `list` does not know, and the lines of `list` that are no problem any more.
pub(super) fn new_or_gone(list: &str, problems: &[(&str, String)]) -> Vec<String> {
    let listed: BTreeSet<&str> = lines(list).collect();
    let found: BTreeSet<String> = problems
        .iter()
        .map(|(rule, problem)| key(rule, problem))
        .collect();
    let new = problems
        .iter()
        .filter(|(rule, problem)| !listed.contains(key(rule, problem).as_str()));
    let gone = listed.iter().filter(|line| !found.contains(**line));
    let new = new.map(|(rule, problem)| format!("{rule}: {problem}"));
    new.chain(
        gone.map(|line| {
            format!("{PATH}: `{line}` is repaired; remove the line (`cargo xtask tidy --shrink`)")
        }),
    )
    .collect()
}

/// The list of today's problems, if none of the rules has more of them than `list`.
pub(super) fn shrunk(list: &str, problems: &[(&str, String)]) -> Result<String> {
    let mut crates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (rule, problem) in problems {
        let depth = if problem.starts_with("crates/") { 2 } else { 1 };
        let folder = problem
            .split(['/', ':'])
            .take(depth)
            .collect::<Vec<_>>()
            .join("/");
        crates.entry(folder).or_default().insert(key(rule, problem));
    }
    let count = |rule: &str, lines: &mut dyn Iterator<Item = &str>| {
        lines
            .filter(|line| line.starts_with(&format!("{rule}: ")))
            .count()
    };
    for rule in problems.iter().map(|(rule, _)| *rule).collect::<BTreeSet<_>>() {
        let now = count(rule, &mut crates.values().flatten().map(String::as_str));
        let listed = count(rule, &mut lines(list));
        if now > listed && !list.is_empty() {
            return Err(format!(
                "{rule} finds {now} violations and {PATH} lists {listed}; repair the new ones first"
            ));
        }
    }
    let sections = crates.into_iter().map(|(folder, keys)| {
        let keys = keys.into_iter().map(|key| key + "\n").collect::<String>();
        format!("\n# {folder}\n{keys}")
    });
    Ok(format!(
        "# Violations of `cargo xtask tidy` that are known. `cargo xtask tidy --shrink` takes off what is repaired.\n{}",
        sections.collect::<String>()
    ))
}

fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The parts of a problem that stay when lines move: the rule, the file and what is wrong.
fn key(rule: &str, problem: &str) -> String {
    let short = problem.split("; ").next().unwrap_or_default();
    let (path, rest) = short.split_once(':').unwrap_or((short, ""));
    let what = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
    format!("{rule}: {path}:{what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_only_gets_shorter() {
        let problem = |line: usize| {
            (
                "rule",
                format!("crates/a/src/b.rs:{line}: is wrong; do it like this"),
            )
        };
        let list = shrunk("", &[problem(1)]).unwrap();
        assert!(
            list.ends_with("\n\n# crates/a\nrule: crates/a/src/b.rs: is wrong\n"),
            "{list}"
        );
        assert!(new_or_gone(&list, &[problem(2)]).is_empty());
        let other = ("rule", "crates/a/src/c.rs:7: is wrong".to_owned());
        assert_eq!(
            new_or_gone(&list, &[problem(2), other.clone()]),
            ["rule: crates/a/src/c.rs:7: is wrong"]
        );
        assert!(new_or_gone(&list, &[])[0].contains("is repaired; remove the line"));
        // A file that moves brings its violation along; a second one is new.
        assert!(
            shrunk(&list, std::slice::from_ref(&other))
                .unwrap()
                .contains("c.rs")
        );
        assert!(
            shrunk(&list, &[problem(2), other])
                .unwrap_err()
                .contains("finds 2 violations")
        );
    }
}
