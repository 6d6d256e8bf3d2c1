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

    /// A key that may sign with its session token only; may be given several times
    #[arg(long, value_name = "ID:SECRET:TOKEN", value_parser = temporary_key)]
    temporary_key: Vec<TemporaryKey>,

    /// A token that stands in place of a signature: X-Auth-Token of Huawei Cloud, a bearer token of Alibaba Cloud
    #[arg(long, value_name = "TOKEN", value_parser = token)]
    token: Vec<Token>,

    /// Forbid a key an operation, by the vendor's name for it, or every one (*); may be given several times
    #[arg(long, value_name = "ID:OPERATION", value_parser = denial)]
    deny: Vec<Denial>,

    /// Cut frames from the videos in this folder with ffmpeg: buckets/BUCKET/KEY, media/ID.EXT, streams/NAME.EXT, whiteboards/ROOM.EXT
    #[arg(long, value_name = "DIR")]
    media: Option<PathBuf>,

    /// Keep jobs, templates, images and notifications in this file over restarts
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// Write every image and other result into this folder as soon as it is there: BUCKET/KEY
    #[arg(long, value_name = "DIR")]
    results: Option<PathBuf>,

    /// Sign notifications to callers' URLs with this key [default: emulator-callback-key]
    #[arg(long, value_name = "KEY")]
    callback_key: Option<String>,

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

/// A key from the command line that has to come with its token.
#[derive(Clone)]
struct TemporaryKey {
    key: Key,
    token: Token,
}

impl std::fmt::Debug for TemporaryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.key.fmt(f)
    }
}

/// A token from the command line.
#[derive(Clone)]
struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What a key may not do.
#[derive(Debug, Clone)]
struct Denial {
    id: String,
    operation: String,
}

fn temporary_key(text: &str) -> Result<TemporaryKey, String> {
    let wanted = || "give the id, the secret and the token as ID:SECRET:TOKEN".to_owned();
    let (id_and_secret, token) = text
        .match_indices(':')
        .nth(1)
        .and_then(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)))
        .ok_or_else(wanted)?;
    Ok(TemporaryKey {
        key: key(id_and_secret).map_err(|_| wanted())?,
        token: self::token(token).map_err(|_| wanted())?,
    })
}

fn token(text: &str) -> Result<Token, String> {
    if text.is_empty() {
        return Err("the token is empty".to_owned());
    }
    Ok(Token(text.to_owned()))
}

fn denial(text: &str) -> Result<Denial, String> {
    match text.split_once(':') {
        Some((id, operation)) if !id.is_empty() && !operation.is_empty() => Ok(Denial {
            id: id.to_owned(),
            operation: operation.to_owned(),
        }),
        _ => Err("give the key's id and the operation as ID:OPERATION".to_owned()),
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
        for TemporaryKey { key, token } in self.temporary_key {
            builder = builder.temporary_key(key.id, key.secret, token.0);
        }
        for Token(token) in self.token {
            builder = builder.token(token);
        }
        for denial in self.deny {
            builder = builder.deny(&denial.id, &denial.operation);
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
        if let Some(directory) = self.results {
            builder = builder.results(directory);
        }
        if let Some(key) = self.callback_key {
            builder = builder.callback_key(key);
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
