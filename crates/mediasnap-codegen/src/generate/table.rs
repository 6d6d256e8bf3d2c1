//! The operation table: statics that describe a product to the transport, the command and the emulator.

use heck::{ToPascalCase, ToShoutySnakeCase};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Item, parse_quote};

use crate::error::Error;
use crate::value::{array, bool, fields, operations, reference, str};

const RULE: &str = "operation-table";

pub(super) fn items(document: &Value) -> Result<Vec<Item>, Error> {
    let mut statics = Vec::new();
    let mut names = Vec::new();
    for (_, method, entry) in operations(document) {
        let name = format_ident!("{}", str(entry, "operationId").to_shouty_snake_case());
        let doc = format!("`{}`: {}", str(entry, "operationId"), str(entry, "summary"));
        let value = operation(document, method, entry)?;
        statics.push(quote! { #[doc = #doc] pub static #name: Operation = #value; });
        names.push(name);
    }
    let product = product(document, &names);
    let doc = format!(
        "Description of {}: hosts, error codes and operations.",
        str(&document["info"], "title")
    );
    let items: syn::File = parse_quote! {
        #[doc = #doc]
        pub static PRODUCT: ::mediasnap_client::Product = #product;

        /// Descriptions of the operations.
        pub mod operations {
            use ::mediasnap_client::operation::*;
            #(#statics)*
        }
    };
    Ok(items.items)
}

fn product(document: &Value, names: &[syn::Ident]) -> TokenStream {
    let key = str(document, "x-product");
    let title = str(&document["info"], "title");
    let vendor = format_ident!("{}", str(document, "x-vendor").to_pascal_case());
    let service = str(document, "x-service");
    let version = str(&document["info"], "version");
    let dispatch = format_ident!("{}", str(document, "x-dispatch").to_pascal_case());
    let servers = array(document, "servers").iter().map(server);
    let errors = error_codes(document);
    let stated = std::iter::once(str(document, "x-default-region"));
    let templated = array(document, "servers")
        .iter()
        .map(|server| str(&server["variables"]["region"], "default"));
    let default_region = stated
        .chain(templated)
        .find(|region| !region.is_empty())
        .unwrap_or_default();
    let object_scheme = match str(document, "x-object-scheme") {
        "" => quote! { None },
        scheme => quote! { Some(#scheme) },
    };
    quote! {
        ::mediasnap_client::Product {
            key: #key,
            title: #title,
            vendor: ::mediasnap_client::operation::Vendor::#vendor,
            service: #service,
            version: #version,
            dispatch: ::mediasnap_client::operation::Dispatch::#dispatch,
            default_region: #default_region,
            object_scheme: #object_scheme,
            servers: { use ::mediasnap_client::operation::*; &[#(#servers),*] },
            errors: { use ::mediasnap_client::operation::*; #errors },
            operations: &[#(&operations::#names),*],
            spec: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json")),
        }
    }
}

fn server(server: &Value) -> TokenStream {
    let host = str(server, "url").trim_start_matches("https://");
    let mut regions: Vec<&str> = array(server, "x-regions")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    regions.extend(
        array(&server["variables"]["region"], "enum")
            .iter()
            .filter_map(Value::as_str),
    );
    let unlisted = array(server, "x-unlisted-regions")
        .iter()
        .filter_map(Value::as_str);
    let open = bool(server, "x-open-regions");
    quote! { Server { host: #host, regions: &[#(#regions),*], unlisted: &[#(#unlisted),*], open: #open } }
}

fn error_codes(holder: &Value) -> TokenStream {
    let codes = array(holder, "x-errors").iter().map(|error| {
        let code = str(error, "code");
        let kind = format_ident!("{}", str(error, "kind").to_pascal_case());
        let status = if let Some(status) = error
            .get("status")
            .and_then(Value::as_u64)
            .and_then(|status| u16::try_from(status).ok())
        {
            quote! { Some(#status) }
        } else {
            quote! { None }
        };
        let message = str(error, "description");
        quote! { ErrorCode { code: #code, status: #status, kind: ::mediasnap_client::ErrorKind::#kind, message: #message } }
    });
    quote! { &[#(#codes),*] }
}

fn operation(document: &Value, method: &str, entry: &Value) -> Result<TokenStream, Error> {
    let id = str(entry, "operationId");
    let action = match str(entry, "x-action") {
        "" => quote! { None },
        action => quote! { Some(#action) },
    };
    let method = method.to_ascii_uppercase();
    let path = str(entry, "x-path");
    let summary = str(entry, "summary");
    let docs = str(&entry["externalDocs"], "url");
    let idempotent = bool(entry, "x-idempotent");
    let has_response_body = bool(entry, "x-response-body");
    let success_status: u16 = str(entry, "x-success-status").parse().unwrap_or(200);
    let rate_limit = rate_limit(id, entry)?;
    let paging = paging(id, entry)?;
    let errors = error_codes(entry);
    let mut parameters: Vec<(String, TokenStream)> = array(entry, "x-credential-parameters")
        .iter()
        .filter_map(Value::as_str)
        .map(|name| {
            let row = quote! { Parameter { name: #name, location: Location::Path, encoding: Encoding::Plain, kind: Kind::Text, required: true } };
            (name.to_owned(), row)
        })
        .collect();
    for parameter in array(entry, "parameters") {
        let (name, location) = (str(parameter, "name"), str(parameter, "in"));
        let required = bool(parameter, "required");
        let row = parameter_row(
            document,
            name,
            location,
            str(parameter, "x-encoding"),
            &parameter["schema"],
            required,
        );
        parameters.push((name.to_owned(), row));
    }
    let (body, fields) = body(document, entry);
    parameters.extend(fields);
    // Calls by name send parameters in this order, typed calls in the generator's: both are alphabetical.
    parameters.sort_by(|(one, _), (other, _)| one.cmp(other));
    let parameters = parameters.into_iter().map(|(_, row)| row);
    Ok(quote! {
        Operation {
            id: #id,
            action: #action,
            method: #method,
            path: #path,
            summary: #summary,
            docs: #docs,
            idempotent: #idempotent,
            rate_limit: #rate_limit,
            paging: #paging,
            errors: #errors,
            parameters: &[#(#parameters),*],
            body: #body,
            has_response_body: #has_response_body,
            success_status: #success_status,
        }
    })
}

fn parameter_row(
    document: &Value,
    name: &str,
    location: &str,
    encoding: &str,
    schema: &Value,
    required: bool,
) -> TokenStream {
    let location = format_ident!("{}", location.to_pascal_case());
    let encoding = format_ident!(
        "{}",
        if encoding.is_empty() { "plain" } else { encoding }.to_pascal_case()
    );
    let kind = format_ident!("{}", kind(document, schema));
    quote! {
        Parameter { name: #name, location: Location::#location, encoding: Encoding::#encoding, kind: Kind::#kind, required: #required }
    }
}

fn kind(document: &Value, schema: &Value) -> &'static str {
    let resolved = match reference(schema) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    };
    if let Some(shape) = resolved.get("x-json-string") {
        return if reference(shape).is_some() {
            "Object"
        } else {
            "List"
        };
    }
    match str(resolved, "type") {
        "integer" => "Integer",
        "number" => "Number",
        "boolean" => "Boolean",
        "array" => "List",
        "object" => "Object",
        _ => "Text",
    }
}

fn body(document: &Value, entry: &Value) -> (TokenStream, Vec<(String, TokenStream)>) {
    for (media_type, location, variant) in [
        ("application/json", "body", "Json"),
        ("application/x-www-form-urlencoded", "form", "Form"),
    ] {
        let schema = &entry["requestBody"]["content"][media_type]["schema"];
        let Some(name) = reference(schema) else { continue };
        let schema = &document["components"]["schemas"][name];
        let required: Vec<&str> = array(schema, "required")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let rows = fields(schema, "properties")
            .into_iter()
            .map(|(member, property)| {
                let is_json = reference(property).is_some_and(|name| {
                    document["components"]["schemas"][name]
                        .get("x-json-string")
                        .is_some()
                });
                let encoding = if is_json { "json" } else { "plain" };
                let row = parameter_row(
                    document,
                    member,
                    location,
                    encoding,
                    property,
                    required.contains(&member.as_str()),
                );
                (member.clone(), row)
            })
            .collect();
        let variant = format_ident!("{variant}");
        return (quote! { Body::#variant }, rows);
    }
    (quote! { Body::None }, Vec::new())
}

fn rate_limit(id: &str, entry: &Value) -> Result<TokenStream, Error> {
    let Some(limit) = entry.get("x-rate-limit") else {
        return Ok(quote! { None });
    };
    let count = limit
        .get("limit")
        .and_then(Value::as_u64)
        .and_then(|count| u32::try_from(count).ok());
    match (count, str(limit, "per")) {
        (Some(count), "second") if count > 0 => Ok(quote! { Some(RateLimit { per_second: #count }) }),
        _ => Err(Error::new(
            id,
            RULE,
            "x-rate-limit must be {limit: N, per: second}",
        )),
    }
}

fn paging(id: &str, entry: &Value) -> Result<TokenStream, Error> {
    let Some(paging) = entry.get("x-paging") else {
        return Ok(quote! { None });
    };
    let member = |key: &str| {
        let name = str(paging, key);
        if name.is_empty() {
            Err(Error::new(
                id,
                RULE,
                format!("x-paging of style `{}` needs `{key}`", str(paging, "style")),
            ))
        } else {
            Ok(name)
        }
    };
    let style = match str(paging, "style") {
        "page" => {
            let (page, size) = (member("page")?, member("size")?);
            let first = paging.get("first").and_then(Value::as_i64).unwrap_or(1);
            quote! { PagingStyle::Page { page: #page, size: #size, first: #first } }
        }
        "offset" => {
            let (offset, limit) = (member("offset")?, member("limit")?);
            quote! { PagingStyle::Offset { offset: #offset, limit: #limit } }
        }
        "token" => {
            let (token, size, next) = (member("token")?, member("size")?, member("next")?);
            quote! { PagingStyle::Token { token: #token, size: #size, next: #next } }
        }
        "time" => {
            let (start, limit, next) = (member("start")?, member("limit")?, member("next")?);
            quote! { PagingStyle::Time { start: #start, limit: #limit, next: #next } }
        }
        other => return Err(Error::new(id, RULE, format!("x-paging: unknown style `{other}`"))),
    };
    let items = str(paging, "items");
    let total = match str(paging, "total") {
        "" => quote! { None },
        total => quote! { Some(#total) },
    };
    Ok(quote! { Some(Paging { style: #style, items: #items, total: #total }) })
}
