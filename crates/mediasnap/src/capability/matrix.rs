//! The matrix of capabilities.

use std::fmt::Write as _;

use super::capabilities::{Capabilities, SourceCapabilities};
use super::kind::Capability;

/// The capabilities of `products` as a Markdown table, one column for each kind of source of each product.
pub fn matrix(products: &[&Capabilities]) -> String {
    let columns: Vec<(&Capabilities, &SourceCapabilities)> = products
        .iter()
        .flat_map(|product| product.sources.iter().map(move |mode| (*product, mode)))
        .collect();
    let mut table = String::from("| |");
    for (product, mode) in &columns {
        let _ = write!(table, " {} {} |", product.product, mode.source);
    }
    table.push_str("\n| --- |");
    table.push_str(&" :-: |".repeat(columns.len()));
    table.push('\n');
    for capability in Capability::ALL {
        let _ = write!(table, "| {} |", capability.as_str());
        for (_, mode) in &columns {
            let has = mode.capabilities.contains(capability);
            table.push_str(if has { " yes |" } else { " |" });
        }
        table.push('\n');
    }
    table
}
