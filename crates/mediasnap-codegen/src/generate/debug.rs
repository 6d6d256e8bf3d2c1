//! `Debug` of the generated types: without addresses, and without fields that hold a secret by their name.

use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Ident, Item, ItemStruct, parse_quote};

/// Parts of the names of fields that are not shown.
const HIDDEN: [&str; 9] = [
    "url", "callback", "userdata", "token", "secret", "sign", "password", "auth", "address",
];

/// Replaces the derived `Debug` of every struct in `items` and in the modules among them.
pub(super) fn transform(items: &mut Vec<Item>) {
    let mut written = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(structure) => written.extend(underive(structure).then(|| debug(structure))),
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

/// Removes `Debug` from the derived traits; returns whether it was there.
fn underive(structure: &mut ItemStruct) -> bool {
    structure.attrs.iter_mut().any(underive_in)
}

fn underive_in(attribute: &mut Attribute) -> bool {
    if !attribute.path().is_ident("derive") {
        return false;
    }
    let traits = attribute.parse_args_with(Punctuated::<syn::Path, syn::Token![,]>::parse_terminated);
    let Ok(traits) = traits else {
        return false;
    };
    let is_debug = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == "Debug");
    let others: Vec<_> = traits.iter().filter(|path| !is_debug(path)).collect();
    let found = others.len() < traits.len();
    if found {
        *attribute = parse_quote! { #[derive(#(#others),*)] };
    }
    found
}
