//! Small valid specs that the tests change in one place.

use serde_json::{Value, json};

/// The name that the tests give the file of a spec.
pub(crate) const FILE: &str = "specs/huawei-test.yaml";

/// A path API with one operation of each body: none and JSON.
pub(crate) fn path_api() -> Value {
    let mut spec = root("huawei", "path");
    spec["paths"] = json!({
        "/v1/{project_id}/things": {
            "get": operation("ListThings", json!([project(), query("name", json!({ "type": "string" }))]), true),
            "post": operation("CreateThing", json!([project()]), false),
        },
    });
    spec["paths"]["/v1/{project_id}/things"]["post"]["requestBody"] = json!({
        "required": true,
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/CreateThingReq" } } },
    });
    spec
}

/// An action API with one operation that sends a form.
pub(crate) fn action_api() -> Value {
    let mut spec = root("alibaba", "action");
    let mut make = operation("MakeThing", json!([]), false);
    make["x-action"] = json!("MakeThing");
    make["requestBody"] = json!({
        "required": true,
        "content": { "application/x-www-form-urlencoded": {
            "schema": { "$ref": "#/components/schemas/MakeThingRequest" },
            "encoding": { "Input": { "contentType": "application/json" } },
        } },
    });
    spec["paths"] = json!({ "/#MakeThing": { "post": make } });
    spec
}

fn root(vendor: &str, dispatch: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "A test product", "version": "v1" },
        "x-product": "huawei-test",
        "x-vendor": vendor,
        "x-service": "test",
        "x-dispatch": dispatch,
        "servers": [{
            "url": "https://test.{region}.example.com",
            "variables": { "region": { "default": "north-1", "enum": ["north-1", "south-1"] } },
        }, { "url": "https://odd.example.com", "x-regions": ["odd-1"] }],
        "security": [{ "Signature": [] }],
        "x-errors": [{ "code": "Gone", "status": 404, "kind": "not-found", "description": "It is gone." }],
        "paths": {},
        "components": {
            "securitySchemes": { "Signature": { "type": "apiKey", "in": "header", "name": "Authorization" } },
            "schemas": {
                "ThingList": object(&["id"], json!({
                    "id": text("The id of the thing."),
                    "status": { "type": "string", "description": "The state.", "enum": ["RUNNING", "DONE"] },
                    "images": { "type": "array", "description": "The images.", "items": { "$ref": "#/components/schemas/Image" } },
                    "total": { "type": "integer", "format": "int32", "description": "How many there are.", "nullable": true },
                })),
                "Image": object(&[], json!({ "url": text("Where the image is.") })),
                "Error": object(&[], json!({ "code": text("What went wrong.") })),
                "CreateThingReq": object(&["name"], json!({
                    "name": text("The name of the thing."),
                    "dots": { "type": "array", "description": "Positions, in seconds.", "items": { "type": "integer" } },
                })),
                "MakeThingRequest": object(&["Input"], json!({
                    "Input": { "$ref": "#/components/schemas/Input" },
                    "Name": text("The name of the thing."),
                })),
                "Input": object(&["Url"], json!({ "Url": text("Where the input is.") })),
            },
        },
    })
}

/// A text with a description.
fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn object(required: &[&str], properties: Value) -> Value {
    let mut schema =
        json!({ "type": "object", "description": "A part of the test product.", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn operation(id: &str, parameters: Value, idempotent: bool) -> Value {
    let error = json!({
        "description": "Rejected.",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
    });
    json!({
        "operationId": id,
        "summary": format!("{id} in one line"),
        "description": "What it does.",
        "externalDocs": { "url": "https://example.com/docs" },
        "x-idempotent": idempotent,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "The answer.",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/ThingList" } } },
            },
            "4XX": error,
            "5XX": error,
        },
    })
}

fn project() -> Value {
    json!({
        "name": "project_id", "in": "path", "required": true, "x-from": "credentials",
        "description": "The project.", "schema": { "type": "string" },
    })
}

/// A query parameter.
pub(crate) fn query(name: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": "Narrows the list.", "schema": schema })
}

/// Adds a query parameter to `ListThings`.
pub(crate) fn with_query(mut spec: Value, parameter: Value) -> Value {
    let operation = &mut spec["paths"]["/v1/{project_id}/things"]["get"];
    operation["parameters"].as_array_mut().unwrap().push(parameter);
    spec
}

/// Lowers a spec that has to be right.
pub(crate) fn lowered(spec: &Value) -> Value {
    match mediasnap_codegen::lower(spec) {
        Ok(lowered) => lowered,
        Err(error) => panic!("{error}"),
    }
}

/// Generates the client of a spec that has to be right.
pub(crate) fn generated(spec: &Value) -> String {
    match mediasnap_codegen::generate(&lowered(spec)) {
        Ok(code) => code,
        Err(error) => panic!("{error}"),
    }
}
