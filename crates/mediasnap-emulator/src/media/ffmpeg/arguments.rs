//! Arguments of `ffmpeg` that decode a video and select frames.

use std::ffi::OsString;
use std::fmt::Write as _;

use super::video::Video;

/// Form in which frames are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// Pixels, three bytes each.
    Rgb,
    /// JPEG images.
    Jpeg,
}

/// Formats seconds.
fn seconds(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

impl Video {
    /// Returns the arguments to decode from a time, or from the beginning, and write frames in one size. With
    /// `timed`, the time of each frame in microseconds is printed to stderr before it is written.
    pub(super) fn arguments(
        &self,
        frames: &[usize],
        from: Option<i64>,
        (width, height): (u32, u32),
        output: Output,
        timed: bool,
    ) -> Vec<OsString> {
        let mut filter = String::new();
        if let Some((numerator, denominator)) = self.traits.untimed {
            let _ = write!(filter, "setpts=N*{denominator}/{numerator}/TB,");
        }
        filter.push_str("select='");
        for (index, frame) in frames.iter().enumerate() {
            let (begin, end) = self.span(*frame);
            let plus = if index == 0 { "" } else { "+" };
            let _ = write!(filter, "{plus}gte(t,{})*lt(t,{})", seconds(begin), seconds(end));
        }
        filter.push_str("',");
        if timed {
            filter.push_str("settb=AVTB,metadata=add:key=n:value=1,metadata=print:file='pipe\\:2':direct=1,");
        }
        let _ = write!(filter, "scale={width}:{height}:flags=bicubic");
        if let Some(matrix) = self.traits.color_matrix {
            let _ = write!(filter, ":in_color_matrix={matrix}");
        }
        let format: &[&str] = match output {
            Output::Rgb => &["-pix_fmt", "rgb24", "-f", "rawvideo"],
            Output::Jpeg => {
                filter.push_str(":out_color_matrix=bt601:out_range=pc,format=yuvj420p");
                &["-c:v", "mjpeg", "-q:v", "3", "-f", "image2pipe"]
            }
        };
        let from = from.map(seconds);
        let seek: &[&str] = match &from {
            // Seeks to a key frame with the timestamps of the file, so that the selection does not depend on where
            // decoding begins.
            Some(from) => &["-noaccurate_seek", "-seek_timestamp", "1", "-ss", from],
            None => &[],
        };
        let count = frames.len().to_string();
        let selected = [
            "-map",
            "0:V:0",
            "-vf",
            &filter,
            "-fps_mode",
            "passthrough",
            "-frames:v",
            &count,
        ];
        let before = seek.iter().chain(&["-copyts", "-i"]).map(OsString::from);
        before
            .chain([self.path.clone().into_os_string()])
            .chain(selected.iter().chain(format).chain(&["-"]).map(OsString::from))
            .collect()
    }
}
