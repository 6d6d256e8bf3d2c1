//! `mediasnap emulator`: a local server that emulates the snapshot APIs of all products.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use mediasnap::runtime::text::decode;
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

    /// Accept signatures by this key, or the one in @FILE, instead of the built-in one; may be repeated
    #[arg(long, value_name = "ID:SECRET")]
    access_key: Vec<SecretValue>,

    /// Accept signatures by this key, or the one in @FILE, if the request contains its security token; may be repeated
    #[arg(long, value_name = "ID:SECRET:TOKEN")]
    temporary_key: Vec<SecretValue>,

    /// Accept this token, or the one in @FILE, instead of a signature: X-Auth-Token of Huawei Cloud, bearer token of Alibaba Cloud; may be repeated
    #[arg(long, value_name = "TOKEN")]
    token: Vec<SecretValue>,

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

    /// Sign notifications with this key, or the one in @FILE
    #[arg(long, value_name = "KEY", default_value = CALLBACK_KEY)]
    callback_key: SecretValue,

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

/// The value of an option that takes a secret: the secret, or `@FILE`. It is parsed by the command and not by clap, whose errors
/// repeat the value.
#[derive(Clone)]
struct SecretValue(String);

impl std::fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretValue(..)")
    }
}

impl From<String> for SecretValue {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl SecretValue {
    /// Returns the secret of `option`; that of a file ends before the end of its last line.
    fn read(&self, option: &str) -> Result<String, CliError> {
        let text = match self.0.strip_prefix('@') {
            None => self.0.clone(),
            Some(path) => {
                let bytes = std::fs::read(path)
                    .map_err(|error| CliError::usage(format!("{option}: {path} cannot be read: {error}")))?;
                let text = decode(bytes)
                    .ok_or_else(|| CliError::usage(format!("{option}: {path} is not a text file")))?;
                text.trim_end_matches(['\r', '\n']).to_owned()
            }
        };
        if text.is_empty() {
            return Err(CliError::usage(format!("{option} is empty")));
        }
        Ok(text)
    }

    /// Returns the parts of the secret of `option`, which has the form `form`; the last one may contain `:`.
    fn parts<const N: usize>(&self, option: &str, form: &str) -> Result<[String; N], CliError> {
        let text = self.read(option)?;
        let parts: Vec<String> = text.splitn(N, ':').map(str::to_owned).collect();
        let invalid = || CliError::usage(format!("{option} must have the form {form}, or @FILE with it"));
        match <[String; N]>::try_from(parts) {
            Ok(parts) if parts.iter().all(|part| !part.is_empty()) => Ok(parts),
            _ => Err(invalid()),
        }
    }
}

/// The value of `--deny`.
#[derive(Debug, Clone)]
struct Denial {
    id: String,
    operation: String,
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

/// Reads the file of `--faults`.
fn faults(file: Option<&Path>) -> Result<Vec<Fault>, CliError> {
    let Some(file) = file else {
        return Ok(Vec::new());
    };
    let name = file.display();
    let bytes =
        std::fs::read(file).map_err(|error| CliError::usage(format!("{name} cannot be read: {error}")))?;
    let text = decode(bytes).ok_or_else(|| CliError::usage(format!("{name} is not a text file")))?;
    serde_json::from_str(&text)
        .map_err(|error| CliError::usage(format!("{name} is not a JSON list of faults: {error}")))
}

impl Emulator {
    /// Runs the command until a signal ends it.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let stop = signal()?;
        let mut builder = Server::builder().listen(self.listen);
        for key in &self.access_key {
            let [id, secret] = key.parts("--access-key", "ID:SECRET")?;
            builder = builder.access_key(id, secret);
        }
        for key in &self.temporary_key {
            let [id, secret, token] = key.parts("--temporary-key", "ID:SECRET:TOKEN")?;
            builder = builder.temporary_key(id, secret, token);
        }
        for token in &self.token {
            builder = builder.token(token.read("--token")?);
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
            .callback_key(self.callback_key.read("--callback-key")?)
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
