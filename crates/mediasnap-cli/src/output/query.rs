//! `--query`: JMESPath expressions.

use jmespath::{Expression, Variable};

use super::node::Node;
use crate::error::{CliError, ExitStatus};

/// A compiled query. It is compiled before anything is sent, so that an invalid one has no side effect.
pub(crate) struct Query(Expression<'static>);

impl Query {
    /// Compiles `text`.
    pub(crate) fn new(text: &str) -> Result<Self, CliError> {
        jmespath::compile(text)
            .map(Self)
            .map_err(|error| CliError::usage(format!("invalid query: {}", reason(&error))))
    }

    /// Returns what the query selects from JSON.
    pub(crate) fn select(&self, text: &str) -> Result<Node, CliError> {
        let failed = |what: String| CliError::new(ExitStatus::Failed, format!("the query failed: {what}"));
        let response =
            Variable::from_json(text).map_err(|_| failed("the response is not valid JSON".to_owned()))?;
        let selected = self.0.search(response).map_err(|error| failed(reason(&error)))?;
        Node::parse(&selected.to_string())
    }
}

/// Returns the first line of the reason; the others show the place in the query.
fn reason(error: &jmespath::JmespathError) -> String {
    let place = format!(" at column {}", error.column + 1);
    let text = error.reason.to_string();
    format!("{}{place}", text.lines().next().unwrap_or_default())
}
