//! Schemas of a product's parameters, read from its spec, and the check of arguments against them.

use std::collections::HashMap;

use mediasnap_core::operation::{Body, Operation, Parameter, Product};
use serde_json::{Map, Value};

/// The schemas of one product.
#[derive(Debug)]
pub(crate) struct Schema {
    components: Map<String, Value>,
    /// Schemas by operation and parameter.
    parameters: HashMap<(&'static str, &'static str), Value>,
    /// Schemas of the responses by operation.
    responses: HashMap<&'static str, Value>,
}

/// Difference between the arguments of a call and their schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Violation {
    /// A parameter or a property is missing, given by its dotted path.
    Missing(String),
    /// A parameter is not known.
    Unknown(String),
    /// A parameter or a property, given by its dotted path, has another type or exceeds a limit.
    Invalid { path: String, why: String },
}

impl Schema {
    /// Reads the spec of a product.
    pub(crate) fn read(product: &Product) -> Self {
        let document: Value = serde_json::from_str(product.spec).unwrap_or_default();
        let components = document
            .pointer("/components/schemas")
            .and_then(Value::as_object)
            .cloned();
        let mut spec = Self {
            components: components.unwrap_or_default(),
            parameters: HashMap::new(),
            responses: HashMap::new(),
        };
        let items = document
            .get("paths")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::values);
        for item in items.filter_map(Value::as_object).flat_map(Map::values) {
            let id = item
                .get("operationId")
                .and_then(Value::as_str)
                .unwrap_or_default();
            if let Some(operation) = product.operation(id) {
                spec.read_operation(operation, item);
                let status = operation.success_status;
                let response = item.pointer(&format!("/responses/{status}/content/application~1json/schema"));
                // The vendor's envelope is added to the response later.
                let enveloped = response.map(|schema| spec.resolve(schema));
                let enveloped = enveloped.and_then(|schema| schema.pointer("/properties/Response"));
                if let Some(schema) = enveloped.or(response).cloned() {
                    spec.responses.insert(operation.id, schema);
                }
            }
        }
        spec
    }

    fn read_operation(&mut self, operation: &'static Operation, item: &Value) {
        let media_type = match operation.body {
            Body::Json => "application~1json",
            _ => "application~1x-www-form-urlencoded",
        };
        let body = item.pointer(&format!("/requestBody/content/{media_type}/schema"));
        let members = body
            .map(|schema| self.resolve(schema))
            .and_then(|schema| schema.get("properties"))
            .cloned();
        let listed = item.get("parameters").and_then(Value::as_array);
        for parameter in operation.parameters {
            let named = |entry: &&Value| entry.get("name").and_then(Value::as_str) == Some(parameter.name);
            let schema = listed
                .and_then(|listed| listed.iter().find(named))
                .and_then(|entry| entry.get("schema"));
            let schema = schema.or_else(|| members.as_ref()?.get(parameter.name));
            if let Some(schema) = schema {
                self.parameters
                    .insert((operation.id, parameter.name), schema.clone());
            }
        }
    }

    /// Returns the schema of a parameter. If it is sent as a JSON string, this is the schema of that JSON.
    pub(crate) fn parameter(&self, operation: &Operation, parameter: &Parameter) -> Option<&Value> {
        let schema = self.resolve(self.parameters.get(&(operation.id, parameter.name))?);
        Some(self.resolve(schema.get("x-json-string").unwrap_or(schema)))
    }

    /// Returns the documented default of an integer.
    pub(crate) fn default(&self, operation: &Operation, name: &str) -> Option<i64> {
        let schema = self.parameter(operation, operation.parameter(name)?)?;
        match schema.pointer("/x-limits/default")? {
            Value::String(text) => text.parse().ok(),
            value => value.as_i64(),
        }
    }

    /// Follows a reference.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|path| path.rsplit('/').next());
        name.and_then(|name| self.components.get(name)).unwrap_or(schema)
    }

    /// Replaces null in a response by an empty list where the SDKs declare a list, unless null is documented.
    pub(crate) fn complete(&self, operation: &Operation, response: &mut Value) {
        if let Some(schema) = self.responses.get(operation.id) {
            self.complete_value(response, schema);
        }
    }

    fn complete_value(&self, value: &mut Value, schema: &Value) {
        let schema = self.resolve(schema);
        match value {
            Value::Null if schema["type"] == "array" && schema["x-nullable"] != true => {
                *value = Value::Array(Vec::new());
            }
            Value::Object(members) => {
                for (name, member) in members {
                    if let Some(schema) = schema.get("properties").and_then(|known| known.get(name)) {
                        self.complete_value(member, schema);
                    }
                }
            }
            Value::Array(items) => {
                if let Some(schema) = schema.get("items") {
                    for item in items {
                        self.complete_value(item, schema);
                    }
                }
            }
            _ => {}
        }
    }

    /// Checks a value against a schema.
    pub(crate) fn check(&self, value: &Value, schema: &Value, path: &str) -> Result<(), Violation> {
        let schema = self.resolve(schema);
        let invalid = |why: String| Violation::Invalid {
            path: path.to_owned(),
            why,
        };
        match schema.get("type").and_then(Value::as_str).unwrap_or_default() {
            "string" => {
                // Within JSON, a number that is documented as a string is accepted as a number too.
                let text = match value {
                    Value::Number(number) if limits_a_number(schema) => number.to_string(),
                    _ => value
                        .as_str()
                        .ok_or_else(|| invalid("is not a string".into()))?
                        .to_owned(),
                };
                check_text(&text, schema).map_err(invalid)
            }
            "integer" => {
                let number = value
                    .as_i64()
                    .map(i128::from)
                    .or_else(|| value.as_u64().map(i128::from));
                let number = number.ok_or_else(|| invalid("is not an integer".into()))?;
                check_integer(number, schema).map_err(invalid)
            }
            "number" if !value.is_number() => Err(invalid("is not a number".into())),
            "boolean" if !value.is_boolean() => Err(invalid("is not a boolean".into())),
            "array" => {
                let items = value
                    .as_array()
                    .ok_or_else(|| invalid("is not an array".into()))?;
                let max = limit(schema, "maxItems")
                    .and_then(Value::as_u64)
                    .unwrap_or(u64::MAX);
                if items.len() as u64 > max {
                    return Err(invalid(format!("has more than {max} elements")));
                }
                let element = schema.get("items").unwrap_or(&Value::Null);
                let mut elements = items.iter().enumerate();
                elements.try_for_each(|(index, item)| self.check(item, element, &format!("{path}[{index}]")))
            }
            "object" => {
                let members = value
                    .as_object()
                    .ok_or_else(|| invalid("is not an object".into()))?;
                self.check_members(members, schema, path)
            }
            _ => Ok(()),
        }
    }

    fn check_members(
        &self,
        members: &Map<String, Value>,
        schema: &Value,
        path: &str,
    ) -> Result<(), Violation> {
        let at = |name: &str| {
            if path.is_empty() {
                name.to_owned()
            } else {
                format!("{path}.{name}")
            }
        };
        let required = schema.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if members.get(name).is_none_or(Value::is_null) {
                return Err(Violation::Missing(at(name)));
            }
        }
        let Some(known) = schema.get("properties").and_then(Value::as_object) else {
            return Ok(());
        };
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            if let Some(schema) = known.get(name) {
                self.check(value, schema, &at(name))?;
            }
        }
        Ok(())
    }
}

fn limit<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    schema.get("x-limits")?.get(name)
}

/// Returns whether a string holds a number: its limits are those of the number.
fn limits_a_number(schema: &Value) -> bool {
    limit(schema, "minimum").is_some() || limit(schema, "maximum").is_some()
}

fn check_text(text: &str, schema: &Value) -> Result<(), String> {
    if schema.get("x-comma-separated") == Some(&Value::Bool(true)) {
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let max = limit(schema, "maxItems")
            .and_then(Value::as_u64)
            .unwrap_or(u64::MAX);
        if parts.len() as u64 > max {
            return Err(format!("has more than {max} elements"));
        }
        return parts
            .into_iter()
            .try_for_each(|part| check_one_of(&Value::from(part), schema));
    }
    check_one_of(&Value::from(text), schema)?;
    let in_bytes = schema.get("x-length-unit").is_some_and(|unit| unit == "byte");
    let length = if in_bytes {
        text.len()
    } else {
        text.chars().count()
    } as u64;
    let bound = |name: &str| limit(schema, name).and_then(Value::as_u64);
    if let Some(min) = bound("minLength").filter(|min| length < *min) {
        return Err(format!("is shorter than {min}"));
    }
    if let Some(max) = bound("maxLength").filter(|max| length > *max) {
        return Err(format!("is longer than {max}"));
    }
    if limit(schema, "pattern").is_some()
        && !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    {
        return Err("may only contain letters, digits, - and _".into());
    }
    if limits_a_number(schema) {
        let number = text.trim().parse().map_err(|_| "is not an integer".to_owned())?;
        return check_range(number, schema);
    }
    Ok(())
}

fn check_integer(number: i128, schema: &Value) -> Result<(), String> {
    check_one_of(&i64::try_from(number).map_or(Value::Null, Value::from), schema)?;
    check_range(number, schema)
}

fn check_range(number: i128, schema: &Value) -> Result<(), String> {
    let also = schema.get("x-also-allowed").and_then(Value::as_array);
    if also.is_some_and(|also| {
        also.iter()
            .any(|value| value.as_i64().map(i128::from) == Some(number))
    }) {
        return Ok(());
    }
    let bound = |name: &str| limit(schema, name).and_then(Value::as_i64).map(i128::from);
    let open = |name: &str| limit(schema, name) == Some(&Value::Bool(true));
    if let Some(min) = bound("minimum")
        && (number < min || (number == min && open("exclusiveMinimum")))
    {
        return Err(format!("is below its limit of {min}"));
    }
    if let Some(max) = bound("maximum")
        && (number > max || (number == max && open("exclusiveMaximum")))
    {
        return Err(format!("is above its limit of {max}"));
    }
    Ok(())
}

fn check_one_of(value: &Value, schema: &Value) -> Result<(), String> {
    let listed = schema
        .get("x-open-enum")
        .or_else(|| limit(schema, "enum"))
        .and_then(Value::as_array);
    let also = schema.get("x-also-allowed").and_then(Value::as_array);
    match listed {
        Some(listed) if !listed.contains(value) && !also.is_some_and(|also| also.contains(value)) => {
            let known: Vec<String> = listed.iter().map(ToString::to_string).collect();
            Err(format!("is not one of {}", known.join(", ")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(operation: &str, parameter: &str, value: &Value) -> Result<(), Violation> {
        let product = &mediasnap_huawei_mpc::PRODUCT;
        let spec = Schema::read(product);
        let operation = product.operation(operation).unwrap();
        let schema = spec
            .parameter(operation, operation.parameter(parameter).unwrap())
            .unwrap();
        spec.check(value, schema, parameter)
    }

    #[test]
    fn limits_come_from_the_spec() {
        assert_eq!(check("ListThumbnailsTask", "size", &json!(100)), Ok(()));
        assert!(check("ListThumbnailsTask", "size", &json!(101)).is_err());
        assert!(check("ListThumbnailsTask", "status", &json!("SLEEPING")).is_err());
        assert!(check("ListThumbnailsTask", "task_id", &json!(vec!["1"; 11])).is_err());
        let para = |value: Value| check("CreateThumbnailsTask", "thumbnail_para", &value);
        assert_eq!(para(json!({"width": 97, "dots": [1]})), Ok(()));
        assert!(para(json!({"width": 96})).is_err());
        assert_eq!(
            check(
                "CreateThumbnailsTask",
                "input",
                &json!({"bucket": "b", "object": "o"})
            ),
            Err(Violation::Missing("input.location".into()))
        );
    }

    /// Returns a response in which every list is null, and all others are filled.
    fn without_lists(spec: &Schema, schema: &Value, lists: &mut usize) -> Value {
        let schema = spec.resolve(schema);
        let properties = schema["properties"].as_object().into_iter().flatten();
        match schema["type"].as_str() {
            Some("object") => properties
                .map(|(name, schema)| (name.clone(), without_lists(spec, schema, lists)))
                .collect(),
            Some("array") if schema["x-nullable"] != true => {
                *lists += 1;
                Value::Null
            }
            _ => json!("x"),
        }
    }

    #[test]
    fn no_list_of_a_response_is_null() {
        for product in crate::products::PRODUCTS {
            let (spec, mut lists) = (Schema::read(product), 0);
            for operation in product.operations {
                let Some(schema) = spec.responses.get(operation.id) else {
                    continue;
                };
                let mut response = without_lists(&spec, schema, &mut lists);
                spec.complete(operation, &mut response);
                assert!(!response.to_string().contains("null"), "{response}");
            }
            assert!(lists > 0 || product.operations.len() < 3, "{}", product.key);
        }
    }

    #[test]
    fn defaults_come_from_the_spec() {
        let product = &mediasnap_huawei_mpc::PRODUCT;
        let operation = product.operation("ListThumbnailsTask").unwrap();
        assert_eq!(Schema::read(product).default(operation, "size"), Some(10));
    }
}
