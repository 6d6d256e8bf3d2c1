//! Decoded responses of typed calls: the documented examples, and one for every trap on the wire.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mediasnap_client::{Error, Operation, Product};
use serde_json::Value;

use crate::products;
use crate::support::server::{Reply, Server};
use crate::support::{minimal, product_folder, read_json, snapshot, to};
use crate::typed::Outcome;

/// A response of one operation.
pub(crate) struct SampleResponse {
    pub(crate) operation: &'static Operation,
    pub(crate) name: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl SampleResponse {
    fn reply(&self) -> Reply {
        let reply = Reply::new(self.status, self.body.as_bytes());
        self.headers
            .iter()
            .fold(reply, |reply, (name, value)| reply.with(name, value))
    }
}

/// The examples of responses in the spec of an operation.
pub(crate) fn examples(product: &Product, operation: &'static Operation) -> Vec<SampleResponse> {
    let spec: Value = serde_json::from_str(product.spec).unwrap();
    let items = spec["paths"].as_object().unwrap().values();
    let mut entries = items.flat_map(|item| item.as_object().unwrap().values());
    let entry = entries
        .find(|entry| entry["operationId"] == operation.id)
        .unwrap();
    let responses = entry["responses"].as_object().unwrap().iter();
    responses
        .filter_map(|(status, response)| {
            let example = response["content"]["application/json"].get("example")?;
            Some(SampleResponse {
                operation,
                name: format!("the spec's example of {status}"),
                status: status.replace('X', "0").parse().unwrap(),
                headers: Vec::new(),
                body: example.to_string(),
            })
        })
        .collect()
}

/// The responses of `responses.json`.
pub(crate) fn traps(product: &Product) -> Vec<SampleResponse> {
    let path = product_folder(product).join("responses.json");
    let Value::Array(list) = read_json(&path) else {
        panic!("{}: not a list", path.display())
    };
    assert!(
        !list.is_empty(),
        "{}: add responses that are hard to decode",
        path.display()
    );
    list.into_iter()
        .map(|entry| {
            let id = entry["operation"].as_str().unwrap();
            let operation = product.operation(id);
            let headers = entry["headers"].as_object().into_iter().flatten();
            SampleResponse {
                operation: operation.unwrap_or_else(|| panic!("{}: `{id}`", path.display())),
                name: entry["name"].as_str().unwrap().to_owned(),
                status: entry["status"]
                    .as_u64()
                    .map_or(200, |status| status.try_into().unwrap()),
                headers: headers
                    .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                    .collect(),
                body: match entry["text"].as_str() {
                    Some(text) => text.to_owned(),
                    None => entry["body"].to_string(),
                },
            }
        })
        .collect()
}

/// Makes the typed call of the operation that returns `response`.
pub(crate) async fn receive(product: &'static Product, response: &SampleResponse) -> Result<Outcome, Error> {
    let server = Server::constant(response.reply()).await;
    let transport = to(product, &server.endpoint);
    let arguments = minimal(product, response.operation);
    let outcome = products::call(&transport, response.operation.id, &arguments)
        .await
        .unwrap();
    assert_eq!(server.take().len(), 1, "{}: one request", response.name);
    outcome
}

fn render(response: &SampleResponse, outcome: &Result<Outcome, Error>) -> String {
    let mut text = format!("## {}\n\nHTTP {}\n", response.name, response.status);
    for (name, value) in &response.headers {
        writeln!(text, "{name}: {value}").unwrap();
    }
    writeln!(text, "{}\n", response.body).unwrap();
    match outcome {
        Ok(outcome) => {
            writeln!(text, "request id {:?}", outcome.request_id).unwrap();
            // what is absent would hide what is there
            let lines = outcome.debug.lines();
            for line in lines.filter(|line| !line.ends_with(": None,") && !line.ends_with("extra: {},")) {
                writeln!(text, "{line}").unwrap();
            }
        }
        Err(error) => {
            writeln!(text, "{error}").unwrap();
            let facts = [
                ("kind", format!("{:?}", error.kind())),
                ("code", format!("{:?}", error.code())),
                ("request id", format!("{:?}", error.request_id())),
                ("message", format!("{:?}", error.message())),
                ("retry after", format!("{:?}", error.retry_after())),
                ("retryable", error.is_retryable().to_string()),
            ];
            for (name, value) in facts {
                writeln!(text, "  {name}: {value}").unwrap();
            }
        }
    }
    text
}

#[tokio::test]
async fn examples_and_traps() {
    for product in mediasnap::products() {
        let mut responses: BTreeMap<&str, Vec<SampleResponse>> = BTreeMap::new();
        for operation in product.operations {
            let examples = examples(product, operation);
            responses.entry(operation.id).or_default().extend(examples);
        }
        for response in traps(product) {
            responses.entry(response.operation.id).or_default().push(response);
        }
        for (id, responses) in responses {
            let mut text = String::new();
            for response in &responses {
                let outcome = receive(product, response).await;
                writeln!(text, "{}", render(response, &outcome)).unwrap();
            }
            if !responses.is_empty() {
                snapshot("decode", &format!("{}.{id}", product.key), text.trim_end());
            }
        }
    }
}

/// The response is available byte for byte, whatever the typed value holds.
#[tokio::test]
async fn the_answer_itself_is_kept() {
    for product in mediasnap::products() {
        for response in traps(product) {
            match receive(product, &response).await {
                Ok(outcome) => {
                    assert_eq!(outcome.raw, response.body.as_bytes(), "{}", response.name);
                    assert_eq!(outcome.json, serde_json::from_str(&response.body).ok());
                    assert_eq!(outcome.status, response.status);
                    assert_eq!(outcome.attempts, 1);
                }
                Err(error) => {
                    assert_eq!(
                        error.response_body(),
                        Some(response.body.as_bytes()),
                        "{}",
                        response.name
                    );
                    assert_eq!(error.status(), Some(response.status), "{}", response.name);
                    assert_eq!(error.product(), Some(product.key));
                    assert_eq!(error.operation(), Some(response.operation.id));
                    assert_eq!(error.attempts(), 1, "{}", response.name);
                }
            }
        }
    }
}

/// Which operations have examples is in the snapshots.
#[test]
fn every_spec_has_an_example_of_a_response() {
    for product in mediasnap::products() {
        let mut operations = product.operations.iter();
        let found = operations.any(|operation| !examples(product, operation).is_empty());
        assert!(found, "{}: no response has an example", product.key);
    }
}
