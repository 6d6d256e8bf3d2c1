//! `generate`: lowers every spec into its crate, or checks that what is checked in is what lowering makes.

use std::path::{Path, PathBuf};

use serde_json::Value;
use similar::TextDiff;

use crate::task::{Result, print_line, root};

/// Lowers every spec and writes what changed.
pub(crate) fn write() -> Result {
    for spec in specs()? {
        let (target, text) = lowered(&spec)?;
        if std::fs::read_to_string(&target).ok().as_deref() != Some(&text) {
            std::fs::write(&target, &text).map_err(|error| format!("{}: {error}", target.display()))?;
            print_line(&format!("wrote {}", target.display()));
        }
    }
    Ok(())
}

/// Fails with the difference when a checked-in file is not what its spec lowers to.
pub(crate) fn check() -> Result {
    for spec in specs()? {
        let (target, text) = lowered(&spec)?;
        let found = std::fs::read_to_string(&target).unwrap_or_default();
        if found != text {
            let diff = TextDiff::from_lines(&found, &text);
            let shown = diff
                .unified_diff()
                .context_radius(3)
                .header("checked in", "generated")
                .to_string();
            let shown: Vec<&str> = shown.lines().take(80).collect();
            return Err(format!(
                "{}\n{} is stale; run `cargo xtask generate`",
                shown.join("\n"),
                target.display()
            ));
        }
    }
    Ok(())
}

/// The spec files, sorted.
pub(crate) fn specs() -> Result<Vec<PathBuf>> {
    let folder = root().join("specs");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut specs: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    specs.sort();
    Ok(specs)
}

/// Where a spec lowers to, and the text.
fn lowered(spec: &Path) -> Result<(PathBuf, String)> {
    let name = spec
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let text = std::fs::read_to_string(spec).map_err(|error| format!("{}: {error}", spec.display()))?;
    let document: Value = serde_norway::from_str(&text).map_err(|error| format!("specs/{name}: {error}"))?;
    let lowered = mediasnap_codegen::lower_to_text(&format!("specs/{name}"), &document)
        .map_err(|error| error.to_string())?;
    let key = name.trim_end_matches(".yaml");
    if document["x-product"].as_str() != Some(key) {
        return Err(format!("specs/{name}: x-product must be `{key}`, like the file"));
    }
    Ok((
        root()
            .join("crates")
            .join(format!("mediasnap-{key}"))
            .join("openapi.json"),
        lowered,
    ))
}
