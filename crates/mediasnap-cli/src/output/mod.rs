//! How results reach stdout: as the vendor sent them, or in another form on request.

pub(crate) mod json;
pub(crate) mod node;
pub(crate) mod query;
pub(crate) mod table;
pub(crate) mod writer;
mod yaml;

use clap::{Args, ValueEnum};

use self::node::Node;
use self::query::Query;
use crate::failure::{Exit, Failure};

/// The form that results take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// JSON, in the vendor's own text and order
    Json,
    /// One compact JSON value a line; a list becomes one line an element
    Ndjson,
    /// YAML
    Yaml,
    /// A table for people
    Table,
}

/// Options of every command that prints results.
#[derive(Debug, Args)]
pub(crate) struct OutputArgs {
    /// The form of the result
    #[arg(long, value_enum, value_name = "FORM")]
    pub(crate) output: Option<Format>,

    /// Print only what this JMESPath expression selects; members of selected objects come sorted by name
    #[arg(long, value_name = "JMESPATH")]
    pub(crate) query: Option<String>,
}

/// Where results go, with the options checked.
pub(crate) struct Output {
    format: Format,
    query: Option<Query>,
    terminal: bool,
}

impl OutputArgs {
    /// Checks the options; without `--output` it is JSON, or `on_terminal` where people watch.
    pub(crate) fn open(&self, on_terminal: Format) -> Result<Output, Failure> {
        let watched = writer::stdout_is_terminal() && self.query.is_none();
        self.open_as(if watched { on_terminal } else { Format::Json })
    }

    /// Checks the options; without `--output` it is `default`, wherever it goes.
    pub(crate) fn open_as(&self, default: Format) -> Result<Output, Failure> {
        Ok(Output {
            format: self.output.unwrap_or(default),
            query: self.query.as_deref().map(Query::new).transpose()?,
            terminal: writer::stdout_is_terminal(),
        })
    }
}

impl Output {
    /// Prints an answer as it came. `items` is the dotted path of the list in it that a table shows.
    pub(crate) fn answer(&self, body: &[u8], items: Option<&str>) -> Result<(), Failure> {
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        if self.query.is_none() && self.format == Format::Json && !self.terminal {
            let newline: &[u8] = if body.ends_with(b"\n") { b"" } else { b"\n" };
            return writer::stdout(&[body, newline].concat());
        }
        let text = std::str::from_utf8(body)
            .map_err(|_| Failure::new(Exit::Failed, "the answer is not UTF-8 text; use --output json"))?;
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

    /// Prints a result of our own; `table` is how it looks as a table.
    pub(crate) fn result(&self, node: &Node, table: impl FnOnce() -> String) -> Result<(), Failure> {
        if let Some(query) = &self.query {
            return self.node(&query.select(&node.to_string())?);
        }
        match self.format {
            Format::Table => writer::stdout(table().as_bytes()),
            _ => self.node(node),
        }
    }

    fn node(&self, node: &Node) -> Result<(), Failure> {
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
