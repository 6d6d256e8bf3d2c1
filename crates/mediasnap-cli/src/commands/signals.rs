//! The signals that end a command.

use crate::error::{CliError, ExitStatus};

/// A signal with its exit status.
pub(super) type Received = (&'static str, ExitStatus);

/// Handlers of SIGHUP, SIGINT and SIGTERM, apart from those that the parent process ignores, as `nohup` does. Where there are no
/// such signals, the handler of Ctrl-C.
pub(super) struct Signals {
    #[cfg(unix)]
    handlers: Vec<(tokio::signal::unix::Signal, Received)>,
}

#[cfg(unix)]
impl Signals {
    /// Installs the handlers.
    pub(super) fn install() -> Result<Self, CliError> {
        use tokio::signal::unix::{SignalKind, signal};

        let signals = [
            (SignalKind::hangup(), ("SIGHUP", ExitStatus::Hangup)),
            (SignalKind::interrupt(), ("SIGINT", ExitStatus::Interrupt)),
            (SignalKind::terminate(), ("SIGTERM", ExitStatus::Terminate)),
        ];
        let ignored = ignored();
        let handled = signals
            .into_iter()
            .filter(|(kind, _)| ignored & (1 << (kind.as_raw_value() - 1)) == 0);
        let handlers = handled.map(|(kind, received)| Ok((signal(kind)?, received)));
        let handlers = handlers.collect::<std::io::Result<_>>();
        handlers.map(|handlers| Self { handlers }).map_err(|error| {
            CliError::new(
                ExitStatus::Failed,
                format!("signal handlers cannot be installed: {error}"),
            )
        })
    }

    /// Waits for a signal.
    pub(super) async fn receive(&mut self) -> Received {
        let signals = self.handlers.iter_mut().map(|(signal, received)| {
            let received = *received;
            Box::pin(async move {
                signal.recv().await;
                received
            })
        });
        let signals: Vec<_> = signals.collect();
        if signals.is_empty() {
            return std::future::pending().await;
        }
        futures_util::future::select_all(signals).await.0
    }
}

/// Returns the signals that this process was started to ignore, as a bit mask. Only Linux tells.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

#[cfg(not(unix))]
impl Signals {
    /// Installs the handler.
    pub(super) fn install() -> Result<Self, CliError> {
        Ok(Self {})
    }

    /// Waits for Ctrl-C.
    pub(super) async fn receive(&mut self) -> Received {
        // Without a handler, Ctrl-C ends the process at once.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        ("Ctrl-C", ExitStatus::Interrupt)
    }
}
