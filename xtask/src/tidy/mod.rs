//! `tidy`: the rules of the workspace that no compiler checks. Every rule is a function with a test of its own.

mod code;
mod facts;
mod footprint;
mod imports;
mod names;
mod packages;
mod products;
mod prose;
mod readmes;
mod sizes;
mod sources;
mod workspace;

use crate::task::{Result, print_line};
use workspace::Workspace;

/// A rule: what it finds, each with what to do about it.
type Rule = fn(&Workspace) -> Vec<String>;

const RULES: [(&str, Rule); 25] = [
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
    ("words", prose::words),
    ("type-names", imports::type_names),
];

/// Checks every rule and reports everything that is found.
pub(crate) fn run() -> Result {
    let workspace = Workspace::load()?;
    let found = problems(&workspace);
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

/// Reports what is found in files below `path`.
pub(crate) fn list(path: &str) -> Result {
    let mut found = problems(&Workspace::load()?);
    found.retain(|(_, problem)| problem.starts_with(path));
    report(&found)
}

fn report(found: &[(&str, String)]) -> Result {
    if found.is_empty() {
        return Ok(());
    }
    let lines = found.iter().map(|(rule, problem)| format!("\n{rule}: {problem}"));
    Err(format!(
        "{}\ntidy found {} problem(s)",
        lines.collect::<String>(),
        found.len()
    ))
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
