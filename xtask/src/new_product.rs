//! `new-product`: the folders of a product with their files, from templates in `xtask/templates/product/`.
//!
//! Whatever has to be written by hand is marked in them with the word that `cargo xtask tidy` reports as unfinished, and tests fail until
//! it is done.

use std::path::PathBuf;

use serde_json::Value;

use crate::generate;
use crate::generate::registry::render;
use crate::generate::specs::Spec;
use crate::task::{Result, print_line, root};

/// Maximum length of a line of a README.
const WIDTH: usize = 130;

macro_rules! template {
    ($path:literal) => {
        include_str!(concat!("../templates/product/", $path, ".in"))
    };
}

/// Files from templates. In paths and contents `@key@` and the like are the product's names.
const FILES: &[(&str, &str)] = &[
    (
        "crates/mediasnap-@key@/examples/call.rs",
        template!("crate/call.rs"),
    ),
    (
        "crates/mediasnap/src/products/@module@/mod.rs",
        template!("facade/mod.rs"),
    ),
    (
        "crates/mediasnap/src/products/@module@/capabilities.rs",
        template!("facade/capabilities.rs"),
    ),
    (
        "crates/mediasnap/src/products/@module@/convert.rs",
        template!("facade/convert.rs"),
    ),
    (
        "crates/mediasnap/src/products/@module@/cases.rs",
        template!("facade/cases.rs"),
    ),
    (
        "crates/mediasnap-emulator/src/products/@module@/mod.rs",
        template!("emulator/mod.rs"),
    ),
    (
        "crates/mediasnap-emulator/src/products/@module@/operations.rs",
        template!("emulator/operations.rs"),
    ),
    (
        "crates/mediasnap-emulator/src/products/@module@/state.rs",
        template!("emulator/state.rs"),
    ),
    (
        "crates/mediasnap-emulator/tests/it/products/@module@.rs",
        template!("emulator/tests.rs"),
    ),
    ("tests/products/@key@/endpoints.json", "{\n  \"regions\": {}\n}\n"),
    ("tests/products/@key@/responses.json", "[]\n"),
    ("tests/products/@key@/typed.rs", template!("tests/typed.rs")),
    ("tests/products/@key@/sdk.py", template!("tests/sdk.py")),
    ("tests/products/@key@/flows.py", template!("tests/flows.py")),
    ("tests/products/@key@/frames.py", template!("tests/frames.py")),
    ("tests/products/@key@/requirements.txt", ""),
];

/// Writes the folders of the product whose spec is `specs/<key>.yaml`, and the lists that it belongs in.
pub(crate) fn run(key: &str) -> Result {
    let spec = Spec::read(key.to_owned())
        .map_err(|error| format!("{error}; a product begins with its spec, see specs/README.md"))?;
    // Nothing is written for a spec that breaks the conventions.
    spec.lowered()?;
    let mut files: Vec<(PathBuf, String)> = FILES
        .iter()
        .map(|(path, template)| (fill_in(path, &spec).into(), fill_in(template, &spec)))
        .collect();
    for operation in spec
        .operations()
        .filter_map(|operation| operation["operationId"].as_str())
    {
        let path = format!("tests/products/{key}/arguments/{operation}.json");
        files.push((
            path.into(),
            "{\n  \"minimal\": {},\n  \"full\": {}\n}\n".to_owned(),
        ));
    }
    files.extend(crate_files(&spec)?);
    if let Some((path, _)) = files.iter().find(|(path, _)| root().join(path).exists()) {
        return Err(format!(
            "{} exists; this task writes products that are new",
            path.display()
        ));
    }
    for (path, text) in files {
        let target = root().join(&path);
        let folder = target.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = folder.and_then(|()| std::fs::write(&target, text));
        written.map_err(|error| format!("{}: {error}", path.display()))?;
        print_line(&format!("wrote {}", path.display()));
    }
    generate::write()?;
    print_line("Now fill in what `cargo xtask tidy` reports as unfinished.");
    Ok(())
}

fn fill_in(template: &str, spec: &Spec) -> String {
    // Put together here, so that no rule finds this file.
    render(&template.replace("@todo@", &["TO", "DO"].concat()), spec)
}

/// The files of the product crate that are the same text for all products, or for those of a vendor, with the new names in them.
fn crate_files(spec: &Spec) -> Result<Vec<(PathBuf, String)>> {
    let mut siblings = Spec::all()?;
    siblings.retain(|other| other.key != spec.key);
    let vendor = spec.str("/x-vendor");
    let of_vendor = siblings.iter().find(|other| other.str("/x-vendor") == vendor);
    let sibling = of_vendor
        .or(siblings.first())
        .ok_or("there is no product to copy from")?;
    let copied = |file: &str| {
        let path = format!("crates/mediasnap-{}/{file}", sibling.key);
        let text = std::fs::read_to_string(root().join(&path)).map_err(|error| format!("{path}: {error}"))?;
        Ok::<_, String>(text.replace(&sibling.key, &spec.key))
    };
    let description = format!(
        "description = \"Typed, signed client of {}\"",
        spec.str("/info/title")
    );
    let manifest = copied("Cargo.toml")?;
    let manifest: String = manifest
        .split_inclusive('\n')
        .map(|line| {
            if line.starts_with("description = ") {
                format!("{description}\n")
            } else {
                line.to_owned()
            }
        })
        .collect();
    let readme = copied("README.md")?;
    let section = |heading: &str, next: &str| {
        let (_, rest) = readme.split_once(heading).unwrap_or_default();
        let (text, _) = rest.split_once(next).unwrap_or((rest, ""));
        format!("{heading}{text}")
    };
    let shared = section("## Credentials\n", "## Regions\n")
        + &regions(&spec.document["servers"])
        + &section("## Errors\n", "\u{0}");
    let folder = PathBuf::from(format!("crates/mediasnap-{}", spec.key));
    Ok(vec![
        (folder.join("Cargo.toml"), manifest),
        (folder.join("build.rs"), copied("build.rs")?),
        (folder.join("src/lib.rs"), copied("src/lib.rs")?),
        (
            folder.join("README.md"),
            fill_in(template!("crate/README.md"), spec) + &shared,
        ),
    ])
}

/// The section of a README about the regions of a spec.
fn regions(servers: &Value) -> String {
    let servers = servers.as_array().map_or(&[][..], Vec::as_slice);
    let lists = ["/variables/region/enum", "/x-regions"];
    let mut known: Vec<&str> = lists
        .iter()
        .flat_map(|list| {
            servers
                .iter()
                .filter_map(|server| server.pointer(list)?.as_array())
        })
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    known.sort_unstable();
    known.dedup();
    let known: Vec<String> = known.iter().map(|region| format!("`{region}`")).collect();
    let mut text = format!(
        "The builder takes a region, which selects the host, or an `endpoint`. Known regions: {}.",
        known.join(", ")
    );
    if servers.iter().any(|server| server["x-open-regions"] == true) {
        text.push_str(" Other regions resolve by the general pattern of the host name.");
    }
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + word.len() < WIDTH => *line = format!("{line} {word}"),
            _ => lines.push(word.to_owned()),
        }
    }
    format!("## Regions\n\n{}\n\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::regions;

    #[test]
    fn regions_are_those_of_all_servers() {
        let servers = json!([
            { "variables": { "region": { "enum": ["b", "a"] } }, "x-open-regions": true },
            { "x-regions": ["c", "a"] },
        ]);
        let section = "## Regions\n\nThe builder takes a region, which selects the host, or an `endpoint`. Known regions: `a`, `b`, `c`. \
            Other regions resolve by the\ngeneral pattern of the host name.\n\n";
        assert_eq!(regions(&servers), section);
    }
}
