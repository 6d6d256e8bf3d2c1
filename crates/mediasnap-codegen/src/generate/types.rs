//! Changes to the generated module `types`: tolerant decoding of every field, and open enums.

use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Fields, Item, ItemStruct, parse_quote};

use crate::error::Error;

const RULE: &str = "generated-types";

/// Adds `enums` to the module `types` and makes every field decode tolerantly.
pub(super) fn transform(file: &mut syn::File, enums: Vec<Item>) -> Result<(), Error> {
    let types = module(&mut file.items, "types")?;
    let mut items = Vec::new();
    let mut lists = Vec::new();
    for item in types.iter_mut() {
        if let Item::Struct(structure) = item
            && derives(structure, "Deserialize")
        {
            let owner = structure.ident.clone();
            let (decoder, optional_lists) = tolerate(structure);
            lists.extend(optional_lists.into_iter().map(|field| (owner.clone(), field)));
            if !derives(structure, "Default") && is_optional_throughout(structure) {
                structure.attrs.push(parse_quote! { #[derive(Default)] });
            }
            items.extend(decoder);
            items.push(parse_quote! { ::mediasnap_client::decode_as_declared!(#owner); });
        }
    }
    types.extend(items);
    types.extend(enums);
    let builders = module(types, "builder")?;
    let built: Vec<syn::Ident> = struct_names(builders);
    for name in built {
        builders.push(parse_quote! {
            impl #name {
                /// Builds the value.
                ///
                /// # Errors
                /// A mandatory field is missing, or a value does not fit; the message names the field.
                pub fn build(self) -> ::std::result::Result<super::#name, super::error::ConversionError> {
                    ::std::convert::TryInto::try_into(self)
                }
            }
        });
    }
    for (owner, field) in lists {
        optional_in_builder(builders, &owner, &field);
    }
    super::setters::transform(builders);
    for item in builders.iter_mut() {
        OptionalExtra.visit_item_mut(item);
        Undocumented.visit_item_mut(item);
    }
    Ok(())
}

/// Whether all fields of a type are optional, so that it can implement `Default`.
fn is_optional_throughout(structure: &ItemStruct) -> bool {
    let Fields::Named(fields) = &structure.fields else {
        return false;
    };
    fields.named.iter().all(|field| {
        let name = field.ty.to_token_stream().to_string().replace(' ', "");
        is_flattened(&field.attrs) || name.starts_with("::std::option::Option<")
    })
}

/// Returns the names of the structs in a module of builders.
fn struct_names(builders: &[Item]) -> Vec<syn::Ident> {
    let structs = builders.iter().filter_map(|item| match item {
        Item::Struct(structure) => Some(structure.ident.clone()),
        _ => None,
    });
    structs.collect()
}

/// Returns the items of the inline module `name`.
pub(super) fn module<'a>(items: &'a mut [Item], name: &str) -> Result<&'a mut Vec<Item>, Error> {
    for item in items {
        if let Item::Mod(module) = item
            && module.ident == name
            && let Some((_, items)) = &mut module.content
        {
            return Ok(items);
        }
    }
    Err(Error::new(
        "generated code",
        RULE,
        format!("module `{name}` is missing"),
    ))
}

/// Whether a struct derives the trait `name`.
pub(super) fn derives(structure: &ItemStruct, name: &str) -> bool {
    structure.attrs.iter().any(|attribute| {
        attribute.path().is_ident("derive")
            && matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string().contains(name))
    })
}

/// Replaces the derived `Deserialize` by tolerant decoding, and the type of the field for undocumented ones.
///
/// Returns the decoder, which a wrapper of another type does not need, and the fields that are optional lists.
fn tolerate(structure: &mut ItemStruct) -> (Option<Item>, Vec<syn::Ident>) {
    let mut optional_lists = Vec::new();
    let mut members: Vec<proc_macro2::TokenStream> = Vec::new();
    let mut extra = None;
    let Fields::Named(fields) = &mut structure.fields else {
        return (None, optional_lists);
    };
    sort_by_wire_name(fields);
    for field in &mut fields.named {
        let ident = field.ident.clone();
        if is_flattened(&field.attrs) {
            field
                .attrs
                .push(parse_quote! { #[doc = "Fields of the response that are not documented."] });
            Undocumented.visit_type_mut(&mut field.ty);
            extra = ident;
            continue;
        }
        if keep_empty_lists(field) {
            optional_lists.extend(ident.clone());
        }
        let kind = match absence(&field.ty) {
            Absence::None => quote!(optional),
            Absence::Empty => quote!(or_default),
            Absence::Error => quote!(required),
        };
        let wire = wire_name(field);
        members.push(quote! { #kind #ident = #wire });
    }
    underive(structure, "Deserialize");
    let name = &structure.ident;
    let decoder = parse_quote! { ::mediasnap_client::decode_object!(#name { #(#members),* } #extra); };
    (Some(decoder), optional_lists)
}

/// Removes a trait from the derived ones.
pub(super) fn underive(structure: &mut ItemStruct, name: &str) {
    for attribute in &mut structure.attrs {
        let derived = match &attribute.meta {
            syn::Meta::List(list) if list.path.is_ident("derive") => {
                list.parse_args_with(Punctuated::<syn::Path, syn::Token![,]>::parse_terminated)
            }
            _ => continue,
        };
        if let Ok(derived) = derived {
            let others = derived
                .iter()
                .filter(|path| path.segments.last().is_none_or(|last| last.ident != name));
            *attribute = parse_quote! { #[derive(#(#others),*)] };
        }
    }
}

/// Changes the map of undocumented fields into one of text.
struct Undocumented;

impl VisitMut for Undocumented {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Map"))
        {
            *ty = parse_quote! { ::mediasnap_client::wire::UndocumentedFields };
        } else {
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// Sorts fields alphabetically by wire name: they are serialized in the order of declaration, as calls by name do it.
fn sort_by_wire_name(fields: &mut syn::FieldsNamed) {
    let mut sorted: Vec<syn::Field> = std::mem::take(&mut fields.named).into_iter().collect();
    sorted.sort_by_cached_key(|field| (is_flattened(&field.attrs), wire_name(field)));
    fields.named = sorted.into_iter().collect();
}

/// Returns the name after `rename`, or the field's own.
fn wire_name(field: &syn::Field) -> String {
    let renamed = field.attrs.iter().find_map(|attribute| {
        let mut name = None;
        if attribute.path().is_ident("serde") {
            let _ = attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("rename") {
                    name = Some(meta.value()?.parse::<syn::LitStr>()?.value());
                } else if meta.input.peek(syn::Token![=]) {
                    meta.value()?.parse::<syn::Expr>()?;
                }
                Ok(())
            });
        }
        name
    });
    let own = || field.ident.as_ref().map(ToString::to_string);
    renamed.or_else(own).unwrap_or_default()
}

fn is_flattened(attributes: &[Attribute]) -> bool {
    has_option(attributes, "flatten")
}

/// Whether a field has `#[serde(option)]`.
fn has_option(attributes: &[Attribute], option: &str) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("serde") => list
            .tokens
            .to_string()
            .split(',')
            .any(|part| part.split('=').next().unwrap_or(part).trim() == option),
        _ => false,
    })
}

/// The value of a field that is missing in a response.
#[derive(PartialEq)]
enum Absence {
    /// `None`, or no elements.
    None,
    /// An empty value: vendors omit fields that they document as always present.
    Empty,
    /// The response does not decode.
    Error,
}

fn absence(ty: &syn::Type) -> Absence {
    let name = ty.to_token_stream().to_string().replace(' ', "");
    let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if begins(&["::std::option::Option<", "::std::vec::Vec<"]) {
        Absence::None
    } else if ["::std::string::String", "i64", "f64", "bool"].contains(&name.as_str())
        // the generator's own types have plain names, their replacements are open enums
        || begins(&["crate::generated::types::"])
    {
        Absence::Empty
    } else {
        Absence::Error
    }
}

/// Makes an optional list an `Option`, so that an empty list can be sent and differs from null.
fn keep_empty_lists(field: &mut syn::Field) -> bool {
    let mut changed = false;
    for attribute in &mut field.attrs {
        if let syn::Meta::List(list) = &mut attribute.meta {
            let options = list.tokens.to_string();
            let kept = options.replace("::std::vec::Vec::is_empty", "::std::option::Option::is_none");
            if let (true, Ok(tokens)) = (kept != options, kept.parse()) {
                list.tokens = tokens;
                changed = true;
            }
        }
    }
    if changed {
        optional(&mut field.ty);
    }
    changed
}

fn optional(ty: &mut syn::Type) {
    let inner = &*ty;
    *ty = parse_quote! { ::std::option::Option<#inner> };
}

/// Makes an optional list an `Option` in its builder: the field, and the bound of the setter.
fn optional_in_builder(items: &mut [Item], owner: &syn::Ident, name: &syn::Ident) {
    for item in items {
        match item {
            Item::Struct(structure) if structure.ident == *owner => {
                for field in &mut structure.fields {
                    if field.ident.as_ref() == Some(name) {
                        OuterList.visit_type_mut(&mut field.ty);
                    }
                }
            }
            Item::Impl(block) if block.trait_.is_none() && is_type(&block.self_ty, owner) => {
                for item in &mut block.items {
                    if let syn::ImplItem::Fn(function) = item
                        && function.sig.ident == *name
                    {
                        OuterList.visit_signature_mut(&mut function.sig);
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_type(ty: &syn::Type, name: &syn::Ident) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|segment| segment.ident == *name))
}

/// Wraps the outermost `Vec` of a type into `Option`.
struct OuterList;

impl VisitMut for OuterList {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Vec"))
        {
            optional(ty);
        } else {
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// Makes the map of undocumented members optional in builders, where the generator requires it.
struct OptionalExtra;

impl VisitMut for OptionalExtra {
    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        if let (syn::Member::Named(name), syn::Expr::Call(call)) = (&field.member, &field.expr) {
            let is_err = matches!(call.func.as_ref(), syn::Expr::Path(path) if path.path.is_ident("Err"));
            if name == "extra" && is_err {
                field.expr = parse_quote! { Ok(::std::default::Default::default()) };
            }
        }
    }
}
