//! Open enums: a variant for each documented value, and one that keeps any other value.

use std::collections::BTreeSet;

use heck::ToPascalCase;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::parse_quote;

use crate::error::Error;
use crate::value::{array, fields, str};

/// Returns the Rust name of a component, identical to the generator's.
pub(super) fn type_name(name: &str) -> String {
    name.to_pascal_case()
}

/// Returns one `open_enum!` invocation for each component with `x-open-enum`.
pub(super) fn items(document: &Value) -> Result<Vec<syn::Item>, Error> {
    let mut items = Vec::new();
    for (name, schema) in fields(&document["components"], "schemas") {
        let values = array(schema, "x-open-enum");
        if values.is_empty() {
            continue;
        }
        let ident = format_ident!("{}", type_name(name));
        let description = str(schema, "description");
        let mut used = BTreeSet::from(["Unknown".to_owned()]);
        let mut variants = Vec::new();
        for value in values {
            let Some(wire) = value.as_str() else {
                return Err(Error::new(
                    name.as_str(),
                    "open-enums",
                    format!("`{value}` is not a string"),
                ));
            };
            let variant = variant_name(wire, &mut used);
            let doc = format!("`{wire}`");
            variants.push(quote! { #[doc = #doc] #variant = #wire });
        }
        items.push(parse_quote! {
            ::mediasnap_client::open_enum! {
                #[doc = #description]
                pub enum #ident { #(#variants),* }
            }
        });
    }
    Ok(items)
}

/// Returns a variant name for `wire` that is an identifier and not in `used`.
fn variant_name(wire: &str, used: &mut BTreeSet<String>) -> syn::Ident {
    let mut stem = wire.to_pascal_case();
    if stem.is_empty() {
        stem = "Empty".to_owned();
    }
    if !stem.starts_with(char::is_alphabetic) || stem == "Self" {
        stem.insert_str(0, "Value");
    }
    let mut name = stem.clone();
    let mut number = 2;
    while !used.insert(name.clone()) {
        name = format!("{stem}{number}");
        number += 1;
    }
    format_ident!("{name}")
}
