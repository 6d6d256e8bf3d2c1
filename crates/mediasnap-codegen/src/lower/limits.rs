//! Rule `limits`: documented limits become documentation and `x-limits` (for the emulator), not Rust types.
//!
//! Documented ranges are known to contradict what services accept. A default in a schema would be sent by the generated types,
//! where the official SDKs send nothing.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::value::walk;

const KEYWORDS: [&str; 12] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "default",
];

// Every rule has this type; this one cannot fail.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn limits(document: &mut Value) -> Result<(), Error> {
    for place in ["paths", "components"] {
        if let Some(part) = document.get_mut(place) {
            walk(part, &mut lower_object);
        }
    }
    Ok(())
}

fn lower_object(object: &mut Map<String, Value>) {
    // The limits of a parameter are in its schema, its description is beside the schema.
    if object.contains_key("in") && object.contains_key("schema") {
        if let Some(Value::Object(schema)) = object.get_mut("schema") {
            let moved = take_limits(schema);
            if let Some(sentence) = sentence(&moved) {
                append(object, &sentence);
            }
            if let Some(Value::Object(schema)) = object.get_mut("schema") {
                keep(schema, moved);
            }
        }
        return;
    }
    if !object.get("type").is_some_and(Value::is_string) {
        return;
    }
    let moved = take_limits(object);
    if let Some(sentence) = sentence(&moved)
        && object.contains_key("description")
    {
        append(object, &sentence);
    }
    keep(object, moved);
}

fn take_limits(schema: &mut Map<String, Value>) -> Map<String, Value> {
    if !schema.get("type").is_some_and(Value::is_string) {
        return Map::new();
    }
    let mut moved = Map::new();
    for keyword in KEYWORDS {
        if let Some(value) = schema.remove(keyword) {
            moved.insert(keyword.to_owned(), value);
        }
    }
    // Enums of strings are open enums already; the others are numeric.
    if let Some(values) = schema.remove("enum") {
        moved.insert("enum".to_owned(), values);
    }
    moved
}

fn keep(schema: &mut Map<String, Value>, moved: Map<String, Value>) {
    if !moved.is_empty() {
        schema.insert("x-limits".to_owned(), Value::Object(moved));
    }
}

fn append(object: &mut Map<String, Value>, sentence: &str) {
    let description = object
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let text = if description.is_empty() {
        sentence.to_owned()
    } else {
        format!("{}\n\n{sentence}", description.trim_end())
    };
    object.insert("description".to_owned(), json!(text));
}

/// Returns the limits as a sentence of the generated documentation.
fn sentence(limits: &Map<String, Value>) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(values) = limits.get("enum").and_then(Value::as_array) {
        parts.push(format!(
            "One of {}.",
            values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
        ));
    }
    range(limits, "minimum", "maximum", "Range", "", &mut parts);
    range(
        limits,
        "minLength",
        "maxLength",
        "Length",
        " characters",
        &mut parts,
    );
    range(limits, "minItems", "maxItems", "Elements", "", &mut parts);
    if let Some(pattern) = limits.get("pattern").and_then(Value::as_str) {
        parts.push(format!("Pattern: `{pattern}`."));
    }
    if let Some(default) = limits.get("default") {
        let shown = default
            .as_str()
            .map_or_else(|| default.to_string(), str::to_owned);
        parts.push(format!("Default: `{shown}`."));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn range(
    limits: &Map<String, Value>,
    low: &str,
    high: &str,
    name: &str,
    unit: &str,
    parts: &mut Vec<String>,
) {
    let exclusive = |key| limits.get(key).and_then(Value::as_bool).unwrap_or_default();
    let above = if exclusive("exclusiveMinimum") {
        "above "
    } else {
        ""
    };
    let below = if exclusive("exclusiveMaximum") {
        "below "
    } else {
        ""
    };
    match (limits.get(low), limits.get(high)) {
        (Some(low), Some(high)) => parts.push(format!("{name}: {above}{low} to {below}{high}{unit}.")),
        (Some(low), None) => parts.push(format!("{name}: {above}{low} or more{unit}.")),
        (None, Some(high)) => parts.push(format!("{name}: {below}{high} or less{unit}.")),
        (None, None) => {}
    }
}
