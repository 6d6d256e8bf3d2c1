//! Reads the arguments of a call: one JSON object from the command line, a file or stdin.

use std::io::Read as _;

use serde_json::{Map, Value};

use crate::error::CliError;
use crate::output::node::Node;

/// Reads `JSON`, `@FILE` or `-`.
pub(crate) async fn read(given: Option<&str>) -> Result<Map<String, Value>, CliError> {
    let text = match given {
        None => return Ok(Map::new()),
        Some("-") => blocking(|| {
            let mut bytes = Vec::new();
            std::io::stdin()
                .lock()
                .read_to_end(&mut bytes)
                .map_err(|error| CliError::usage(format!("stdin cannot be read: {error}")))?;
            Ok(bytes)
        })
        .await
        .and_then(text)?,
        Some(argument) => match argument.strip_prefix('@') {
            None => argument.strip_prefix('\u{feff}').unwrap_or(argument).to_owned(),
            Some(path) => {
                let path = path.to_owned();
                blocking(move || {
                    std::fs::read(&path).map_err(|error| {
                        CliError::usage(format!("the input file `{path}` cannot be read: {error}"))
                    })
                })
                .await
                .and_then(text)?
            }
        },
    };
    parse(&text)
}

/// Runs blocking work on a thread of its own, so that the timeout still applies.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CliError> + Send + 'static,
) -> Result<T, CliError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(CliError::usage(format!("the input cannot be read: {error}"))))
}

fn text(bytes: Vec<u8>) -> Result<String, CliError> {
    mediasnap::runtime::text::decode(bytes).ok_or_else(|| CliError::usage("the input is not UTF-8 text"))
}

/// Parses an object. Error messages contain no part of `text`.
fn parse(text: &str) -> Result<Map<String, Value>, CliError> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Eof => "it ends too early",
            _ => "syntax error",
        };
        let (line, column) = (error.line(), error.column());
        CliError::usage(format!(
            "the input is not valid JSON: {what} at line {line} column {column}"
        ))
    })?;
    let Value::Object(object) = value else {
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            _ => "an array",
        };
        return Err(CliError::usage(format!(
            "the input must be one JSON object keyed by parameter name, not {kind}"
        )));
    };
    if let Node::Object(members) = Node::parse(text)?
        && let Some((name, _)) = members.iter().find(|(_, node)| holds_oversized(node))
    {
        return Err(CliError::usage(format!(
            "an integer in `{name}` does not fit 64 bits; pass it as a string"
        )));
    }
    Ok(object)
}

/// Whether an integer in `node` would lose digits.
fn holds_oversized(node: &Node) -> bool {
    match node {
        Node::Number(text) => {
            let is_integer = !text.contains(['.', 'e', 'E']);
            is_integer && text.parse::<u64>().is_err() && text.parse::<i64>().is_err()
        }
        Node::Array(elements) => elements.iter().any(holds_oversized),
        Node::Object(members) => members.iter().any(|(_, node)| holds_oversized(node)),
        Node::Null | Node::Bool(_) | Node::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_survive() {
        let object =
            parse(r#"{"a": 18446744073709551615, "b": -9223372036854775808, "c": 9007199254740993}"#)
                .unwrap();
        assert_eq!(object["a"].to_string(), "18446744073709551615");
        assert_eq!(object["b"].to_string(), "-9223372036854775808");
        assert_eq!(object["c"].to_string(), "9007199254740993");
    }

    #[test]
    fn integers_that_would_lose_digits_are_rejected() {
        assert!(parse(r#"{"a": [{"b": 18446744073709551616}]}"#).is_err());
        assert!(parse(r#"{"a": 1.5}"#).is_ok());
    }
}
