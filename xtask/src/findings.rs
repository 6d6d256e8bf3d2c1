//! `findings`: runs the scripts of `findings/` one after the other, and says which still hold.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::task::{Result, print_line, root};

/// Runs the script `only`, or all of them, one after the other.
pub(crate) fn run_all(only: Option<&str>) -> Result {
    let scripts = scripts()?;
    if let Some(only) = only.filter(|only| !scripts.iter().any(|(name, _)| name == only)) {
        return Err(format!("no finding `{only}` in findings/"));
    }
    let width = scripts
        .iter()
        .map(|(name, _)| name.len())
        .max()
        .unwrap_or_default();
    print_line(&format!("{:width$}  holds  seconds", "name"));
    let mut changed = Vec::new();
    for (name, script) in scripts
        .iter()
        .filter(|(name, _)| only.is_none_or(|only| only == name))
    {
        let start = Instant::now();
        let output = Command::new("bash")
            .arg(script)
            .current_dir(root())
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("bash: {error}"))?;
        let holds = output.status.success();
        let answer = if holds { "yes" } else { "no" };
        print_line(&format!(
            "{name:width$}  {answer:5}  {:7}",
            start.elapsed().as_secs()
        ));
        if !holds {
            changed.push(name.as_str());
        }
        if !holds || only.is_some() {
            for text in [&output.stdout, &output.stderr] {
                String::from_utf8_lossy(text)
                    .lines()
                    .for_each(|line| print_line(&format!("    {line}")));
            }
        }
    }
    if changed.is_empty() {
        Ok(())
    } else {
        Err(format!("changed, or not to be run here: {}", changed.join(", ")))
    }
}

/// Name and path of every script, by name.
fn scripts() -> Result<Vec<(String, PathBuf)>> {
    let folder = root().join("findings");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut scripts: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            Some((name.strip_suffix(".sh")?.to_owned(), entry.path()))
        })
        .collect();
    scripts.sort_unstable();
    Ok(scripts)
}
