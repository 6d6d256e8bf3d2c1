//! The exact signed request of every operation, by name and typed alike, for every set of its arguments.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use mediasnap_client::operation::{Location, Operation, Product};
use mediasnap_client::{SignedRequest, arguments};
use serde_json::Value;

use crate::products;
use crate::support::server::{Recorded, Reply, Server};
use crate::support::{argument_sets, builder, folder, operations, product_folder, snapshot, to};

/// A request as one would write it down, its query and form taken apart for readers of the snapshot.
fn render(signed: &SignedRequest) -> String {
    let mut text = format!("{} {}\n", signed.method, signed.url);
    for (name, value) in &signed.headers {
        writeln!(text, "{name}: {value}").unwrap();
    }
    if !signed.body.is_empty() {
        writeln!(text, "\n{}", std::str::from_utf8(&signed.body).unwrap()).unwrap();
    }
    text
}

#[tokio::test]
async fn signed_requests() {
    for (product, operation) in operations() {
        let transport = builder(product).transport(product).unwrap();
        let mut text = String::new();
        for (name, arguments) in argument_sets(product, operation) {
            let unsigned = arguments::build_request(operation, &arguments).unwrap();
            let signed = transport.sign(operation, &unsigned).await.unwrap();
            writeln!(text, "## {name}\n\n{}", render(&signed)).unwrap();
        }
        let name = format!("{}.{}", product.key, operation.id);
        snapshot("wire", &name, text.trim_end());
    }
}

/// What the HTTP library adds after signing.
const ADDED: [&str; 4] = ["accept", "accept-encoding", "user-agent", "content-length"];

/// `recorded` is `signed`: nothing lost, nothing changed, and only the HTTP library's own headers added.
fn is_as_signed(recorded: &Recorded, signed: &SignedRequest) {
    assert_eq!(recorded.method(), signed.method);
    let (path, query) = signed.url.split_once('?').unwrap_or((&signed.url, ""));
    assert!(
        path.ends_with(recorded.path()),
        "{path} went out as {}",
        recorded.path()
    );
    assert_eq!(recorded.query(), query);
    assert_eq!(recorded.body, signed.body);
    let mut left = recorded.headers();
    for (name, value) in &signed.headers {
        let position = left
            .iter()
            .position(|(own, text)| own.eq_ignore_ascii_case(name) && text == value);
        let position = position.unwrap_or_else(|| panic!("`{name}: {value}` was signed but not sent"));
        left.remove(position);
    }
    left.retain(|(name, _)| !ADDED.contains(&name.as_str()));
    assert_eq!(left, [], "headers that nobody signed");
}

#[tokio::test]
async fn typed_calls_and_calls_by_name_send_the_same_bytes() {
    let body = r#"{"Response": {"RequestId": "r"}}"#;
    let server = Server::constant(Reply::new(200, body)).await;
    for (product, operation) in operations() {
        let transport = to(product, &server.endpoint);
        for (name, arguments) in argument_sets(product, operation) {
            let place = format!("{} {} `{name}`", product.key, operation.id);
            let unsigned = arguments::build_request(operation, &arguments).unwrap();
            let signed = transport.sign(operation, &unsigned).await.unwrap();
            let by_name = transport.call(operation, &unsigned).await;
            by_name.unwrap_or_else(|error| panic!("{place}: {error}"));
            let typed = products::call(&transport, operation.id, &arguments).await;
            let typed = typed.unwrap_or_else(|| {
                panic!(
                    "{place}: add an arm for `{}` to tests/products/{}/typed.rs",
                    operation.id, product.key
                )
            });
            typed.unwrap_or_else(|error| panic!("{place}: {error}"));
            let [by_name, typed] = server.take().try_into().unwrap();
            assert_eq!(by_name, typed, "{place}: the typed call sends another request");
            is_as_signed(&by_name, &signed);
        }
    }
}

/// What arguments have to use, or do use: parameters as `Name`, properties of their objects as `Schema.Property`.
struct Coverage {
    spec: Value,
    names: BTreeSet<String>,
}

impl Coverage {
    fn new(product: &Product) -> Self {
        Self {
            spec: serde_json::from_str(product.spec).unwrap(),
            names: BTreeSet::new(),
        }
    }

    /// The component behind references and JSON strings, with its name.
    fn resolve(&self, schema: &Value) -> (String, Value) {
        let (mut name, mut schema) = (String::new(), schema.clone());
        loop {
            if let Some(shape) = schema.get("x-json-string") {
                schema = shape.clone();
            } else if let Some(reference) = schema["$ref"].as_str() {
                name = reference.rsplit('/').next().unwrap().to_owned();
                schema = self.spec.pointer(&reference[1..]).unwrap().clone();
            } else if schema["type"] == "array" {
                schema = schema["items"].clone();
            } else {
                return (name, schema);
            }
        }
    }

    /// Adds every member below `schema`; with a value, only those that it has.
    fn add(&mut self, schema: &Value, value: Option<&Value>) {
        if let Some(Value::Array(elements)) = value {
            for element in elements {
                self.add(schema, Some(element));
            }
            return;
        }
        let (name, schema) = self.resolve(schema);
        for (member, inner) in schema["properties"].as_object().into_iter().flatten() {
            match value.map(|value| value.get(member)) {
                Some(None) => {}
                Some(Some(value)) => {
                    self.names.insert(format!("{name}.{member}"));
                    self.add(inner, Some(value));
                }
                None => {
                    if self.names.insert(format!("{name}.{member}")) {
                        self.add(inner, None);
                    }
                }
            }
        }
    }

    /// The schema of a parameter, or of a member of the body.
    fn declared(&self, operation: &Operation, name: &str) -> Value {
        let items = self.spec["paths"].as_object().unwrap().values();
        let mut entries = items.flat_map(|item| item.as_object().unwrap().values());
        let entry = entries
            .find(|entry| entry["operationId"] == operation.id)
            .unwrap();
        let parameters = entry["parameters"].as_array().into_iter().flatten();
        let mut parameters = parameters.filter(|parameter| parameter["name"] == name);
        if let Some(parameter) = parameters.next() {
            return parameter["schema"].clone();
        }
        let content = entry["requestBody"]["content"].as_object().unwrap();
        let (_, body) = self.resolve(&content.values().next().unwrap()["schema"]);
        body["properties"][name].clone()
    }
}

#[test]
fn arguments_use_every_parameter_and_property() {
    for (product, operation) in operations() {
        let (mut wanted, mut used) = (Coverage::new(product), Coverage::new(product));
        for parameter in operation.parameters {
            if parameter.location != Location::Path {
                wanted.names.insert(parameter.name.to_owned());
                wanted.add(&wanted.declared(operation, parameter.name), None);
            }
        }
        for (_, arguments) in argument_sets(product, operation) {
            for (name, value) in &arguments {
                used.names.insert(name.clone());
                used.add(&used.declared(operation, name), Some(value));
            }
        }
        let missing: Vec<_> = wanted.names.difference(&used.names).collect();
        assert!(
            missing.is_empty(),
            "tests/products/{}/arguments/{}.json: no set uses {missing:?}",
            product.key,
            operation.id
        );
    }
}

#[test]
fn minimal_arguments_hold_what_is_required() {
    for (product, operation) in operations() {
        let (name, minimal) = argument_sets(product, operation).swap_remove(0);
        assert_eq!(name, "minimal");
        for parameter in operation.parameters {
            if parameter.required && parameter.location != Location::Path {
                let place = format!("{}/{}.json", product.key, operation.id);
                assert!(
                    minimal.contains_key(parameter.name),
                    "{place}: `{}` is required",
                    parameter.name
                );
            }
        }
    }
}

#[test]
fn every_file_of_arguments_belongs_to_an_operation() {
    for product in mediasnap::products() {
        for file in std::fs::read_dir(product_folder(product).join("arguments")).unwrap() {
            let file = file.unwrap().path();
            let id = file.file_stem().unwrap().to_str().unwrap();
            assert!(
                product.operation(id).is_some(),
                "{}: no such operation",
                file.display()
            );
        }
    }
}

#[test]
fn every_folder_belongs_to_a_product() {
    for entry in std::fs::read_dir(folder().join("products")).unwrap() {
        let path = entry.unwrap().path();
        let known = mediasnap::products()
            .iter()
            .any(|product| path.ends_with(product.key));
        assert!(known || path.is_file(), "{}: no such product", path.display());
    }
}
