//! `tidy`: the rules of the workspace that no compiler checks. Every rule is a function with a test of its own.

mod facts;
mod packages;
mod products;
mod readmes;
mod sources;
mod weight;
mod workspace;

use crate::{Result, say};
use workspace::Workspace;

/// A rule: what it finds, each with what to do about it.
type Rule = fn(&Workspace) -> Vec<String>;

const RULES: [(&str, Rule); 17] = [
    ("dependency-direction", packages::direction),
    ("internal-versions", packages::internal_versions),
    ("generator-pins", packages::generator_pins),
    ("inherited-fields", packages::inherited_fields),
    ("bare-facade", weight::bare_facade),
    ("licences", packages::licences),
    ("product-crates", products::crates),
    ("product-files", products::files),
    ("product-texts", products::texts),
    ("product-features", products::features),
    ("module-docs", sources::module_docs),
    ("file-length", sources::length),
    ("unfinished", sources::unfinished),
    ("machine-paths", sources::machine_paths),
    ("vendor-facts", facts::vendor_facts),
    ("readme-tables", readmes::tables),
    ("operation-tables", readmes::operations),
];

/// Checks every rule and reports everything that is found.
pub(crate) fn run() -> Result {
    let workspace = Workspace::load()?;
    let mut found = Vec::new();
    for (name, rule) in RULES {
        found.extend(
            rule(&workspace)
                .into_iter()
                .map(|problem| format!("{name}: {problem}")),
        );
    }
    if found.is_empty() {
        say(&format!(
            "tidy: {} rules over {} packages and {} files",
            RULES.len(),
            workspace.packages.len(),
            workspace.files.len()
        ));
        return Ok(());
    }
    Err(format!(
        "{}\ntidy found {} problem(s)",
        found.join("\n"),
        found.len()
    ))
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
