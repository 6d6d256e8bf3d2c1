//! The product registry: every list of products in the workspace, written from the specs.
//!
//! The products are the files `specs/<key>.yaml`, sorted by key. Whatever lists them is written here, as a whole file (its template
//! stands in `xtask/templates/registry/`) or as a block between the comments `products: generated` and `end`. Nothing else in
//! the workspace names a product outside of the product's own folders:
//!
//! | folder | files that every product has |
//! | --- | --- |
//! | `crates/mediasnap-<key>/` | `Cargo.toml`, `README.md`, `build.rs`, `openapi.json`, `src/lib.rs`, `examples/call.rs` |
//! | `crates/mediasnap/src/products/<module>/` | `mod.rs`, `capabilities.rs`, `convert.rs`, `cases.rs` |
//! | `crates/mediasnap-emulator/src/products/<module>/` | `mod.rs`, `operations.rs`, `state.rs` |
//! | `crates/mediasnap-emulator/tests/it/products/` | `<module>.rs` |
//! | `tests/products/<key>/` | `arguments/`, `endpoints.json`, `responses.json`, `typed.rs`, `sdk.py`, `flows.py`, `frames.py`, `requirements.txt` |

use std::path::PathBuf;
use std::process::Command;

use heck::ToSnakeCase as _;
use serde_json::Value;

use super::specs::Spec;
use crate::command::filter;
use crate::task::{Result, root};

/// Whole files: path and template.
const FILES: &[(&str, &str)] = &[
    (
        "crates/mediasnap/src/model/product.rs",
        include_str!("../../templates/registry/product_key.rs.in"),
    ),
    (
        "crates/mediasnap/src/products/mod.rs",
        include_str!("../../templates/registry/facade.rs.in"),
    ),
    (
        "crates/mediasnap/src/products/clients.rs",
        include_str!("../../templates/registry/facade_clients.rs.in"),
    ),
    (
        "crates/mediasnap-emulator/src/products/mod.rs",
        include_str!("../../templates/registry/emulator.rs.in"),
    ),
    (
        "crates/mediasnap-emulator/tests/it/products/mod.rs",
        include_str!("../../templates/registry/emulator_tests.rs.in"),
    ),
    (
        "tests/contracts/products.rs",
        include_str!("../../templates/registry/contracts.rs.in"),
    ),
];

/// Blocks: path, and the template of each block in the order of the file.
const BLOCKS: &[(&str, &[&str])] = &[
    (
        "Cargo.toml",
        &[
            "@each\nmediasnap-@key@ = { path = \"crates/mediasnap-@key@\", version = \"@release@\", default-features = false }\n@end\n",
        ],
    ),
    (
        "crates/mediasnap/Cargo.toml",
        &[
            "## Every product.\nall = [@keys@]\n@each\n## @title@.\n@key@ = [\"_client\", \"dep:mediasnap-@key@\"]\n@end\n",
            "@each\nmediasnap-@key@ = { workspace = true, optional = true }\n@end\n",
        ],
    ),
    (
        "crates/mediasnap-emulator/Cargo.toml",
        &["@each\nmediasnap-@key@.workspace = true\n@end\n"],
    ),
    (
        "tests/Cargo.toml",
        &["@each\nmediasnap-@key@.workspace = true\n@end\n"],
    ),
    (
        "README.md",
        &[
            "| key | API | version | signature | operations |\n| --- | --- | --- | --- | --- |\n\
            @each\n| [`@key@`](crates/mediasnap-@key@) | @title@ | `@version@` | @signature@ | @operations@ |\n@end\n",
        ],
    ),
    (
        "crates/mediasnap/README.md",
        &[
            "| feature | default | adds |\n| --- | --- | --- |\n| `all` | yes | every product |\n\
            @each\n| `@key@` | by `all` | @title@ |\n@end\n",
        ],
    ),
    (
        "specs/README.md",
        &[
            "| file | product | API version |\n| --- | --- | --- |\n@each\n| `@key@.yaml` | @title@ | `@version@` |\n@end\n",
        ],
    ),
];

/// Every file with a list of products, with its content. Paths are relative to the workspace's root.
pub(super) fn files(specs: &[Spec]) -> Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for (path, template) in FILES {
        let mut rustfmt = Command::new("rustfmt");
        rustfmt.args(["--edition", "2024"]).current_dir(root());
        files.push((
            (*path).into(),
            filter(&mut rustfmt, &render_all(template, specs))?,
        ));
    }
    let lists = BLOCKS.iter().map(|(path, templates)| {
        let blocks = templates.iter().map(|template| render_all(template, specs));
        ((*path).to_owned(), blocks.collect())
    });
    let tables = specs.iter().map(|spec| {
        let path = format!("crates/mediasnap-{}/README.md", spec.key);
        (path, vec![operations_table(spec)])
    });
    for (path, blocks) in lists.chain(tables) {
        let found =
            std::fs::read_to_string(root().join(&path)).map_err(|error| format!("{path}: {error}"))?;
        let replaced = replace_blocks(&found, &blocks).map_err(|error| format!("{path}: {error}"))?;
        files.push((path.into(), replaced));
    }
    Ok(files)
}

/// The operations of a product, for the README of its crate.
fn operations_table(spec: &Spec) -> String {
    let rows = spec.operations().map(|operation| {
        let str = |pointer| {
            operation
                .pointer(pointer)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let (id, summary, docs) = (str("/operationId"), str("/summary"), str("/externalDocs/url"));
        format!("| `{id}` | `{}` | [{summary}]({docs}) |\n", id.to_snake_case())
    });
    let mut rows: Vec<String> = rows.collect();
    rows.sort();
    "| operation | method | what it does |\n| --- | --- | --- |\n".to_owned() + &rows.concat()
}

/// Fills in a template. The lines between `@each` and `@end` are repeated for each product.
fn render_all(template: &str, specs: &[Spec]) -> String {
    let keys: Vec<String> = specs.iter().map(|spec| format!("\"{}\"", spec.key)).collect();
    let template = template.replace("@keys@", &keys.join(", "));
    let mut parts = template.split("@each\n");
    let mut rendered = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (repeated, rest) = part.split_once("@end\n").unwrap_or((part, ""));
        rendered.extend(specs.iter().map(|spec| render(repeated, spec)));
        rendered += rest;
    }
    rendered
}

/// Fills in the names of one product.
pub(crate) fn render(template: &str, spec: &Spec) -> String {
    let schemes = spec.document["components"]["securitySchemes"].as_object();
    let schemes: Vec<&str> = schemes
        .into_iter()
        .flat_map(|schemes| schemes.keys().map(String::as_str))
        .collect();
    let words = spec.key.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    });
    [
        ("@key@", spec.key.clone()),
        ("@module@", spec.key.replace('-', "_")),
        ("@variant@", words.collect()),
        ("@title@", spec.str("/info/title").to_owned()),
        ("@version@", spec.str("/info/version").to_owned()),
        ("@signature@", schemes.join(" or ")),
        ("@operations@", spec.operations().count().to_string()),
        ("@release@", env!("CARGO_PKG_VERSION").to_owned()),
    ]
    .iter()
    .fold(template.to_owned(), |text, (name, value)| {
        text.replace(name, value)
    })
}

/// Replaces the lines between the markers: comments `products: generated` or `operations: generated`, and `end`.
fn replace_blocks(text: &str, blocks: &[String]) -> Result<String> {
    let (mut replaced, mut blocks, mut inside) = (String::new(), blocks.iter(), false);
    for line in text.split_inclusive('\n') {
        let comment = line.trim_matches(|c: char| c.is_whitespace() || "#<!->".contains(c));
        inside &= comment != "end";
        if !inside {
            replaced += line;
        }
        if ["products: generated", "operations: generated"].contains(&comment) {
            inside = true;
            replaced += blocks.next().ok_or("one generated block too many")?;
        }
    }
    match (inside, blocks.next()) {
        (false, None) => Ok(replaced),
        (true, _) => Err("a generated block has no line `end`".to_owned()),
        (false, Some(_)) => Err("a generated block is missing".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specs() -> Vec<Spec> {
        let document = serde_json::json!({ "info": { "title": "A", "version": "v1" } });
        let spec = |key: &str| Spec {
            key: key.to_owned(),
            document: document.clone(),
        };
        vec![spec("a-x"), spec("b-y")]
    }

    #[test]
    fn lines_are_repeated_for_each_product() {
        let rendered = render_all(
            "[@keys@]\n@each\n@module@ @variant@ @title@\n@end\nrest\n",
            &specs(),
        );
        assert_eq!(rendered, "[\"a-x\", \"b-y\"]\na_x AX A\nb_y BY A\nrest\n");
    }

    #[test]
    fn blocks_are_replaced_in_their_order() {
        let text = "a\n# products: generated\nold\n# end\nb\n<!-- products: generated -->\n<!-- end -->\n";
        let replaced = replace_blocks(text, &["1\n".to_owned(), "2\n".to_owned()]);
        let wanted = "a\n# products: generated\n1\n# end\nb\n<!-- products: generated -->\n2\n<!-- end -->\n";
        assert_eq!(replaced.as_deref(), Ok(wanted));
        for (text, problem) in [
            ("# products: generated\n", "no line"),
            ("", "missing"),
            (text, "too many"),
        ] {
            let error = replace_blocks(text, &["1\n".to_owned()]).unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
    }
}
