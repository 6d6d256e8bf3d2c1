//! Templates of an account and of the vendor, by kind and number.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::rfc3339;
use crate::products::product::ApiCall;
use crate::products::tencent_settings::{Kind, TemplateSettings};
use crate::protocol::service_error::ServiceError;
use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

/// Number of the vendor's template of each kind.
pub(crate) const PRESET: i64 = 10;
/// First number of templates of an account.
const FIRST: i64 = 20_001;
/// Maximum number of templates of one kind.
const MAX: usize = 16;
/// Time of creation of the vendor's templates.
const PRESET_TIME: &str = "2018-10-01T10:00:00Z";

/// One template of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MediaTemplate {
    /// Owner of the template, such as an application.
    scope: i64,
    kind: Kind,
    definition: i64,
    settings: TemplateSettings,
    created: DateTime<Utc>,
    updated: DateTime<Utc>,
}

/// The templates of all accounts.
#[derive(Debug)]
pub(crate) struct Templates {
    table: Table<MediaTemplate>,
}

impl Templates {
    /// Opens the table `name` with the templates that the journal holds.
    pub(crate) fn open(name: &'static str, journal: &Arc<Journal>) -> Self {
        Self {
            table: Table::open(name, journal),
        }
    }

    /// Returns the table.
    pub(crate) fn table(&self) -> &dyn AnyTable {
        &self.table
    }

    /// Returns the settings of a template.
    pub(crate) fn settings(&self, kind: Kind, scope: i64, definition: i64) -> Option<TemplateSettings> {
        if definition == PRESET {
            return Some(TemplateSettings::preset(kind));
        }
        self.find(kind, scope, definition)
            .map(|template| template.settings.clone())
    }

    fn find(&self, kind: Kind, scope: i64, definition: i64) -> Option<Arc<MediaTemplate>> {
        let template = self.table.get(&definition.to_string());
        template.filter(|template| template.scope == scope && template.kind == kind)
    }

    /// Returns the number of a template that may be changed.
    fn own(
        &self,
        kind: Kind,
        scope: i64,
        call: &ApiCall<'_>,
        preset: &'static str,
    ) -> Result<i64, ServiceError> {
        let definition = call.integer_arg("Definition").unwrap_or_default();
        if definition == PRESET {
            return Err(ServiceError::with_code(
                preset,
                "A preset template cannot be changed.",
            ));
        }
        self.find(kind, scope, definition)
            .map(|template| template.definition)
            .ok_or_else(no_template)
    }

    pub(crate) fn create(&self, kind: Kind, scope: i64, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        let settings = overlaid(&TemplateSettings::default(), call)?;
        let known = self
            .table
            .list(|template| template.scope == scope && template.kind == kind);
        if known.len() >= MAX {
            return Err(ServiceError::with_code(
                "LimitExceeded.TooMuchTemplate",
                format!("There are {MAX} templates of this kind already."),
            ));
        }
        let numbers = self.table.list(|_| true);
        let last = numbers.iter().map(|template| template.definition).max();
        let definition = last.map_or(FIRST, |last| last + 1);
        let template = MediaTemplate {
            scope,
            kind,
            definition,
            settings,
            created: call.now,
            updated: call.now,
        };
        self.table.put(&definition.to_string(), template);
        Ok(json!({ "Definition": definition }))
    }

    pub(crate) fn modify(&self, kind: Kind, scope: i64, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        let code = "InvalidParameterValue.ModifyDefaultTemplate";
        let definition = self.own(kind, scope, call, code)?;
        let template = self.find(kind, scope, definition).ok_or_else(no_template)?;
        let settings = overlaid(&template.settings, call)?;
        self.table.update(&definition.to_string(), |template| {
            template.settings = settings;
            template.updated = call.now;
        });
        Ok(json!({}))
    }

    pub(crate) fn delete(&self, kind: Kind, scope: i64, call: &ApiCall<'_>) -> Result<Value, ServiceError> {
        let code = "InvalidParameterValue.DeleteDefaultTemplate";
        let definition = self.own(kind, scope, call, code)?;
        self.table.remove(&definition.to_string());
        Ok(json!({}))
    }

    /// Lists a page of the vendor's template and those of the account.
    pub(crate) fn describe(&self, kind: Kind, scope: i64, call: &ApiCall<'_>) -> Value {
        let preset = json!({ "Definition": PRESET, "Type": "Preset", "CreateTime": PRESET_TIME, "UpdateTime": PRESET_TIME });
        let mut all = vec![view(preset, &TemplateSettings::preset(kind))];
        let own = self
            .table
            .list(|template| template.scope == scope && template.kind == kind);
        all.extend(own.iter().map(|template| {
            let head = json!({
                "Definition": template.definition,
                "Type": "Custom",
                "CreateTime": rfc3339(template.created),
                "UpdateTime": rfc3339(template.updated),
            });
            view(head, &template.settings)
        }));
        let wanted = call.arguments.get("Definitions").and_then(Value::as_array);
        all.retain(|template| {
            let is = |name: &str| call.str_arg(name).is_none_or(|wanted| template[name] == wanted);
            let listed =
                wanted.is_none_or(|wanted| wanted.is_empty() || wanted.contains(&template["Definition"]));
            listed && is("Type") && is("Name")
        });
        let total = all.len();
        let number = |name| usize::try_from(call.integer_arg(name).unwrap_or_default()).unwrap_or_default();
        let page: Vec<Value> = all
            .into_iter()
            .skip(number("Offset"))
            .take(number("Limit"))
            .collect();
        json!({ "TotalCount": total, kind.list(): page })
    }
}

/// Returns settings with the arguments of a call in their place.
fn overlaid(settings: &TemplateSettings, call: &ApiCall<'_>) -> Result<TemplateSettings, ServiceError> {
    let mut merged = Map::new();
    if let Ok(Value::Object(known)) = serde_json::to_value(settings) {
        merged = known;
    }
    merged.extend(call.arguments.clone());
    let settings: TemplateSettings = serde_json::from_value(Value::Object(merged)).map_err(|error| {
        ServiceError::with_code("InvalidParameter", format!("The template is invalid: {error}."))
    })?;
    settings.check()?;
    Ok(settings)
}

fn view(mut head: Value, settings: &TemplateSettings) -> Value {
    if let (Value::Object(head), Ok(Value::Object(settings))) = (&mut head, serde_json::to_value(settings)) {
        for (name, value) in settings {
            // A side without a value is like the source, which is 0.
            head.insert(name, if value.is_null() { json!(0) } else { value });
        }
    }
    head
}

/// Returns the error of an unknown template.
pub(crate) fn no_template() -> ServiceError {
    ServiceError::with_code(
        "ResourceNotFound.TemplateNotExist",
        "The template does not exist.",
    )
}
