//! `--query`: JMESPath over a JSON answer.

use jmespath::{Expression, Variable};

use super::node::Node;
use crate::failure::{Exit, Failure};

/// A compiled query, made before anything is sent so that a mistake in it costs nothing.
pub(crate) struct Query(Expression<'static>);

impl Query {
    /// Compiles `text`.
    pub(crate) fn new(text: &str) -> Result<Self, Failure> {
        jmespath::compile(text)
            .map(Self)
            .map_err(|error| Failure::usage(format!("the query is wrong: {}", reason(&error))))
    }

    /// What the query selects from JSON text.
    pub(crate) fn select(&self, text: &str) -> Result<Node, Failure> {
        let failed = |what: String| Failure::new(Exit::Failed, format!("the query failed: {what}"));
        let answer = Variable::from_json(text).map_err(|_| failed("the answer is no JSON".to_owned()))?;
        let selected = self.0.search(answer).map_err(|error| failed(reason(&error)))?;
        Node::parse(&selected.to_string())
    }
}

/// The first line says it; the rest shows the place.
fn reason(error: &jmespath::JmespathError) -> String {
    let place = format!(" at column {}", error.column + 1);
    let text = error.reason.to_string();
    format!("{}{place}", text.lines().next().unwrap_or_default())
}
