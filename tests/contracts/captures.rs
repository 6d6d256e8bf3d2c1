//! For the same arguments our clients send what the vendors' official SDKs were captured to send.

use std::collections::BTreeMap;

use mediasnap_client::operation::{Body, Encoding, Operation, Vendor};
use mediasnap_client::{ClientBuilder, SignedRequest, Transport, arguments};
use serde_json::{Value, json};

use crate::products;
use crate::support::server::{Reply, Server};
use crate::support::{builder, folder, identity, product, read_json, token_identity};
use crate::typed::Args;

/// Variants of captures that our transport does not send, each with the reason.
const SKIPPED: [(&str, &str); 3] = [
    (
        "get_tc3",
        "the transport sends Tencent calls as POST, which takes every argument",
    ),
    ("v1_hmacsha256_form", "the transport signs with TC3 only"),
    ("rpc_v2_hmacsha1", "the transport signs with ACS3 only"),
];

/// Arguments whose name in the Python SDK is not the wire name.
const RENAMED: [(&str, &str); 2] = [("x_language", "x-language"), ("thumbnail_url", "thumbnailUrl")];

/// Headers that are another client's own business: its library's, its name, its moment.
const IGNORED: [&str; 14] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "user-agent",
    // what makes each request unique
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-sdk-date",
    "x-tc-timestamp",
    "x-tc-traceid",
    // names of the SDK and of its credential provider
    "x-acs-credentials-provider",
    "x-tc-requestclient",
    // the hash of the body, which is compared decoded
    "x-acs-content-sha256",
];

struct Capture(Value);

impl Capture {
    fn all() -> Vec<Self> {
        let Value::Array(index) = read_json(&folder().join("captures/INDEX.json")) else {
            panic!("INDEX.json is no list")
        };
        index.into_iter().map(Self).collect()
    }

    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }

    fn product(&self) -> String {
        format!("{}-{}", self.text("vendor"), self.text("product"))
    }

    fn is_skipped(&self) -> bool {
        SKIPPED
            .iter()
            .any(|(variant, _)| self.text("variant") == *variant)
    }

    fn header(&self, name: &str) -> Option<&str> {
        let headers = self.0["headers"].as_array().unwrap();
        headers
            .iter()
            .find(|header| header[0].as_str().unwrap().eq_ignore_ascii_case(name))
            .map(|header| header[1].as_str().unwrap())
    }

    fn arguments(&self) -> Args {
        let given = self.0["sdk_call_args"].as_object().unwrap();
        given
            .iter()
            .map(|(name, value)| {
                let renamed = RENAMED.iter().find(|(own, _)| own == name);
                let name = renamed.map_or(name.as_str(), |(_, wire)| *wire);
                (name.to_owned(), value.clone())
            })
            .collect()
    }

    /// The arguments with JSON strings as values: the typed client and the call by name write both in one order.
    fn parsed_arguments(&self, operation: &Operation) -> Args {
        let parsed = |(name, value): (String, Value)| {
            let json = operation
                .parameter(&name)
                .is_some_and(|parameter| parameter.encoding == Encoding::Json);
            let value = value
                .as_str()
                .filter(|_| json)
                .map_or(value.clone(), |text| serde_json::from_str(text).unwrap());
            (name, value)
        };
        self.arguments().into_iter().map(parsed).collect()
    }

    /// A client set up as the SDK was: region, language, token.
    fn builder(&self) -> ClientBuilder {
        let product = product(&self.product());
        let mut builder = builder(product);
        if product.vendor == Vendor::Tencent {
            builder = match self.header("X-TC-Region") {
                Some(region) => ClientBuilder::new().region(region),
                None => ClientBuilder::new(),
            };
            // The SDKs of the two sites differ in their root domain.
            let (_, root) = self.header("Host").unwrap().split_once('.').unwrap();
            builder = builder
                .root_domain(root)
                .language(self.header("X-TC-Language").unwrap());
        }
        match self.text("variant") {
            "security_token" => builder.credentials(token_identity()),
            _ => builder.credentials(identity()),
        }
    }

    /// What must be the same, decoded, so that two spellings of one request are equal.
    fn meaning(&self) -> Value {
        let headers = self.0["headers"].as_array().unwrap().iter();
        let headers = headers.map(|header| (header[0].as_str().unwrap(), header[1].as_str().unwrap()));
        let mut query: Vec<(String, String)> =
            serde_json::from_value(self.0["query_decoded"].clone()).unwrap();
        for (_, value) in &mut query {
            // Python's spelling of a boolean; the documented one, and every other SDK's, is lower case
            if value == "True" {
                *value = "true".to_owned();
            }
        }
        let body = match &self.0["body_decoded"] {
            Value::Array(pairs) => sorted(
                pairs
                    .iter()
                    .map(|pair| serde_json::from_value(pair.clone()).unwrap()),
            ),
            body => body.clone(),
        };
        json!({
            "method": self.text("method"),
            "path": self.text("path"),
            "query": sorted(query),
            "headers": significant(headers),
            "body": body,
        })
    }
}

/// Pairs as a multiset.
fn sorted(pairs: impl IntoIterator<Item = (String, String)>) -> Value {
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort();
    json!(pairs)
}

fn significant<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, &'a str> {
    headers
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .filter(|(name, _)| !IGNORED.contains(&name.as_str()))
        .collect()
}

fn meaning(signed: &SignedRequest, body: Body) -> Value {
    let url = url::Url::parse(&signed.url).unwrap();
    let pairs = |pairs: url::form_urlencoded::Parse<'_>| sorted(pairs.into_owned().collect::<Vec<_>>());
    let headers = signed
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let body = match body {
        Body::Form => pairs(url::form_urlencoded::parse(&signed.body)),
        _ if signed.body.is_empty() => Value::Null,
        _ => serde_json::from_slice(&signed.body).unwrap(),
    };
    json!({
        "method": signed.method,
        "path": url.path(),
        "query": pairs(url.query_pairs()),
        "headers": significant(headers),
        "body": body,
    })
}

#[tokio::test]
async fn every_capture_is_reproduced() {
    let mut differences = Vec::new();
    let mut count = 0;
    for capture in Capture::all().iter().filter(|capture| !capture.is_skipped()) {
        let product = product(&capture.product());
        let operation = product.operation(capture.text("operation")).unwrap();
        let transport = capture.builder().transport(product).unwrap();
        let unsigned = arguments::build_request(operation, &capture.arguments()).unwrap();
        let signed = transport.sign(operation, &unsigned).await.unwrap();
        let (expected, got) = (capture.meaning(), meaning(&signed, operation.body));
        if expected != got {
            differences.push(format!(
                "{}\n  expected {expected}\n  got      {got}",
                capture.text("file")
            ));
        }
        count += 1;
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let files = std::fs::read_dir(folder().join("captures")).unwrap();
    let files = files.filter(|file| file.as_ref().unwrap().path().extension() == Some("http".as_ref()));
    let skipped = Capture::all()
        .iter()
        .filter(|capture| capture.is_skipped())
        .count();
    assert_eq!(
        count + skipped,
        files.count(),
        "INDEX.json does not list every file"
    );
}

/// The typed client, given the same arguments, makes the request that the call by name makes.
#[tokio::test]
async fn typed_calls_reproduce_them_too() {
    let server = Server::constant(Reply::new(200, r#"{"Response": {"RequestId": "r"}}"#)).await;
    for capture in Capture::all().iter().filter(|capture| !capture.is_skipped()) {
        let product = product(&capture.product());
        let operation = product.operation(capture.text("operation")).unwrap();
        let builder = capture
            .builder()
            .endpoint(&server.endpoint)
            .clock(crate::support::clock());
        let transport: Transport = builder.transport(product).unwrap();
        let arguments = with_floats(capture.parsed_arguments(operation));
        let unsigned = arguments::build_request(operation, &arguments).unwrap();
        transport.call(operation, &unsigned).await.unwrap();
        let typed = products::call(&transport, operation.id, &arguments).await;
        typed.unwrap().unwrap();
        let [by_name, typed] = server.take().try_into().unwrap();
        assert_eq!(by_name, typed, "{}", capture.text("file"));
    }
}

#[test]
fn what_is_skipped_exists() {
    for (variant, _) in SKIPPED {
        assert!(
            Capture::all()
                .iter()
                .any(|capture| capture.text("variant") == variant)
        );
    }
}

/// A list of numbers, some of which have a fraction, is one of floats: types know no other.
fn with_floats(arguments: Args) -> Args {
    fn convert(value: Value) -> Value {
        match value {
            Value::Array(elements) if elements.iter().any(Value::is_f64) => elements
                .iter()
                .map(|element| element.as_f64().map_or(Value::Null, Value::from))
                .collect(),
            Value::Array(elements) => elements.into_iter().map(convert).collect(),
            Value::Object(members) => members
                .into_iter()
                .map(|(name, member)| (name, convert(member)))
                .collect(),
            scalar => scalar,
        }
    }
    arguments
        .into_iter()
        .map(|(name, value)| (name, convert(value)))
        .collect()
}
