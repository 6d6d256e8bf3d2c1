//! `mediasnap products`: lists the products of this build.

use clap::Args;
use mediasnap::runtime::{Product, endpoint};

use crate::error::CliError;
use crate::output::node::Node;
use crate::output::{Format, OutputArgs, table};

/// List all products with their API versions and regions
#[derive(Debug, Args)]
pub(crate) struct Products {
    #[command(flatten)]
    output: OutputArgs,
}

impl Products {
    /// Runs the command.
    pub(crate) fn run(&self) -> Result<(), CliError> {
        let products = mediasnap::products();
        let output = self.output.open(Format::Table)?;
        let nodes: Node = products.iter().map(|product| node(product)).collect();
        output.result(&nodes, || {
            table::render(
                ["product", "API", "version", "operations", "regions"].map(str::to_owned),
                products.iter().map(|product| {
                    [
                        product.key.to_owned(),
                        product.title.to_owned(),
                        product.version.to_owned(),
                        product.operations.len().to_string(),
                        wrapped(&endpoint::regions(product)),
                    ]
                }),
            )
        })
    }
}

fn node(product: &Product) -> Node {
    Node::object([
        ("product", product.key.into()),
        ("title", product.title.into()),
        ("vendor", product.vendor.as_str().into()),
        ("service", product.service.into()),
        ("version", product.version.into()),
        ("default_region", product.default_region.into()),
        ("regions", endpoint::regions(product).into_iter().collect()),
        (
            "operations",
            product.operations.iter().map(|operation| operation.id).collect(),
        ),
    ])
}

/// Returns the regions, four per line.
fn wrapped(regions: &[&str]) -> String {
    let lines: Vec<String> = regions.chunks(4).map(|line| line.join(" ")).collect();
    lines.join("\n")
}
