//! Arguments of `ffmpeg` that decode a video and select frames.

use std::ffi::OsString;
use std::fmt::Write as _;

use super::video::Video;

/// Form in which frames are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameFormat {
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

/// Returns an expression that is true for times in spans, which are in order. It is a tree: `ffmpeg` limits the depth.
fn selection(spans: &[(i64, i64)]) -> String {
    match spans {
        [] => "0".to_owned(),
        [(begin, end)] => format!("gte(t,{})*lt(t,{})", seconds(*begin), seconds(*end)),
        spans => {
            let (before, after) = spans.split_at(spans.len() / 2);
            let pivot = seconds(after[0].0);
            format!("if(lt(t,{pivot}),{},{})", selection(before), selection(after))
        }
    }
}

impl Video {
    /// Returns the arguments to decode from a time, or from the beginning, and write frames in one size. With
    /// `timed`, the time of each frame in microseconds is printed to stderr before it is written.
    pub(super) fn arguments(
        &self,
        frames: &[usize],
        from: Option<i64>,
        (width, height): (u32, u32),
        output: FrameFormat,
        timed: bool,
    ) -> Vec<OsString> {
        let mut filter = String::new();
        if let Some((numerator, denominator)) = self.traits.untimed {
            let _ = write!(filter, "setpts=N*{denominator}/{numerator}/TB,");
        }
        let spans: Vec<(i64, i64)> = frames.iter().map(|frame| self.span(*frame)).collect();
        let _ = write!(filter, "select='{}',", selection(&spans));
        if timed {
            filter.push_str("settb=AVTB,metadata=add:key=n:value=1,metadata=print:file='pipe\\:2':direct=1,");
        }
        let _ = write!(filter, "scale={width}:{height}:flags=bicubic");
        if let Some(matrix) = self.traits.color_matrix {
            let _ = write!(filter, ":in_color_matrix={matrix}");
        }
        let format: &[&str] = match output {
            FrameFormat::Rgb => &["-pix_fmt", "rgb24", "-f", "rawvideo"],
            FrameFormat::Jpeg => {
                filter.push_str(":out_color_matrix=bt601:out_range=pc,format=yuvj420p");
                &["-c:v", "mjpeg", "-q:v", "2", "-f", "image2pipe"]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_selected_by_a_tree() {
        let spans = [(-40_000, 10_000), (990_000, 1_010_000), (2_000_000, 3_000_000)];
        assert_eq!(
            selection(&spans),
            "if(lt(t,0.990000),gte(t,-0.040000)*lt(t,0.010000),if(lt(t,2.000000),gte(t,0.990000)*lt(t,1.010000),gte(t,2.000000)*lt(t,3.000000)))"
        );
        let many: Vec<(i64, i64)> = (0..1000).map(|time| (time, time + 1)).collect();
        let selection = selection(&many);
        let mut depth = 0;
        let mut deepest = 0;
        for letter in selection.chars() {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            deepest = deepest.max(depth);
        }
        assert!(
            depth == 0 && deepest < 15 && selection.len() < 100_000,
            "{deepest}"
        );
    }
}
