//! `mediasnap emulator`: a local server that emulates the snapshot APIs of all products.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use mediasnap_emulator::{CALLBACK_KEY, Emulator as Server, Fault};

use crate::deadline;
use crate::error::{CliError, ExitStatus};
use crate::output::node::Node;
use crate::output::writer;

/// Run a local server that emulates the snapshot APIs of all products
///
/// The first line on stdout is {"listening":"http://127.0.0.1:PORT"}. The server verifies signatures; without --access-key, it
/// accepts the key EMULATORAK with the secret emulator-secret-key, for all vendors. It is meant for tests and protects nothing.
/// SIGTERM and SIGINT stop it.
#[derive(Debug, Args)]
pub(crate) struct Emulator {
    /// Listen on this address; port 0 selects any free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: String,

    /// Accept signatures by this key instead of the built-in one; may be repeated
    #[arg(long, value_name = "ID:SECRET", value_parser = key)]
    access_key: Vec<Key>,

    /// Accept signatures by this key if the request contains its security token; may be repeated
    #[arg(long, value_name = "ID:SECRET:TOKEN", value_parser = temporary_key)]
    temporary_key: Vec<TemporaryKey>,

    /// Accept this token instead of a signature: X-Auth-Token of Huawei Cloud, bearer token of Alibaba Cloud; may be repeated
    #[arg(long, value_name = "TOKEN", value_parser = token)]
    token: Vec<Token>,

    /// Deny a key an operation, by the vendor's name, or * for all operations; may be repeated
    #[arg(long, value_name = "ID:OPERATION", value_parser = denial)]
    deny: Vec<Denial>,

    /// Extract frames with ffmpeg from the videos in this directory: buckets/BUCKET/KEY, media/ID.EXT, streams/NAME.EXT, whiteboards/ROOM.EXT
    #[arg(long, value_name = "DIR")]
    media: Option<PathBuf>,

    /// Persist jobs, templates, images and notifications in this file
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// Write every result to BUCKET/KEY in this directory as soon as it is available
    #[arg(long, value_name = "DIR")]
    results: Option<PathBuf>,

    /// Sign notifications with this key
    #[arg(long, value_name = "KEY", default_value = CALLBACK_KEY)]
    callback_key: String,

    /// Inject faults into responses according to this JSON file: [{"operation", "times", "status", ...}]
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,

    /// Derive ids from this number, so that they are the same in every run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// Finish jobs after this duration of the emulator's clock
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse, default_value = "1500ms")]
    job_duration: Duration,

    /// Do not enforce the documented rate limits
    #[arg(long)]
    no_rate_limits: bool,

    /// Reject jobs that name a template which does not exist here
    #[arg(long)]
    strict_templates: bool,

    /// Start the emulator's clock at this Unix time, in seconds
    #[arg(long, value_name = "EPOCH", allow_negative_numbers = true)]
    now: Option<i64>,
}

/// The value of `--access-key`.
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

/// The value of `--temporary-key`.
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

/// The value of `--token`.
#[derive(Clone)]
struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The value of `--deny`.
#[derive(Debug, Clone)]
struct Denial {
    id: String,
    operation: String,
}

fn temporary_key(text: &str) -> Result<TemporaryKey, String> {
    let invalid = || "must have the form ID:SECRET:TOKEN".to_owned();
    let (id_and_secret, token) = text
        .match_indices(':')
        .nth(1)
        .and_then(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)))
        .ok_or_else(invalid)?;
    Ok(TemporaryKey {
        key: key(id_and_secret).map_err(|_| invalid())?,
        token: self::token(token).map_err(|_| invalid())?,
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
        _ => Err("must have the form ID:OPERATION".to_owned()),
    }
}

fn key(text: &str) -> Result<Key, String> {
    match text.split_once(':') {
        Some((id, secret)) if !id.is_empty() && !secret.is_empty() => Ok(Key {
            id: id.to_owned(),
            secret: secret.to_owned(),
        }),
        _ => Err("must have the form ID:SECRET".to_owned()),
    }
}

/// Reads the file of `--faults`.
fn faults(file: Option<&Path>) -> Result<Vec<Fault>, CliError> {
    let Some(file) = file else {
        return Ok(Vec::new());
    };
    let name = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| CliError::usage(format!("{name} cannot be read: {error}")))?;
    serde_json::from_str(&text)
        .map_err(|error| CliError::usage(format!("{name} is not a JSON list of faults: {error}")))
}

impl Emulator {
    /// Runs the command until a signal ends it.
    pub(crate) async fn run(self) -> Result<(), CliError> {
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
                return Err(CliError::usage("--now is not a valid time"));
            }
            builder = builder.now(epoch);
        }
        if let Some(directory) = self.media {
            builder = builder.media(directory);
        }
        if let Some(directory) = self.results {
            builder = builder.results(directory);
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
        let server = builder
            .callback_key(self.callback_key)
            .job_duration(self.job_duration)
            .rate_limits(!self.no_rate_limits)
            .strict_templates(self.strict_templates)
            .start()
            .await
            .map_err(|error| {
                CliError::new(ExitStatus::Config, format!("the emulator cannot start: {error}"))
            })?;
        if !server.address().ip().is_loopback() {
            let address = server.address();
            writer::stderr(&format!(
                "warning: other machines can reach {address}, and the emulator protects nothing\n"
            ));
        }
        let line = Node::object([("listening", server.url().into())]);
        writer::stdout(format!("{line}\n").as_bytes())?;
        stop.await;
        server.shutdown().await;
        Ok(())
    }
}

/// Waits for SIGTERM or SIGINT. Handlers are installed at once, so that no signal is missed.
#[cfg(unix)]
fn signal() -> Result<impl Future<Output = ()>, CliError> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| {
        signal(kind).map_err(|error| {
            CliError::new(
                ExitStatus::Failed,
                format!("signal handlers cannot be installed: {error}"),
            )
        })
    };
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn signal() -> Result<impl Future<Output = ()>, CliError> {
    Ok(async {
        // Without a handler, Ctrl-C ends the process at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
