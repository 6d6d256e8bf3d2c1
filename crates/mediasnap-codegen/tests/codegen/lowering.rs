//! Every lowering rule, before and after.

use std::collections::BTreeSet;

use mediasnap_codegen::{Error, RULES};
use serde_json::{Value, json};

use crate::spec::{action_api, lowered, path_api, query, with_query};

/// Runs one rule over `document`.
fn run(rule: &str, mut document: Value) -> Result<Value, Error> {
    let (_, apply) = RULES.iter().find(|(name, _)| *name == rule).unwrap();
    apply(&mut document)?;
    Ok(document)
}

/// `document` after one rule that has to take it.
fn after(rule: &str, document: &Value) -> Value {
    run(rule, document.clone()).unwrap()
}

/// A document with one schema named `A`.
fn schema(schema: &Value) -> Value {
    json!({ "paths": {}, "components": { "schemas": { "A": schema } } })
}

#[test]
fn every_rule_has_a_test() {
    let source = include_str!("lowering.rs");
    let tested: BTreeSet<&str> = RULES
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| source.contains(&format!("fn rule_{}", name.replace('-', "_"))))
        .collect();
    let all: BTreeSet<&str> = RULES.iter().map(|(name, _)| *name).collect();
    assert_eq!(tested, all, "write a test `rule_<name>` for every rule");
}

#[test]
fn rule_single_references_take_all_of_away() {
    let before = schema(&json!({
        "allOf": [{ "$ref": "#/components/schemas/B" }],
        "description": "Why it is here.",
    }));
    let wanted = schema(&json!({ "$ref": "#/components/schemas/B", "description": "Why it is here." }));
    assert_eq!(after("single-references", &before), wanted);
    let several = schema(&json!({ "allOf": [{ "$ref": "#/components/schemas/B" }, { "type": "object" }] }));
    assert_eq!(
        after("single-references", &several),
        several,
        "several are kept, to be rejected"
    );
}

#[test]
fn rule_conventions_changes_nothing() {
    for spec in [path_api(), action_api()] {
        assert_eq!(after("conventions", &spec), spec);
    }
}

#[test]
fn rule_credential_parameters_leave_the_operation() {
    let lowered = after("credential-parameters", &path_api());
    let operation = &lowered["paths"]["/v1/project_id/things"]["get"];
    assert_eq!(operation["x-path"], "/v1/{project_id}/things");
    assert_eq!(operation["x-credential-parameters"], json!(["project_id"]));
    let names: Vec<&Value> = operation["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["name"])
        .collect();
    assert_eq!(names, ["name"]);
}

#[test]
fn rule_credential_parameters_drop_the_fragment() {
    let lowered = after("credential-parameters", &action_api());
    assert_eq!(lowered["paths"]["/#MakeThing"]["post"]["x-path"], "/");
}

#[test]
fn rule_credential_parameters_are_in_the_path() {
    let mut parameter = query("project", json!({ "type": "string" }));
    parameter["x-from"] = json!("credentials");
    let error = run("credential-parameters", with_query(path_api(), parameter)).unwrap_err();
    assert_eq!(
        (error.place.as_str(), error.rule),
        ("ListThings", "credential-parameters")
    );
}

#[test]
fn rule_json_string_names_the_shape_of_a_parameter() {
    let mut parameter = query("Filter", Value::Null);
    parameter.as_object_mut().unwrap().remove("schema");
    parameter["content"] = json!({ "application/json": {
        "schema": { "$ref": "#/components/schemas/Input" }, "example": { "Url": "a" },
    } });
    let lowered = after("json-string", &with_query(path_api(), parameter));
    let parameter = &lowered["paths"]["/v1/{project_id}/things"]["get"]["parameters"][2];
    assert_eq!(
        parameter["schema"],
        json!({ "$ref": "#/components/schemas/ListThingsFilterJson" })
    );
    assert_eq!(
        (&parameter["x-encoding"], &parameter["example"]),
        (&json!("json"), &json!({ "Url": "a" }))
    );
    assert!(parameter.get("content").is_none());
    let shape = &lowered["components"]["schemas"]["ListThingsFilterJson"];
    assert_eq!(
        *shape,
        json!({ "type": "string", "x-json-string": { "$ref": "#/components/schemas/Input" } })
    );
}

#[test]
fn rule_json_string_takes_lists() {
    let mut parameter = query("Times", Value::Null);
    parameter.as_object_mut().unwrap().remove("schema");
    let list = json!({ "type": "array", "items": { "type": "integer" } });
    parameter["content"] = json!({ "application/json": { "schema": list } });
    let lowered = after("json-string", &with_query(path_api(), parameter));
    assert_eq!(
        lowered["components"]["schemas"]["ListThingsTimesJson"]["x-json-string"],
        list
    );
}

#[test]
fn rule_json_string_names_the_shape_of_a_form_member() {
    let lowered = after("json-string", &action_api());
    let member = &lowered["components"]["schemas"]["MakeThingRequest"]["properties"]["Input"];
    assert_eq!(
        *member,
        json!({ "$ref": "#/components/schemas/MakeThingRequestInputJson" })
    );
    let media = &lowered["paths"]["/#MakeThing"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
    assert!(media.get("encoding").is_none());
}

#[test]
fn rule_json_string_rejects_what_is_no_shape() {
    let mut spec = action_api();
    let media = &mut spec["paths"]["/#MakeThing"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
    media["encoding"]["Nothing"] = json!({ "contentType": "application/json" });
    let error = run("json-string", spec).unwrap_err();
    assert_eq!(
        (error.place.as_str(), error.rule),
        ("MakeThingRequest.Nothing", "json-string")
    );
    let mut spec = action_api();
    let media = &mut spec["paths"]["/#MakeThing"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
    media["encoding"]["Name"] = json!({ "contentType": "application/json" });
    let error = run("json-string", spec).unwrap_err();
    assert_eq!(
        (error.place.as_str(), error.rule),
        ("MakeThingRequest.Name", "json-string")
    );
}

#[test]
fn rule_encodings_are_stated() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let mut indexed = query("Ids", list.clone());
    indexed["x-encoding"] = json!("indexed");
    for (parameter, wanted) in [
        (query("One", json!({ "type": "integer" })), "plain"),
        (query("Many", list), "repeat"),
        (indexed, "indexed"),
    ] {
        let lowered = after("encodings", &with_query(path_api(), parameter));
        let parameter = &lowered["paths"]["/v1/{project_id}/things"]["get"]["parameters"][2];
        assert_eq!(parameter["x-encoding"], wanted);
    }
}

#[test]
fn rule_encodings_rejects_commas_and_misfits() {
    let mut commas = query("Ids", json!({ "type": "array", "items": { "type": "string" } }));
    commas["explode"] = json!(false);
    let mut misfit = query("One", json!({ "type": "string" }));
    misfit["x-encoding"] = json!("indexed");
    for (parameter, place) in [(commas, "ListThings.Ids"), (misfit, "ListThings.One")] {
        let error = run("encodings", with_query(path_api(), parameter)).unwrap_err();
        assert_eq!((error.place.as_str(), error.rule), (place, "encodings"));
    }
}

#[test]
fn rule_responses_become_200() {
    let mut spec = path_api();
    let operation = &mut spec["paths"]["/v1/{project_id}/things"]["post"];
    operation["responses"].as_object_mut().unwrap().remove("200");
    operation["responses"]["204"] = json!({ "description": "Nothing to say." });
    let lowered = after("responses", &spec);
    let operation = &lowered["paths"]["/v1/{project_id}/things"]["post"];
    assert_eq!(operation["responses"]["200"]["description"], "Nothing to say.");
    assert!(operation["responses"].get("204").is_none());
    assert_eq!(
        (&operation["x-success-status"], &operation["x-response-body"]),
        (&json!("204"), &json!(false))
    );
    let other = &lowered["paths"]["/v1/{project_id}/things"]["get"];
    assert_eq!(
        (&other["x-success-status"], &other["x-response-body"]),
        (&json!("200"), &json!(true))
    );
}

#[test]
fn rule_responses_rejects_an_inline_response() {
    let mut spec = path_api();
    let response = &mut spec["paths"]["/v1/{project_id}/things"]["get"]["responses"]["200"]["content"];
    *response = json!({ "application/json": { "schema": { "type": "object" } } });
    let error = run("responses", spec).unwrap_err();
    assert_eq!((error.place.as_str(), error.rule), ("ListThings", "responses"));
}

#[test]
fn rule_open_enums_get_a_name() {
    let spec = with_query(
        path_api(),
        query("order", json!({ "type": "string", "enum": ["asc", "desc"] })),
    );
    let lowered = after("open-enums", &spec);
    let schemas = &lowered["components"]["schemas"];
    assert_eq!(
        schemas["ThingList"]["properties"]["status"],
        json!({ "$ref": "#/components/schemas/ThingListStatus" })
    );
    assert_eq!(
        schemas["ThingListStatus"],
        json!({ "type": "string", "x-open-enum": ["RUNNING", "DONE"], "description": "The state." })
    );
    assert_eq!(schemas["ListThingsOrder"]["x-open-enum"], json!(["asc", "desc"]));
}

#[test]
fn rule_open_enums_reaches_list_elements_and_keeps_nullable() {
    let list =
        json!({ "type": "array", "items": { "type": "string", "enum": ["a"] }, "description": "Some." });
    let nullable = json!({ "type": "string", "enum": ["b"], "nullable": true });
    let object = json!({ "type": "object", "properties": { "list": list, "one": nullable } });
    let lowered = after("open-enums", &schema(&object));
    let schemas = &lowered["components"]["schemas"];
    assert_eq!(schemas["AListItem"]["x-open-enum"], json!(["a"]));
    assert_eq!(schemas["AOne"]["x-open-enum"], json!(["b"]));
    assert_eq!(schemas["A"]["properties"]["one"]["nullable"], true);
}

#[test]
fn rule_open_enums_leaves_comma_separated_text_alone() {
    let text = json!({ "type": "string", "enum": ["a", "b"], "x-comma-separated": true });
    let before = schema(&json!({ "type": "object", "properties": { "list": text } }));
    assert_eq!(after("open-enums", &before), before);
}

#[test]
fn rule_open_enums_rejects_two_of_one_name() {
    let text = json!({ "type": "string", "enum": ["a"] });
    let before = json!({ "paths": {}, "components": { "schemas": {
        "A": { "type": "object", "properties": { "b": text } }, "AB": { "type": "object", "properties": {} },
    } } });
    let error = run("open-enums", before).unwrap_err();
    assert_eq!((error.place.as_str(), error.rule), ("AB", "open-enums"));
}

#[test]
fn rule_limits_move_into_an_extension_and_the_description() {
    let before = schema(&json!({
        "type": "integer", "description": "The width.", "minimum": 96, "exclusiveMinimum": true, "maximum": 3840, "default": 640,
    }));
    let wanted = schema(&json!({
        "type": "integer",
        "description": "The width.\n\nRange: above 96 to 3840. Default: `640`.",
        "x-limits": { "minimum": 96, "exclusiveMinimum": true, "maximum": 3840, "default": 640 },
    }));
    assert_eq!(after("limits", &before), wanted);
}

#[test]
fn rule_limits_of_a_parameter_stand_beside_its_schema() {
    let spec = with_query(
        path_api(),
        query(
            "size",
            json!({ "type": "integer", "maximum": 100, "enum": [10, 100] }),
        ),
    );
    let lowered = after("limits", &spec);
    let parameter = &lowered["paths"]["/v1/{project_id}/things"]["get"]["parameters"][2];
    assert_eq!(
        parameter["description"],
        "Narrows the list.\n\nOne of 10, 100. Range: 100 or less."
    );
    assert_eq!(
        parameter["schema"],
        json!({ "type": "integer", "x-limits": { "maximum": 100, "enum": [10, 100] } })
    );
}

#[test]
fn rule_nullable_members_are_not_required() {
    let before = schema(&json!({
        "type": "object", "required": ["a", "b"],
        "properties": { "a": { "type": "string", "nullable": true }, "b": { "type": "string" }, "nullable": { "type": "string" } },
    }));
    let wanted = schema(&json!({
        "type": "object", "required": ["b"],
        "properties": { "a": { "type": "string", "x-nullable": true }, "b": { "type": "string" }, "nullable": { "type": "string" } },
    }));
    assert_eq!(after("nullable", &before), wanted);
}

#[test]
fn rule_integers_are_64_bits_wide() {
    let before = schema(&json!({ "type": "object", "properties": {
        "a": { "type": "integer", "format": "int32" }, "b": { "type": "array", "items": { "type": "integer" } },
    } }));
    let wanted = schema(&json!({ "type": "object", "properties": {
        "a": { "type": "integer", "format": "int64" }, "b": { "type": "array", "items": { "type": "integer", "format": "int64" } },
    } }));
    assert_eq!(after("integers", &before), wanted);
}

#[test]
fn rule_open_objects_are_those_a_response_reaches() {
    let lowered = after("open-objects", &path_api());
    let schemas = &lowered["components"]["schemas"];
    for name in ["ThingList", "Image", "Error"] {
        assert_eq!(schemas[name]["additionalProperties"], json!({}), "{name}");
    }
    for name in ["CreateThingReq", "Input"] {
        assert!(schemas[name].get("additionalProperties").is_none(), "{name}");
    }
}

#[test]
fn lowering_is_stable() {
    for spec in [path_api(), action_api()] {
        assert_eq!(lowered(&spec), lowered(&spec));
    }
}
