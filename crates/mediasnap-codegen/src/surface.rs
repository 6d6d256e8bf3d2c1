//! The public signatures of a generated client, one a line, for snapshots.

use quote::ToTokens;
use serde_json::Value;
use syn::{Fields, ImplItem, Item, Visibility};

use crate::error::Error;
use crate::generate::generate;

/// Generates the client of `lowered` and lists its public signatures, one a line, sorted.
///
/// # Errors
/// The errors of [`generate`](crate::generate()).
pub fn surface(lowered: &Value) -> Result<String, Error> {
    let code = generate(lowered)?;
    let file =
        syn::parse_file(&code).map_err(|error| Error::new("generated code", "surface", error.to_string()))?;
    let mut lines = Vec::new();
    collect("", &file.items, &mut lines);
    lines.sort();
    lines.dedup();
    Ok(lines.join("\n") + "\n")
}

fn collect(path: &str, items: &[Item], lines: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Mod(module) if is_public(&module.vis) => {
                if let Some((_, items)) = &module.content {
                    collect(&format!("{path}{}::", module.ident), items, lines);
                }
            }
            Item::Struct(structure) if is_public(&structure.vis) => {
                let name = format!("{path}{}", structure.ident);
                lines.push(format!("struct {name}"));
                if let Fields::Named(fields) = &structure.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        if let Some(ident) = &field.ident {
                            lines.push(format!("struct {name} {{ {ident}: {} }}", plain(&field.ty)));
                        }
                    }
                }
            }
            Item::Static(constant) if is_public(&constant.vis) => {
                lines.push(format!(
                    "static {path}{}: {}",
                    constant.ident,
                    plain(&constant.ty)
                ));
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let owner = plain(&block.self_ty);
                for item in &block.items {
                    if let ImplItem::Fn(function) = item
                        && is_public(&function.vis)
                    {
                        lines.push(format!("{path}{owner}: {}", plain(&function.sig)));
                    }
                }
            }
            Item::Macro(invocation)
                if invocation
                    .mac
                    .path
                    .segments
                    .last()
                    .is_some_and(|s| s.ident == "open_enum") =>
            {
                lines.push(format!("{path}{}", enum_line(&invocation.mac.tokens)));
            }
            _ => {}
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Renders tokens without the spaces that token streams put around punctuation.
fn plain(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut out = text
        .replace(":: ", "::")
        .replace(" ::", "::")
        .replace("< ", "<")
        .replace(" <", "<");
    for (from, to) in [
        (" >", ">"),
        (" ,", ","),
        ("& ", "&"),
        (" (", "("),
        ("( ", "("),
        (" )", ")"),
        (" :", ":"),
        (",)", ")"),
    ] {
        out = out.replace(from, to);
    }
    out
}

/// `enum Name { A = "a", B = "b" }`, without the documentation.
fn enum_line(tokens: &proc_macro2::TokenStream) -> String {
    let mut out = String::new();
    let mut trees = tokens.clone().into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '#' => {
                trees.next();
            }
            proc_macro2::TokenTree::Group(group) => {
                out.push_str("{ ");
                out.push_str(&enum_line(&group.stream()));
                out.push_str(" }");
            }
            other => {
                let text = other.to_string();
                if text != "pub" {
                    if !out.is_empty() && text != "," {
                        out.push(' ');
                    }
                    out.push_str(&text);
                }
            }
        }
    }
    out
}
