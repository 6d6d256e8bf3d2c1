//! One field of a response in a wrong shape: the others are kept, and the misfit is named.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use mediasnap_client::operation::Vendor;
use mediasnap_client::wire::decode;
use mediasnap_client::{Operation, Product, decode_as_declared, decode_object};
use serde_json::{Value, json};

use crate::decode::{SampleResponse, examples, traps};
use crate::products;
use crate::support::server::{Reply, Server};
use crate::support::{minimal, to};
use crate::typed::Outcome;

/// Stands in a body for bytes that `serde_json` does not write.
const MARK: &str = "@@mark@@";

/// A step from a value to one in it.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(String),
    Entry(usize),
}

/// The paths of all values in `value`.
fn paths(value: &Value, path: &[Step], all: &mut Vec<Vec<Step>>) {
    let steps: Vec<(Step, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (Step::Member(name.clone()), member))
            .collect(),
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .map(|(index, entry)| (Step::Entry(index), entry))
            .collect(),
        _ => Vec::new(),
    };
    for (step, inner) in steps {
        let inner_path = [path, &[step]].concat();
        paths(inner, &inner_path, all);
        all.push(inner_path);
    }
}

fn at<'a>(value: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        // A lone element decodes into a list.
        Step::Member(name) if value.is_array() => value.get_mut(0)?.get_mut(name),
        Step::Member(name) => value.get_mut(name),
        Step::Entry(index) => value.get_mut(index),
    })
}

/// Removes null from lists, which the typed ones do not have.
fn without_null_entries(value: Value) -> Value {
    match value {
        Value::Array(entries) => {
            let entries = entries.into_iter().filter(|entry| !entry.is_null());
            entries.map(without_null_entries).collect()
        }
        Value::Object(members) => {
            let members = members.into_iter();
            members
                .map(|(name, member)| (name, without_null_entries(member)))
                .collect()
        }
        scalar => scalar,
    }
}

/// Removes the value at `path`, in whatever list it is: the others may have moved up.
fn without(mut value: Value, path: &[Step], dropped: bool) -> Value {
    let Some((last, parents)) = path.split_last() else {
        return Value::Null;
    };
    let holder = match at(&mut value, parents) {
        Some(Value::Array(entries)) if matches!(last, Step::Member(_)) => entries.first_mut(),
        holder => holder,
    };
    match (holder, last) {
        (Some(Value::Object(members)), Step::Member(name)) => {
            members.remove(name);
        }
        (Some(Value::Array(entries)), Step::Entry(index)) if !dropped => {
            entries.remove(*index);
        }
        _ => {}
    }
    value
}

fn named(path: &[Step]) -> String {
    path.iter().fold(String::new(), |text, step| match step {
        Step::Member(name) if text.is_empty() => name.clone(),
        Step::Member(name) => format!("{text}.{name}"),
        Step::Entry(index) => format!("{text}[{index}]"),
    })
}

/// Bodies with something else at `path`, and whether it stands for an absent value.
fn mutations(body: &Value, path: &[Step]) -> Vec<(Vec<u8>, bool)> {
    let with = |wrong: Value| {
        let mut mutated = body.clone();
        *at(&mut mutated, path).unwrap() = wrong;
        mutated.to_string()
    };
    let mut all = Vec::new();
    for absent in [json!(""), json!([]), json!({}), json!(false), json!(null)] {
        all.push((with(absent).into_bytes(), true));
    }
    for wrong in [
        json!(17),
        json!("wrong"),
        json!(["wrong"]),
        json!({ "wrong": { "wrong": 1 } }),
        json!([{ "wrong": 1 }]),
        json!([{ "wrong": 1 }, 2]),
        json!("{\"wrong\":1}"),
    ] {
        all.push((with(wrong).into_bytes(), false));
    }
    let marked = with(MARK.into());
    all.push((marked.replace(MARK, "a\\ud83d").into_bytes(), false));
    let (before, after) = marked.split_once(MARK).unwrap();
    all.push(([before.as_bytes(), b"\xff", after.as_bytes()].concat(), false));
    all
}

/// A body in which the member at `path` comes twice, the wrong one first.
fn doubled(body: &Value, path: &[Step]) -> Option<Vec<u8>> {
    let Some(Step::Member(name)) = path.last() else {
        return None;
    };
    let mut mutated = body.clone();
    let right = std::mem::replace(at(&mut mutated, path)?, MARK.into());
    let marked = format!("\"{MARK}\"");
    let twice = format!("{{\"wrong\":[]}},{}:{right}", Value::from(name.as_str()));
    Some(mutated.to_string().replace(&marked, &twice).into_bytes())
}

/// Whether the rest of a response decides what it is: Tencent's wrapper, and the error in it.
fn decides(product: &Product, path: &[Step]) -> bool {
    let error = Step::Member("Error".to_owned());
    product.vendor == Vendor::Tencent && (path.len() == 1 || path.get(1) == Some(&error))
}

/// Sends bodies to the typed call of one operation.
struct Harness {
    server: Server,
    body: Arc<Mutex<Vec<u8>>>,
}

impl Harness {
    async fn start() -> Self {
        let body = Arc::new(Mutex::new(Vec::new()));
        let shared = body.clone();
        let server = Server::start(move |_, _| Reply::new(200, shared.lock().unwrap().clone())).await;
        Self { server, body }
    }

    async fn decode(&self, product: &'static Product, operation: &Operation, body: &[u8]) -> Outcome {
        *self.body.lock().unwrap() = body.to_vec();
        let transport = to(product, &self.server.endpoint);
        let arguments = minimal(product, operation);
        let call = products::call(&transport, operation.id, &arguments);
        let outcome = call.await.unwrap();
        outcome.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(body)))
    }
}

#[tokio::test]
async fn one_wrong_field_costs_no_other() {
    let harness = Harness::start().await;
    let mut count = 0;
    for product in mediasnap::products() {
        let mut samples: Vec<SampleResponse> = traps(product);
        for operation in product.operations {
            samples.extend(examples(product, operation));
        }
        for sample in samples.iter().filter(|sample| sample.status == 200) {
            let Ok(body) = serde_json::from_str::<Value>(&sample.body).map(without_null_entries) else {
                continue;
            };
            let is_error = body.pointer("/Response/Error").is_some()
                || (product.vendor == Vendor::Tencent && !body["Response"].is_object());
            if !sample.operation.has_response_body || !body.is_object() || is_error {
                continue;
            }
            let operation = sample.operation;
            let good = harness
                .decode(product, operation, body.to_string().as_bytes())
                .await;
            let mut all = Vec::new();
            paths(&body, &[], &mut all);
            for path in all.iter().filter(|path| !decides(product, path)) {
                for (mutated, absent) in mutations(&body, path) {
                    let outcome = harness.decode(product, operation, &mutated).await;
                    check(&good, &outcome, path, absent, &mutated);
                    count += 1;
                }
                if let Some(mutated) = doubled(&body, path) {
                    let outcome = harness.decode(product, operation, &mutated).await;
                    let text = String::from_utf8_lossy(&mutated);
                    assert_eq!(outcome.value, good.value, "the last one counts: {text}");
                    assert_eq!(outcome.misfits, good.misfits, "{text}");
                }
            }
        }
    }
    assert!(count > 5_000, "{count} mutations");
}

fn check(good: &Outcome, outcome: &Outcome, path: &[Step], absent: bool, mutated: &[u8]) {
    let text = String::from_utf8_lossy(mutated);
    let place = named(path);
    assert_eq!(outcome.raw, mutated);
    for misfit in outcome
        .misfits
        .iter()
        .filter(|misfit| !good.misfits.contains(misfit))
    {
        assert!(misfit.is_within(&place), "{misfit}, not at {place}: {text}");
        assert!(
            !absent || misfit.path != place,
            "{misfit} stands for absent: {text}"
        );
    }
    // The wrong value may be within what the type takes as a whole, such as a field without a schema.
    let mut value = outcome.value.clone();
    let kept = at(&mut value, path).is_some_and(|value| !value.is_null());
    let known = at(&mut good.value.clone(), path).is_some();
    let dropped = matches!(path.last(), Some(Step::Entry(_))) && outcome.value != good.value && {
        let list = |outcome: &Outcome| {
            let mut value = outcome.value.clone();
            at(&mut value, &path[..path.len() - 1]).and_then(|list| list.as_array().map(Vec::len))
        };
        list(outcome) < list(good)
    };
    assert_eq!(
        without(outcome.value.clone(), path, dropped),
        without(good.value.clone(), path, false),
        "at {place}: {text}"
    );
    if known && !absent && (!kept || dropped) {
        let named = outcome.misfits.iter().any(|misfit| misfit.is_within(&place));
        assert!(named, "{place} is left out, and no misfit says so: {text}");
    }
}

/// One field of each kind.
#[derive(Debug, PartialEq, serde::Serialize)]
struct Kinds {
    object: Option<Part>,
    list: Option<Vec<Part>>,
    string: Option<String>,
    integer: Option<i64>,
    number: Option<f64>,
    boolean: Option<bool>,
}

decode_object!(Kinds {
    optional object = "object",
    optional list = "list",
    optional string = "string",
    optional integer = "integer",
    optional number = "number",
    optional boolean = "boolean",
});

#[derive(Debug, PartialEq, serde::Serialize)]
struct Part {
    a: Option<i64>,
}

decode_object!(Part { optional a = "a" });
decode_as_declared!(Part);

/// The table of the client's README.
#[test]
fn the_table_says_what_counts_as_absent() {
    let kinds = ["object", "list", "string", "integer", "number", "boolean"];
    let mut table = format!(
        "| received | {} |\n|{}\n",
        kinds.join(" | "),
        " --- |".repeat(kinds.len() + 1)
    );
    for received in [
        "null",
        "\"\"",
        "[]",
        "{}",
        "false",
        "true",
        "7",
        "\"7\"",
        "\"x\"",
        r#"{"a":7}"#,
        r#"[{"a":7}]"#,
        r#""{\"a\":7}""#,
        "[5]",
    ] {
        let cells = kinds.map(|kind| {
            let body = format!("{{\"{kind}\":{received}}}");
            let decoded = decode::<Kinds>(body.as_bytes()).unwrap();
            let value = serde_json::to_value(&decoded.value).unwrap();
            match (&value[kind], decoded.misfits.as_slice()) {
                (Value::Null, []) => "absent".to_owned(),
                (Value::Null, _) => "misfit".to_owned(),
                (value, []) => format!("`{value}`"),
                (value, _) => format!("`{value}`, misfit"),
            }
        });
        let _ = writeln!(table, "| `{received}` | {} |", cells.join(" | "));
    }
    let readme = include_str!("../../crates/mediasnap-client/README.md");
    assert!(
        readme.contains(&table),
        "crates/mediasnap-client/README.md should hold:\n\n{table}"
    );
}
