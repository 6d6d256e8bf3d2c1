//! `tidy`: the rules of the workspace that no compiler checks. Every rule is a function with a test of its own.

mod code;
mod facts;
mod footprint;
mod imports;
mod known;
mod names;
mod packages;
mod products;
mod prose;
mod readmes;
mod sizes;
mod sources;
mod workspace;

use crate::task::{Result, print_line, root};
use workspace::Workspace;

/// A rule: what it finds, each with what to do about it.
type Rule = fn(&Workspace) -> Vec<String>;

const RULES: [(&str, Rule); 24] = [
    ("dependency-direction", packages::direction),
    ("internal-versions", packages::internal_versions),
    ("generator-pins", packages::generator_pins),
    ("inherited-fields", packages::inherited_fields),
    ("bare-facade", packages::bare_facade),
    ("licences", packages::licences),
    ("product-crates", products::crates),
    ("product-files", products::files),
    ("product-texts", products::texts),
    ("product-shape", footprint::shape),
    ("product-footprint", footprint::footprint),
    ("product-count", footprint::count),
    ("module-docs", sources::module_docs),
    ("sizes", sizes::sizes),
    ("folder-names", sizes::folder_names),
    ("unfinished", sources::unfinished),
    ("machine-paths", sources::machine_paths),
    ("vendor-facts", facts::vendor_facts),
    ("readme-tables", readmes::tables),
    ("module-cycles", imports::cycles),
    ("crate-root", imports::crate_root),
    ("parent-imports", imports::from_parents),
    ("doc-style", prose::doc_style),
    ("type-names", imports::type_names),
];

/// Checks every rule and reports everything that is found.
pub(crate) fn run() -> Result {
    let workspace = Workspace::load()?;
    let found = known::new_or_gone(workspace.text(known::PATH), &problems(&workspace));
    if found.is_empty() {
        print_line(&format!(
            "tidy: {} rules over {} packages and {} files",
            RULES.len(),
            workspace.packages.len(),
            workspace.files.len()
        ));
    }
    report(&found)
}

/// Reports the words of xtask/words.txt that documentation still has.
pub(crate) fn words() -> Result {
    report(&prose::words(&Workspace::load()?))
}

/// Reports everything that is found in files below `path`, known or not.
pub(crate) fn list(path: &str) -> Result {
    let problems = problems(&Workspace::load()?).into_iter();
    let below = problems.filter(|(_, problem)| problem.starts_with(path));
    report(
        &below
            .map(|(rule, problem)| format!("{rule}: {problem}"))
            .collect::<Vec<_>>(),
    )
}

fn report(found: &[String]) -> Result {
    if found.is_empty() {
        return Ok(());
    }
    Err(format!(
        "\n{}\ntidy found {} problem(s)",
        found.join("\n"),
        found.len()
    ))
}

/// Writes the list of known violations anew, where no rule finds more than it lists.
pub(crate) fn shrink() -> Result {
    let workspace = Workspace::load()?;
    let text = known::shrunk(workspace.text(known::PATH), &problems(&workspace))?;
    std::fs::write(root().join(known::PATH), text).map_err(|error| format!("{}: {error}", known::PATH))
}

/// The problems that each rule finds, with the rule's name.
fn problems(workspace: &Workspace) -> Vec<(&'static str, String)> {
    let of =
        |(name, rule): (&'static str, Rule)| rule(workspace).into_iter().map(move |problem| (name, problem));
    RULES.into_iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn rule_names_are_unique() {
        let names: std::collections::BTreeSet<&str> = RULES.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), RULES.len());
    }
}
