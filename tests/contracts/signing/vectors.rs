//! Every signing vector is reproduced: headers, URL, canonical request, string to sign, signature, parameters.

#![allow(clippy::unwrap_used, clippy::panic, reason = "that is how a test fails")]

use std::collections::BTreeMap;
use std::path::Path;

use chrono::DateTime;
use mediasnap_auth::verify::{ClockTolerance, KeyStore, ReceivedRequest, verify};
use mediasnap_auth::webhook::Notification;
use mediasnap_auth::{AccessKey, Secret, Vendor, cases};
use serde_json::Value;

/// The files of signing vectors. `webhooks.json` holds notifications.
const FILES: [&str; 3] = ["huaweicloud.json", "tencentcloud.json", "alibabacloud.json"];

fn vectors(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Notifications are signed as the vendors' documents say, and what was signed is taken for genuine.
#[test]
fn notifications() {
    let mut signed = 0;
    for vector in vectors("webhooks.json") {
        let text = |name: &str| vector["inputs"][name].as_str().unwrap_or_default();
        let number = |names: &[&str]| {
            let values = names.iter().map(|name| &vector["inputs"][*name]);
            let mut values =
                values.filter_map(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok()));
            values.next().unwrap()
        };
        let name = vector["name"].as_str().unwrap();
        let notification = match vector["scheme"].as_str().unwrap() {
            "alibaba-url" => Notification::AlibabaUrl {
                url: text("callback_url"),
            },
            "alibaba-domain" => Notification::AlibabaDomain {
                domain: text("callback_domain"),
            },
            "tencent-expiring" => Notification::TencentExpiring,
            "tencent-timestamped" => Notification::TencentTimestamped,
            "huawei-message" => Notification::HuaweiMessage {
                message: text("message"),
            },
            "huawei-stream" => Notification::HuaweiStream {
                event: text("event"),
                domain: text("domain"),
                app: text("app"),
                stream: text("stream"),
            },
            // Signed with a certificate's key: there is no value to compare with.
            "huawei-smn" => continue,
            other => panic!("{name}: what is {other}?"),
        };
        let time = number(&["timestamp", "expire_time", "t", "auth_timestamp"]);
        let key = ["key", "callback_key", "notify_key"].map(text).concat();
        let (key, expected) = (Secret::from(key), vector["expect"].as_str().unwrap());
        assert_eq!(notification.sign(&key, time), expected, "{name}");
        let (keys, now) = ([key], DateTime::from_timestamp(time, 0).unwrap());
        let window = std::time::Duration::from_secs(1);
        let verified = notification.verify(&keys, &time.to_string(), expected, now, window);
        assert_eq!(verified.is_ok(), !keys[0].is_empty(), "{name}");
        signed += 1;
    }
    assert_eq!(signed, 12);
}

/// Names in lower case, for comparing ignoring case.
fn lower(headers: &Value) -> BTreeMap<String, String> {
    let members = headers.as_object().unwrap().iter();
    members
        .map(|(name, value)| (name.to_ascii_lowercase(), value.as_str().unwrap().to_owned()))
        .collect()
}

/// A list of headers, names in lower case.
fn lower_pairs(headers: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    headers
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| (text(&pair[0]).to_ascii_lowercase(), text(&pair[1])))
        .collect()
}

struct OneKey(AccessKey);

impl KeyStore for OneKey {
    fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
        (id == self.0.id).then(|| self.0.clone())
    }
}

/// A URL with its query decoded, so that `+` and `%20` are the same.
fn decoded(url: &str) -> (String, Vec<String>) {
    let (head, query) = url.split_once('?').unwrap_or((url, ""));
    let decode = |text: &str| text.replace("%20", "+").replace("%2b", "%2B");
    (head.to_owned(), query.split('&').map(decode).collect())
}

struct Comparison<'a> {
    vector: &'a Value,
    result: &'a Value,
    differences: Vec<String>,
}

impl Comparison<'_> {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, expected: &T, got: &T) {
        if expected != got {
            self.differences.push(format!(
                "{}: {what}\n  expected {expected:?}\n  got      {got:?}",
                self.vector["name"]
            ));
        }
    }

    /// Whether signing the same request twice gives the official SDK two signatures.
    fn is_random(&self) -> bool {
        self.vector["expect"]["deterministic"] == false
    }

    /// Whether the vector is a whole client's request, of which the signer covers only the headers it must.
    fn is_filtered(&self) -> bool {
        self.vector["expect"]["authorization_filtered"].is_string()
    }

    fn headers(&mut self) {
        let expect = &self.vector["expect"];
        let mut expected = lower(&expect["headers"]);
        let mut got = lower(&self.result["headers"]);
        if self.is_filtered() {
            let authorization = expect["authorization_filtered"].as_str().unwrap();
            expected.insert("authorization".into(), authorization.into());
        }
        // the client's name for itself, which no case tells
        expected.remove("user-agent");
        if self.vector["algorithm"].as_str().unwrap().starts_with("Hmac") {
            // the vectors of this scheme list only the header that its client sets apart from the HTTP library
            assert_eq!(
                got.remove("host").as_deref(),
                self.vector["request"]["host"].as_str()
            );
        }
        if self.is_random() {
            for headers in [&mut expected, &mut got] {
                self.verifies(headers);
                let authorization = headers.get_mut("authorization").unwrap();
                let end = authorization.rfind('=').unwrap();
                authorization.truncate(end);
            }
        }
        self.same("headers", &expected, &got);
    }

    /// Both the signature of the vector and our own must verify under the key.
    fn verifies(&mut self, set: &BTreeMap<String, String>) {
        let request = &self.vector["request"];
        let own = lower_pairs(&request["headers"]);
        let headers: Vec<(&str, &str)> = own
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .chain(set.iter().map(|(name, value)| (&**name, &**value)))
            .collect();
        let url = self.vector["expect"]["url"].as_str().unwrap();
        let received = ReceivedRequest {
            method: request["method"].as_str().unwrap(),
            path: request["path"].as_str().unwrap(),
            query: url.split_once('?').map_or("", |(_, query)| query),
            headers: &headers,
            body: request["body"].as_str().unwrap_or_default().as_bytes(),
        };
        let text = |name: &str| self.vector["credentials"][name].as_str().unwrap();
        let keys = OneKey(AccessKey::new(text("ak"), text("sk")));
        let now = DateTime::from_timestamp(self.vector["time"]["epoch"].as_i64().unwrap(), 0).unwrap();
        if let Err(rejection) = verify(&received, &keys, now, ClockTolerance::default()) {
            self.differences
                .push(format!("{}: {rejection}", self.vector["name"]));
        }
    }

    fn texts(&mut self) {
        let expect = &self.vector["expect"];
        let canonical = if self.is_filtered() {
            "canonical_request_filtered"
        } else {
            "canonical_request"
        };
        self.same(
            "canonical request",
            &expect[canonical],
            &self.result["canonical_request"],
        );
        if self.is_filtered() {
            let authorization = expect["authorization_filtered"].as_str().unwrap();
            let signature = authorization.rsplit_once('=').unwrap().1.into();
            self.same("signature", &signature, &self.result["signature"]);
        } else {
            self.same(
                "string to sign",
                &expect["string_to_sign"],
                &self.result["string_to_sign"],
            );
            if !self.is_random() {
                self.same("signature", &expect["signature"], &self.result["signature"]);
            }
        }
    }

    fn url_and_params(&mut self) {
        let expect = &self.vector["expect"];
        if let Some(url) = expect["url"].as_str() {
            let got = self.result["url"].as_str().unwrap();
            if self.vector["vendor"] == "huaweicloud" {
                self.same("URL", &url, &got);
            } else {
                self.same("URL", &decoded(url), &decoded(got));
            }
        }
        if !self.result["params"].is_null() {
            let expected = if expect["params"].is_null() {
                &expect["query"]
            } else {
                &expect["params"]
            };
            self.same("parameters", expected, &self.result["params"]);
        } else if expect["params"].is_array() {
            self.differences
                .push(format!("{}: no parameters", self.vector["name"]));
        }
    }
}

#[test]
fn every_vector_is_reproduced() {
    let mut differences = Vec::new();
    let mut count = 0;
    for vector in FILES.into_iter().flat_map(vectors) {
        count += 1;
        let mut case = vector.clone();
        case.as_object_mut().unwrap().remove("expect");
        let result = serde_json::to_value(cases::run(&case.to_string())).unwrap();
        if !result["error"].is_null() {
            differences.push(format!("{}: {}", vector["name"], result["error"]));
            continue;
        }
        let mut comparison = Comparison {
            vector: &vector,
            result: &result,
            differences: Vec::new(),
        };
        comparison.headers();
        comparison.texts();
        comparison.url_and_params();
        differences.append(&mut comparison.differences);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(count, 134, "a vector was added or lost");
}

#[test]
fn a_wrong_case_is_told_without_its_values() {
    let wrong = [
        ("", "not JSON: it ends too early at line 1 column 0"),
        ("[]", "not an object"),
        ("{}", "algorithm is missing"),
        (
            r#"{"algorithm": "ROT13", "credentials": {"sk": "SENTINEL"}}"#,
            "unknown signature algorithm \"ROT13\"",
        ),
        (
            r#"{"algorithm": "HmacSHA1", "time": {"epoch": "SENTINEL"}}"#,
            "time.epoch is not an integer",
        ),
        (
            r#"{"algorithm": "HmacSHA1", "credentials": "SENTINEL"}"#,
            "credentials is not an object",
        ),
    ];
    for (line, error) in wrong {
        assert_eq!(cases::run(line).error(), Some(error), "{line}");
    }
    let line = r#"{"name": "n", "algorithm": "SDK-HMAC-SHA256", "time": {"epoch": 0}, "credentials": {"ak": "a"},
        "request": {"method": "GET", "host": "h", "path": "/", "headers": [["a", "SENTINEL"]]}}"#;
    let result = cases::run(line);
    assert_eq!(
        (result.name(), result.error()),
        ("n", Some("credentials.sk is missing"))
    );
    assert!(!format!("{result:?}").contains("SENTINEL"));
}
