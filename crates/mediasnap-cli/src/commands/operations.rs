//! `mediasnap operations`: lists the operations of a product, or the parameters of one operation.

use clap::Args;
use mediasnap::runtime::operation::{Encoding, Kind, Location, Parameter};
use mediasnap::runtime::{Operation, Product};

use super::connection;
use crate::error::CliError;
use crate::output::node::Node;
use crate::output::{Format, OutputArgs, table};

/// List the operations of a product, or the parameters of one operation
#[derive(Debug, Args)]
pub(crate) struct Operations {
    /// Product
    #[arg(value_parser = connection::product())]
    product: &'static Product,

    /// Show the parameters of this operation
    operation: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

impl Operations {
    /// Runs the command.
    pub(crate) fn run(&self) -> Result<(), CliError> {
        let product = self.product;
        let output = self.output.open(Format::Table)?;
        if let Some(name) = &self.operation {
            let operation = find(product, name)?;
            return output.result(&node(operation), || parameters(operation));
        }
        let nodes: Node = product
            .operations
            .iter()
            .map(|operation| node(operation))
            .collect();
        output.result(&nodes, || {
            table::render(
                ["operation", "request", "limit/s", "what it does"].map(str::to_owned),
                product.operations.iter().map(|operation| {
                    [
                        operation.id.to_owned(),
                        format!("{} {}", operation.method, operation.path),
                        operation
                            .rate_limit
                            .map_or_else(String::new, |limit| limit.per_second.to_string()),
                        operation.summary.to_owned(),
                    ]
                }),
            )
        })
    }
}

/// Returns the operation of `product` with the vendor's name `name`.
pub(super) fn find(product: &'static Product, name: &str) -> Result<&'static Operation, CliError> {
    product.operation(name).ok_or_else(|| {
        let similar = product
            .operations
            .iter()
            .find(|operation| operation.id.eq_ignore_ascii_case(name));
        let hint = similar.map_or_else(
            || {
                let names: Vec<&str> = product.operations.iter().map(|operation| operation.id).collect();
                format!("it has {}", names.join(", "))
            },
            |operation| format!("did you mean `{}`?", operation.id),
        );
        CliError::usage(format!("{} has no operation `{name}`; {hint}", product.key))
    })
}

fn parameters(operation: &Operation) -> String {
    let mut sorted: Vec<&Parameter> = operation.parameters.iter().collect();
    sorted.sort_by_key(|parameter| (!parameter.required, parameter.name));
    let rows = sorted.into_iter().map(|parameter| {
        [
            parameter.name.to_owned(),
            if parameter.required { "yes" } else { "" }.to_owned(),
            place(parameter).to_owned(),
            kind(parameter).to_owned(),
            encoding(parameter).to_owned(),
        ]
    });
    let head = ["parameter", "required", "in", "type", "encoding"].map(str::to_owned);
    format!(
        "{}: {}\n{} {}\n{}\n{}",
        operation.id,
        operation.summary,
        operation.method,
        operation.path,
        operation.docs,
        table::render(head, rows)
    )
}

fn node(operation: &Operation) -> Node {
    let parameters = operation.parameters.iter().map(|parameter| {
        Node::object([
            ("name", parameter.name.into()),
            ("in", place(parameter).into()),
            ("type", kind(parameter).into()),
            ("encoding", encoding(parameter).into()),
            ("required", parameter.required.into()),
        ])
    });
    Node::object([
        ("operation", operation.id.into()),
        ("summary", operation.summary.into()),
        ("method", operation.method.into()),
        ("path", operation.path.into()),
        ("action", operation.action.into()),
        ("idempotent", operation.idempotent.into()),
        (
            "rate_limit_per_second",
            operation
                .rate_limit
                .map(|limit| u64::from(limit.per_second))
                .into(),
        ),
        ("docs", operation.docs.into()),
        ("parameters", parameters.collect()),
    ])
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Body => "body",
        Location::Form => "form",
    }
}

fn kind(parameter: &Parameter) -> &'static str {
    match parameter.kind {
        Kind::Text => "text",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::List => "list",
        Kind::Object => "object",
    }
}

fn encoding(parameter: &Parameter) -> &'static str {
    match parameter.encoding {
        Encoding::Plain => "plain",
        Encoding::Repeat => "repeated key",
        Encoding::Indexed => "numbered key",
        Encoding::Json => "JSON text",
    }
}
