//! Specs that the conventions reject: the message names file, place and rule, and says what to write instead.

use serde_json::{Value, json};

use crate::spec::{FILE, action_api, path_api, query, with_query};

const LIST: &str = "/v1/{project_id}/things";

/// Checks that `spec` is rejected at `place` with a message that contains `says`.
fn rejected(spec: &Value, place: &str, says: &str) {
    let Err(error) = mediasnap_codegen::lower_to_text(FILE, spec) else {
        panic!("{place} is accepted, although `{says}`");
    };
    assert_eq!(error.place, place, "{error}");
    assert_eq!(error.rule, "conventions", "{error}");
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("{FILE}: {place}: rule `conventions`: ")),
        "{message}"
    );
    assert!(message.contains(says), "`{message}` does not say `{says}`");
}

/// The path API with one change.
fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut spec = path_api();
    change(&mut spec);
    spec
}

fn removed(mut value: Value, pointer: &str, key: &str) -> Value {
    value
        .pointer_mut(pointer)
        .and_then(Value::as_object_mut)
        .unwrap()
        .remove(key);
    value
}

#[test]
fn root_fields() {
    rejected(
        &changed(|spec| spec["openapi"] = json!("3.1.0")),
        "openapi",
        "3.0.3",
    );
    for key in ["x-product", "x-vendor", "x-service", "x-dispatch"] {
        rejected(&removed(path_api(), "", key), key, "missing at the root");
    }
    rejected(
        &changed(|spec| spec["x-vendor"] = json!("acme")),
        "x-vendor",
        "huawei, tencent or alibaba",
    );
    rejected(
        &changed(|spec| spec["x-object-scheme"] = json!("oss://")),
        "x-object-scheme",
        "lower-case letters",
    );
    rejected(
        &changed(|spec| spec["x-dispatch"] = json!("soap")),
        "x-dispatch",
        "path or action",
    );
    rejected(&removed(path_api(), "/info", "version"), "info", "API version");
    rejected(
        &removed(path_api(), "", "security"),
        "security",
        "securitySchemes",
    );
    let unknown = changed(|spec| spec["x-errors"] = json!([{ "code": "A", "kind": "odd" }]));
    rejected(&unknown, "x-errors", "kind out of invalid-argument");
}

#[test]
fn servers() {
    rejected(
        &changed(|spec| spec["servers"] = json!([])),
        "servers",
        "at least one server",
    );
    let with_path = changed(|spec| spec["servers"][1]["url"] = json!("https://odd.example.com/v1"));
    rejected(&with_path, "servers", "without a path");
    let plain = changed(|spec| spec["servers"][1]["url"] = json!("http://odd.example.com"));
    rejected(&plain, "servers", "must be https://");
    let no_variable = changed(|spec| spec["servers"][0]["variables"] = json!({}));
    rejected(&no_variable, "servers", "needs a region variable");
    rejected(
        &removed(path_api(), "/servers/1", "x-regions"),
        "servers",
        "add x-regions",
    );
}

#[test]
fn texts_of_an_operation() {
    for key in ["summary", "description"] {
        let spec = removed(path_api(), "/paths/~1v1~1{project_id}~1things/get", key);
        rejected(&spec, "ListThings", &format!("{key} is missing"));
    }
    let unnamed = removed(path_api(), "/paths/~1v1~1{project_id}~1things/get", "operationId");
    rejected(&unnamed, &format!("get {LIST}"), "operationId is missing");
    let no_page = changed(|spec| spec["paths"][LIST]["get"]["externalDocs"]["url"] = json!("none"));
    rejected(&no_page, "ListThings", "vendor's page");
    let silent = removed(
        path_api(),
        "/paths/~1v1~1{project_id}~1things/get",
        "x-idempotent",
    );
    rejected(&silent, "ListThings", "x-idempotent");
    let twins = changed(|spec| spec["paths"][LIST]["post"]["operationId"] = json!("listThings"));
    rejected(&twins, "listThings", "same method name");
    let kind = changed(|spec| spec["paths"][LIST]["get"]["x-errors"] = json!([{ "kind": "internal" }]));
    rejected(&kind, "ListThings", "needs a code");
}

#[test]
fn dispatch() {
    let action = changed(|spec| spec["paths"][LIST]["get"]["x-action"] = json!("ListThings"));
    rejected(&action, "ListThings", "no x-action");
    rejected(
        &removed(action_api(), "/paths/~1#MakeThing/post", "x-action"),
        "MakeThing",
        "x-action",
    );
    let mut other = action_api();
    other["paths"]["/#MakeThing"]["post"]["operationId"] = json!("TakeThing");
    rejected(&other, "TakeThing", "`/#TakeThing`");
}

#[test]
fn parameters() {
    let of = |parameter: Value| with_query(path_api(), parameter);
    let text = || json!({ "type": "string" });
    rejected(
        &of(json!({ "$ref": "#/components/parameters/A" })),
        "ListThings",
        "written out",
    );
    let silent = json!({ "name": "a", "in": "query", "schema": text() });
    rejected(&of(silent), "ListThings", "`a` has no description");
    for name in [
        "Authorization",
        "X-Auth-Token",
        "X-Sdk-Date",
        "x-acs-action",
        "X-TC-Version",
        "X-Project-Id",
    ] {
        let mut header = query(name, text());
        header["in"] = json!("header");
        rejected(&of(header), "ListThings", "set by the signer");
    }
    let mut cookie = query("a", text());
    cookie["in"] = json!("cookie");
    rejected(&of(cookie), "ListThings", "`in: cookie` is not supported");
    let mut path = query("thing_id", text());
    path["in"] = json!("path");
    path["required"] = json!(true);
    rejected(&of(path), "ListThings", "occur in the path");
    let mut both = query("a", text());
    both["content"] = json!({ "application/json": { "schema": text() } });
    rejected(&of(both), "ListThings", "either schema, or content");
    let mut xml = removed(query("a", text()), "", "schema");
    xml["content"] = json!({ "application/xml": { "schema": text() } });
    rejected(&of(xml), "ListThings", "application/json in the query");
    let mut deep = query("a", json!({ "$ref": "#/components/schemas/Input" }));
    deep["style"] = json!("deepObject");
    rejected(&of(deep), "ListThings", "`style: deepObject` is not supported");
    let object = query("a", json!({ "$ref": "#/components/schemas/Input" }));
    rejected(&of(object), "ListThings", "content: application/json");
}

#[test]
fn responses() {
    let several = changed(|spec| {
        spec["paths"][LIST]["get"]["responses"]["202"] = json!({ "description": "Later." });
    });
    rejected(&several, "ListThings", "exactly one 2xx");
    let none = removed(
        path_api(),
        "/paths/~1v1~1{project_id}~1things/get/responses",
        "200",
    );
    rejected(&none, "ListThings", "exactly one 2xx");
    for status in ["4XX", "5XX"] {
        let spec = removed(
            path_api(),
            "/paths/~1v1~1{project_id}~1things/get/responses",
            status,
        );
        rejected(&spec, "ListThings", &format!("response {status}"));
    }
    let other = changed(|spec| {
        spec["paths"][LIST]["get"]["responses"]["404"] = json!({ "description": "Gone." });
    });
    rejected(&other, "ListThings", "response 404");
}

#[test]
fn bodies() {
    let media = "/paths/~1v1~1{project_id}~1things/post/requestBody/content";
    let of = |content: Value| {
        let mut spec = path_api();
        *spec.pointer_mut(media).unwrap() = content;
        spec
    };
    let schema = json!({ "schema": { "$ref": "#/components/schemas/CreateThingReq" } });
    rejected(&of(json!({})), "CreateThing", "exactly one media type");
    rejected(
        &of(json!({ "text/xml": schema })),
        "CreateThing",
        "`text/xml` is not supported",
    );
    let inline = json!({ "application/json": { "schema": { "type": "object" } } });
    rejected(&of(inline), "CreateThing", "$ref to a named component");
}

#[test]
fn schemas() {
    let member = |property: Value| {
        changed(|spec| spec["components"]["schemas"]["Image"]["properties"]["a"] = property)
    };
    for keyword in ["oneOf", "anyOf", "not"] {
        let odd = json!({ "description": "Odd.", keyword: [{ "type": "string" }] });
        rejected(
            &member(odd),
            "Image",
            &format!("`{keyword}` has no lowering rule"),
        );
    }
    let all = json!({ "description": "Odd.", "allOf": [{ "type": "object" }, { "type": "object" }] });
    rejected(&member(all), "Image", "`allOf` has no lowering rule");
    rejected(
        &member(json!({ "type": "string" })),
        "Image.a",
        "needs a description",
    );
    let inline =
        json!({ "type": "object", "description": "Odd.", "properties": { "b": { "type": "string" } } });
    rejected(&member(inline.clone()), "Image.a", "must be a named component");
    let list = json!({ "type": "array", "description": "Odd.", "items": inline });
    rejected(&member(list), "Image.a", "must be a named component");
    rejected(
        &member(json!({ "type": "array", "description": "Odd." })),
        "Image.a",
        "needs items",
    );
    let nowhere = member(json!({ "$ref": "#/components/schemas/Nowhere" }));
    rejected(&nowhere, "Image", "Nowhere` does not exist");
    let elsewhere = member(json!({ "$ref": "other.yaml#/A", "description": "Odd." }));
    rejected(&elsewhere, "Image", "`other.yaml#/A` does not exist");
    let answer = changed(|spec| {
        let content = &mut spec["paths"][LIST]["get"]["responses"]["200"]["content"];
        *content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Nowhere" } } });
    });
    rejected(&answer, "ListThings", "Nowhere` does not exist");
}
