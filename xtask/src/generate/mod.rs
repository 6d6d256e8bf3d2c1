//! `generate`: writes the files that follow from the specs, or checks that they are up to date.

pub(crate) mod registry;
pub(crate) mod specs;

use std::path::PathBuf;

use similar::TextDiff;

use crate::task::{Result, print_line, root};
use specs::Spec;

/// Writes the files that have changed.
pub(crate) fn write() -> Result {
    for (path, wanted) in files()? {
        if std::fs::read_to_string(&path).ok().as_deref() != Some(&wanted) {
            std::fs::write(&path, &wanted).map_err(|error| format!("{}: {error}", path.display()))?;
            print_line(&format!("wrote {}", path.display()));
        }
    }
    Ok(())
}

/// Fails with the difference if a file is not what would be written.
pub(crate) fn check() -> Result {
    for (path, wanted) in files()? {
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        if found != wanted {
            let diff = TextDiff::from_lines(&found, &wanted);
            let shown = diff
                .unified_diff()
                .context_radius(3)
                .header("checked in", "generated")
                .to_string();
            let shown: Vec<&str> = shown.lines().take(80).collect();
            return Err(format!(
                "{}\n{} is stale; run `cargo xtask generate`",
                shown.join("\n"),
                path.display()
            ));
        }
    }
    Ok(())
}

/// Every generated file with its content.
fn files() -> Result<Vec<(PathBuf, String)>> {
    let specs = Spec::all()?;
    let lowered = specs.iter().map(Spec::lowered).collect::<Result<Vec<_>>>()?;
    let registry = registry::files(&specs)?;
    let files = lowered.into_iter().chain(registry);
    Ok(files.map(|(path, text)| (root().join(path), text)).collect())
}
