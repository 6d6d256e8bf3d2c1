//! From a unified request to a processing task. Pure.

use std::time::Duration;

use mediasnap_core::Error;
use mediasnap_core::wire::UndocumentedFields;
use mediasnap_tencent_vod::types::{
    CoverBySnapshotTaskInput, CoverBySnapshotTaskInputPositionType, DescribeTasksRequest,
    DescribeTasksRequestStatus, ImageSpriteTaskInput, MediaProcessTaskInput, ProcessMediaRequest,
    SampleSnapshotTaskInput, SnapshotByTimeOffsetTaskInput, TimeRange,
};

use super::templates::{Distance, Expected, Kind};
use crate::adapter::errors::{invalid, unsupported};
use crate::adapter::paging::PageRequest;
use crate::adapter::spec::SpecLookup;
use crate::adapter::time_format::{milliseconds, seconds, to_rfc3339};
use crate::model::{Frames, JobFilter, JobId, JobState, ProductKey, Size, SnapshotRequest, Source, Sprite};

pub(super) const KEY: ProductKey = ProductKey::TencentVod;

pub(super) static SPEC: SpecLookup = SpecLookup::of(&mediasnap_tencent_vod::PRODUCT);

/// The vendor's template of each kind, for requests that name none.
const PRESET: i64 = 10;

/// The vendor's request to process a media asset, with what its templates have to say.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Submit {
    /// The request.
    pub request: ProcessMediaRequest,
    pub(super) expected: Vec<Expected>,
}

impl Submit {
    /// The vendor's request, whose templates may say anything.
    pub fn new(request: ProcessMediaRequest) -> Self {
        Self {
            request,
            expected: Vec::new(),
        }
    }
}

/// Splits `APPLICATION/ID`; the application may be missing.
pub(super) fn scoped(id: &str) -> Result<(Option<i64>, &str), Error> {
    match id.split_once('/') {
        None => Ok((None, id)),
        Some((application, rest)) => {
            let application = application.parse().ok().filter(|_| !rest.is_empty());
            let application =
                application.ok_or_else(|| invalid(format!("`{id}` is neither ID nor APPLICATION/ID")))?;
            Ok((Some(application), rest))
        }
    }
}

/// The application and the task of a job id.
pub(super) fn parts(id: &JobId) -> Result<(Option<i64>, &str), Error> {
    scoped(id.as_str())
}

/// The templates of a request: the one of its frames or sprites, and that of single frames beside sprites.
fn templates(request: &SnapshotRequest) -> Result<(i64, i64), Error> {
    let Some(template) = &request.template else {
        return Ok((PRESET, PRESET));
    };
    let number = |text: &str| {
        let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
        number.ok_or_else(|| invalid(format!("the template `{template}` is not a number")))
    };
    match template.split_once('/') {
        Some((main, frames)) => Ok((number(main)?, number(frames)?)),
        None => Ok((number(template)?, number(template)?)),
    }
}

pub(super) fn request(request: &SnapshotRequest) -> Result<Submit, Error> {
    let Source::Media { id } = &request.source else {
        return Err(unsupported("only media can be captured"));
    };
    let (application, file) = scoped(id)?;
    let (main, frames) = templates(request)?;
    let base = Expected {
        kind: Kind::Sample,
        application,
        definition: main,
        size: request.size,
        format: request.format,
        distance: distance(request.frames.as_ref())?,
        grid: None,
    };
    let mut expected = Vec::new();
    let mut task = MediaProcessTaskInput::default();
    match (&request.sprite, &request.frames) {
        (Some(sprite), _) => {
            expected.push(Expected {
                kind: Kind::Sprite,
                size: tile(sprite, request)?,
                grid: Some((sprite.columns.into(), sprite.rows.into())),
                ..base.clone()
            });
            task.image_sprite_task_set = Some(vec![sprites(main)]);
            if sprite.keep_frames {
                expected.push(Expected {
                    definition: frames,
                    ..base
                });
                task.sample_snapshot_task_set = Some(vec![sampled(frames)]);
            }
        }
        (None, Some(given @ (Frames::At(_) | Frames::AtPercents(_)))) => {
            expected.push(Expected {
                kind: Kind::TimeOffset,
                ..base
            });
            task.snapshot_by_time_offset_task_set = Some(vec![SnapshotByTimeOffsetTaskInput {
                definition: main,
                ext_time_offset_set: Some(offsets(given)?),
                time_offset_set: None,
                watermark_set: None,
                extra: UndocumentedFields::default(),
            }]);
        }
        (None, _) => {
            expected.push(base);
            task.sample_snapshot_task_set = Some(vec![sampled(main)]);
        }
    }
    if let Some(image) = request.cover {
        let at_times = task.snapshot_by_time_offset_task_set.is_some();
        let template = if at_times { main } else { PRESET };
        task.cover_by_snapshot_task_set = Some(vec![cover(request.frames.as_ref(), image, template)?]);
    }
    Ok(Submit {
        request: ProcessMediaRequest {
            file_id: Some(file.to_owned()),
            sub_app_id: application,
            media_process_task: Some(task),
            session_context: request.user_data.clone(),
            ..ProcessMediaRequest::default()
        },
        expected,
    })
}

fn sampled(definition: i64) -> SampleSnapshotTaskInput {
    SampleSnapshotTaskInput {
        definition,
        watermark_set: None,
        extra: UndocumentedFields::default(),
    }
}

fn sprites(definition: i64) -> ImageSpriteTaskInput {
    ImageSpriteTaskInput {
        definition,
        extra: UndocumentedFields::default(),
    }
}

/// The size of the tiles of a sprite. The size of images is that of single frames beside it.
fn tile(sprite: &Sprite, request: &SnapshotRequest) -> Result<Option<Size>, Error> {
    if request.size.is_some() && !sprite.keep_frames {
        return Err(unsupported("the size of a sprite follows from that of its tiles"));
    }
    Ok(sprite.tile_size.map(|(width, height)| Size::exact(width, height)))
}

/// The distance between frames that a template decides.
fn distance(frames: Option<&Frames>) -> Result<Option<Distance>, Error> {
    match frames {
        Some(Frames::Every {
            interval,
            start: None,
            length: None,
            count: None,
        }) => Ok(Some(Distance::Seconds(seconds(*interval, "the interval")?))),
        Some(Frames::EveryPercent { percent }) => Ok(Some(Distance::Percent((*percent).into()))),
        Some(Frames::At(_) | Frames::AtPercents(_)) | None => Ok(None),
        Some(_) => Err(unsupported(
            "frames are given times or percentages, or a plain interval of time or percent",
        )),
    }
}

fn offsets(frames: &Frames) -> Result<Vec<String>, Error> {
    match frames {
        Frames::At(times) => times
            .iter()
            .map(|time| Ok(format!("{}s", decimal(*time)?)))
            .collect(),
        Frames::AtPercents(percents) => Ok(percents.iter().map(|percent| format!("{percent}%")).collect()),
        _ => Err(unsupported("frames are given times or percentages")),
    }
}

/// Seconds with as many decimals as are needed.
fn decimal(time: Duration) -> Result<String, Error> {
    let whole = milliseconds(time, "a given time")?;
    let (seconds, rest) = (whole / 1000, whole % 1000);
    let text = format!("{seconds}.{rest:03}");
    Ok(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// The cover that is the same frame as an image, counted from 1.
fn cover(frames: Option<&Frames>, image: u32, definition: i64) -> Result<CoverBySnapshotTaskInput, Error> {
    use CoverBySnapshotTaskInputPositionType::{Percent, Time};
    let before = image.saturating_sub(1);
    let place = usize::try_from(before).unwrap_or(usize::MAX);
    let missing = || invalid(format!("there is no image {image} for the cover"));
    let (position_type, position_value) = match frames {
        Some(Frames::At(times)) => (Time, times.get(place).ok_or_else(missing)?.as_secs_f64()),
        Some(Frames::AtPercents(percents)) => (Percent, f64::from(*percents.get(place).ok_or_else(missing)?)),
        Some(Frames::Every { interval, .. }) => (Time, interval.as_secs_f64() * f64::from(before)),
        Some(Frames::EveryPercent { percent }) => {
            let percent = percent.checked_mul(before).filter(|percent| *percent <= 100);
            (Percent, f64::from(percent.ok_or_else(missing)?))
        }
        // The first image of a template shows the beginning.
        None if before == 0 => (Time, 0.0),
        _ => return Err(unsupported("the time of the cover is only known with the frames")),
    };
    Ok(CoverBySnapshotTaskInput {
        definition,
        position_type,
        position_value,
        watermark_set: None,
        extra: UndocumentedFields::default(),
    })
}

/// The request for a page of jobs, and the application that it is about.
pub(super) fn list(
    filter: &JobFilter,
    page: &PageRequest,
) -> Result<(Option<i64>, DescribeTasksRequest), Error> {
    let (application, file) = match filter.media.as_deref().map(scoped).transpose()? {
        Some((application, file)) => (application, Some(file.to_owned())),
        None => (None, None),
    };
    let status = match filter.state {
        None => None,
        Some(JobState::Queued) => Some(DescribeTasksRequestStatus::Waiting),
        Some(JobState::Running) => Some(DescribeTasksRequestStatus::Processing),
        Some(JobState::Succeeded | JobState::Failed) => {
            return Err(unsupported("lists do not tell success from failure"));
        }
        Some(state) => return Err(unsupported(format!("no jobs are listed as {state}"))),
    };
    let limited = filter.created_from.is_some() || filter.created_to.is_some();
    let create_time = limited.then(|| TimeRange {
        after: filter.created_from.map(to_rfc3339),
        // The end does not belong to the vendor's span.
        before: filter
            .created_to
            .and_then(|to| to.checked_add_signed(chrono::TimeDelta::seconds(1)))
            .map(to_rfc3339),
    });
    let request = DescribeTasksRequest {
        create_time,
        file_id: file,
        limit: page.size(),
        scroll_token: page.token(),
        status,
        sub_app_id: application,
        ..DescribeTasksRequest::default()
    };
    Ok((application, request))
}

#[cfg(test)]
mod tests;
