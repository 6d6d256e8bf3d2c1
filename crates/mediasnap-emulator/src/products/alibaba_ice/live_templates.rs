//! Templates of live snapshot jobs.

use chrono::DateTime;
use serde_json::{Value, json};

use super::state::{LiveTemplate, State, invalid, no_template, required};
use crate::clock::rfc3339;
use crate::products::product::{Call, page as page_of};
use crate::protocol::service_error::Refusal;

/// The template that comes with the service.
const SYSTEM: (&str, &str, i64, &str) = (
    "S00000003-100010",
    "Live-Snapshot-10s",
    10,
    "snapshot/{JobId}/{UnixTimestamp}.jpg",
);

fn system() -> LiveTemplate {
    LiveTemplate {
        id: SYSTEM.0.to_owned(),
        name: SYSTEM.1.to_owned(),
        interval: SYSTEM.2,
        overwrite: None,
        sequence: Some(SYSTEM.3.to_owned()),
        created: DateTime::UNIX_EPOCH,
        modified: DateTime::UNIX_EPOCH,
        system: true,
    }
}

/// The template with this id, the account's own or the service's.
pub(super) fn find(state: &State, id: &str) -> Result<LiveTemplate, Refusal> {
    let own = state.live_templates.get(id).map(|template| (*template).clone());
    own.or_else(|| Some(system()).filter(|template| template.id == id))
        .ok_or_else(no_template)
}

/// The template with this id; one that was not made here counts as made elsewhere, with the service's own settings.
///
/// Jobs may use templates that an account has had for long, as they may use media that were never uploaded here.
pub(super) fn find_or_foreign(state: &State, id: &str) -> LiveTemplate {
    find(state, id).unwrap_or_else(|_| LiveTemplate {
        id: id.to_owned(),
        name: String::new(),
        system: false,
        ..system()
    })
}

/// The naming formats of a request.
fn formats(call: &Call<'_>) -> Result<(Option<String>, Option<String>), Refusal> {
    let format = |name: &str| match call.text(name) {
        Some(text) if text.starts_with('/') => Err(invalid(&format!("{name} begins with a slash"))),
        Some(text) if text.strip_suffix(".jpg").is_none_or(str::is_empty) => {
            Err(invalid(&format!("{name} does not end in .jpg")))
        }
        text => Ok(text),
    };
    let (overwrite, sequence) = (format("OverwriteFormat")?, format("SequenceFormat")?);
    let varies = ["{UnixTimestamp}", "{Sequence}"];
    if overwrite.is_some_and(|text| varies.iter().chain(&["{Date}"]).any(|part| text.contains(part))) {
        return Err(invalid("OverwriteFormat names a file that changes"));
    }
    if sequence.is_some_and(|text| !varies.iter().any(|part| text.contains(part))) {
        return Err(invalid(
            "SequenceFormat has neither {UnixTimestamp} nor {Sequence}",
        ));
    }
    if overwrite.is_none() && sequence.is_none() {
        return Err(required("OverwriteFormat or SequenceFormat"));
    }
    Ok((overwrite.map(str::to_owned), sequence.map(str::to_owned)))
}

pub(super) fn create(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let (overwrite, sequence) = formats(call)?;
    let id = call.world.ids.uuid();
    let template = LiveTemplate {
        id: id.clone(),
        name: call.required("TemplateName").to_owned(),
        interval: call.integer("TimeInterval").unwrap_or_default(),
        overwrite,
        sequence,
        created: call.now,
        modified: call.now,
        system: false,
    };
    state.live_templates.put(&id, template);
    Ok(json!({ "TemplateId": id }))
}

fn kind(template: &LiveTemplate) -> &'static str {
    if template.system { "system" } else { "custom" }
}

pub(super) fn get(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let template = find(state, call.required("TemplateId"))?;
    Ok(json!({
        "TemplateId": template.id,
        "TemplateName": template.name,
        "TimeInterval": template.interval,
        "OverwriteFormat": template.overwrite.as_deref().unwrap_or_default(),
        "SequenceFormat": template.sequence.as_deref().unwrap_or_default(),
        "Type": kind(&template),
        "CreateTime": rfc3339(template.created),
        "LastModified": rfc3339(template.modified),
    }))
}

pub(super) fn list(state: &State, call: &Call<'_>) -> Value {
    let (word, wanted, ids) = (
        call.text("SearchKeyWord"),
        call.text("Type"),
        call.texts("TemplateIds"),
    );
    let fits = |template: &LiveTemplate| {
        wanted.is_none_or(|wanted| wanted == kind(template))
            && match word {
                Some(word) => template.id == word || template.name.contains(word),
                None => ids.is_empty() || ids.contains(&&*template.id),
            }
    };
    let own = state.live_templates.list(fits);
    let mut templates: Vec<LiveTemplate> = Some(system())
        .into_iter()
        .filter(fits)
        .chain(own.iter().map(|template| (**template).clone()))
        .collect();
    let order = call.text("SortBy").unwrap_or("desc");
    if order != "asc" {
        templates.reverse();
    }
    let (page, size) = (
        call.integer("PageNo").unwrap_or(1),
        call.integer("PageSize").unwrap_or(10),
    );
    let total = templates.len();
    let views = page_of(templates, page, 1, size).into_iter().map(|template| {
        json!({
            "TemplateId": template.id,
            "TemplateName": template.name,
            "TimeInterval": template.interval,
            "Type": kind(&template),
            "CreateTime": rfc3339(template.created),
        })
    });
    json!({
        "TemplateList": views.collect::<Vec<_>>(),
        "TotalCount": total,
        "PageNo": page,
        "PageSize": size,
        "SortBy": order,
    })
}

/// Templates of the service cannot be changed.
fn own(state: &State, id: &str) -> Result<(), Refusal> {
    if find(state, id)?.system {
        Err(invalid("TemplateId is a template of the service"))
    } else {
        Ok(())
    }
}

pub(super) fn update(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let id = call.required("TemplateId");
    own(state, id)?;
    let (overwrite, sequence) = formats(call)?;
    let updated = state.live_templates.update(id, |template| {
        call.required("TemplateName").clone_into(&mut template.name);
        template.interval = call.integer("TimeInterval").unwrap_or(template.interval);
        template.overwrite = overwrite;
        template.sequence = sequence;
        template.modified = call.now;
    });
    updated.ok_or_else(no_template)?;
    Ok(json!({}))
}

pub(super) fn delete(state: &State, call: &Call<'_>) -> Result<Value, Refusal> {
    let id = call.required("TemplateId");
    own(state, id)?;
    state.live_templates.remove(id).ok_or_else(no_template)?;
    Ok(json!({}))
}
