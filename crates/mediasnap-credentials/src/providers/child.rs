//! A child process with a process group of its own: it ends with everything that it started.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdout, Command};

/// How long the output of a program that has ended is read. What it wrote is there at once; a process that it left in the
/// background may hold the output open for good.
const DRAIN: Duration = Duration::from_millis(200);

/// A running program. Dropping it ends its group.
pub(super) struct ChildGroup {
    child: Child,
    is_running: bool,
}

impl ChildGroup {
    /// Starts a program without input; its standard error is thrown away.
    pub(super) fn spawn(program: &str, arguments: &[String]) -> io::Result<Self> {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn()?;
        Ok(Self {
            child,
            is_running: true,
        })
    }

    /// Reads the output into `printed` until the program ends, at most `limit` bytes; `None` when there is more.
    pub(super) async fn output(
        &mut self,
        printed: &mut Vec<u8>,
        limit: usize,
    ) -> io::Result<Option<ExitStatus>> {
        let Some(mut stdout) = self.child.stdout.take() else {
            return Ok(None);
        };
        let ended = tokio::select! {
            read = fill(&mut stdout, printed, limit) => {
                read?;
                None
            }
            status = self.child.wait() => Some(status?),
        };
        let status = match ended {
            Some(status) => {
                let rest = tokio::time::timeout(DRAIN, fill(&mut stdout, printed, limit)).await;
                rest.unwrap_or(Ok(()))?;
                status
            }
            None if printed.len() >= limit => return Ok(None),
            None => self.child.wait().await?,
        };
        self.is_running = false;
        Ok((printed.len() < limit).then_some(status))
    }
}

/// Reads until the end or the limit. What has been read is kept when the read is given up.
async fn fill(stdout: &mut ChildStdout, printed: &mut Vec<u8>, limit: usize) -> io::Result<()> {
    while printed.len() < limit && stdout.read_buf(printed).await? > 0 {}
    Ok(())
}

impl Drop for ChildGroup {
    fn drop(&mut self) {
        #[cfg(unix)]
        if self.is_running
            && let Some(id) = self.child.id().and_then(|id| i32::try_from(id).ok())
            && let Some(group) = rustix::process::Pid::from_raw(id)
        {
            // It may have ended by itself.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}
