//! `mediasnap emulator`: the vendors' snapshot APIs on this machine.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use mediasnap_emulator::{Emulator as Server, Fault};

use crate::deadline;
use crate::failure::{Exit, Failure};
use crate::output::node::Node;
use crate::output::writer;

/// Run a local server that answers as the vendors' snapshot APIs do, for all five products on one port
///
/// The first line on stdout is {"listening":"http://127.0.0.1:PORT"}. It checks signatures; without --access-key, the key
/// EMULATORAK with the secret emulator-secret-key is the one that it knows, for all vendors. It protects nothing and is for
/// tests. SIGTERM or Ctrl-C end it.
#[derive(Debug, Args)]
pub(crate) struct Emulator {
    /// The address to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: String,

    /// A key that may sign, instead of the emulator's own; may be given several times
    #[arg(long, value_name = "ID:SECRET", value_parser = key)]
    access_key: Vec<Key>,

    /// Cut frames from the videos in this folder with ffmpeg: buckets/BUCKET/KEY, media/ID.EXT, streams/NAME.EXT, whiteboards/ROOM.EXT
    #[arg(long, value_name = "DIR")]
    media: Option<PathBuf>,

    /// Keep jobs, templates and images in this file over restarts
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// Spoil answers by the rules in this file: a JSON list of {"operation", "times", "status", ...}
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,

    /// Make ids follow from this number, the same in every run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// How long a job takes by the emulator's clock [default: 1500ms]
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse)]
    job_duration: Option<Duration>,

    /// Answer however many calls come, instead of keeping the documented rate limits
    #[arg(long)]
    no_rate_limits: bool,

    /// Start the emulator's clock at this time, in seconds since 1970; it runs on from there
    #[arg(long, value_name = "EPOCH", allow_negative_numbers = true)]
    now: Option<i64>,
}

/// A key from the command line.
#[derive(Clone)]
struct Key {
    id: String,
    secret: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

fn key(text: &str) -> Result<Key, String> {
    match text.split_once(':') {
        Some((id, secret)) if !id.is_empty() && !secret.is_empty() => Ok(Key {
            id: id.to_owned(),
            secret: secret.to_owned(),
        }),
        _ => Err("give the id and the secret as ID:SECRET".to_owned()),
    }
}

/// Reads the rules of `--faults`.
fn faults(file: Option<&Path>) -> Result<Vec<Fault>, Failure> {
    let Some(file) = file else {
        return Ok(Vec::new());
    };
    let name = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::usage(format!("{name} cannot be read: {error}")))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("{name} is no JSON list of faults: {error}")))
}

impl Emulator {
    /// Runs the command until a signal ends it.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let stop = signal()?;
        let mut builder = Server::builder().listen(self.listen);
        for key in self.access_key {
            builder = builder.access_key(key.id, key.secret);
        }
        if let Some(epoch) = self.now {
            if chrono::DateTime::from_timestamp(epoch, 0).is_none() {
                return Err(Failure::usage("--now is no time that a clock can show"));
            }
            builder = builder.now(epoch);
        }
        if let Some(directory) = self.media {
            builder = builder.media(directory);
        }
        if let Some(file) = self.data {
            builder = builder.data(file);
        }
        for fault in faults(self.faults.as_deref())? {
            builder = builder.fault(fault);
        }
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(duration) = self.job_duration {
            builder = builder.job_duration(duration);
        }
        let server = builder
            .rate_limits(!self.no_rate_limits)
            .start()
            .await
            .map_err(|error| Failure::new(Exit::Config, format!("the emulator cannot start: {error}")))?;
        let line = Node::object([("listening", server.url().into())]);
        writer::stdout(format!("{line}\n").as_bytes())?;
        stop.await;
        server.shutdown().await;
        Ok(())
    }
}

/// Done when the process is asked to end. Listening begins at once, so that no signal is missed.
#[cfg(unix)]
fn signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| {
        signal(kind)
            .map_err(|error| Failure::new(Exit::Failed, format!("signals cannot be received: {error}")))
    };
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Done when the process is asked to end.
#[cfg(not(unix))]
fn signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        // Without a way to hear of Ctrl-C the process is ended by force, which is fine too.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
