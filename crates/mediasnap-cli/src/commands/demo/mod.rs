//! `mediasnap demo`: one job on every product, on an emulator in this process.

mod alibaba_ice;
mod alibaba_vod;
mod files;
mod huawei_mpc;
mod huawei_vod;
mod sheet;
mod stage;
mod tencent_tiw;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

use self::files::Saved;
use self::stage::Stage;
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

/// What one product made.
struct Trip {
    product: &'static str,
    job: String,
    /// The job's state in the vendor's words.
    state: String,
    /// How many jobs the product's list shows, where it has one.
    listed: Option<usize>,
    urls: Vec<String>,
}

impl Demo {
    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let output = self.output.open_as(Format::Table)?;
        let deadline = Deadline::start(Duration::from_secs(60));
        let started = Instant::now();
        let trips = deadline.run("demo", Box::pin(self.trips())).await?;
        let sheet = self.out.join("contact-sheet.jpg");
        let nodes: Node = trips
            .iter()
            .map(|(trip, saved)| {
                Node::object([
                    ("product", trip.product.into()),
                    ("job", trip.job.as_str().into()),
                    ("state", trip.state.as_str().into()),
                    ("jobs", trip.listed.into()),
                    (
                        "images",
                        saved
                            .iter()
                            .map(|image| image.path.display().to_string())
                            .collect(),
                    ),
                ])
            })
            .collect();
        let result = Node::object([
            ("products", nodes),
            ("contact_sheet", sheet.display().to_string().into()),
        ]);
        output.result(&result, || {
            let rows = trips.iter().map(|(trip, saved)| {
                [
                    trip.product.to_owned(),
                    trip.job.clone(),
                    trip.state.clone(),
                    saved.len().to_string(),
                    self.out.join(trip.product).display().to_string(),
                ]
            });
            let head = ["product", "job", "state", "images", "folder"].map(str::to_owned);
            let table = table::render(head, rows);
            let seconds = started.elapsed().as_secs_f64();
            format!("{table}\n{}, made in {seconds:.1} s\n", sheet.display())
        })
    }

    /// Everything that takes time: the emulator, the five products at once, the images and the sheet.
    async fn trips(&self) -> Result<Vec<(Trip, Vec<Saved>)>, CliError> {
        let stage = Stage::open().await?;
        let trips = tokio::try_join!(
            huawei_mpc::run(&stage),
            huawei_vod::run(&stage),
            tencent_tiw::run(&stage),
            alibaba_vod::run(&stage),
            alibaba_ice::run(&stage),
        );
        let (mpc, vod, tiw, alibaba_vod, ice) = trips?;
        let mut done = Vec::new();
        for trip in [mpc, vod, tiw, alibaba_vod, ice] {
            let saved = files::download(&stage, &trip, &self.out.join(trip.product)).await?;
            if saved.is_empty() {
                return Err(CliError::new(
                    ExitStatus::Failed,
                    format!("{} made no images", trip.product),
                ));
            }
            done.push((trip, saved));
        }
        stage.close().await;
        let rows: Vec<Vec<PathBuf>> = done
            .iter()
            .map(|(_, saved)| saved.iter().map(|image| image.path.clone()).collect())
            .collect();
        let path = self.out.join("contact-sheet.jpg");
        tokio::task::spawn_blocking(move || sheet::make(&rows, &path))
            .await
            .map_err(|error| {
                CliError::new(ExitStatus::Failed, format!("the contact sheet failed: {error}"))
            })??;
        Ok(done)
    }
}
