//! Snapshot templates.

use serde_json::{Value, json};

use super::state::{Config, State, Template, invalid, missing};
use crate::clock::rfc3339;
use crate::products::product::Call;
use crate::protocol::service_error::Refusal;

/// The application that every account has.
const APPLICATION: &str = "app-1000000";
/// What a snapshot template may make.
const KINDS: [&str; 3] = ["NormalSnapshot", "SpriteSnapshot", "WebVttSnapshot"];

/// The settings of a snapshot template, if that is what the text holds.
fn config(text: &str) -> Result<Config, Refusal> {
    let config: Config =
        serde_json::from_str(text).map_err(|_| invalid("TemplateConfig is no JSON of its shape"))?;
    if !KINDS.contains(&&*config.snapshot_type) {
        return Err(invalid("SnapshotType in TemplateConfig is not known"));
    }
    Ok(config)
}

/// Settings of a kind of template: those of animated pictures have a shape of their own.
fn check(kind: &str, text: &str) -> Result<(), Refusal> {
    if kind == "Snapshot" {
        return config(text).map(drop);
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(_)) => Ok(()),
        _ => Err(invalid("TemplateConfig is no JSON object")),
    }
}

fn find(state: &State, id: &str) -> Result<std::sync::Arc<Template>, Refusal> {
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

pub(super) fn add(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (kind, text) = (call.required("TemplateType"), call.required("TemplateConfig"));
    check(kind, text)?;
    let id = call.world.ids.hex();
    let template = Template {
        id: id.clone(),
        name: call.required("Name").to_owned(),
        kind: kind.to_owned(),
        config: text.to_owned(),
        application: call.text("AppId").unwrap_or(APPLICATION).to_owned(),
        created: call.now,
        modified: call.now,
    };
    state.templates.put(&id, template);
    Ok(json!({ "VodTemplateId": id }))
}

pub(super) fn get(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let template = find(state, call.required("VodTemplateId"))?;
    Ok(json!({ "VodTemplateInfo": view(&template) }))
}

pub(super) fn list(state: &State, call: &Call<'_>) -> Value {
    let (kind, application) = (call.required("TemplateType"), call.text("AppId"));
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

pub(super) fn update(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let id = call.required("VodTemplateId");
    let template = find(state, id)?;
    let text = call.text("TemplateConfig");
    if let Some(text) = text {
        check(&template.kind, text)?;
        if template.kind == "Snapshot"
            && config(text)?.snapshot_type != config(&template.config)?.snapshot_type
        {
            return Err(invalid("SnapshotType of a template cannot be changed"));
        }
    }
    let name = call.text("Name");
    if name.is_none() && text.is_none() {
        return Err(Refusal::named(
            "MissingParameter",
            "The parameter Name or TemplateConfig is required.",
        ));
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

pub(super) fn delete(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let id = call.required("VodTemplateId");
    state
        .templates
        .remove(id)
        .ok_or_else(|| missing("VodTemplateId"))?;
    Ok(json!({ "VodTemplateId": id }))
}
