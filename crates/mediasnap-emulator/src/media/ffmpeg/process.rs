//! Runs `ffmpeg` and `ffprobe`.

use std::ffi::OsStr;
use std::num::NonZero;
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};

/// Reason why a file cannot be read as a video.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VideoError {
    #[error("{program} cannot be run: {source}")]
    Run {
        program: &'static str,
        source: std::io::Error,
    },
    #[error("{program} failed: {message}")]
    Failed { program: &'static str, message: String },
    #[error("the file holds no video")]
    NoPicture,
}

/// Permit to run a program. At max one per processor is given out: more would slow each other down and take memory.
struct Turn;

static RUNNING: Mutex<usize> = Mutex::new(0);
static DONE: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let max = std::thread::available_parallelism()
            .map_or(2, NonZero::get)
            .max(2);
        let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = DONE
            .wait_while(running, |running| *running >= max)
            .unwrap_or_else(PoisonError::into_inner);
        *running += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *RUNNING.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        DONE.notify_one();
    }
}

pub(super) fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
    program: &'static str,
    arguments: I,
) -> Result<Vec<u8>, VideoError> {
    let mut command = Command::new(program);
    command.args(["-v", "error"]).args(arguments).stdin(Stdio::null());
    let _turn = Turn::take();
    let output = command
        .output()
        .map_err(|source| VideoError::Run { program, source })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = String::from_utf8_lossy(&output.stderr)
        .trim()
        .chars()
        .take(300)
        .collect();
    Err(VideoError::Failed { program, message })
}

/// Returns whether both programs can be run.
pub(crate) fn is_installed() -> bool {
    ["ffmpeg", "ffprobe"]
        .iter()
        .all(|program| run(program, ["-version"]).is_ok())
}
