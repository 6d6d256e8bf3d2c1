//! Why a command ends without having done its work: one line on stderr and an exit code.

use std::process::ExitCode;

use mediasnap::core::{Error, ErrorKind};

use crate::output::writer;

/// The exit codes; part of the command's contract, so none ever changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The vendor refused, its answer cannot be used, or writing failed.
    Failed = 1,
    /// The command line or the input is wrong.
    Usage = 2,
    /// Credentials, region or endpoint are missing or wrong.
    Config = 3,
    /// No answer in time.
    Timeout = 4,
    /// No connection, or one that broke.
    Connection = 5,
    /// A job that was waited for failed or was canceled.
    JobFailed = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A command that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    /// Nobody reads stdout any more: that is the reader's business, and no failure.
    quiet: bool,
}

impl Failure {
    /// A failure that says `message`.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            quiet: false,
        }
    }

    /// Wrong usage.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Whoever read stdout has gone.
    pub(crate) fn unread() -> Self {
        Self {
            exit: Exit::Failed,
            message: String::new(),
            quiet: true,
        }
    }

    /// A failed call; `endpoint` is told where it is the trouble.
    pub(crate) fn call(error: &Error, endpoint: &str) -> Self {
        let text = error.to_string();
        match error.kind() {
            ErrorKind::Timeout => Self::new(Exit::Timeout, format!("timed out: {text} [{endpoint}]")),
            ErrorKind::Connect | ErrorKind::Transport => {
                Self::new(Exit::Connection, format!("{text} [{endpoint}]"))
            }
            _ => error.into(),
        }
    }

    /// The same failure, which says what it is about.
    #[must_use]
    pub(crate) fn about(mut self, what: &str) -> Self {
        self.message = format!("{} ({what})", self.message);
        self
    }

    /// What it says.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Writes the line and returns the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        if self.quiet {
            return ExitCode::SUCCESS;
        }
        writer::error(&self.message);
        self.exit.into()
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let exit = match error.kind() {
            ErrorKind::Config => Exit::Config,
            ErrorKind::Timeout => Exit::Timeout,
            ErrorKind::Connect | ErrorKind::Transport => Exit::Connection,
            // What the vendor refuses comes with a status or code; what was found here was never sent.
            ErrorKind::InvalidArgument | ErrorKind::Unsupported
                if error.status().is_none() && error.code().is_none() =>
            {
                Exit::Usage
            }
            _ => Exit::Failed,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}
