//! Cutting frames out of files with `ffmpeg` and `ffprobe`.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use image::RgbImage;
use serde_json::Value;

use crate::media::Clip;

/// A file cannot be read as a video.
#[derive(Debug, thiserror::Error)]
pub(crate) enum VideoError {
    #[error("{program} cannot be run: {source}")]
    Run {
        program: &'static str,
        source: std::io::Error,
    },
    #[error("{program} failed: {message}")]
    Failed { program: &'static str, message: String },
    #[error("the file has no picture in it")]
    NoPicture,
}

/// How many frames earlier to look where there is none left at a time: the last one may begin well before the end.
const EARLIER: [u64; 6] = [0, 1, 2, 5, 25, 125];
/// How long a frame is taken to be shown where the file does not tell.
const USUAL_FRAME_MS: u64 = 40;

fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(
    program: &'static str,
    arguments: I,
) -> Result<Vec<u8>, VideoError> {
    let mut command = Command::new(program);
    command.args(["-v", "error"]).args(arguments).stdin(Stdio::null());
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

/// Whether both programs can be run.
pub(crate) fn is_installed() -> bool {
    ["ffmpeg", "ffprobe"]
        .iter()
        .all(|program| run(program, ["-version"]).is_ok())
}

/// Size and duration of a file.
pub(crate) fn probe(path: &Path) -> Result<Clip, VideoError> {
    let arguments = [
        "-select_streams",
        "v:0",
        "-show_entries",
        "stream=width,height,avg_frame_rate:format=duration",
        "-of",
        "json",
    ];
    let arguments = arguments
        .iter()
        .map(OsStr::new)
        .chain([OsStr::new("-i"), path.as_os_str()]);
    let answer: Value = serde_json::from_slice(&run("ffprobe", arguments)?).unwrap_or_default();
    let side = |name: &str| {
        let value = answer
            .pointer(&format!("/streams/0/{name}"))
            .and_then(Value::as_u64);
        value
            .and_then(|side| u32::try_from(side).ok())
            .filter(|side| *side > 0)
            .ok_or(VideoError::NoPicture)
    };
    let seconds = answer
        .pointer("/format/duration")
        .and_then(Value::as_str)
        .and_then(|text| text.parse::<f64>().ok());
    // A still image has no duration: it is a video of one frame.
    let seconds = seconds
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
        .unwrap_or(0.001);
    let duration = std::time::Duration::from_secs_f64(seconds.min(1e9));
    let rate = answer
        .pointer("/streams/0/avg_frame_rate")
        .and_then(Value::as_str);
    let rate = rate
        .and_then(|rate| rate.split_once('/'))
        .and_then(|(frames, seconds)| {
            let (frames, seconds): (u64, u64) = (frames.parse().ok()?, seconds.parse().ok()?);
            seconds.checked_mul(1000)?.checked_div(frames)
        });
    Ok(Clip {
        frame_ms: rate.unwrap_or(USUAL_FRAME_MS).max(1),
        duration_ms: u64::try_from(duration.as_millis()).unwrap_or(u64::MAX).max(1),
        width: side("width")?,
        height: side("height")?,
    })
}

/// The frame that is shown at a time, in a size.
pub(crate) fn cut(
    path: &Path,
    clip: Clip,
    time_ms: u64,
    width: u32,
    height: u32,
) -> Result<RgbImage, VideoError> {
    let size = format!("scale={width}:{height}:flags=bicubic");
    // What comes out is the first frame that begins at the time sought or after it. The one that is shown at a time begins
    // less than a frame's length before.
    let begin = time_ms.saturating_sub(clip.frame_ms - 1);
    for earlier in EARLIER {
        let time_ms = begin.saturating_sub(earlier * clip.frame_ms);
        let time = format!("{}.{:03}", time_ms / 1000, time_ms % 1000);
        // Before `-i`, the time is sought to a key frame and then decoded up to: exact, and fast in long files.
        let before = ["-ss", &time, "-i"].map(OsStr::new);
        let after = [
            "-frames:v",
            "1",
            "-an",
            "-vf",
            &size,
            "-pix_fmt",
            "rgb24",
            "-f",
            "rawvideo",
            "-",
        ]
        .map(OsStr::new);
        let bytes = run(
            "ffmpeg",
            before.into_iter().chain([path.as_os_str()]).chain(after),
        )?;
        if let Some(image) = RgbImage::from_raw(width, height, bytes).filter(|image| !image.is_empty()) {
            return Ok(image);
        }
        if time_ms == 0 {
            break;
        }
    }
    Err(VideoError::NoPicture)
}
