//! `bench`: runs the benchmarks of the contracts package one after the other.

use crate::command::{cargo, run};
use crate::task::{Result, print_line, root};

/// Runs the benchmark `only`, or all of them.
pub(crate) fn run_all(only: Option<&str>) -> Result {
    let names = names()?;
    if let Some(only) = only.filter(|only| !names.iter().any(|name| name == only)) {
        return Err(format!("no benchmark `{only}`: there are {}", names.join(", ")));
    }
    // Built first, so that compilation does not disturb the measurements.
    run(cargo().args(["bench", "--locked", "-p", "contracts", "--benches", "--no-run"]))?;
    for name in names
        .iter()
        .filter(|name| only.is_none_or(|only| only == name.as_str()))
    {
        print_line(&format!("\n# {name}"));
        run(cargo().args(["bench", "--locked", "--quiet", "-p", "contracts", "--bench", name]))?;
    }
    Ok(())
}

/// Returns the names of the benchmarks: one per file.
fn names() -> Result<Vec<String>> {
    let folder = root().join("tests/benches");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort_unstable();
    Ok(names)
}
