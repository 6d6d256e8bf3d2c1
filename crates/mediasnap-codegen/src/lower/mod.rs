//! Lowering: turns a hand-written spec into one that the generator supports, by named rules in a fixed order.

mod check;
mod enums;
mod json_string;
mod limits;
mod parameters;
mod paths;
mod responses;
mod schemas;

use serde_json::Value;

use crate::error::Error;

type Rule = fn(&mut Value) -> Result<(), Error>;

/// The lowering rules by name, in the order of execution.
///
/// | rule | what it does |
/// | --- | --- |
/// | `single-references` | `allOf` around one reference, the way OpenAPI 3.0 gives a reference a description, becomes the reference |
/// | `conventions` | changes nothing; rejects what `specs/README.md` does not allow, with the place and what to write instead |
/// | `credential-parameters` | removes parameters that come from the credentials from the operation and keeps the original path in `x-path` |
/// | `json-string` | a parameter or form field that holds serialized JSON becomes a string with a named schema (`x-json-string`) |
/// | `encodings` | gives every parameter its `x-encoding`: `plain`, `repeat`, `indexed` or `json` |
/// | `responses` | one successful response per operation, as `200`; error responses keep their shared schema |
/// | `open-enums` | every enumeration of strings becomes a named `x-open-enum`, which keeps unknown values |
/// | `limits` | ranges, lengths, defaults and numeric enums move to `x-limits` and into the description |
/// | `nullable` | a nullable property is not required; the keyword becomes `x-nullable` |
/// | `integers` | integers are 64 bits wide, independent of the document |
/// | `open-objects` | objects in responses keep undocumented members |
pub const RULES: [(&str, Rule); 11] = [
    ("single-references", schemas::single_references),
    ("conventions", check::conventions),
    ("credential-parameters", paths::credential_parameters),
    ("json-string", json_string::json_string),
    ("encodings", parameters::encodings),
    ("responses", responses::responses),
    ("open-enums", enums::open_enums),
    ("limits", limits::limits),
    ("nullable", schemas::nullable),
    ("integers", schemas::integers),
    ("open-objects", schemas::open_objects),
];

/// Lowers a spec by applying every rule to it.
///
/// # Errors
/// The first rule that the spec breaks, with the place.
pub fn lower(spec: &Value) -> Result<Value, Error> {
    let mut document = spec.clone();
    for (_, rule) in RULES {
        rule(&mut document)?;
    }
    Ok(document)
}

/// Lowers `spec`, which was read from `file`, and renders it as the checked-in `openapi.json`.
///
/// # Errors
/// The first rule that the spec breaks, with the file's name.
pub fn lower_to_text(file: &str, spec: &Value) -> Result<String, Error> {
    let lowered = lower(spec).map_err(|error| error.in_file(file))?;
    let mut text = serde_json::to_string_pretty(&lowered)
        .map_err(|error| Error::new("document", "render", error.to_string()).in_file(file))?;
    text.push('\n');
    Ok(text)
}
