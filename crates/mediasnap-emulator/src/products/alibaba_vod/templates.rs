//! Snapshot templates.

use serde_json::{Value, json};

use super::state::{AlibabaVod, Config, Template, missing};
use crate::clock::rfc3339;
use crate::products::alibaba_arguments::{invalid, required};
use crate::products::product::ApiCall;
use crate::protocol::service_error::ServiceError;

/// Default application of an account.
const APPLICATION: &str = "app-1000000";
/// Types of snapshot templates.
const KINDS: [&str; 3] = ["NormalSnapshot", "SpriteSnapshot", "WebVttSnapshot"];

/// Parses the settings of a snapshot template.
fn config(text: &str) -> Result<Config, ServiceError> {
    let config: Config = serde_json::from_str(text)
        .map_err(|_| invalid("TemplateConfig is not JSON of the documented form"))?;
    if !KINDS.contains(&&*config.snapshot_type) {
        return Err(invalid("SnapshotType in TemplateConfig is unknown"));
    }
    Ok(config)
}

/// Checks the settings of a template. Those of other types than snapshots only have to be a JSON object.
fn check(kind: &str, text: &str) -> Result<(), ServiceError> {
    if kind == "Snapshot" {
        return config(text).map(drop);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => Ok(()),
        _ => Err(invalid("TemplateConfig is not a JSON object")),
    }
}

fn find(state: &AlibabaVod, id: &str) -> Result<std::sync::Arc<Template>, ServiceError> {
    state.templates.get(id).ok_or_else(|| missing("VodTemplateId"))
}

fn view(template: &Template) -> Value {
    json!({
        "VodTemplateId": template.id,
        "Name": template.name,
        "TemplateType": template.kind,
        "TemplateConfig": template.config,
        "IsDefault": "NotDefault",
        "CreationTime": rfc3339(template.created),
        "ModifyTime": rfc3339(template.modified),
    })
}

pub(super) fn add(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (kind, text) = (
        call.required_str("TemplateType"),
        call.required_str("TemplateConfig"),
    );
    check(kind, text)?;
    let id = call.emulator.ids.hex();
    let template = Template {
        id: id.clone(),
        name: call.required_str("Name").to_owned(),
        kind: kind.to_owned(),
        config: text.to_owned(),
        application: call.str_arg("AppId").unwrap_or(APPLICATION).to_owned(),
        created: call.now,
        modified: call.now,
    };
    state.templates.put(&id, template);
    Ok(json!({ "VodTemplateId": id }))
}

pub(super) fn get(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let template = find(state, call.required_str("VodTemplateId"))?;
    Ok(json!({ "VodTemplateInfo": view(&template) }))
}

pub(super) fn list(state: &AlibabaVod, call: &ApiCall<'_>) -> Value {
    let (kind, application) = (call.required_str("TemplateType"), call.str_arg("AppId"));
    let fits = |template: &Template| {
        template.kind == kind && application.is_none_or(|application| application == template.application)
    };
    let templates = state.templates.list(fits);
    let views = templates.iter().rev().map(|template| {
        let mut view = view(template);
        view["AppId"] = json!(template.application);
        view
    });
    json!({ "VodTemplateInfoList": views.collect::<Vec<_>>() })
}

pub(super) fn update(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let id = call.required_str("VodTemplateId");
    let template = find(state, id)?;
    let text = call.str_arg("TemplateConfig");
    if let Some(text) = text {
        check(&template.kind, text)?;
        if template.kind == "Snapshot"
            && config(text)?.snapshot_type != config(&template.config)?.snapshot_type
        {
            return Err(invalid("SnapshotType of a template cannot be changed"));
        }
    }
    let name = call.str_arg("Name");
    if name.is_none() && text.is_none() {
        return Err(required("Name or TemplateConfig"));
    }
    let changed = state.templates.update(id, |template| {
        if let Some(name) = name {
            name.clone_into(&mut template.name);
        }
        if let Some(text) = text {
            text.clone_into(&mut template.config);
        }
        template.modified = call.now;
    });
    changed.ok_or_else(|| missing("VodTemplateId"))?;
    Ok(json!({ "VodTemplateId": id }))
}

pub(super) fn delete(state: &AlibabaVod, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let id = call.required_str("VodTemplateId");
    state
        .templates
        .retire(id)
        .ok_or_else(|| missing("VodTemplateId"))?;
    Ok(json!({ "VodTemplateId": id }))
}
