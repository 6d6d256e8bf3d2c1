//! Custom templates of an account, and the templates of the service.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::state::{AlibabaIce, Template, no_template};
use crate::clock::rfc3339;
use crate::products::alibaba_arguments::{invalid, required};
use crate::products::product::{ApiCall, page as page_of};
use crate::protocol::service_error::ServiceError;

/// Type of snapshot templates.
const SNAPSHOT: i64 = 2;
/// Types by number, with the subtypes of each.
const TYPES: [(i64, &str, &[&str]); 11] = [
    (
        1,
        "TranscodeTemplate",
        &[
            "Normal",
            "AudioTranscode",
            "Remux",
            "NarrowBandV1",
            "NarrowBandV2",
        ],
    ),
    (SNAPSHOT, "SnapshotTemplate", &["Normal", "Sprite", "WebVtt"]),
    (3, "DynamicImageTemplate", &[]),
    (4, "ImageWatermarkTemplate", &[]),
    (5, "TextWatermarkTemplate", &[]),
    (6, "SubtitleTemplate", &[]),
    (7, "AiContentCensorTemplate", &[]),
    (8, "AiSmartThumbnailTemplate", &[]),
    (9, "AiEraseTemplate", &[]),
    (10, "AiMediaFingerprintTemplate", &[]),
    (11, "AiSmartTagTemplate", &[]),
];
/// Templates of the service: id, name, subtype, settings.
const SYSTEM: [(&str, &str, i64, &str); 3] = [
    (
        "S00000002-100010",
        "Snapshot-Normal",
        1,
        r#"{"Type":"Normal","FrameType":"normal","Time":0,"Interval":1,"Count":10}"#,
    ),
    (
        "S00000002-100020",
        "Snapshot-Sprite",
        2,
        r#"{"Type":"Sprite","FrameType":"normal","Time":0,"Interval":1,"Count":20,"SpriteSnapshotConfig":{"CellWidth":160,"CellHeight":90,"Columns":5,"Lines":4,"Margin":0,"Padding":0,"Color":"black"}}"#,
    ),
    (
        "S00000002-100030",
        "Snapshot-WebVtt",
        3,
        r#"{"Type":"WebVtt","FrameType":"normal","Time":0,"Interval":5,"Count":12,"Width":160,"Height":90}"#,
    ),
];

fn type_name(kind: i64) -> &'static str {
    TYPES
        .iter()
        .find(|(number, _, _)| *number == kind)
        .map_or("", |(_, name, _)| name)
}

fn subtypes(kind: i64) -> &'static [&'static str] {
    let known = TYPES.iter().find(|(number, _, _)| *number == kind);
    known.map_or(&[], |(_, _, names)| names)
}

fn subtype_name(kind: i64, subtype: Option<i64>) -> &'static str {
    let position = subtype.and_then(|subtype| usize::try_from(subtype.checked_sub(1)?).ok());
    position
        .and_then(|position| subtypes(kind).get(position))
        .copied()
        .unwrap_or_default()
}

/// Returns the settings of a snapshot template, of the account or of the service.
///
/// If it was never created here, it has the settings of the service's plain template.
pub(super) fn snapshot_config(
    state: &AlibabaIce,
    call: &ApiCall<'_>,
    id: &str,
) -> Result<Map<String, Value>, ServiceError> {
    let config = match state.templates.get(id) {
        Some(template) if template.kind == SNAPSHOT => template.value(),
        Some(_) => return Err(invalid("TemplateConfig.TemplateId is not a snapshot template")),
        None => {
            let system = SYSTEM.iter().find(|(known, ..)| *known == id);
            if !id.is_empty() && system.is_none() && !call.is_foreign(&state.templates, id) {
                return Err(no_template());
            }
            serde_json::from_str(system.unwrap_or(&SYSTEM[0]).3).unwrap_or_default()
        }
    };
    Ok(config.as_object().cloned().unwrap_or_default())
}

fn check(kind: i64, subtype: Option<i64>, config: &str) -> Result<(), ServiceError> {
    let Ok(Value::Object(config)) = serde_json::from_str(config) else {
        return Err(invalid("TemplateConfig is not a JSON object"));
    };
    let names = subtypes(kind);
    if subtype.is_some_and(|_| !names.is_empty() && subtype_name(kind, subtype).is_empty()) {
        return Err(invalid("Subtype does not belong to this Type"));
    }
    if kind == SNAPSHOT {
        let _: super::state::Settings = serde_json::from_value(Value::Object(config.clone()))
            .map_err(|error| invalid(&format!("TemplateConfig is invalid: {error}")))?;
        let chosen = config.get("Type").and_then(Value::as_str);
        if chosen.is_some_and(|chosen| chosen != "Cover" && !names.contains(&chosen)) {
            return Err(invalid("Type in TemplateConfig is unknown"));
        }
    }
    Ok(())
}

fn view(template: &Template) -> Value {
    let mut view = json!({
        "TemplateId": template.id,
        "TemplateName": template.name,
        "Type": template.kind,
        "TypeName": type_name(template.kind),
        "SubtypeName": subtype_name(template.kind, template.subtype),
        "TemplateConfig": template.config,
        "Status": "Normal",
        "IsDefault": template.is_default,
        "CreateTime": rfc3339(template.created),
        "ModifiedTime": rfc3339(template.modified),
    });
    if let Some(subtype) = template.subtype {
        view["Subtype"] = json!(subtype);
    }
    view
}

pub(super) fn create(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let kind = call.integer_arg("Type").unwrap_or_default();
    let config = call.required_str("TemplateConfig");
    let given = call.integer_arg("Subtype");
    check(kind, given, config)?;
    // The subtype of a snapshot template defaults to the one that its settings name.
    let named: Value = serde_json::from_str(config).unwrap_or_default();
    let named = named["Type"].as_str();
    let subtype = given.or_else(|| (1..=3).find(|number| Some(subtype_name(kind, Some(*number))) == named));
    let id = call.emulator.ids.hex();
    let template = Template {
        id: id.clone(),
        name: call.required_str("Name").to_owned(),
        kind,
        subtype: subtype.or((kind == SNAPSHOT).then_some(1)),
        config: config.to_owned(),
        is_default: false,
        created: call.now,
        modified: call.now,
    };
    // This response holds the name of the subtype where all others hold its number.
    let mut created = view(&template);
    if let Some(members) = created.as_object_mut() {
        let name = members.remove("SubtypeName").unwrap_or_default();
        members.insert("Subtype".into(), name);
    }
    state.templates.put(&id, template);
    Ok(json!({ "CustomTemplate": created }))
}

fn find(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Arc<Template>, ServiceError> {
    let id = call.str_arg("TemplateId").ok_or_else(|| required("TemplateId"))?;
    state.templates.get(id).ok_or_else(no_template)
}

pub(super) fn get(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let template = if call.str_arg("TemplateId").is_some() {
        find(state, call)?
    } else {
        let kind = call.integer_arg("Type").ok_or_else(|| required("TemplateId"))?;
        let subtype = call.integer_arg("Subtype");
        let fits = |template: &Template| {
            template.is_default && template.kind == kind && (subtype.is_none() || template.subtype == subtype)
        };
        state.templates.newest(fits).ok_or_else(no_template)?
    };
    Ok(json!({ "CustomTemplate": view(&template) }))
}

pub(super) fn list(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let number = |name: &str| match call.str_arg(name) {
        None => Ok(None),
        Some(text) => text
            .trim()
            .parse()
            .map(Some)
            .map_err(|_| invalid(&format!("{name} is not a number"))),
    };
    let (kind, subtype): (Option<i64>, Option<i64>) = (number("Type")?, number("Subtype")?);
    let (name, id) = (call.str_arg("Name"), call.str_arg("TemplateId"));
    let mut templates = state.templates.list(|template| {
        kind.is_none_or(|kind| kind == template.kind)
            && (subtype.is_none() || subtype == template.subtype)
            && name.is_none_or(|name| name == template.name)
            && id.is_none_or(|id| id == template.id)
    });
    if !call
        .str_arg("OrderBy")
        .is_some_and(|order| order.ends_with("Asc"))
    {
        templates.reverse();
    }
    let total = templates.len();
    let (page, size) = call.page_args("PageNumber", "PageSize", 20);
    if page < 1 || size < 1 {
        return Err(invalid("PageNumber and PageSize count from 1"));
    }
    let page: Vec<Value> = page_of(templates, page, 1, size)
        .iter()
        .map(|template| view(template))
        .collect();
    Ok(json!({ "CustomTemplateList": page, "Total": total }))
}

pub(super) fn update(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let template = find(state, call)?;
    if let Some(config) = call.str_arg("TemplateConfig") {
        check(template.kind, template.subtype, config)?;
    }
    let updated = state.templates.update(&template.id, |template| {
        if let Some(name) = call.str_arg("Name") {
            name.clone_into(&mut template.name);
        }
        if let Some(config) = call.str_arg("TemplateConfig") {
            config.clone_into(&mut template.config);
        }
        template.modified = call.now;
    });
    updated.ok_or_else(no_template)?;
    Ok(json!({ "Success": true }))
}

pub(super) fn delete(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let template = find(state, call)?;
    state.templates.retire(&template.id).ok_or_else(no_template)?;
    Ok(json!({ "Success": true }))
}

pub(super) fn set_default(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let chosen = find(state, call)?;
    let kin = |template: &Template| template.kind == chosen.kind && template.subtype == chosen.subtype;
    for template in state.templates.list(kin) {
        state.templates.update(&template.id, |template| {
            template.is_default = template.id == chosen.id;
        });
    }
    Ok(json!({ "Success": true }))
}

fn system_view((id, name, subtype, config): &(&str, &str, i64, &str)) -> Value {
    json!({
        "TemplateId": id,
        "TemplateName": name,
        "Type": SNAPSHOT,
        "TypeName": type_name(SNAPSHOT),
        "Subtype": subtype,
        "SubtypeName": subtype_name(SNAPSHOT, Some(*subtype)),
        "TemplateConfig": config,
        "Status": "Normal",
    })
}

pub(super) fn get_system(call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let id = call.required_str("TemplateId");
    let template = SYSTEM.iter().find(|(known, ..)| *known == id);
    let template = template.ok_or_else(no_template)?;
    Ok(json!({ "SystemTemplate": system_view(template) }))
}

pub(super) fn list_system(call: &ApiCall<'_>) -> Value {
    let kinds: Vec<&str> = call.required_str("Type").split(',').map(str::trim).collect();
    let (name, id, subtype) = (
        call.str_arg("Name"),
        call.str_arg("TemplateId"),
        call.str_arg("Subtype"),
    );
    let visible =
        call.str_arg("Status") != Some("Invisible") && kinds.contains(&SNAPSHOT.to_string().as_str());
    let templates: Vec<Value> = SYSTEM
        .iter()
        .filter(|(known, known_name, known_subtype, _)| {
            visible
                && id.is_none_or(|id| id == *known)
                && name.is_none_or(|name| name == *known_name)
                && subtype.is_none_or(|subtype| subtype == known_subtype.to_string())
        })
        .map(system_view)
        .collect();
    let total = templates.len();
    let (page, size) = call.page_args("PageNumber", "PageSize", 20);
    json!({ "SystemTemplateList": page_of(templates, page, 1, size), "Total": total })
}
