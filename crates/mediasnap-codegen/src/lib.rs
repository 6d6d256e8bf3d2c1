//! From a hand-written OpenAPI spec to a typed Rust client, in two steps.
//!
//! 1. [`lower()`] turns a spec of `specs/` into the `openapi.json` that is checked in beside each product crate. It checks the
//!    conventions of `specs/README.md` and makes the generator's limits disappear, by rules that each have a name and a test.
//! 2. [`build`] runs in a product crate's build script: progenitor writes the typed client, this crate adds what progenitor
//!    has no notion of (the operation table, open enums, tolerant decoding, one error type) and writes the result to `OUT_DIR`.
//!
//! This is the only crate that knows progenitor.

mod error;
mod generate;
mod lower;
mod surface;
mod value;

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use error::Error;
pub use generate::generate;
pub use lower::{RULES, lower};
pub use surface::surface;

/// Generates the client of the lowered spec `file` (relative to the package) into `OUT_DIR/client.rs`.
///
/// # Errors
/// A message that names the file, the operation and the rule; a build script returns it from `main`.
pub fn build(file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let package = std::env::var("CARGO_MANIFEST_DIR")?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let path = Path::new(&package).join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lowered: Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let code = generate(&lowered).map_err(|error| error.in_file(file))?;
    std::fs::write(out.join("client.rs"), code)?;
    std::io::Write::write_all(
        &mut std::io::stdout(),
        format!("cargo::rerun-if-changed={file}\ncargo::rerun-if-changed=build.rs\n").as_bytes(),
    )?;
    Ok(())
}

/// Lowers `spec`, which was read from `file`, and renders it the way it is checked in.
///
/// # Errors
/// The first rule that the spec breaks, with the file's name.
pub fn lower_to_text(file: &str, spec: &Value) -> Result<String, Error> {
    let lowered = lower(spec).map_err(|error| error.in_file(file))?;
    let mut text = serde_json::to_string_pretty(&lowered)
        .map_err(|error| Error::new("document", "render", error.to_string()).in_file(file))?;
    text.push('\n');
    Ok(text)
}

/// The example of the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
