//! Generates the Rust source of one client: the output of progenitor, changed to use the transport.

mod client;
mod debug;
mod docs;
mod enums;
mod setters;
mod table;
mod types;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use serde_json::{Value, json};

use crate::error::Error;
use crate::value::{fields, operations, reference, str};

/// Generates the Rust source of the client that `lowered` describes.
///
/// # Errors
/// The generator rejects the spec, or its output has an unknown structure.
pub fn generate(lowered: &Value) -> Result<String, Error> {
    let mut document = lowered.clone();
    docs::escape(&mut document);
    let mut file = progenitor_output(&document)?;
    let enums = enums::items(&document)?;
    types::transform(&mut file, enums)?;
    client::transform(&mut file, &document)?;
    debug::transform(&mut file.items);
    file.items.extend(table::items(&document)?);
    Ok(prettyplease::unparse(&file))
}

const RULE: &str = "generator";

fn progenitor_output(document: &Value) -> Result<syn::File, Error> {
    let tokens = run(document).map_err(|message| match culprit(document) {
        Some((operation, message)) => Error::new(operation, RULE, message),
        None => Error::new("document", RULE, message),
    })?;
    syn::parse2(tokens).map_err(|error| Error::new("document", RULE, format!("unreadable output: {error}")))
}

fn run(document: &Value) -> Result<TokenStream, String> {
    let spec: openapiv3::OpenAPI = serde_json::from_value(document.clone())
        .map_err(|error| format!("not an OpenAPI document: {error}"))?;
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_derive("PartialEq")
        .with_map_type("::std::collections::BTreeMap");
    for (name, schema) in fields(&document["components"], "schemas") {
        if let Some(path) = replacement(name, schema) {
            let impls = [TypeImpl::Display, TypeImpl::FromStr];
            settings.with_replacement(enums::type_name(name), path, impls.into_iter());
        }
    }
    // For some schemas the generator panics: `todo!` and `assert!`.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        Generator::new(&settings).generate_tokens(&spec)
    }));
    match outcome {
        Ok(Ok(tokens)) => Ok(tokens),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no reason given");
            let first = text.lines().next().unwrap_or_default();
            Err(format!("the generator does not support this: {first}"))
        }
    }
}

/// Returns the first operation that the generator fails on when it is the only one.
fn culprit(document: &Value) -> Option<(String, String)> {
    let mut none = document.clone();
    none["paths"] = json!({});
    // A document that fails without operations fails for another reason.
    run(&none).ok()?;
    for (path, method, operation) in operations(document) {
        let mut alone = document.clone();
        alone["paths"] = json!({ path: { method: operation } });
        if let Err(message) = run(&alone) {
            return Some((str(operation, "operationId").to_owned(), message));
        }
    }
    None
}

/// Returns the Rust type that replaces the generator's type of a lowered component, if any.
fn replacement(name: &str, schema: &Value) -> Option<String> {
    if schema.get("x-open-enum").is_some() {
        return Some(rust_path(name));
    }
    let shape = schema.get("x-json-string")?;
    let inner = match reference(shape) {
        Some(target) => rust_path(target),
        None => format!("::std::vec::Vec<{}>", element(&shape["items"])),
    };
    Some(format!("::mediasnap_client::wire::JsonString<{inner}>"))
}

fn element(items: &Value) -> String {
    match (reference(items), str(items, "type")) {
        (Some(target), _) => rust_path(target),
        (None, "integer") => "i64".to_owned(),
        (None, "number") => "f64".to_owned(),
        (None, "boolean") => "bool".to_owned(),
        _ => "::std::string::String".to_owned(),
    }
}

/// Returns the path of a generated type, valid everywhere in the generated module.
fn rust_path(name: &str) -> String {
    format!("crate::generated::types::{}", enums::type_name(name))
}
