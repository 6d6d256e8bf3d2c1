//! Entry point: from a line of JSON to the result.

use super::case::Case;
use super::result::CaseResult;

/// Reads a case in JSON and signs it. Errors are part of the result.
pub fn run(line: &str) -> CaseResult {
    let failed = |name: &str, error: String| CaseResult::Failed {
        name: name.to_owned(),
        error,
    };
    let value = match serde_json::from_str::<serde_json::Value>(line) {
        Ok(value) => value,
        Err(error) => return failed("", format!("not JSON: {}", position(&error))),
    };
    let name = value
        .get("name")
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    match Case::read(&value).and_then(|case| case.sign(name)) {
        Ok(signed) => CaseResult::Signed(signed),
        Err(error) => failed(name, error),
    }
}

/// Describes the position of a JSON error, without any of the input.
fn position(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        _ => "syntax error",
    };
    format!("{kind} at line {} column {}", error.line(), error.column())
}
