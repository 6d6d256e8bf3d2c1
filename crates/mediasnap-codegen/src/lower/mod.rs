//! Lowering: a spec as people write it becomes a spec as the generator can take it, by named rules in a fixed order.

mod answers;
mod check;
mod enums;
mod json_text;
mod limits;
mod parameters;
mod paths;
mod schemas;

use serde_json::Value;

use crate::Error;

type Rule = fn(&mut Value) -> Result<(), Error>;

/// The rules by name, in the order they run in.
///
/// | rule | what it does |
/// | --- | --- |
/// | `single-references` | `allOf` around one reference, the way OpenAPI 3.0 gives a reference a description, becomes the reference |
/// | `conventions` | changes nothing; refuses what `specs/README.md` does not allow, with the place and what to write instead |
/// | `credential-parameters` | takes parameters that come from the credentials out of the operation and keeps the true path in `x-path` |
/// | `json-text` | a parameter or form member that is one JSON text becomes text of a named shape (`x-json-text`) |
/// | `encodings` | gives every parameter its `x-encoding`: `plain`, `repeat`, `indexed` or `json` |
/// | `answers` | one success answer an operation, as `200`; the error answers keep their shared shape |
/// | `open-enums` | every list of texts becomes a named `x-open-enum`, which keeps unknown text |
/// | `limits` | ranges, lengths, defaults and numeric enums move to `x-limits` and into the description |
/// | `nullable` | a nullable member is not required; the keyword goes |
/// | `integers` | integers are 64 bits wide whatever the document says |
/// | `open-objects` | objects that an answer can hold keep members nobody documented |
pub const RULES: [(&str, Rule); 11] = [
    ("single-references", schemas::single_references),
    ("conventions", check::conventions),
    ("credential-parameters", paths::credential_parameters),
    ("json-text", json_text::json_text),
    ("encodings", parameters::encodings),
    ("answers", answers::answers),
    ("open-enums", enums::open_enums),
    ("limits", limits::limits),
    ("nullable", schemas::nullable),
    ("integers", schemas::integers),
    ("open-objects", schemas::open_objects),
];

/// Lowers a spec by running every rule over it.
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
