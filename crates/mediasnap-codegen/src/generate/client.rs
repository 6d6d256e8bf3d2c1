//! Changes to the generated client: requests go through the transport, and return its response and error types.
//!
//! The generator writes, for every operation, a builder whose `send` builds a request and then decodes the response. The first
//! half stays, as a function of its own, and the second half becomes a call of the transport. The generated `Client` struct, its
//! constructors and its hooks are replaced by a client that requires credentials.

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{Expr, ImplItem, Item, Stmt, parse_quote};

use super::types::module;
use crate::error::Error;
use crate::value::{array, bool, fields, operations, reference, str};

const RULE: &str = "generated-client";

pub(super) fn transform(file: &mut syn::File, document: &Value) -> Result<(), Error> {
    file.items.retain(|item| !is_replaced(item));
    for item in &mut file.items {
        if let Item::Impl(block) = item {
            block.items.retain(|item| match item {
                ImplItem::Fn(function) => {
                    !["new", "new_with_client"].contains(&function.sig.ident.to_string().as_str())
                }
                _ => true,
            });
        }
    }
    // The prelude re-exports the client and nothing else.
    file.items
        .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    let builders = module(&mut file.items, "builder")?;
    builders.retain(|item| !is_runtime_import(item));
    for (_, _, operation) in operations(document) {
        let id = str(operation, "operationId");
        let builder = id.to_pascal_case();
        let response = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let response: syn::Type = match reference(response) {
            Some(name) if bool(operation, "x-response-body") => {
                let name = format_ident!("{}", super::enums::type_name(name));
                parse_quote! { types::#name }
            }
            _ => parse_quote! { () },
        };
        let send = find_send(builders, &builder)
            .ok_or_else(|| Error::new(id, RULE, format!("builder `{builder}` has no `send`")))?;
        // The generator puts path parameters into a `format!`; the variables have the generator's names.
        let in_path = array(operation, "parameters")
            .iter()
            .filter(|parameter| str(parameter, "in") == "path");
        let in_path = in_path.map(|parameter| {
            let name = str(parameter, "name");
            let variable = format_ident!("{}", name.to_snake_case());
            (name.to_owned(), parse_quote! { #variable })
        });
        split(send, id, &response, in_path.collect())?;
    }
    super::setters::transform(builders);
    file.items.extend(json_string_items(document));
    file.items.extend(client_items(document));
    Ok(())
}

/// Whether an item is replaced: the generated client, its hooks and information trait, and their imports.
fn is_replaced(item: &Item) -> bool {
    match item {
        Item::Struct(structure) => structure.ident == "Client",
        // Imports of the generator's runtime.
        Item::Use(import) => import
            .tree
            .to_token_stream()
            .to_string()
            .starts_with("progenitor_client"),
        // The compile-time check that hooks exist.
        Item::Const(constant) => constant.ident == "_",
        Item::Impl(block) => {
            block.trait_.is_some() && block.self_ty.to_token_stream().to_string().ends_with("Client")
        }
        _ => false,
    }
}

/// Whether an item is `use super::{encode_path, ..., RequestBuilderExt, ResponseValue};` of the module `builder`.
fn is_runtime_import(item: &Item) -> bool {
    matches!(item, Item::Use(import) if import.tree.to_token_stream().to_string().contains("RequestBuilderExt"))
}

fn find_send<'a>(builders: &'a mut [Item], name: &str) -> Option<&'a mut Vec<ImplItem>> {
    builders.iter_mut().find_map(|item| match item {
        Item::Impl(block) => {
            let of_builder = matches!(block.self_ty.as_ref(), syn::Type::Path(path)
                if path.path.segments.last().is_some_and(|segment| segment.ident == name));
            let has_send = block
                .items
                .iter()
                .any(|item| matches!(item, ImplItem::Fn(f) if f.sig.ident == "send"));
            (of_builder && has_send && block.trait_.is_none()).then_some(&mut block.items)
        }
        _ => None,
    })
}

/// Splits `send` into `build_request`, which checks the arguments and gathers them, and `send`, which hands the request to the transport.
fn split(
    functions: &mut Vec<ImplItem>,
    id: &str,
    response: &syn::Type,
    in_path: Vec<(String, Expr)>,
) -> Result<(), Error> {
    let broken = |what: &str| Error::new(id, RULE, format!("`send` of the generated builder has no {what}"));
    let operation = format_ident!("{}", id.to_shouty_snake_case());
    let position = functions
        .iter()
        .position(|item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "send"))
        .ok_or_else(|| broken("body"))?;
    let ImplItem::Fn(mut send) = functions.remove(position) else {
        return Err(broken("body"));
    };
    let statements = &mut send.block.stmts;
    let checked = statements
        .iter()
        .position(|statement| matches!(statement, Stmt::Local(local) if is_named(&local.pat, "url")))
        .ok_or_else(|| broken("`url`"))?;
    let mut found = Parameters {
        set: in_path,
        body: None,
    };
    for statement in &mut statements[checked..] {
        found.visit_stmt_mut(statement);
    }
    let setters = found
        .set
        .iter()
        .map(|(name, value)| quote! { unsigned.set(#name, &#value)?; });
    let body = found.body.iter().map(|value| quote! { unsigned.body(&#value)?; });
    let checks = &mut statements[..checked];
    for statement in checks.iter_mut() {
        OwnError.visit_stmt_mut(statement);
    }
    functions.push(parse_quote! {
        /// Builds the request without signing or sending it.
        ///
        /// # Errors
        /// A mandatory argument is missing, or an argument does not fit its type.
        #[allow(unused_variables)]
        pub fn build_request(self) -> ::std::result::Result<::mediasnap_client::UnsignedRequest, ::mediasnap_client::Error> {
            let invalid = |message: String| {
                ::mediasnap_client::call::invalid_argument(&super::PRODUCT, &super::operations::#operation, message)
            };
            #(#checks)*
            let mut unsigned = ::mediasnap_client::call::UnsignedRequestBuilder::new(&super::PRODUCT, &super::operations::#operation);
            #(#setters)*
            #(#body)*
            Ok(unsigned.finish())
        }
    });
    let docs = &send.attrs;
    functions.push(parse_quote! {
        #(#docs)*
        ///
        /// # Errors
        /// Invalid arguments before any I/O; otherwise an error of the transport or of the service.
        pub async fn send(self) -> ::std::result::Result<::mediasnap_client::Response<#response>, ::mediasnap_client::Error> {
            let client = self.client;
            let unsigned = self.build_request()?;
            ::mediasnap_client::call::send(&client.transport, &super::operations::#operation, &unsigned).await
        }
    });
    Ok(())
}

/// The parameters in the second half of a generated `send`: wire name and the variable that holds the value.
struct Parameters {
    set: Vec<(String, Expr)>,
    body: Option<Expr>,
}

impl VisitMut for Parameters {
    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        // `QueryParam::new("name", &value)`
        let is_query = call
            .func
            .to_token_stream()
            .to_string()
            .replace(' ', "")
            .ends_with("QueryParam::new");
        if let (true, Some(name), Some(Expr::Reference(value))) =
            (is_query, literal(call.args.first()), call.args.get(1))
        {
            self.set.push((name, (*value.expr).clone()));
        }
        syn::visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        // Chains nest from the outside in: the receiver comes first, as it does on the wire.
        syn::visit_mut::visit_expr_method_call_mut(self, call);
        match (call.method.to_string().as_str(), call.args.first()) {
            ("json" | "form_urlencoded", Some(Expr::Reference(value))) => {
                self.body = Some((*value.expr).clone());
            }
            // `header_map.append("name", value.to_string().try_into()?)` of a mandatory header
            ("append", Some(_)) => {
                if let (Some(name), Some(value)) =
                    (literal(call.args.first()), call.args.get(1).and_then(receiver))
                {
                    self.set.push((name, value));
                }
            }
            _ => {}
        }
    }

    fn visit_expr_if_mut(&mut self, branch: &mut syn::ExprIf) {
        // `if let Some(value) = variable { header_map.append("name", ...) }` of an optional header
        let before = self.set.len();
        syn::visit_mut::visit_expr_if_mut(self, branch);
        if let Expr::Let(condition) = branch.cond.as_ref() {
            for (_, value) in &mut self.set[before..] {
                *value = (*condition.expr).clone();
            }
        }
    }
}

fn literal(expression: Option<&Expr>) -> Option<String> {
    match expression? {
        Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// The innermost receiver of `value.to_string().try_into()?`.
fn receiver(expression: &Expr) -> Option<Expr> {
    match expression {
        Expr::Try(inner) => receiver(&inner.expr),
        Expr::MethodCall(call) => receiver(&call.receiver),
        Expr::Path(_) => Some(expression.clone()),
        _ => None,
    }
}

/// Replaces the generator's `Error::InvalidRequest`.
struct OwnError;

impl VisitMut for OwnError {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if matches!(expr, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "InvalidRequest"))
        {
            *expr = parse_quote! { invalid };
        } else {
            syn::visit_mut::visit_expr_mut(self, expr);
        }
    }
}

fn is_named(pattern: &syn::Pat, name: &str) -> bool {
    matches!(pattern, syn::Pat::Ident(ident) if ident.ident == name)
}

/// Conversions from a type's builder to the JSON string of the type.
fn json_string_items(document: &Value) -> Vec<Item> {
    let mut names: Vec<String> = fields(&document["components"], "schemas")
        .into_iter()
        .filter_map(|(_, schema)| reference(schema.get("x-json-string")?).map(super::enums::type_name))
        .collect();
    names.sort();
    names.dedup();
    let conversion = |name: String| {
        let name = format_ident!("{name}");
        parse_quote! {
            impl ::std::convert::TryFrom<types::builder::#name> for ::mediasnap_client::wire::JsonString<types::#name> {
                type Error = types::error::ConversionError;

                fn try_from(builder: types::builder::#name) -> ::std::result::Result<Self, Self::Error> {
                    builder.build().map(Self)
                }
            }
        }
    };
    names.into_iter().map(conversion).collect()
}

fn client_items(document: &Value) -> Vec<Item> {
    let title = format!("Client of {}.", str(&document["info"], "title"));
    let items: syn::File = parse_quote! {
        #[doc = #title]
        ///
        /// Cheap to clone: clones share connections, credentials and rate limits. Created with [`Client::builder`].
        #[derive(Clone)]
        pub struct Client {
            pub(crate) transport: ::mediasnap_client::Transport,
        }

        impl ::std::fmt::Debug for Client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Client").field("transport", &self.transport).finish()
            }
        }

        impl Client {
            /// Returns a builder: set region or endpoint and credentials, then call `build`.
            pub fn builder() -> ::mediasnap_client::ClientBuilder<Self> {
                ::mediasnap_client::ClientBuilder::new()
            }

            /// Returns a client with another retry policy, for a single call that may be sent again, or must not be.
            #[must_use]
            pub fn with_retry(&self, retry: ::mediasnap_client::RetryPolicy) -> Self {
                ::mediasnap_client::ProductClient::from_transport(self.transport.with_retry(retry))
            }
        }

        impl ::mediasnap_client::ProductClient for Client {
            fn product() -> &'static ::mediasnap_client::Product {
                &PRODUCT
            }

            fn from_transport(transport: ::mediasnap_client::Transport) -> Self {
                Self { transport }
            }

            fn transport(&self) -> &::mediasnap_client::Transport {
                &self.transport
            }
        }
    };
    items.items
}
