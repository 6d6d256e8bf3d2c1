//! Between the unified model and the vocabulary of IMS, for jobs over media and objects. Pure.

use mediasnap_alibaba_ice::types::{
    ListSnapshotJobsStatus, OverwriteParams, OverwriteParamsType, ScheduleConfig, SnapshotJob as Detail,
    SnapshotJobStatus, SnapshotJobSummary, SnapshotJobTemplateConfig, SpriteSnapshotConfig,
    SubmitSnapshotJobInput, SubmitSnapshotJobInputType, SubmitSnapshotJobOutput, SubmitSnapshotJobOutputType,
};
use mediasnap_alibaba_ice::{Client, builder};
use mediasnap_core::Error;
use mediasnap_core::wire::JsonString;

use crate::adapter::errors::{invalid, job_id, unsupported};
use crate::adapter::raw_json;
use crate::adapter::spec::SpecLookup;
use crate::adapter::time_format::{from_rfc3339, milliseconds, seconds};
use crate::model::{
    Frames, JobFailure, JobState, ObjectLocation, Output, ProductKey, Raw, Size, SnapshotJob,
    SnapshotRequest, Source, Sprite,
};

pub(super) const KEY: ProductKey = ProductKey::AlibabaIce;

pub(super) static SPEC: SpecLookup = SpecLookup::of(&mediasnap_alibaba_ice::PRODUCT);

/// Path of the job in a response.
pub(super) const DETAIL: &str = "SnapshotJob";
/// Placeholders for the number of an image, and of a sprite, in the name of an object.
const NUMBER: &str = "{Count}";
const SPRITE_NUMBER: &str = "{TileCount}";
/// The base name of images that were given none.
const BASE_NAME: &str = "snapshot";

/// The arguments of the vendor's submit operation, by its own names.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Submit {
    /// The file to read.
    pub input: SubmitSnapshotJobInput,
    /// The files to write.
    pub output: SubmitSnapshotJobOutput,
    /// The template, and what the job overrides in it.
    pub template_config: SnapshotJobTemplateConfig,
    /// How the job is queued.
    pub schedule_config: Option<ScheduleConfig>,
    /// The name of the job.
    pub name: Option<String>,
    /// Data of the caller's own, as JSON text.
    pub user_data: Option<String>,
}

mediasnap_core::redacted_debug!(Submit {
    input, output, template_config, schedule_config, name; user_data
});

impl Submit {
    /// The bare arguments.
    pub fn new(
        input: SubmitSnapshotJobInput,
        output: SubmitSnapshotJobOutput,
        template_config: SnapshotJobTemplateConfig,
    ) -> Self {
        Self {
            input,
            output,
            template_config,
            schedule_config: None,
            name: None,
            user_data: None,
        }
    }

    /// The call with these arguments.
    pub(super) fn call(self, client: &Client) -> builder::SubmitSnapshotJob<'_> {
        let mut call = client
            .submit_snapshot_job()
            .input(JsonString(self.input))
            .output(JsonString(self.output))
            .template_config(JsonString(self.template_config));
        if let Some(value) = self.schedule_config {
            call = call.schedule_config(JsonString(value));
        }
        if let Some(value) = self.name {
            call = call.name(value);
        }
        if let Some(value) = self.user_data {
            call = call.user_data(value);
        }
        call
    }
}

pub(super) fn request(request: &SnapshotRequest, region: Option<&str>) -> Result<Submit, Error> {
    let input = match &request.source {
        Source::Media { id } => SubmitSnapshotJobInput {
            media: id.clone(),
            type_: SubmitSnapshotJobInputType::Media,
        },
        Source::Object(object) => SubmitSnapshotJobInput {
            media: address(object, region)?,
            type_: SubmitSnapshotJobInputType::Oss,
        },
        _ => return Err(unsupported("only media and objects can be captured")),
    };
    let output = request
        .output
        .as_ref()
        .ok_or_else(|| invalid("an output bucket is needed"))?;
    let template = request
        .template
        .as_ref()
        .ok_or_else(|| invalid("a template is needed"))?;
    if request.user_data.as_deref().is_some_and(|text| !is_json(text)) {
        return Err(unsupported("user data is JSON text"));
    }
    let overrides = overrides(request)?;
    let overrides = (overrides != OverwriteParams::default()).then_some(overrides);
    let template_config = SnapshotJobTemplateConfig {
        template_id: template.clone(),
        overwrite_params: overrides,
    };
    let output = SubmitSnapshotJobOutput {
        media: files(output, request.sprite.is_some(), region)?,
        type_: SubmitSnapshotJobOutputType::Oss,
    };
    let mut submit = Submit::new(input, output, template_config);
    submit.name.clone_from(&request.name);
    submit.user_data.clone_from(&request.user_data);
    Ok(submit)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The address of an object, which has no room for a region: the vendor asks for buckets in the client's own.
fn address(object: &ObjectLocation, region: Option<&str>) -> Result<String, Error> {
    let elsewhere = |asked: &str| region.is_some_and(|region| region != asked);
    if object.region.as_deref().is_some_and(elsewhere) {
        return Err(unsupported("buckets have to be in the client's own region"));
    }
    if object.endpoint.is_some() {
        return Err(unsupported("the endpoint of an object cannot be chosen"));
    }
    Ok(format!(
        "oss://{}/{}",
        object.bucket,
        object.key.trim_start_matches('/')
    ))
}

/// The address of the objects to write, with the place of their number.
fn files(output: &Output, sprite: bool, region: Option<&str>) -> Result<String, Error> {
    let number = if sprite { SPRITE_NUMBER } else { NUMBER };
    let base = output.file_name.as_deref().unwrap_or(BASE_NAME);
    let name = if base.contains(number) {
        format!("{base}.jpg")
    } else {
        format!("{base}-{number}.jpg")
    };
    let directory = output.directory.trim_matches('/');
    let key = if directory.is_empty() {
        name
    } else {
        format!("{directory}/{name}")
    };
    let mut object = ObjectLocation::new(&output.bucket, key);
    object.region.clone_from(&output.region);
    address(&object, region)
}

fn overrides(request: &SnapshotRequest) -> Result<OverwriteParams, Error> {
    let mut params = OverwriteParams::default();
    match &request.frames {
        Some(Frames::At(times)) => match times.as_slice() {
            [time] => {
                params.time = Some(milliseconds(*time, "a given time")?);
                params.count = Some(1);
            }
            _ => return Err(unsupported("a job takes one given time")),
        },
        Some(Frames::Every {
            interval,
            start,
            length: None,
            count: Some(count),
        }) => {
            params.interval = Some(seconds(*interval, "the interval")?);
            params.time = start.map(|start| milliseconds(start, "the start")).transpose()?;
            params.count = Some((*count).into());
        }
        Some(_) => {
            return Err(unsupported(
                "frames are one given time or an interval with a number",
            ));
        }
        None => {}
    }
    match request.size {
        Some(Size::Exact { width, height }) => {
            params.width = Some(width.into());
            params.height = Some(height.into());
        }
        Some(_) => return Err(unsupported("a size is width and height")),
        None => {}
    }
    if let Some(layout) = &request.sprite {
        params.type_ = Some(OverwriteParamsType::Sprite);
        params.sprite_snapshot_config = Some(sprite(layout));
    }
    Ok(params)
}

fn sprite(sprite: &Sprite) -> SpriteSnapshotConfig {
    SpriteSnapshotConfig {
        cell_width: sprite.tile_size.map(|(width, _)| width.into()),
        cell_height: sprite.tile_size.map(|(_, height)| height.into()),
        columns: Some(sprite.columns.into()),
        lines: Some(sprite.rows.into()),
        padding: sprite.padding.map(Into::into),
        margin: sprite.margin.map(Into::into),
        color: sprite.color.clone(),
    }
}

/// The job in the response of a submit.
pub(super) fn created(parts: &[&str], body: &[u8]) -> Result<SnapshotJob, Error> {
    Ok(SnapshotJob::new(
        KEY,
        job_id(parts)?,
        JobState::Queued,
        Raw::from_bytes(body),
    ))
}

/// The job of a detail.
pub(super) fn job(raw: Raw) -> Result<SnapshotJob, Error> {
    let detail: Detail = raw_json::decode(&raw)?;
    let id = job_id(&[detail.job_id.as_deref().unwrap_or_default()])?;
    let state = detail.status.as_ref().map_or(JobState::Unknown, state);
    let mut job = SnapshotJob::new(KEY, id, state, raw);
    job.raw_state = detail.status.as_ref().map(|status| status.as_str().to_owned());
    job.created_at = detail.create_time.as_deref().and_then(from_rfc3339);
    job.finished_at = detail.finish_time.as_deref().and_then(from_rfc3339);
    job.name = detail.name.clone().filter(|name| !name.is_empty());
    job.user_data = detail.user_data.clone().filter(|data| !data.is_empty());
    job.image_count = detail.count.and_then(|count| u64::try_from(count).ok());
    if state == JobState::Failed {
        job.failure = Some(JobFailure::new(detail.code.clone(), detail.message.clone()));
    }
    Ok(job)
}

/// A job of a list.
pub(super) fn listed(raw: Raw) -> Result<SnapshotJob, Error> {
    let summary: SnapshotJobSummary = raw_json::decode(&raw)?;
    let id = job_id(&[summary.job_id.as_deref().unwrap_or_default()])?;
    let status = summary.status.as_deref().map(SnapshotJobStatus::from);
    let state = status.as_ref().map_or(JobState::Unknown, state);
    let mut job = SnapshotJob::new(KEY, id, state, raw);
    job.raw_state = summary.status.clone();
    job.created_at = summary.create_time.as_deref().and_then(from_rfc3339);
    job.finished_at = summary.finish_time.as_deref().and_then(from_rfc3339);
    job.name = summary.name.clone().filter(|name| !name.is_empty());
    // Lists are not documented to have it.
    job.user_data = raw_json::scalar(job.raw().as_str(), "UserData").filter(|data| !data.is_empty());
    job.image_count = summary.count.and_then(|count| u64::try_from(count).ok());
    job.failure = (state == JobState::Failed).then(|| JobFailure::new(None, None));
    Ok(job)
}

/// The vendor's one word for "not ended" does not tell whether the job has begun.
fn state(status: &SnapshotJobStatus) -> JobState {
    match status {
        SnapshotJobStatus::Init => JobState::Running,
        SnapshotJobStatus::Success => JobState::Succeeded,
        SnapshotJobStatus::Fail => JobState::Failed,
        _ => JobState::Unknown,
    }
}

/// The state to filter a list by.
pub(super) fn status(state: JobState) -> Result<ListSnapshotJobsStatus, Error> {
    match state {
        JobState::Running => Ok(ListSnapshotJobsStatus::Init),
        JobState::Succeeded => Ok(ListSnapshotJobsStatus::Success),
        JobState::Failed => Ok(ListSnapshotJobsStatus::Fail),
        _ => Err(unsupported(format!("no jobs are ever {state}"))),
    }
}

#[cfg(test)]
mod tests;
