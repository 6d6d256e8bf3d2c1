//! The request that creates a task: which positions it captures, in which size and under which names.

use mediasnap_core::ErrorKind;
use serde::Deserialize;

use super::state::Place;
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::protocol::service_error::ServiceError;
use crate::state::EmulatorState;

/// Longer side of an image, unless the request names a size.
const DEFAULT_MAX_LENGTH: u32 = 480;

#[derive(Deserialize)]
pub(super) struct Request {
    pub(super) project_id: String,
    pub(super) input: Place,
    pub(super) output: Place,
    #[serde(default)]
    pub(super) thumbnail_para: Para,
    #[serde(default)]
    pub(super) user_data: Option<String>,
    #[serde(default)]
    pub(super) original_dir: i64,
    #[serde(default)]
    pub(super) sync: i64,
    pub(super) tar: Option<i64>,
}

#[derive(Deserialize, Default)]
pub(super) struct Para {
    #[serde(rename = "type")]
    kind: Option<String>,
    time: Option<i64>,
    start_time: Option<i64>,
    duration: Option<i64>,
    dots: Option<Vec<i64>>,
    dots_ms: Option<Vec<i64>>,
    output_filename: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    max_length: Option<u32>,
    amount: Option<u64>,
    threshold: Option<u64>,
}

pub(super) fn invalid(why: &str) -> ServiceError {
    ServiceError::with_kind(ErrorKind::InvalidArgument, format!("Invalid request. {why}."))
}

/// Converts a time of the request to milliseconds.
fn milliseconds(value: i64, unit: u64) -> Result<u64, ServiceError> {
    u64::try_from(value)
        .map(|value| value.saturating_mul(unit))
        .map_err(|_| invalid("a time is negative"))
}

impl Para {
    pub(super) fn kind(&self) -> &str {
        self.kind.as_deref().unwrap_or("TIME")
    }

    /// Returns the positions to capture, in milliseconds.
    pub(super) fn times(&self, info: VideoInfo, sync: bool) -> Result<Vec<u64>, ServiceError> {
        let points = |points: &Option<Vec<i64>>, name: &str, unit: u64| match points.as_deref() {
            None | Some([]) => Err(invalid(&format!(
                "thumbnail_para.{name} is required for this type"
            ))),
            Some(points) => points.iter().map(|point| milliseconds(*point, unit)).collect(),
        };
        match self.kind() {
            "DOTS" => points(&self.dots, "dots", 1000),
            "DOTS_MS" if sync => points(&self.dots_ms, "dots_ms", 1),
            "DOTS_MS" => Err(invalid("thumbnail_para.dots_ms needs sync to be 1")),
            _ => {
                let step = milliseconds(self.time.unwrap_or(12), 1000)?;
                if step == 0 {
                    return Err(invalid("thumbnail_para.time is 0"));
                }
                let start = milliseconds(self.start_time.unwrap_or(0), 1000)?;
                let length = milliseconds(self.duration.unwrap_or(0), 1000)?;
                let end = (length > 0).then(|| start.saturating_add(length));
                Ok(info.sample_times(start, step, end))
            }
        }
    }

    /// Drops positions past the end of the video and duplicates and, if requested, black frames of a series.
    pub(super) fn filter(
        &self,
        emulator: &EmulatorState,
        source: &Source,
        info: VideoInfo,
        times: &mut Vec<u64>,
    ) {
        times.retain(|time| info.has_frame_at(*time));
        times.dedup();
        if let (Some(share @ 1..), Some(dark @ 1..), "TIME") = (self.amount, self.threshold, self.kind()) {
            let black = emulator.media.are_black(source, times, share, dark - 1);
            let mut black = black.into_iter();
            times.retain(|_| black.next() != Some(true));
        }
    }

    pub(super) fn size(&self, info: VideoInfo) -> (u32, u32) {
        match (self.width, self.height, self.max_length) {
            (None, None, None) => info.size_within(DEFAULT_MAX_LENGTH),
            (Some(_), Some(_), _) | (_, _, None) => info.size(self.width, self.height),
            (_, _, Some(longest)) => info.size_within(longest),
        }
    }

    /// Returns the name of the image at a position: its second, with the requested name in front.
    pub(super) fn image_name(&self, time: u64, alone: bool) -> String {
        let base = self.output_filename.as_deref().filter(|name| !name.is_empty());
        match base.map(|name| name.strip_suffix(".jpg").unwrap_or(name)) {
            Some(name) if alone => format!("{name}.jpg"),
            Some(name) => format!("{name}_{}.jpg", time / 1000),
            None => format!("{}.jpg", time / 1000),
        }
    }

    /// Returns the name of the archive of a task.
    pub(super) fn archive_name(&self, id: i64) -> String {
        let base = self.output_filename.as_deref().filter(|name| !name.is_empty());
        base.map_or_else(
            || format!("{id}.tar"),
            |base| format!("{}.tar", base.trim_end_matches(".tar")),
        )
    }
}
