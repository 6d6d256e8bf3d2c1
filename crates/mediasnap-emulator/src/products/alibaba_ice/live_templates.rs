//! Templates of live snapshot jobs.

use chrono::DateTime;
use serde_json::{Value, json};

use super::state::{AlibabaIce, LiveTemplate, no_template};
use crate::clock::rfc3339;
use crate::products::alibaba_arguments::{invalid, required};
use crate::products::product::{ApiCall, page as page_of};
use crate::protocol::service_error::ServiceError;

/// Template of the service.
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

/// Returns the template with this id, of the account or of the service.
pub(super) fn find(state: &AlibabaIce, id: &str) -> Result<LiveTemplate, ServiceError> {
    let own = state.live_templates.get(id).map(|template| (*template).clone());
    own.or_else(|| Some(system()).filter(|template| template.id == id))
        .ok_or_else(no_template)
}

/// Returns the template with this id. If it was never created here, it has the settings of the service's template.
///
/// Jobs may name templates that an account created elsewhere, like media assets that were never uploaded here.
pub(super) fn find_or_foreign(
    state: &AlibabaIce,
    call: &ApiCall<'_>,
    id: &str,
) -> Result<LiveTemplate, ServiceError> {
    find(state, id).or_else(|error| {
        if !call.is_foreign(&state.live_templates, id) {
            return Err(error);
        }
        Ok(LiveTemplate {
            id: id.to_owned(),
            name: String::new(),
            system: false,
            ..system()
        })
    })
}

/// Returns the naming formats of a request.
fn formats(call: &ApiCall<'_>) -> Result<(Option<String>, Option<String>), ServiceError> {
    let format = |name: &str| match call.str_arg(name) {
        Some(text) if text.starts_with('/') => Err(invalid(&format!("{name} begins with a slash"))),
        Some(text) if text.strip_suffix(".jpg").is_none_or(str::is_empty) => {
            Err(invalid(&format!("{name} does not end in .jpg")))
        }
        text => Ok(text),
    };
    let (overwrite, sequence) = (format("OverwriteFormat")?, format("SequenceFormat")?);
    let varies = ["{UnixTimestamp}", "{Sequence}"];
    if overwrite.is_some_and(|text| varies.iter().chain(&["{Date}"]).any(|part| text.contains(part))) {
        return Err(invalid("OverwriteFormat contains a placeholder that changes"));
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

pub(super) fn create(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let (overwrite, sequence) = formats(call)?;
    let id = call.emulator.ids.uuid();
    let template = LiveTemplate {
        id: id.clone(),
        name: call.required_str("TemplateName").to_owned(),
        interval: call.integer_arg("TimeInterval").unwrap_or_default(),
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

pub(super) fn get(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let template = find(state, call.required_str("TemplateId"))?;
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

pub(super) fn list(state: &AlibabaIce, call: &ApiCall<'_>) -> Value {
    let (word, wanted, ids) = (
        call.str_arg("SearchKeyWord"),
        call.str_arg("Type"),
        call.str_args("TemplateIds"),
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
    let order = call.str_arg("SortBy").unwrap_or("desc");
    if order != "asc" {
        templates.reverse();
    }
    let (page, size) = call.page_args("PageNo", "PageSize", 10);
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

/// Rejects changes of the service's template.
fn own(state: &AlibabaIce, id: &str) -> Result<(), ServiceError> {
    let system = find(state, id)?.system;
    (!system)
        .then_some(())
        .ok_or_else(|| invalid("TemplateId is a template of the service"))
}

pub(super) fn update(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let id = call.required_str("TemplateId");
    own(state, id)?;
    let (overwrite, sequence) = formats(call)?;
    let updated = state.live_templates.update(id, |template| {
        call.required_str("TemplateName").clone_into(&mut template.name);
        template.interval = call.integer_arg("TimeInterval").unwrap_or(template.interval);
        template.overwrite = overwrite;
        template.sequence = sequence;
        template.modified = call.now;
    });
    updated.ok_or_else(no_template)?;
    Ok(json!({}))
}

pub(super) fn delete(state: &AlibabaIce, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
    let id = call.required_str("TemplateId");
    own(state, id)?;
    state.live_templates.retire(id).ok_or_else(no_template)?;
    Ok(json!({}))
}
