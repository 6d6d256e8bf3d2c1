//! `mediasnap demo`: one job on every product, on an emulator in this process.

mod contact_sheet;
mod environment;
mod round_trip;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use futures_util::future::try_join_all;
use mediasnap::conformance::{Case, cases};

use self::environment::DemoEnvironment;
use self::round_trip::RoundTrip;
use crate::deadline::Deadline;
use crate::error::{CliError, ExitStatus};
use crate::output::node::Node;
use crate::output::{Format, OutputArgs, table};

/// Run one job on each product against a built-in emulator, and save the images
///
/// Submits a job with each product's client, waits until it has finished, lists it, and downloads its images. Needs no account,
/// environment variable or network, and uses no credentials.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Save the images and contact-sheet.jpg to this directory
    #[arg(long, value_name = "DIR", default_value = "mediasnap-demo")]
    out: PathBuf,

    #[command(flatten)]
    output: OutputArgs,
}

impl Demo {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let output = self.output.open_as(Format::Table)?;
        let deadline = Deadline::start(Duration::from_secs(60));
        let started = Instant::now();
        let trips = deadline.run("demo", Box::pin(self.round_trips())).await?;
        let sheet = self.out.join("contact-sheet.jpg").display().to_string();
        let result = Node::object([
            ("products", trips.iter().map(node).collect()),
            ("contact_sheet", sheet.as_str().into()),
        ]);
        output.result(&result, || {
            let rows = trips.iter().map(|trip| {
                [
                    trip.product.to_owned(),
                    trip.job.clone(),
                    trip.state.clone(),
                    trip.images.len().to_string(),
                    self.out.join(trip.product).display().to_string(),
                ]
            });
            let head = ["product", "job", "state", "images", "folder"].map(str::to_owned);
            let table = table::render(head, rows);
            let seconds = started.elapsed().as_secs_f64();
            format!("{table}\n{sheet}, made in {seconds:.1} s\n")
        })
    }

    /// Runs a job on each product at the same time, and puts their images together on the contact sheet.
    async fn round_trips(&self) -> Result<Vec<RoundTrip>, CliError> {
        let environment = DemoEnvironment::start().await?;
        let cases = cases();
        let trips = mediasnap::products().iter().filter_map(|product| {
            let is_sample = |case: &&Case| case.product.as_str() == product.key && !case.endless;
            let case = cases.iter().find(is_sample)?;
            let directory = self.out.join(product.key);
            let environment = &environment;
            Some(async move { RoundTrip::run(environment, product, case, &directory).await })
        });
        let trips = try_join_all(trips).await?;
        environment.stop().await;
        let rows: Vec<Vec<PathBuf>> = trips.iter().map(|trip| trip.images.clone()).collect();
        let path = self.out.join("contact-sheet.jpg");
        tokio::task::spawn_blocking(move || contact_sheet::write(&rows, &path))
            .await
            .map_err(|error| {
                CliError::new(ExitStatus::Failed, format!("the contact sheet failed: {error}"))
            })??;
        Ok(trips)
    }
}

fn node(trip: &RoundTrip) -> Node {
    let images = trip.images.iter().map(|path| path.display().to_string());
    Node::object([
        ("product", trip.product.into()),
        ("job", trip.job.as_str().into()),
        ("state", trip.state.as_str().into()),
        ("jobs", trip.listed.into()),
        ("images", images.collect()),
    ])
}
