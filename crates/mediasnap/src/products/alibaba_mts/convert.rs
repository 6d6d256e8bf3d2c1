//! Between the unified model and the vocabulary of MPS. Pure.

use mediasnap_alibaba_mts::types::{
    QuerySnapshotJobListState, SnapshotJob as Detail, SnapshotJobState, SubmitSnapshotJobConfig,
    SubmitSnapshotJobFile, SubmitSnapshotJobInput, TileOut, TileOutIsKeepCellPic,
};
use mediasnap_alibaba_mts::{Client, builder};
use mediasnap_core::Error;
use mediasnap_core::wire::JsonString;

use super::images::{self, LOCATION, NUMBER, SPRITE_NUMBER, encoded};
use crate::adapter::errors::{invalid, job_id, unsupported};
use crate::adapter::raw_json;
use crate::adapter::spec::SpecLookup;
use crate::adapter::time_format::{from_rfc3339, milliseconds, seconds};
use crate::model::{
    Frames, JobFailure, JobState, Output, ProductKey, Raw, Size, SnapshotJob, SnapshotRequest, Source, Sprite,
};

pub(super) const KEY: ProductKey = ProductKey::AlibabaMts;

pub(super) static SPEC: SpecLookup = SpecLookup::of(&mediasnap_alibaba_mts::PRODUCT);

/// Where the job is in the response to a submit.
pub(super) const SUBMITTED: &str = "SnapshotJob";
/// Base name of images and of sprites that have none.
const BASE_NAME: &str = "snapshot";
const SPRITE_SUFFIX: &str = "sprite";

/// The arguments of the vendor's submit operation, by its own names.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Submit {
    /// The video.
    pub input: SubmitSnapshotJobInput,
    /// The images to capture, and where to write them.
    pub snapshot_config: SubmitSnapshotJobConfig,
    /// The pipeline that runs the job, and that a notification needs.
    pub pipeline_id: Option<String>,
    /// Data of the caller.
    pub user_data: Option<String>,
}

impl Submit {
    /// Returns the bare arguments.
    pub fn new(input: SubmitSnapshotJobInput, snapshot_config: SubmitSnapshotJobConfig) -> Self {
        Self {
            input,
            snapshot_config,
            pipeline_id: None,
            user_data: None,
        }
    }

    /// Returns the call with these arguments.
    pub(super) fn call(self, client: &Client) -> builder::SubmitSnapshotJob<'_> {
        client
            .submit_snapshot_job()
            .input(JsonString(self.input))
            .snapshot_config(JsonString(self.snapshot_config))
            .set_pipeline_id(self.pipeline_id)
            .set_user_data(self.user_data)
    }
}

pub(super) fn request(request: &SnapshotRequest, region: Option<&str>) -> Result<Submit, Error> {
    let Source::Object(source) = &request.source else {
        return Err(unsupported("only objects can be captured"));
    };
    let output = request
        .output
        .as_ref()
        .ok_or_else(|| invalid("an output bucket is needed"))?;
    if source.endpoint.is_some() {
        return Err(unsupported("the endpoint of the source cannot be chosen"));
    }
    let input = SubmitSnapshotJobInput {
        bucket: source.bucket.clone(),
        location: location(&source.bucket, source.region.as_deref().or(region))?,
        object: encoded(source.key.trim_start_matches('/')),
        role_arn: None,
    };
    let series = matches!(request.frames, Some(Frames::Every { .. }));
    if request.synchronous && series {
        return Err(unsupported("a capture within the call takes one given time"));
    }
    let (width, height) = match request.size {
        Some(Size::Exact { width, height }) => (Some(width.to_string()), Some(height.to_string())),
        Some(Size::LongerSide(_)) => return Err(unsupported("a size is width and height")),
        None => (None, None),
    };
    let mut config = SubmitSnapshotJobConfig {
        frame_type: None,
        height,
        interval: None,
        num: None,
        output_file: file(output, series.then_some(NUMBER), region)?,
        tile_out: request.sprite.as_ref().map(tiles),
        tile_output_file: None,
        time: None,
        time_array: None,
        width,
    };
    if request.sprite.is_some() {
        let mut sprites = output.clone();
        let base = output
            .file_name
            .as_deref()
            .unwrap_or(BASE_NAME)
            .replace(NUMBER, "");
        sprites.file_name = Some(if base.contains(SPRITE_NUMBER) {
            base
        } else {
            format!("{base}-{SPRITE_SUFFIX}")
        });
        config.tile_output_file = Some(file(&sprites, Some(SPRITE_NUMBER), region)?);
    }
    frames(request, &mut config)?;
    let mut submit = Submit::new(input, config);
    submit.user_data.clone_from(&request.user_data);
    Ok(submit)
}

fn location(bucket: &str, region: Option<&str>) -> Result<String, Error> {
    let region = region.ok_or_else(|| invalid(format!("the region of the bucket `{bucket}` is needed")))?;
    Ok(format!("{LOCATION}{region}"))
}

/// Returns the objects to write, with the place of their number, if there are several.
fn file(output: &Output, number: Option<&str>, region: Option<&str>) -> Result<SubmitSnapshotJobFile, Error> {
    let base = output.file_name.as_deref().unwrap_or(BASE_NAME);
    let name = match number {
        Some(number) if !base.contains(number) => format!("{base}-{number}.jpg"),
        _ => format!("{base}.jpg"),
    };
    let directory = output.directory.trim_matches('/');
    let key = if directory.is_empty() {
        name
    } else {
        format!("{directory}/{name}")
    };
    Ok(SubmitSnapshotJobFile {
        bucket: output.bucket.clone(),
        location: location(&output.bucket, output.region.as_deref().or(region))?,
        object: encoded(&key),
        role_arn: None,
    })
}

/// Sets the times. Without interval and number, the vendor captures one image within the call.
fn frames(request: &SnapshotRequest, config: &mut SubmitSnapshotJobConfig) -> Result<(), Error> {
    let time = |time| milliseconds(time, "a given time").map(|time| time.to_string());
    match &request.frames {
        Some(Frames::At(times)) => match times.as_slice() {
            [one] => config.time = Some(time(*one)?),
            _ => return Err(unsupported("a job takes one given time")),
        },
        Some(Frames::Every {
            interval,
            start,
            length: None,
            count,
        }) => {
            config.interval = Some(seconds(*interval, "the interval")?.to_string());
            config.time = start.map(time).transpose()?;
            config.num = count.map(|count| count.to_string());
        }
        Some(_) => return Err(unsupported("frames are one given time or an interval")),
        None => {}
    }
    Ok(())
}

fn tiles(sprite: &Sprite) -> TileOut {
    let text = |number: u32| number.to_string();
    let keep = if sprite.keep_frames {
        TileOutIsKeepCellPic::True
    } else {
        TileOutIsKeepCellPic::False
    };
    TileOut {
        cell_width: sprite.tile_size.map(|(width, _)| text(width)),
        cell_height: sprite.tile_size.map(|(_, height)| text(height)),
        columns: Some(text(sprite.columns)),
        lines: Some(text(sprite.rows)),
        padding: sprite.padding.map(text),
        margin: sprite.margin.map(text),
        color: sprite.color.clone(),
        is_keep_cell_pic: Some(keep),
        ..TileOut::default()
    }
}

/// Converts a job of any response.
pub(super) fn job(raw: Raw) -> Result<SnapshotJob, Error> {
    let detail: Detail = raw_json::decode(&raw)?;
    let id = job_id(&[detail.id.as_deref().unwrap_or_default()])?;
    let state = detail.state.as_ref().map_or(JobState::Unknown, state);
    let images = if state == JobState::Succeeded {
        images::of(&detail, &raw)
    } else {
        Vec::new()
    };
    let mut job = SnapshotJob::new(KEY, id, state, raw);
    job.raw_state = detail.state.as_ref().map(|state| state.as_str().to_owned());
    job.created_at = detail.creation_time.as_deref().and_then(from_rfc3339);
    job.user_data = detail.user_data.filter(|data| !data.is_empty());
    if state == JobState::Failed {
        let said = |text: Option<String>| text.filter(|text| !text.is_empty());
        job.failure = Some(JobFailure::new(said(detail.code), said(detail.message)));
    }
    if state == JobState::Succeeded {
        job.image_count = u64::try_from(images.len()).ok();
        job.images = images;
    }
    Ok(job)
}

fn state(state: &SnapshotJobState) -> JobState {
    match state {
        SnapshotJobState::Submitted => JobState::Queued,
        SnapshotJobState::Snapshoting => JobState::Running,
        SnapshotJobState::Success => JobState::Succeeded,
        SnapshotJobState::Fail => JobState::Failed,
        _ => JobState::Unknown,
    }
}

/// Returns the state to filter a list by.
pub(super) fn status(state: JobState) -> Result<QuerySnapshotJobListState, Error> {
    match state {
        JobState::Queued => Ok(QuerySnapshotJobListState::Submitted),
        JobState::Running => Ok(QuerySnapshotJobListState::Snapshoting),
        JobState::Succeeded => Ok(QuerySnapshotJobListState::Success),
        JobState::Failed => Ok(QuerySnapshotJobListState::Fail),
        _ => Err(unsupported(format!("no jobs are ever {state}"))),
    }
}

#[cfg(test)]
mod tests;
