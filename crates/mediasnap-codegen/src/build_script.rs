//! The entry point of the product crates' build scripts.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::generate::generate;

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
