//! Human-readable tables: a list of objects becomes rows, one object becomes two columns.

use comfy_table::{ContentArrangement, Table, presets};

use super::node::Node;
use super::writer::one_line;

/// Renders a table with a header.
pub(crate) fn render<H, R, C>(head: H, rows: R) -> String
where
    H: IntoIterator<Item = String>,
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item = String>,
{
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(head);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    format!("{}\n", table.trim_fmt())
}

/// Renders any value as a table.
pub(crate) fn of(node: &Node) -> String {
    match node {
        Node::Array(elements) if elements.iter().any(|element| matches!(element, Node::Object(_))) => {
            let mut columns: Vec<String> = Vec::new();
            let rows: Vec<Vec<(String, String)>> = elements.iter().map(row).collect();
            for (name, _) in rows.iter().flatten() {
                if !columns.contains(name) {
                    columns.push(name.clone());
                }
            }
            let cells = rows.into_iter().map(|row| {
                let find = |column: &String| {
                    row.iter()
                        .find(|(name, _)| name == column)
                        .map_or_else(String::new, |(_, value)| value.clone())
                };
                columns.iter().map(find).collect::<Vec<_>>()
            });
            let cells: Vec<Vec<String>> = cells.collect();
            render(columns, cells)
        }
        Node::Array(elements) => render(
            ["value".to_owned()],
            elements.iter().map(|element| [cell(element)]),
        ),
        Node::Object(_) => {
            let mut members = Vec::new();
            flatten("", node, &mut members);
            render(
                ["member".to_owned(), "value".to_owned()],
                members.into_iter().map(|(name, value)| [name, value]),
            )
        }
        scalar => format!("{}\n", cell(scalar)),
    }
}

/// Returns the cells of one element of a list, by column.
fn row(node: &Node) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    match node {
        Node::Object(_) => flatten("", node, &mut cells),
        other => cells.push(("value".to_owned(), cell(other))),
    }
    cells
}

/// Collects members with their dotted paths; a list is one cell.
fn flatten(prefix: &str, node: &Node, into: &mut Vec<(String, String)>) {
    match node {
        Node::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                let name = one_line(name);
                let path = if prefix.is_empty() {
                    name
                } else {
                    format!("{prefix}.{name}")
                };
                flatten(&path, value, into);
            }
        }
        // An empty object is a table without rows.
        Node::Object(_) if prefix.is_empty() => {}
        other => into.push((prefix.to_owned(), cell(other))),
    }
}

fn cell(node: &Node) -> String {
    match node {
        Node::String(text) => one_line(text),
        Node::Null => "-".to_owned(),
        other => one_line(&other.to_string()),
    }
}
