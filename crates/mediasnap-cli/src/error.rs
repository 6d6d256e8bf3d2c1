//! The error of a command: an exit status and one line of text.

use mediasnap::runtime::{Error, ErrorKind, Remedy};

/// The exit statuses of the command. They are part of its contract: none changes its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// The service returned an error, its response cannot be used, or writing failed.
    Failed = 1,
    /// The command line or the input is invalid.
    Usage = 2,
    /// Credentials, region or endpoint are missing or invalid.
    Config = 3,
    /// No response in time.
    Timeout = 4,
    /// No connection, or one that broke.
    Connection = 5,
    /// A job that was waited for or downloaded failed or was canceled.
    JobFailed = 6,
    /// A request that creates something was sent, and it is unknown whether the service processed it.
    UnknownOutcome = 7,
    /// Ended by SIGHUP.
    Hangup = 129,
    /// Ended by SIGINT.
    Interrupt = 130,
    /// Ended by SIGTERM.
    Terminate = 143,
}

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct CliError {
    status: ExitStatus,
    message: String,
    broken_pipe: bool,
}

impl CliError {
    /// Creates an error with an exit status and a message.
    pub(crate) fn new(status: ExitStatus, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            broken_pipe: false,
        }
    }

    /// Creates an error for invalid usage.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Usage, message)
    }

    /// Creates the error for a closed stdout: the reader has what it wanted, so it is not reported.
    pub(crate) fn broken_pipe() -> Self {
        Self {
            broken_pipe: true,
            ..Self::new(ExitStatus::Failed, "stdout is closed")
        }
    }

    /// Creates an error from a failed call. The message names `endpoint` if the connection is the cause.
    pub(crate) fn from_call(error: &Error, endpoint: &str) -> Self {
        let status = status(error);
        let advice = advice(error);
        match status {
            ExitStatus::Timeout => Self::new(status, format!("timed out: {error} [{endpoint}]{advice}")),
            ExitStatus::Connection => Self::new(status, format!("{error} [{endpoint}]{advice}")),
            _ => Self::new(status, format!("{error}{advice}")),
        }
    }

    /// Marks the error of a request that the service may have processed, and adds what to do.
    #[must_use]
    pub(crate) fn with_unknown_outcome(mut self, advice: &str) -> Self {
        self.status = ExitStatus::UnknownOutcome;
        self.message = format!("{}; {advice}", self.message);
        self
    }

    /// Appends what the error is about to the message.
    #[must_use]
    pub(crate) fn context(mut self, what: &str) -> Self {
        self.message = format!("{} ({what})", self.message);
        self
    }

    /// Joins two errors. The first one defines the exit status.
    #[must_use]
    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.message = format!("{}; {}", self.message, other.message);
        self
    }

    /// Returns the message.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Returns the exit status, or `None` if the command ends without an error.
    pub(crate) fn status(&self) -> Option<ExitStatus> {
        (!self.broken_pipe).then_some(self.status)
    }
}

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for CliError {
    fn from(error: &Error) -> Self {
        Self::new(status(error), format!("{error}{}", advice(error)))
    }
}

/// Returns which option can resolve `error`; the library names none.
pub(crate) fn advice(error: &Error) -> &'static str {
    match error.remedy() {
        Some(Remedy::Region) => "; --region selects one",
        Some(Remedy::RootCertificates) => "; --ca-file trusts the certificates in a file",
        Some(Remedy::ObjectUrls) => "; --objects names the URL of the bucket",
        _ => "",
    }
}

fn status(error: &Error) -> ExitStatus {
    match error.kind() {
        ErrorKind::Config => ExitStatus::Config,
        ErrorKind::Timeout => ExitStatus::Timeout,
        ErrorKind::Connect | ErrorKind::Transport => ExitStatus::Connection,
        // An error of the service has an HTTP status or a code; without either, nothing was sent.
        ErrorKind::InvalidArgument | ErrorKind::Unsupported
            if error.status().is_none() && error.code().is_none() =>
        {
            ExitStatus::Usage
        }
        _ => ExitStatus::Failed,
    }
}
