//! Changes to the generated client: our transport sends the request, our error and answer types come back.
//!
//! The generator writes, for every operation, a builder whose `send` makes a request and then decodes what comes back. Here
//! the first half stays, as `request`, and the second half becomes a call of the transport. The generated `Client` struct,
//! its constructors and its hooks make room for one that cannot be made without credentials.

use heck::{ToPascalCase, ToShoutySnakeCase};
use quote::{ToTokens, format_ident};
use serde_json::Value;
use syn::{Expr, ImplItem, ImplItemFn, Item, Stmt, parse_quote};

use super::types::module;
use crate::Error;
use crate::value::{flag, members, operations, reference, text};

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
    let builders = module(&mut file.items, "builder")?;
    for (_, _, operation) in operations(document) {
        let id = text(operation, "operationId");
        let builder = id.to_pascal_case();
        let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let answer: syn::Type = match reference(answer) {
            Some(name) if flag(operation, "x-answer-body") => {
                let name = format_ident!("{}", super::enums::type_name(name));
                parse_quote! { types::#name }
            }
            _ => parse_quote! { () },
        };
        let send = find_send(builders, &builder)
            .ok_or_else(|| Error::new(id, RULE, format!("builder `{builder}` has no `send`")))?;
        split(send, id, &answer)?;
    }
    super::setters::transform(builders);
    file.items.extend(json_text_items(document));
    file.items.extend(client_items(document));
    Ok(())
}

/// The generated items that ours replace: the client, its hooks and its information trait, and their imports.
fn is_replaced(item: &Item) -> bool {
    match item {
        Item::Struct(structure) => structure.ident == "Client",
        // The compile-time check that hooks exist.
        Item::Const(constant) => constant.ident == "_",
        Item::Impl(block) => {
            block.trait_.is_some() && block.self_ty.to_token_stream().to_string().ends_with("Client")
        }
        _ => false,
    }
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

/// Splits `send` into `request`, which builds the request, and `send`, which hands it to the transport.
fn split(functions: &mut Vec<ImplItem>, id: &str, answer: &syn::Type) -> Result<(), Error> {
    let broken = |what: &str| Error::new(id, RULE, format!("`send` of the generated builder has no {what}"));
    let operation = format_ident!("{}", id.to_shouty_snake_case());
    let mut request: ImplItemFn = parse_quote! {
        fn request(self) -> ::std::result::Result<::reqwest::Request, Error<()>> {}
    };
    let position = functions
        .iter()
        .position(|item| matches!(item, ImplItem::Fn(function) if function.sig.ident == "send"))
        .ok_or_else(|| broken("body"))?;
    let ImplItem::Fn(send) = functions.remove(position) else {
        return Err(broken("body"));
    };
    let built = send
        .block
        .stmts
        .iter()
        .position(|statement| matches!(statement, Stmt::Local(local) if is_named(&local.pat, "info")))
        .ok_or_else(|| broken("`info`"))?;
    request.block.stmts = send.block.stmts[..built].to_vec();
    let Some(Stmt::Local(local)) = request.block.stmts.pop() else {
        return Err(broken("request"));
    };
    let Some(init) = local.init else {
        return Err(broken("request"));
    };
    let Expr::Try(built) = *init.expr else {
        return Err(broken("fallible `build`"));
    };
    let built = built.expr;
    request
        .block
        .stmts
        .push(Stmt::Expr(parse_quote! { Ok(#built?) }, None));
    let docs = &send.attrs;
    let send: ImplItemFn = parse_quote! {
        #(#docs)*
        ///
        /// # Errors
        /// Bad input before any I/O; then what the transport or the vendor answered, as the one error type.
        pub async fn send(self) -> ::std::result::Result<::mediasnap_core::Response<#answer>, ::mediasnap_core::Error> {
            let client = self.client;
            let request = self
                .request()
                .map_err(|error| ::mediasnap_core::client::bad_input(&super::PRODUCT, &super::operations::#operation, error))?;
            ::mediasnap_core::client::send(&client.transport, &super::operations::#operation, request).await
        }
    };
    functions.push(ImplItem::Fn(request));
    functions.push(ImplItem::Fn(send));
    Ok(())
}

fn is_named(pattern: &syn::Pat, name: &str) -> bool {
    matches!(pattern, syn::Pat::Ident(ident) if ident.ident == name)
}

/// A type's builder may stand where the JSON text of the type is asked for.
fn json_text_items(document: &Value) -> Vec<Item> {
    let mut names: Vec<String> = members(&document["components"], "schemas")
        .into_iter()
        .filter_map(|(_, schema)| reference(schema.get("x-json-text")?).map(super::enums::type_name))
        .collect();
    names.sort();
    names.dedup();
    let conversion = |name: String| {
        let name = format_ident!("{name}");
        parse_quote! {
            impl ::std::convert::TryFrom<types::builder::#name> for ::mediasnap_core::wire::JsonText<types::#name> {
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
    let title = format!("The client of {}.", text(&document["info"], "title"));
    let items: syn::File = parse_quote! {
        #[doc = #title]
        ///
        /// Cheap to clone: clones share connections, credentials and limits. Make one with [`Client::builder`].
        #[derive(Clone)]
        pub struct Client {
            pub(crate) baseurl: ::std::string::String,
            pub(crate) client: ::reqwest::Client,
            pub(crate) transport: ::mediasnap_core::Transport,
        }

        impl ::std::fmt::Debug for Client {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("Client").field("transport", &self.transport).finish()
            }
        }

        impl Client {
            /// Starts a client: say where (region or endpoint) and with which credentials, then `build`.
            pub fn builder() -> ::mediasnap_core::ClientBuilder<Self> {
                ::mediasnap_core::ClientBuilder::new()
            }

            /// The same client with another retry policy: for a single call that may be sent again, or must not be.
            #[must_use]
            pub fn with_retry(&self, retry: ::mediasnap_core::RetryPolicy) -> Self {
                ::mediasnap_core::ProductClient::from_transport(self.transport.with_retry(retry))
            }

            pub(crate) fn api_version() -> &'static str {
                PRODUCT.version
            }
        }

        impl ::mediasnap_core::ProductClient for Client {
            fn product() -> &'static ::mediasnap_core::Product {
                &PRODUCT
            }

            fn from_transport(transport: ::mediasnap_core::Transport) -> Self {
                Self {
                    baseurl: transport.endpoint().to_owned(),
                    client: transport.http_client().clone(),
                    transport,
                }
            }

            fn transport(&self) -> &::mediasnap_core::Transport {
                &self.transport
            }
        }
    };
    items.items
}
