//! `Debug` of the generated types: without addresses, and without fields that hold a secret by their name.

use syn::{Fields, Ident, Item, ItemStruct, parse_quote};

use super::types::{derives, underive};

/// Parts of the names of fields that are not shown.
const HIDDEN: [&str; 9] = [
    "url", "callback", "userdata", "token", "secret", "sign", "password", "auth", "address",
];

/// Replaces the derived `Debug` of every struct in `items` and in the modules among them.
pub(super) fn transform(items: &mut Vec<Item>) {
    let mut written = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(structure) if derives(structure, "Debug") => {
                underive(structure, "Debug");
                written.push(debug(structure));
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    transform(items);
                }
            }
            _ => {}
        }
    }
    items.extend(written);
}

fn debug(structure: &ItemStruct) -> Item {
    let name = &structure.ident;
    // A struct without names is an object of any content.
    if !structure.generics.params.is_empty() || !matches!(structure.fields, Fields::Named(_)) {
        let (generics, arguments, bounds) = structure.generics.split_for_impl();
        let text = name.to_string();
        return parse_quote! {
            impl #generics ::std::fmt::Debug for #name #arguments #bounds {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct(#text).finish_non_exhaustive()
                }
            }
        };
    }
    let fields = structure.fields.iter().filter_map(|field| field.ident.as_ref());
    let (hidden, shown): (Vec<&Ident>, Vec<&Ident>) = fields.partition(|field| is_hidden(field));
    parse_quote! { ::mediasnap_client::redacted_debug!(#name { #(#shown),* ; #(#hidden),* }); }
}

/// Whether a field is never shown.
fn is_hidden(field: &Ident) -> bool {
    let name = field.to_string().replace('_', "");
    HIDDEN.iter().any(|part| name.contains(part))
}
