//! `mediasnap emulator`: the vendors' snapshot APIs on this machine.

use clap::Args;
use mediasnap_emulator::Emulator as Server;

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
        let server = builder
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
