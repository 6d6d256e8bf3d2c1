//! Rule about vendor facts: hosts, actions and error codes stand in the specs, and no Rust of the facade or the clients types them again.

use std::collections::BTreeSet;

use serde_json::Value;

use super::sources::code_lines;
use super::workspace::Workspace;

/// The folders that read facts from tables.
const FOLDERS: [&str; 5] = [
    "crates/mediasnap/src/",
    "crates/mediasnap-client/src/",
    "crates/mediasnap-core/src/",
    "crates/mediasnap-credentials/src/",
    "crates/mediasnap-http/src/",
];

/// Facts of the specs that appear as text in code which should read them.
pub(super) fn vendor_facts(workspace: &Workspace) -> Vec<String> {
    let facts = Facts::of(workspace);
    let mut found = Vec::new();
    for (path, text) in workspace.rust_files() {
        if !FOLDERS.iter().any(|folder| path.starts_with(folder)) || is_test(path) {
            continue;
        }
        for (number, line) in code(text) {
            for literal in literals(line) {
                if let Some(what) = facts.find(literal) {
                    found.push(format!(
                        "{path}:{number}: `{literal}` is {what} that a spec states; read it from the operation table"
                    ));
                }
            }
        }
    }
    found
}

#[derive(Default)]
struct Facts {
    /// The parts before and after the region, or the whole host and nothing.
    hosts: BTreeSet<(String, String)>,
    actions: BTreeSet<String>,
    codes: BTreeSet<String>,
}

impl Facts {
    fn of(workspace: &Workspace) -> Self {
        let mut facts = Self::default();
        for spec in workspace.specs.values() {
            for server in spec["servers"].as_array().into_iter().flatten() {
                let url = server["url"].as_str().unwrap_or_default();
                let host = url.trim_start_matches("https://");
                let (start, end) = host.split_once("{region}").unwrap_or((host, ""));
                facts.hosts.insert((start.to_owned(), end.to_owned()));
            }
            facts.collect(spec);
        }
        facts
    }

    fn collect(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(action) = members.get("x-action").and_then(Value::as_str) {
                    self.actions.insert(action.to_owned());
                }
                for error in members
                    .get("x-errors")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                {
                    let code = error["code"].as_str().unwrap_or_default().trim_end_matches('*');
                    // A code of one word (`Throttling`) is also a word of the language.
                    if code.contains('.') {
                        self.codes.insert(code.to_owned());
                    }
                }
                members.values().for_each(|member| self.collect(member));
            }
            Value::Array(elements) => elements.iter().for_each(|element| self.collect(element)),
            _ => {}
        }
    }

    fn find(&self, literal: &str) -> Option<&'static str> {
        let is_host = |(start, end): &(String, String)| {
            !literal.is_empty()
                && literal.contains(start.as_str())
                && literal.ends_with(end.as_str())
                && literal.len() >= start.len() + end.len()
        };
        if self.hosts.iter().any(is_host) {
            Some("a host")
        } else if self.actions.contains(literal) {
            Some("an action")
        } else if self.codes.contains(literal) {
            Some("an error code")
        } else {
            None
        }
    }
}

fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/") || path.ends_with("_tests.rs")
}

/// The lines of code before the tests, with their numbers; comments are left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let code = numbered.take(code_lines(text));
    code.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The string literals of a line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::super::workspace::with_files;
    use super::*;

    fn problems(path: &str, line: &str) -> usize {
        let mut workspace = with_files(&[(path, line)]);
        let spec = serde_json::json!({
            "servers": [{ "url": "https://mpc.{region}.vendor.com" }, { "url": "https://odd.vendor.com" }],
            "x-errors": [{ "code": "MPC.10202" }, { "code": "Throttling" }],
            "paths": { "/#MakeIt": { "post": { "x-action": "MakeIt" } } },
        });
        workspace.specs.insert("a-x".to_owned(), spec);
        vendor_facts(&workspace).len()
    }

    #[test]
    fn facts_typed_in_code_are_found() {
        let path = "crates/mediasnap-core/src/a.rs";
        for line in [
            r#"a("odd.vendor.com")"#,
            r#"a("mpc.north-1.vendor.com")"#,
            r#"a("MakeIt")"#,
            r#"a("MPC.10202")"#,
        ] {
            assert_eq!(problems(path, line), 1, "{line}");
        }
    }

    #[test]
    fn words_comments_tests_and_other_crates_are_not() {
        let path = "crates/mediasnap-core/src/a.rs";
        for line in [
            r#"a("Throttling", "sts.vendor.com")"#,
            r#"// "MakeIt""#,
            "#[cfg(test)]\nmod t { a(\"MakeIt\") }",
        ] {
            assert_eq!(problems(path, line), 0, "{line}");
        }
        assert_eq!(
            problems("crates/mediasnap-emulator/src/a.rs", r#"a("MakeIt")"#),
            0
        );
    }
}
