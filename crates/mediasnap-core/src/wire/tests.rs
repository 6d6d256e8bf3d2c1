//! Tests of tolerant decoding.

use serde::Serialize;
use serde_json::{Value, json};

use super::{DecodeError, UndocumentedFields, decode};

#[derive(Debug, PartialEq, Serialize)]
struct Job {
    id: String,
    count: Option<i64>,
    title: Option<String>,
    inner: Option<Inner>,
    names: Option<Vec<String>>,
    parts: Option<Vec<Inner>>,
    #[serde(flatten)]
    extra: UndocumentedFields,
}

crate::decode_object!(Job {
    or_default id = "id",
    optional count = "count",
    optional title = "title",
    optional inner = "inner",
    optional names = "names",
    optional parts = "parts",
} extra);
crate::decode_as_declared!(Job);

#[derive(Debug, PartialEq, Serialize)]
struct Inner {
    a: Option<i64>,
}

crate::decode_object!(Inner { optional a = "a" });
crate::decode_as_declared!(Inner);

/// Returns what a body decodes to without what is absent, and its misfits.
fn read(body: &[u8]) -> (Value, Vec<String>) {
    let decoded = decode::<Job>(body).unwrap();
    let mut value = serde_json::to_value(&decoded.value).unwrap();
    let members = value.as_object_mut().unwrap();
    members.retain(|_, member| !member.is_null());
    (value, decoded.misfits.iter().map(ToString::to_string).collect())
}

#[test]
fn whatever_does_not_fit_is_named_and_the_rest_is_kept() {
    for (body, value, misfits) in [
        (r#"{"id":1,"count":"7"}"#, json!({"id":"1","count":7}), &[][..]),
        (
            r#"{"id":"a","id":"b","count":{},"count":2}"#,
            json!({"id":"b","count":2}),
            &[],
        ),
        (
            r#"{"id":"b","count":{"x":1},"count":2}"#,
            json!({"id":"b","count":2}),
            &[],
        ),
        (
            r#"{"id":"a","inner":"","names":{},"parts":false,"count":[]}"#,
            json!({"id":"a"}),
            &[],
        ),
        (
            r#"{"id":"a","inner":[{"a":1}],"parts":{"a":2}}"#,
            json!({"id":"a","inner":{"a":1},"parts":[{"a":2}]}),
            &[],
        ),
        (
            r#"{"id":"a","inner":"{\"a\":\"1\",\"b\":\"\\ud83d\"}"}"#,
            json!({"id":"a","inner":{"a":1}}),
            &[],
        ),
        (
            r#"{"id":"a","title":"x\ud83d","new":"\ud83d"}"#,
            json!({"id":"a","title":"x\u{fffd}","new":"\u{fffd}"}),
            &[],
        ),
        (
            r#"{"id":"a","inner":5,"names":["x",{"y":1},"z"],"parts":[{"a":"q"},7,{"a":1}],"count":"many"}"#,
            json!({"id":"a","names":["x","z"],"parts":[{"a":null},{"a":1}]}),
            &[
                "inner: expected an object, found a number",
                "names[1]: expected a string, found an object",
                "parts[0].a: expected an integer, found a string",
                "parts[1]: expected an object, found a number",
                "count: expected an integer, found a string",
            ],
        ),
        (
            r#"{"id":{"x":1},"count":1e400,"inner":[{},{}]}"#,
            json!({"id":""}),
            &[
                "id: expected a string, found an object",
                "count: expected an integer, found a number",
                "inner: expected an object, found a list",
            ],
        ),
    ] {
        let (decoded, found) = read(body.as_bytes());
        assert_eq!(decoded, value, "{body}");
        assert_eq!(found, misfits, "{body}");
        let marked = [b"\xef\xbb\xbf", body.as_bytes()].concat();
        assert_eq!(read(&marked).0, value, "{body}");
    }
    assert_eq!(read(b"{\"id\":\"\xff\"}").0, json!({"id":"\u{fffd}"}));
}

#[test]
fn no_json_is_told_from_json_that_does_not_fit() {
    for body in ["", "<html>", "{", r#"{"id":"a"} x"#] {
        assert_eq!(
            decode::<Job>(body.as_bytes()),
            Err(DecodeError::NotJson),
            "{body}"
        );
    }
    let Err(DecodeError::Unfit(misfit)) = decode::<Job>(b"7") else {
        panic!("decoded")
    };
    assert_eq!(misfit.to_string(), "expected an object, found a number");
}

#[test]
fn undocumented_fields_are_kept_as_text() {
    let decoded = decode::<Job>(br#"{"id":"a","new": {"n": 1.10}, "inner": 5}"#).unwrap();
    assert_eq!(decoded.value.extra.text("new"), Some(r#"{"n": 1.10}"#));
    assert_eq!(decoded.value.extra.get("new"), Some(json!({"n": 1.1})));
}
