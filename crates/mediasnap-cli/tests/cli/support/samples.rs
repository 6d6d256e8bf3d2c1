//! Samples of all products: operations with minimal arguments, and the jobs of the conformance cases as options.

use std::path::Path;

use mediasnap::Config;
use mediasnap::conformance::Case;
use mediasnap::runtime::auth::AccessKey;
use mediasnap::runtime::{Operation, Product};
use serde_json::Value;

use crate::support::emulator::Running;

/// An operation with its minimal arguments.
#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) product: &'static Product,
    pub(crate) operation: &'static Operation,
    pub(crate) input: Value,
}

impl Sample {
    /// The arguments on the command line, with `text` in place of each string.
    pub(crate) fn input_with(&self, text: &str) -> String {
        let mut input = self.input.clone();
        replace_strings(&mut input, text);
        input.to_string()
    }

    /// Whether an argument is a string.
    pub(crate) fn has_string(&self) -> bool {
        self.input_with("") != self.input_with("x")
    }
}

fn replace_strings(value: &mut Value, text: &str) {
    match value {
        Value::String(string) => text.clone_into(string),
        Value::Array(elements) => elements
            .iter_mut()
            .for_each(|element| replace_strings(element, text)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| replace_strings(member, text)),
        _ => {}
    }
}

/// Every operation of every product. None where the packaged crate stands alone.
pub(crate) fn operations() -> Vec<Sample> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let products = mediasnap::products()
        .iter()
        .filter(|_| workspace.join("tests").exists());
    let operations = products.flat_map(|product| {
        let of_product = |operation| (*product, operation);
        product.operations.iter().copied().map(of_product)
    });
    operations
        .map(|(product, operation)| {
            let file = format!("tests/products/{}/arguments/{}.json", product.key, operation.id);
            let text = std::fs::read_to_string(workspace.join(file)).unwrap();
            let sets: Value = serde_json::from_str(&text).unwrap();
            let input = sets["minimal"].clone();
            Sample {
                product,
                operation,
                input,
            }
        })
        .collect()
}

/// The first operation of each product that `accept` takes.
pub(crate) fn first_of_each(accept: impl Fn(&Sample) -> bool) -> Vec<Sample> {
    let mut found: Vec<Sample> = Vec::new();
    for sample in operations() {
        let is_new = found.iter().all(|other| other.product.key != sample.product.key);
        if is_new && accept(&sample) {
            found.push(sample);
        }
    }
    if let Some(sample) = found.first() {
        assert_eq!(found.len(), mediasnap::products().len(), "{}", sample.product.key);
    }
    found
}

/// The product of a case.
pub(crate) fn product(case: &Case) -> &'static Product {
    let mut products = mediasnap::products().iter();
    products
        .find(|product| product.key == case.product.as_str())
        .unwrap()
}

/// The options of `submit` for a case: those of its frames, and all others. What it needs is made on the emulator.
pub(crate) fn submit_options(case: &Case, emulator: &Running) -> (Vec<String>, Vec<String>) {
    let config = Config::new()
        .endpoint(&emulator.url)
        .region(product(case).default_region)
        .credentials(AccessKey::new("EMULATORAK", "emulator-secret-key"))
        .project_id("0123456789abcdef0123456789abcdef");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let request = runtime.block_on(case.prepare(&config)).unwrap();
    let request = serde_json::to_value(request).unwrap();
    let mut others = Vec::new();
    let mut option = |name: &str, value: String| others.extend([format!("--{name}"), value]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let pair = |value: &Value, first: &str, second: &str| {
        format!("{}/{}", text(&value[first]), text(&value[second]))
    };
    let source = &request["source"];
    match case.source.as_str() {
        "media" => option("media", text(&source["media"]["id"])),
        "object" => option("object", pair(&source["object"], "bucket", "key")),
        "stream" => option("stream", text(&source["stream"]["url"])),
        _ => {
            let board = &source["whiteboard"];
            option(
                "whiteboard",
                format!("{}/{}", board["application"], board["room"]),
            );
        }
    }
    if request["output"].is_object() {
        option("to", pair(&request["output"], "bucket", "directory"));
    }
    for (name, value) in [
        ("to-endpoint", &request["output"]["endpoint"]),
        ("template", &request["template"]),
        ("name", &request["name"]),
    ] {
        if value.is_string() {
            option(name, text(value));
        }
    }
    (frame_options(&request["frames"]), others)
}

fn frame_options(frames: &Value) -> Vec<String> {
    let seconds = |time: &Value| format!("{}s", time["secs"]);
    let mut options = Vec::new();
    if let Some(times) = frames["at"].as_array() {
        let times: Vec<String> = times.iter().map(seconds).collect();
        options.extend(["--at".to_owned(), times.join(",")]);
    }
    let every = &frames["every"];
    if every.is_object() {
        options.extend(["--every".to_owned(), seconds(&every["interval"])]);
        options.extend(["--count".to_owned(), every["count"].to_string()]);
    }
    options
}
