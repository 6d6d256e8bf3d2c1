//! The shape of generated code: what progenitor writes is changed where the transport and tolerant decoding take over.

use serde_json::json;

use crate::spec::{action_api, generated, lowered, path_api, query, with_query};

/// The lines of a surface that begin with `start`.
fn surface(spec: &serde_json::Value, start: &str) -> Vec<String> {
    let surface = mediasnap_codegen::surface(&lowered(spec)).unwrap();
    surface
        .lines()
        .filter(|line| line.starts_with(start))
        .map(str::to_owned)
        .collect()
}

#[test]
fn enums_are_open() {
    let code = generated(&path_api());
    assert!(code.contains("open_enum!"), "an open enum is declared");
    assert_eq!(
        surface(&path_api(), "types::enum ThingListStatus"),
        [r#"types::enum ThingListStatus{ Running = "RUNNING", Done = "DONE" }"#]
    );
}

#[test]
fn variants_are_identifiers_and_unique() {
    let odd = json!({ "type": "string", "enum": ["", "1080p", "a-b", "a_b", "Unknown", "self", "上"] });
    let lines = surface(
        &with_query(path_api(), query("odd", odd)),
        "types::enum ListThingsOdd",
    );
    assert_eq!(lines.len(), 1);
    for variant in [
        r#"Empty = """#,
        r#"Value1080p = "1080p""#,
        r#"AB = "a-b""#,
        r#"AB2 = "a_b""#,
        r#"Unknown2 = "Unknown""#,
        r#"ValueSelf = "self""#,
    ] {
        assert!(lines[0].contains(variant), "{variant} is not in {}", lines[0]);
    }
}

#[test]
fn json_strings_are_typed() {
    let member = surface(&action_api(), "struct types::MakeThingRequest { input");
    assert_eq!(member.len(), 1);
    assert!(
        member[0].contains("JsonString<crate::generated::types::Input>"),
        "{member:?}"
    );
}

#[test]
fn empty_lists_can_be_sent() {
    let member = surface(&path_api(), "struct types::CreateThingReq { dots");
    assert_eq!(
        member,
        ["struct types::CreateThingReq { dots: ::std::option::Option<::std::vec::Vec<i64>> }"]
    );
}

#[test]
fn members_decode_tolerantly_and_nothing_is_lost() {
    let code = generated(&path_api());
    assert!(code.contains("::mediasnap_client::decode_object!"));
    assert!(
        !code.contains("::serde::Deserialize"),
        "a derived decoder is strict"
    );
    let extra = surface(&path_api(), "struct types::ThingList { extra");
    assert_eq!(extra.len(), 1, "a response keeps undocumented members");
    assert!(surface(&path_api(), "struct types::CreateThingReq { extra").is_empty());
}

#[test]
fn what_is_optional_throughout_has_a_default() {
    let code = generated(&path_api());
    let image = code.find("pub struct Image").unwrap();
    assert!(
        code[..image].rsplit("\n\n").next().unwrap().contains("Default"),
        "Image has a default"
    );
}

#[test]
fn requests_go_through_the_transport() {
    let code = generated(&path_api());
    for absent in [
        "ClientHooks",
        "ClientInfo",
        "fn new_with_client",
        "OperationInfo",
        "ResponseValue::from_response",
    ] {
        assert!(
            !code.contains(absent),
            "{absent} is the generator's own and must be gone"
        );
    }
    let send = surface(&path_api(), "builder::CreateThing<'a>: async fn send");
    assert_eq!(send.len(), 1);
    assert!(
        send[0].contains("::mediasnap_client::Response<types::ThingList>"),
        "{send:?}"
    );
    assert!(send[0].contains("::mediasnap_client::Error"), "{send:?}");
}

#[test]
fn a_response_without_a_body_is_the_unit_type() {
    let mut spec = path_api();
    let operation = &mut spec["paths"]["/v1/{project_id}/things"]["get"];
    operation["responses"].as_object_mut().unwrap().remove("200");
    operation["responses"]["204"] = json!({ "description": "Nothing to say." });
    let send = surface(&spec, "builder::ListThings<'a>: async fn send");
    assert!(send[0].contains("Response<()>"), "{send:?}");
}

#[test]
fn the_table_says_what_the_spec_says() {
    let mut indexed = query("Ids", json!({ "type": "array", "items": { "type": "string" } }));
    indexed["x-encoding"] = json!("indexed");
    let mut spec = with_query(path_api(), indexed);
    let operation = &mut spec["paths"]["/v1/{project_id}/things"]["get"];
    operation["x-rate-limit"] = json!({ "limit": 20, "per": "second", "scope": "account" });
    operation["x-paging"] = json!({ "style": "page", "page": "page", "size": "size", "first": 0, "items": "images", "total": "total" });
    let code: String = generated(&spec).split_whitespace().collect();
    for part in [
        r#"id:"ListThings""#,
        r#"path:"/v1/{project_id}/things""#,
        "idempotent:true",
        "rate_limit:Some(RateLimit{per_second:20u32",
        r#"PagingStyle::Page{page:"page",size:"size",first:0i64"#,
        r#"name:"Ids",location:Location::Query,encoding:Encoding::Indexed,kind:Kind::List,required:false"#,
        r#"name:"project_id",location:Location::Path,encoding:Encoding::Plain,kind:Kind::Text,required:true"#,
        r#"name:"dots",location:Location::Body"#,
        r#"ErrorCode{code:"Gone",status:Some(404u16),kind:::mediasnap_client::ErrorKind::NotFound"#,
        r#"host:"odd.example.com",regions:&["odd-1"]"#,
        r#"default_region:"north-1""#,
    ] {
        assert!(code.contains(part), "`{part}` is not in the table");
    }
    let form: String = generated(&action_api()).split_whitespace().collect();
    for part in [
        r#"action:Some("MakeThing")"#,
        r#"path:"/""#,
        "body:Body::Form",
        r#"name:"Input",location:Location::Form,encoding:Encoding::Json,kind:Kind::Object,required:true"#,
    ] {
        assert!(form.contains(part), "`{part}` is not in the table");
    }
}

#[test]
fn descriptions_are_safe_rustdoc() {
    let mut spec = path_api();
    spec["components"]["schemas"]["Image"]["properties"]["url"]["description"] =
        json!("See https://example.com/a, an array [1] of <b>.");
    let code = generated(&spec);
    assert!(code.contains(r"See <https://example.com/a>, an array \[1\] of \<b\>."));
}

#[test]
fn the_same_spec_gives_the_same_code() {
    assert_eq!(generated(&action_api()), generated(&action_api()));
}
