//! What typed calls make of answers: the documents' own examples, and one for every trap on the wire.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use mediasnap_client::{Error, Operation, Product};
use serde_json::Value;

use crate::products;
use crate::support::server::{Reply, Server};
use crate::support::{minimal, product_folder, read_json, snapshot, to};
use crate::typed::Outcome;

/// An answer to one operation.
pub(crate) struct Answer {
    pub(crate) operation: &'static Operation,
    pub(crate) name: String,
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    fn reply(&self) -> Reply {
        let reply = Reply::new(self.status, self.body.as_bytes());
        self.headers
            .iter()
            .fold(reply, |reply, (name, value)| reply.with(name, value))
    }
}

/// The examples that the spec gives for the answers of an operation.
fn examples(product: &Product, operation: &'static Operation) -> Vec<Answer> {
    let spec: Value = serde_json::from_str(product.spec).unwrap();
    let items = spec["paths"].as_object().unwrap().values();
    let mut entries = items.flat_map(|item| item.as_object().unwrap().values());
    let entry = entries
        .find(|entry| entry["operationId"] == operation.id)
        .unwrap();
    let answers = entry["responses"].as_object().unwrap().iter();
    answers
        .filter_map(|(status, answer)| {
            let example = answer["content"]["application/json"].get("example")?;
            Some(Answer {
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
pub(crate) fn traps(product: &Product) -> Vec<Answer> {
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
            Answer {
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

/// Makes the typed call of the operation that `answer` answers.
pub(crate) async fn receive(product: &'static Product, answer: &Answer) -> Result<Outcome, Error> {
    let server = Server::constant(answer.reply()).await;
    let transport = to(product, &server.endpoint);
    let arguments = minimal(product, answer.operation);
    let outcome = products::call(&transport, answer.operation.id, &arguments)
        .await
        .unwrap();
    assert_eq!(server.take().len(), 1, "{}: one request", answer.name);
    outcome
}

fn render(answer: &Answer, outcome: &Result<Outcome, Error>) -> String {
    let mut text = format!("## {}\n\nHTTP {}\n", answer.name, answer.status);
    for (name, value) in &answer.headers {
        writeln!(text, "{name}: {value}").unwrap();
    }
    writeln!(text, "{}\n", answer.body).unwrap();
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
        let mut answers: BTreeMap<&str, Vec<Answer>> = BTreeMap::new();
        for operation in product.operations {
            let examples = examples(product, operation);
            answers.entry(operation.id).or_default().extend(examples);
        }
        for answer in traps(product) {
            answers.entry(answer.operation.id).or_default().push(answer);
        }
        for (id, answers) in answers {
            let mut text = String::new();
            for answer in &answers {
                let outcome = receive(product, answer).await;
                writeln!(text, "{}", render(answer, &outcome)).unwrap();
            }
            if !answers.is_empty() {
                snapshot("decode", &format!("{}.{id}", product.key), text.trim_end());
            }
        }
    }
}

/// Whatever the typed value holds, the answer itself is there, to the byte.
#[tokio::test]
async fn the_answer_itself_is_kept() {
    for product in mediasnap::products() {
        for answer in traps(product) {
            match receive(product, &answer).await {
                Ok(outcome) => {
                    assert_eq!(outcome.raw, answer.body.as_bytes(), "{}", answer.name);
                    assert_eq!(outcome.json, serde_json::from_str(&answer.body).ok());
                    assert_eq!(outcome.status, answer.status);
                    assert_eq!(outcome.attempts, 1);
                }
                Err(error) => {
                    assert_eq!(
                        error.response_body(),
                        Some(answer.body.as_bytes()),
                        "{}",
                        answer.name
                    );
                    assert_eq!(error.status(), Some(answer.status), "{}", answer.name);
                    assert_eq!(error.product(), Some(product.key));
                    assert_eq!(error.operation(), Some(answer.operation.id));
                    assert_eq!(error.attempts(), 1, "{}", answer.name);
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
