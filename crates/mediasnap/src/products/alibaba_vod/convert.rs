//! Between the unified model and the vocabulary of `ApsaraVideo` VOD. Pure.

use mediasnap_alibaba_vod::types::{
    SnapshotJobDetail, SnapshotJobDetailStatus, UserData, UserDataExtend, UserDataMessageCallback,
    VodSpriteSnapshotConfig,
};
use mediasnap_alibaba_vod::{Client, builder};
use mediasnap_core::Error;
use mediasnap_core::wire::JsonString;

use crate::adapter::errors::{invalid, job_id, unsupported};
use crate::adapter::raw_json;
use crate::adapter::spec::SpecLookup;
use crate::adapter::time_format::{from_rfc3339, milliseconds, seconds};
use crate::model::{
    Frames, JobFailure, JobId, JobState, ProductKey, Raw, Size, SnapshotJob, SnapshotRequest, Source, Sprite,
};

pub(super) const KEY: ProductKey = ProductKey::AlibabaVod;

pub(super) static SPEC: SpecLookup = SpecLookup::of(&mediasnap_alibaba_vod::PRODUCT);

/// Path of the job in a response.
pub(super) const DETAIL: &str = "SnapshotJobDetail";
/// Path of the jobs of a video in a response.
pub(super) const LISTED_JOBS: &str = "JobInfoList";
/// Interval 0 spreads the images evenly.
const EVENLY: i64 = 0;
/// Keeps the single images beside the sprites.
const KEEP: &str = "keep";

/// The arguments of the vendor's submit operation, by its own names and units: offsets in milliseconds, the interval in seconds.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Submit {
    /// The video.
    pub video_id: String,
    /// The first image of a series, in milliseconds.
    pub specified_offset_time: Option<i64>,
    /// The most images of a series.
    pub count: Option<i64>,
    /// The interval of a series, in seconds; 0 spreads it evenly.
    pub interval: Option<i64>,
    /// The images' very times, in milliseconds.
    pub specified_offset_times: Option<Vec<i64>>,
    /// The width in pixels, as text.
    pub width: Option<String>,
    /// The height in pixels, as text.
    pub height: Option<String>,
    /// The sprites, as JSON text.
    pub sprite_snapshot_config: Option<String>,
    /// The template; it makes the vendor ignore everything above but the video.
    pub snapshot_template_id: Option<String>,
    /// Callback and data of the caller's own, as JSON text.
    pub user_data: Option<String>,
    /// An id of the caller's own, unique within the account.
    pub reference_id: Option<String>,
}

mediasnap_core::redacted_debug!(Submit {
    video_id, specified_offset_time, count, interval, specified_offset_times, width, height, sprite_snapshot_config, snapshot_template_id, reference_id; user_data
});

impl Submit {
    /// The bare capture of a video.
    pub fn new(video_id: impl Into<String>) -> Self {
        Self {
            video_id: video_id.into(),
            ..Self::default()
        }
    }

    /// The call with these arguments.
    pub(super) fn call(self, client: &Client) -> builder::SubmitSnapshotJob<'_> {
        let mut call = client.submit_snapshot_job().video_id(self.video_id);
        if let Some(value) = self.specified_offset_time {
            call = call.specified_offset_time(value);
        }
        if let Some(value) = self.count {
            call = call.count(value);
        }
        if let Some(value) = self.interval {
            call = call.interval(value);
        }
        if let Some(value) = self.specified_offset_times {
            call = call.specified_offset_times(JsonString(value));
        }
        if let Some(value) = self.width {
            call = call.width(value);
        }
        if let Some(value) = self.height {
            call = call.height(value);
        }
        if let Some(value) = self.sprite_snapshot_config {
            call = call.sprite_snapshot_config(value);
        }
        if let Some(value) = self.snapshot_template_id {
            call = call.snapshot_template_id(value);
        }
        if let Some(value) = self.user_data {
            call = call.user_data(value);
        }
        if let Some(value) = self.reference_id {
            call = call.reference_id(value);
        }
        call
    }
}

pub(super) fn request(request: &SnapshotRequest) -> Result<Submit, Error> {
    let Source::Media { id } = &request.source else {
        return Err(unsupported("only media can be captured"));
    };
    let mut submit = Submit::new(id);
    if let Some(template) = &request.template {
        let settings = [
            request.frames.is_some(),
            request.size.is_some(),
            request.sprite.is_some(),
            request.user_data.is_some(),
            request.callback.is_some(),
        ];
        // The vendor would ignore them without a word.
        if settings.contains(&true) {
            return Err(unsupported("a template takes no settings beside it"));
        }
        submit.snapshot_template_id = Some(template.clone());
        return Ok(submit);
    }
    match &request.frames {
        Some(Frames::At(times)) => {
            let times: Result<_, _> = times
                .iter()
                .map(|time| milliseconds(*time, "a given time"))
                .collect();
            submit.specified_offset_times = Some(times?);
        }
        Some(Frames::Every {
            interval,
            start,
            length: None,
            count: Some(count),
        }) => {
            submit.interval = Some(seconds(*interval, "the interval")?);
            submit.count = Some((*count).into());
            submit.specified_offset_time = start.map(|start| milliseconds(start, "the start")).transpose()?;
        }
        Some(Frames::Evenly { count }) => {
            submit.interval = Some(EVENLY);
            submit.count = Some((*count).into());
        }
        Some(_) => {
            return Err(unsupported(
                "frames are given times, an interval with a number, or spread evenly",
            ));
        }
        None => {}
    }
    match request.size {
        Some(Size::Exact { width, height }) => {
            submit.width = Some(width.to_string());
            submit.height = Some(height.to_string());
        }
        Some(_) => return Err(unsupported("a size is width and height")),
        None => {}
    }
    submit.sprite_snapshot_config = request.sprite.as_ref().map(sprite).transpose()?;
    submit.user_data = user_data(request)?;
    Ok(submit)
}

fn sprite(sprite: &Sprite) -> Result<String, Error> {
    let config = VodSpriteSnapshotConfig {
        cell_width: sprite.tile_size.map(|(width, _)| width.into()),
        cell_height: sprite.tile_size.map(|(_, height)| height.into()),
        columns: Some(sprite.columns.into()),
        lines: Some(sprite.rows.into()),
        padding: sprite.padding.map(Into::into),
        margin: sprite.margin.map(Into::into),
        color: sprite.color.clone(),
        keep_cell_pic: sprite.keep_frames.then(|| KEEP.to_owned()),
    };
    json(&config)
}

fn user_data(request: &SnapshotRequest) -> Result<Option<String>, Error> {
    if request.user_data.is_none() && request.callback.is_none() {
        return Ok(None);
    }
    let extend = match &request.user_data {
        Some(text) => {
            let members = serde_json::from_str(text);
            Some(UserDataExtend(members.map_err(|_| {
                unsupported("user data is the text of a JSON object")
            })?))
        }
        None => None,
    };
    let data = UserData {
        message_callback: request.callback.as_ref().map(|url| UserDataMessageCallback {
            callback_url: Some(url.clone()),
        }),
        extend,
    };
    json(&data).map(Some)
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| invalid("the settings are no JSON"))
}

/// The video, where the id names it, and the job.
pub(super) fn parts(id: &JobId) -> (Option<&str>, &str) {
    match id.as_str().split_once('/') {
        Some((video, job)) => (Some(video), job),
        None => (None, id.as_str()),
    }
}

/// The job in the response of a submit.
pub(super) fn created(video: &str, job: &str, body: &[u8]) -> Result<SnapshotJob, Error> {
    let id = job_id(&[video, job])?;
    Ok(SnapshotJob::new(KEY, id, JobState::Queued, Raw::from_bytes(body)))
}

/// The job of a detail; `id` names it where the detail does not.
pub(super) fn job(id: &JobId, raw: Raw) -> Result<SnapshotJob, Error> {
    let detail: SnapshotJobDetail = raw_json::decode(&raw)?;
    let (video, job) = parts(id);
    let video = detail
        .video_id
        .as_deref()
        .filter(|video| !video.is_empty())
        .or(video);
    let job = detail
        .job_id
        .as_deref()
        .filter(|job| !job.is_empty())
        .unwrap_or(job);
    let id = match video {
        Some(video) => job_id(&[video, job])?,
        None => job_id(&[job])?,
    };
    let state = detail.status.as_ref().map_or(JobState::Unknown, state);
    let mut job = SnapshotJob::new(KEY, id, state, raw);
    job.raw_state = detail.status.as_ref().map(|status| status.as_str().to_owned());
    job.created_at = detail.create_time.as_deref().and_then(from_rfc3339);
    job.finished_at = detail.complete_time.as_deref().and_then(from_rfc3339);
    job.failure = (state == JobState::Failed).then(|| JobFailure::new(None, None));
    Ok(job)
}

/// A job of the list of `video`.
pub(super) fn listed(video: &str, raw: Raw) -> Result<SnapshotJob, Error> {
    let info: mediasnap_alibaba_vod::types::JobInfo = raw_json::decode(&raw)?;
    let id = job_id(&[video, info.job_id.as_deref().unwrap_or_default()])?;
    let status = info.status.as_deref().map(SnapshotJobDetailStatus::from);
    let state = status.as_ref().map_or(JobState::Unknown, state);
    let mut job = SnapshotJob::new(KEY, id, state, raw);
    job.raw_state = info.status.clone();
    job.created_at = info.create_time.as_deref().and_then(from_rfc3339);
    job.finished_at = info.complete_time.as_deref().and_then(from_rfc3339);
    job.failure = (state == JobState::Failed).then(|| JobFailure::new(None, None));
    Ok(job)
}

fn state(status: &SnapshotJobDetailStatus) -> JobState {
    match status {
        SnapshotJobDetailStatus::Processing => JobState::Running,
        SnapshotJobDetailStatus::Success => JobState::Succeeded,
        SnapshotJobDetailStatus::Fail => JobState::Failed,
        _ => JobState::Unknown,
    }
}

#[cfg(test)]
mod tests;
