//! What `ffprobe` tells of a file: size and colors of its picture, and where its time line begins.

use std::ffi::OsStr;
use std::path::Path;

use serde_json::Value;

use super::process::{VideoError, run};

/// Containers with an index of key frames. Seeking in others is inexact.
const INDEXED: [&str; 4] = ["mp4", "mov", "matroska", "webm"];
/// Containers whose time line begins at zero, wherever their first frame is.
const ZERO_BASED: [&str; 5] = ["mp4", "mov", "matroska", "webm", "ogg"];
/// Streams whose time line begins with their first packet, even below zero after its counter has wrapped around.
const BROADCAST: [&str; 3] = ["mpegts", "mpeg", "flv"];
/// Frame rate of a bare stream that does not state one.
const DEFAULT_RATE: (i64, i64) = (25, 1);
/// Height from which on colors without a tag are those of high definition, as in browsers.
const HD_HEIGHT: u32 = 720;

/// Properties of a video that decide how its frames are extracted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Traits {
    /// Whether seeking is exact.
    pub(super) is_indexed: bool,
    /// Whether the file is a playlist of segments.
    pub(super) is_playlist: bool,
    /// Frame rate of a stream without times, whose frames are counted.
    pub(super) untimed: Option<(i64, i64)>,
    /// Color matrix that the file does not name, but has.
    pub(super) color_matrix: Option<&'static str>,
}

/// Runs `ffprobe` on the video stream of a file. Cover images of audio files do not count as one.
pub(super) fn ffprobe(path: &Path, entries: &str, format: &str) -> Result<Vec<u8>, VideoError> {
    let options = [
        "-select_streams",
        "V:0",
        "-show_entries",
        entries,
        "-of",
        format,
        "-i",
    ];
    run(
        "ffprobe",
        options.map(OsStr::new).into_iter().chain([path.as_os_str()]),
    )
}

/// Parses seconds to microseconds.
pub(super) fn micros(text: &str) -> Option<i64> {
    let seconds = text
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|seconds| seconds.abs() < 1e9)?;
    #[allow(clippy::cast_possible_truncation, reason = "it is within the limit")]
    Some((seconds * 1e6).round() as i64)
}

/// Parses a fraction of two positive numbers.
fn fraction(text: &str) -> Option<(i64, i64)> {
    let (numerator, denominator) = text.split_once(['/', ':'])?;
    let parse = |text: &str| {
        text.parse::<i64>()
            .ok()
            .filter(|number| (1..=1 << 31).contains(number))
    };
    Some((parse(numerator)?, parse(denominator)?))
}

/// Returns `side * to / from`, rounded.
fn stretched(side: u32, to: i64, from: i64) -> u32 {
    let exact = (i64::from(side).saturating_mul(to) + from / 2) / from;
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}

/// The description of a file.
pub(super) struct Probed(Value);

impl Probed {
    /// Probes a file.
    pub(super) fn of(path: &Path) -> Result<Self, VideoError> {
        let entries = "stream=width,height,sample_aspect_ratio,pix_fmt,color_space,avg_frame_rate,r_frame_rate:\
stream_tags=rotate:stream_side_data=rotation:format=duration,start_time,format_name";
        let response = ffprobe(path, entries, "json")?;
        Ok(Self(serde_json::from_slice(&response).unwrap_or_default()))
    }

    fn stream(&self, name: &str) -> &str {
        let value = self.0.pointer(&format!("/streams/0/{name}"));
        value.and_then(Value::as_str).unwrap_or_default()
    }

    fn of_file(&self, name: &str) -> &str {
        let value = self.0.pointer(&format!("/format/{name}"));
        value.and_then(Value::as_str).unwrap_or_default()
    }

    fn is_one_of(&self, formats: &[&str]) -> bool {
        self.of_file("format_name")
            .split(',')
            .any(|name| formats.contains(&name))
    }

    /// Returns whether the file is an image.
    pub(super) fn is_image(&self) -> bool {
        self.of_file("format_name").ends_with("_pipe")
    }

    /// Returns the duration that the file states.
    pub(super) fn duration(&self) -> i64 {
        micros(self.of_file("duration")).unwrap_or_default()
    }

    /// Returns the frame rate.
    pub(super) fn rate(&self) -> (i64, i64) {
        let rate = |name: &str| fraction(self.stream(name));
        rate("avg_frame_rate")
            .or(rate("r_frame_rate"))
            .unwrap_or(DEFAULT_RATE)
    }

    /// Returns the time that players show as the beginning.
    pub(super) fn origin(&self, first: i64) -> i64 {
        let start = micros(self.of_file("start_time")).unwrap_or(first);
        match start {
            // Audio may begin before zero, with samples that decoders need at the start. Players begin at zero then.
            ..0 if !self.is_one_of(&BROADCAST) => first.min(0),
            0.. if self.is_one_of(&ZERO_BASED) => 0,
            start => start,
        }
    }

    /// Returns width and height with square pixels, as the frames are stored.
    fn square_size(&self) -> Option<(u32, u32)> {
        let side = |name: &str| {
            let value = self
                .0
                .pointer(&format!("/streams/0/{name}"))
                .and_then(Value::as_u64);
            value
                .and_then(|side| u32::try_from(side).ok())
                .filter(|side| *side > 0)
        };
        let (width, height) = (side("width")?, side("height")?);
        // Pixels are stretched, not shrunk.
        Some(match fraction(self.stream("sample_aspect_ratio")) {
            Some((x, y)) if x > y => (stretched(width, x, y), height),
            Some((x, y)) if x < y => (width, stretched(height, y, x)),
            _ => (width, height),
        })
    }

    /// Returns width and height as players show the video.
    pub(super) fn display_size(&self) -> Option<(u32, u32)> {
        let (width, height) = self.square_size()?;
        Some(if self.is_sideways() {
            (height, width)
        } else {
            (width, height)
        })
    }

    /// Returns whether width and height are swapped when the video is shown.
    fn is_sideways(&self) -> bool {
        let listed = self
            .0
            .pointer("/streams/0/side_data_list")
            .and_then(Value::as_array);
        let matrix = listed
            .into_iter()
            .flatten()
            .find_map(|data| data.get("rotation"))
            .and_then(Value::as_i64);
        let tag = self.stream("tags/rotate").parse::<i64>().ok();
        matrix
            .or(tag)
            .is_some_and(|degrees| degrees.rem_euclid(180) == 90)
    }

    /// Returns how frames are extracted, as far as the description tells.
    pub(super) fn traits(&self) -> Traits {
        let pixels = self.stream("pix_fmt");
        let has_matrix = ["yuv", "nv", "p0", "uyvy"]
            .iter()
            .any(|name| pixels.starts_with(name));
        let is_untagged = ["", "unknown"].contains(&self.stream("color_space"));
        let is_hd = self.square_size().is_some_and(|(_, height)| height >= HD_HEIGHT);
        Traits {
            is_indexed: self.is_one_of(&INDEXED),
            is_playlist: self.is_one_of(&["hls"]),
            untimed: None,
            color_matrix: (has_matrix && is_untagged && is_hd).then_some("bt709"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn probed(stream: &Value, format: &Value) -> Probed {
        Probed(json!({ "streams": [stream], "format": format }))
    }

    #[test]
    fn time_lines_begin_where_players_begin() {
        let origin = |name: &str, start: &str, first| {
            probed(&json!({}), &json!({ "format_name": name, "start_time": start })).origin(first)
        };
        for name in ["mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "ogg"] {
            assert_eq!(origin(name, "5.08", 5_080_000), 0, "{name}");
            assert_eq!(origin(name, "-0.021", 0), 0, "{name}");
            assert_eq!(origin(name, "-0.04", -40_000), -40_000, "{name}");
        }
        for name in ["mpegts", "mpeg", "flv"] {
            assert_eq!(origin(name, "1.4", 1_480_000), 1_400_000, "{name}");
            assert_eq!(origin(name, "-0.02", 10_000), -20_000, "{name}");
            assert_eq!(origin(name, "N/A", 10_000), 10_000, "{name}");
        }
        assert_eq!(origin("hls", "1.4", 1_480_000), 1_400_000);
    }

    #[test]
    fn pixels_are_stretched_and_frames_turned() {
        let size = |aspect: &str, rotation: i64| {
            let stream = json!({
                "width": 720, "height": 576, "sample_aspect_ratio": aspect, "side_data_list": [{ "rotation": rotation }],
            });
            probed(&stream, &json!({})).display_size()
        };
        assert_eq!(size("64:45", 0), Some((1024, 576)));
        assert_eq!(size("64:45", -90), Some((576, 1024)));
        assert_eq!(size("1:2", 180), Some((720, 1152)));
        for square in ["1:1", "0:1", "N/A", ""] {
            assert_eq!(size(square, 0), Some((720, 576)), "{square}");
        }
    }

    #[test]
    fn colors_without_a_tag_are_those_of_browsers() {
        let matrix = |width: u32, height: u32, space: &str, pixels: &str| {
            let stream = json!({ "width": width, "height": height, "color_space": space, "pix_fmt": pixels });
            probed(&stream, &json!({})).traits().color_matrix
        };
        for (width, height) in [(1280, 720), (720, 1280), (1080, 1920), (1920, 800)] {
            assert_eq!(
                matrix(width, height, "unknown", "yuv420p"),
                Some("bt709"),
                "{width}x{height}"
            );
            assert_eq!(matrix(width, height, "smpte170m", "yuv420p"), None);
            assert_eq!(matrix(width, height, "", "rgb24"), None);
        }
        for (width, height) in [(640, 360), (854, 480), (1024, 576), (1000, 600), (1280, 700)] {
            assert_eq!(
                matrix(width, height, "unknown", "yuv420p"),
                None,
                "{width}x{height}"
            );
        }
    }
}
