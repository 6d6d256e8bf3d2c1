//! The specs: one document a product, which lowers to the `openapi.json` of its crate.

use std::path::PathBuf;

use serde_json::Value;

use crate::task::{Result, root};

/// A spec, with the key that names spec, crate, cargo feature and module of its product.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) key: String,
    pub(crate) document: Value,
}

impl Spec {
    /// Reads all specs, sorted by key.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let folder = root().join("specs");
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut keys: Vec<String> = names
            .filter_map(|name| Some(name.strip_suffix(".yaml")?.to_owned()))
            .collect();
        keys.sort();
        keys.into_iter().map(Self::read).collect()
    }

    /// Reads the spec of a product.
    pub(crate) fn read(key: String) -> Result<Self> {
        let path = path(&key);
        let mut shared = |file: &str| read_yaml(&format!("specs/{file}"));
        let document = mediasnap_codegen::join(&read_yaml(&path)?, &mut shared)
            .map_err(|error| format!("{path}: {error}"))?;
        if document["x-product"].as_str() != Some(&key) {
            return Err(format!("{path}: x-product must be `{key}`, like the file"));
        }
        Ok(Self { key, document })
    }

    /// The path from the workspace's root.
    pub(crate) fn path(&self) -> String {
        path(&self.key)
    }

    /// Returns the path and the content of the product crate's `openapi.json`.
    pub(crate) fn lowered(&self) -> Result<(PathBuf, String)> {
        let text = mediasnap_codegen::lower_to_text(&self.path(), &self.document)
            .map_err(|error| error.to_string())?;
        Ok((format!("crates/mediasnap-{}/openapi.json", self.key).into(), text))
    }

    /// A string of the document, by JSON pointer.
    pub(crate) fn str(&self, pointer: &str) -> &str {
        let value = self.document.pointer(pointer);
        value.and_then(Value::as_str).unwrap_or_default()
    }

    /// The operations.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &Value> {
        let paths = children(&self.document["paths"]);
        paths
            .flat_map(children)
            .filter(|item| item["operationId"].is_string())
    }
}

fn children(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_object().into_iter().flat_map(|object| object.values())
}

fn read_yaml(path: &str) -> Result<Value> {
    let text = std::fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))?;
    serde_norway::from_str(&text).map_err(|error| format!("{path}: {error}"))
}

fn path(key: &str) -> String {
    format!("specs/{key}.yaml")
}
