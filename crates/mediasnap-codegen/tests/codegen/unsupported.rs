//! What the generator itself cannot take is an error that names the operation, not a panic.

use serde_json::{Value, json};

use crate::spec::{lowered, path_api};

const LIST: &str = "/v1/project_id/things";

/// The message of generating `change`d lowered specs.
fn message(change: impl FnOnce(&mut Value)) -> (String, String) {
    let mut document = lowered(&path_api());
    change(&mut document);
    let error = mediasnap_codegen::generate(&document).unwrap_err();
    assert!(!error.rule.is_empty(), "{error}");
    (error.place.clone(), error.to_string())
}

#[test]
fn several_error_types() {
    let (place, _) = message(|document| {
        let answer = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Image" } } });
        document["paths"][LIST]["get"]["responses"]["4XX"]["content"] = answer;
    });
    assert_eq!(place, "ListThings");
}

#[test]
fn several_success_types() {
    let (place, _) = message(|document| {
        let answer = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Image" } } });
        document["paths"][LIST]["get"]["responses"]["202"] =
            json!({ "description": "Later.", "content": answer });
    });
    assert_eq!(place, "ListThings");
}

#[test]
fn parameter_content() {
    let (place, _) = message(|document| {
        let parameter = &mut document["paths"][LIST]["get"]["parameters"][0];
        parameter.as_object_mut().unwrap().remove("schema");
        parameter["content"] = json!({ "application/json": { "schema": { "type": "string" } } });
    });
    assert_eq!(place, "ListThings");
}

#[test]
fn a_document_that_is_none() {
    let (place, text) = message(|document| document["paths"] = json!("none"));
    assert_eq!(place, "document");
    assert!(text.contains("not an OpenAPI document"), "{text}");
}

#[test]
fn a_reference_to_nothing() {
    let (place, _) = message(|document| {
        document["components"]["schemas"]["ThingList"]["properties"]["id"] =
            json!({ "$ref": "#/components/schemas/Nowhere" });
    });
    assert_eq!(place, "document");
}

#[test]
fn tables_name_what_is_wrong() {
    let (place, text) = message(|document| {
        document["paths"][LIST]["get"]["x-rate-limit"] = json!({ "limit": 1, "per": "day" });
    });
    assert_eq!(place, "ListThings");
    assert!(text.contains("per: second"), "{text}");
    let (place, text) = message(|document| {
        document["paths"][LIST]["get"]["x-paging"] = json!({ "style": "token", "token": "t" });
    });
    assert_eq!(place, "ListThings");
    assert!(text.contains("needs `size`"), "{text}");
    let (_, text) =
        message(|document| document["paths"][LIST]["get"]["x-paging"] = json!({ "style": "odd" }));
    assert!(text.contains("unknown style `odd`"), "{text}");
}
