//! What several specs share, joined from its own files.

use mediasnap_codegen::join;
use serde_json::{Value, json};

/// `spec` joined with one shared file.
fn joined(spec: &Value, shared: &Value) -> Result<Value, String> {
    let mut read = |file: &str| match file {
        "shared/a.yaml" => Ok(shared.clone()),
        "shared/b.yaml" => Ok(json!({ "components": { "schemas": { "Thing": { "type": "object" } } } })),
        other => Err(format!("{other} does not exist")),
    };
    join(spec, &mut read).map_err(|error| error.to_string())
}

fn refer(place: &str) -> Value {
    json!({ "$ref": place })
}

#[test]
fn a_document_of_its_own_stays() {
    let spec = json!({ "a": refer("#/components/schemas/A"), "components": { "schemas": { "A": { "type": "object" } } } });
    assert_eq!(joined(&spec, &json!({})).unwrap(), spec);
}

#[test]
fn object_schemas_become_components_with_all_that_they_refer_to() {
    let shared = json!({ "components": { "schemas": {
        "Page": { "type": "object", "properties": { "next": refer("#/components/schemas/Page"), "item": refer("#/components/schemas/Item") } },
        "Item": { "type": "object", "properties": { "name": refer("#/components/schemas/Name") } },
        "Name": { "type": "string", "description": "The name." },
        "Unused": { "type": "object" },
    } } });
    let spec = json!({ "body": refer("shared/a.yaml#/components/schemas/Page"), "components": { "schemas": { "Own": { "type": "object" } } } });
    let wanted = json!({ "body": refer("#/components/schemas/Page"), "components": { "schemas": {
        "Own": { "type": "object" },
        "Page": { "type": "object", "properties": { "next": refer("#/components/schemas/Page"), "item": refer("#/components/schemas/Item") } },
        "Item": { "type": "object", "properties": { "name": { "type": "string", "description": "The name." } } },
    } } });
    assert_eq!(joined(&spec, &shared).unwrap(), wanted);
}

#[test]
fn everything_else_is_copied_and_lists_are_continued() {
    let shared = json!({ "x-errors": [{ "code": "A" }, { "code": "B" }], "width": { "type": "integer" } });
    let spec = json!({
        "x-errors": [refer("shared/a.yaml#/x-errors"), { "code": "C" }, [1]],
        "properties": { "W": refer("shared/a.yaml#/width") },
    });
    let wanted = json!({
        "x-errors": [{ "code": "A" }, { "code": "B" }, { "code": "C" }, [1]],
        "properties": { "W": { "type": "integer" } },
    });
    assert_eq!(joined(&spec, &shared).unwrap(), wanted);
}

#[test]
fn a_shared_file_may_refer_to_another_beside_it() {
    let shared = json!({ "thing": refer("b.yaml#/components/schemas/Thing") });
    let spec = json!({ "body": refer("shared/a.yaml#/thing"), "components": { "schemas": {} } });
    let wanted = json!({ "body": refer("#/components/schemas/Thing"), "components": { "schemas": { "Thing": { "type": "object" } } } });
    assert_eq!(joined(&spec, &shared).unwrap(), wanted);
}

#[test]
fn what_cannot_be_joined_names_the_place() {
    let shared = json!({ "loop": refer("#/loop"), "components": { "schemas": { "Thing": { "type": "object", "description": "Of a." } } } });
    let cases = [
        (
            json!({ "a": refer("shared/none.yaml#/x") }),
            "shared/none.yaml does not exist",
        ),
        (json!({ "a": refer("shared/a.yaml#/x") }), "shared/a.yaml#/x"),
        (
            json!({ "a": refer("shared/a.yaml#/loop") }),
            "leads back to itself",
        ),
        (
            json!({ "a": refer("shared/a.yaml#/components/schemas/Thing"), "components": { "schemas": { "Thing": { "type": "string" } } } }),
            "a schema of this name",
        ),
        (
            json!([
                refer("shared/a.yaml#/components/schemas/Thing"),
                refer("shared/b.yaml#/components/schemas/Thing")
            ]),
            "a schema of this name",
        ),
    ];
    for (spec, message) in cases {
        let error = joined(&spec, &shared).unwrap_err();
        assert!(
            error.contains(message) && error.contains("shared-files"),
            "{error}"
        );
    }
}
