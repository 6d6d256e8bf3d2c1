//! Prints results to stdout: unmodified, or in another format.

pub(crate) mod json;
pub(crate) mod node;
pub(crate) mod query;
pub(crate) mod table;
pub(crate) mod writer;
mod yaml;

use clap::{Args, ValueEnum};

use self::node::Node;
use self::query::Query;
use crate::error::{CliError, ExitStatus};

const HEADING: &str = "Output options";

/// The format of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// JSON, unmodified
    Json,
    /// One compact JSON value per line; one line per element of a list
    Ndjson,
    /// YAML
    Yaml,
    /// Human-readable table
    Table,
}

/// The options of every command that prints results.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// Print the result in this format
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = HEADING)]
    pub(crate) output: Option<Format>,

    /// Print only what this JMESPath expression selects; members of selected objects are sorted by name
    #[arg(long, value_name = "JMESPATH", help_heading = HEADING)]
    pub(crate) query: Option<String>,
}

/// Prints results according to the options.
pub(crate) struct Output {
    format: Format,
    query: Option<Query>,
    terminal: bool,
}

impl OutputArgs {
    /// Validates the options. The default format is `on_terminal` on a terminal without a query, and JSON elsewhere.
    pub(crate) fn open(&self, on_terminal: Format) -> Result<Output, CliError> {
        let interactive = writer::stdout_is_terminal() && self.query.is_none();
        self.open_as(if interactive { on_terminal } else { Format::Json })
    }

    /// Validates the options, with `default` as the default format.
    pub(crate) fn open_as(&self, default: Format) -> Result<Output, CliError> {
        Ok(Output {
            format: self.output.unwrap_or(default),
            query: self.query.as_deref().map(Query::new).transpose()?,
            terminal: writer::stdout_is_terminal(),
        })
    }
}

impl Output {
    /// Prints a response body. `items` is the dotted path of the list in it that a table shows.
    pub(crate) fn response(&self, body: &[u8], items: Option<&str>) -> Result<(), CliError> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        if self.query.is_none() && self.format == Format::Json && !self.terminal {
            let newline: &[u8] = if body.ends_with(b"\n") { b"" } else { b"\n" };
            return writer::stdout(&[body, newline].concat());
        }
        let text = std::str::from_utf8(body).map_err(|_| {
            CliError::new(
                ExitStatus::Failed,
                "the response is not valid UTF-8; use --output json",
            )
        })?;
        if let Some(query) = &self.query {
            return self.node(&query.select(text)?);
        }
        match self.format {
            Format::Json => writer::stdout(format!("{}\n", json::pretty(text)).as_bytes()),
            Format::Ndjson => writer::stdout(format!("{}\n", json::compact(text)).as_bytes()),
            Format::Yaml => self.node(&Node::parse(text)?),
            Format::Table => {
                let node = Node::parse(text)?;
                let list = items.and_then(|path| node.at(path));
                let shown = list
                    .filter(|list| matches!(list, Node::Array(_)))
                    .unwrap_or(&node);
                writer::stdout(table::of(shown).as_bytes())
            }
        }
    }

    /// Whether each element of a list can be printed as soon as it is known.
    pub(crate) fn is_streamed(&self) -> bool {
        self.format == Format::Ndjson && self.query.is_none()
    }

    /// Prints a result of the command; `table` renders it as a table.
    pub(crate) fn result(&self, node: &Node, table: impl FnOnce() -> String) -> Result<(), CliError> {
        if let Some(query) = &self.query {
            return self.node(&query.select(&node.to_string())?);
        }
        match self.format {
            Format::Table => writer::stdout(table().as_bytes()),
            _ => self.node(node),
        }
    }

    fn node(&self, node: &Node) -> Result<(), CliError> {
        let text = match (self.format, node) {
            (Format::Json, node) if self.terminal => format!("{}\n", json::pretty(&node.to_string())),
            (Format::Ndjson, Node::Array(elements)) => {
                let lines: Vec<String> = elements.iter().map(|element| format!("{element}\n")).collect();
                lines.concat()
            }
            (Format::Json | Format::Ndjson, node) => format!("{node}\n"),
            (Format::Yaml, node) => yaml::write(node),
            (Format::Table, node) => table::of(node),
        };
        writer::stdout(text.as_bytes())
    }
}
