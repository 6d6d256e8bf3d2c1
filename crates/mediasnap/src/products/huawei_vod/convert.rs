//! Between the unified model and the vocabulary of VOD, for assets. Pure.

use mediasnap_core::Error;
use mediasnap_core::wire::UndocumentedFields;
use mediasnap_huawei_vod::types::{
    AssetProcessReq, QueryThumbnailInfo, ShowAssetDetailResponse, Thumbnail, ThumbnailInfoThumbnailStatus,
    ThumbnailRsp, ThumbnailType,
};

use crate::adapter::errors::{invalid, job_id, unsupported};
use crate::adapter::raw_json;
use crate::adapter::spec::SpecLookup;
use crate::adapter::time_format::{from_seconds, seconds};
use crate::model::{
    Frames, Image, ImageFormat, ImageKind, JobFailure, JobId, JobState, ProductKey, Raw, Size, SnapshotJob,
    SnapshotRequest, Source,
};

pub(super) const KEY: ProductKey = ProductKey::HuaweiVod;

pub(super) static SPEC: SpecLookup = SpecLookup::of(&mediasnap_huawei_vod::PRODUCT);

/// 1: JPG, the only format there is.
const JPG: i64 = 1;
/// Where the snapshots of an asset stand in its detail, and the groups of images within.
const SNAPSHOTS: &str = "thumbnail_info";
const GROUPS: [&str; 3] = ["sample", "dots", "quantity"];

/// A job id, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Job<'a> {
    /// The snapshots of an asset, and their task where there is one.
    Asset(&'a str, Option<&'a str>),
    /// A snapshot task of an asset that is not known.
    Task(&'a str),
    /// A workflow over an object.
    Object(&'a str),
}

impl<'a> Job<'a> {
    pub(super) fn of(id: &'a JobId) -> Result<Self, Error> {
        let parts: Vec<&str> = id.as_str().split('/').collect();
        match parts.as_slice() {
            ["asset", asset] if !asset.is_empty() => Ok(Self::Asset(asset, None)),
            ["asset", asset, task] if !asset.is_empty() && !task.is_empty() => {
                Ok(Self::Asset(asset, Some(task)))
            }
            ["task", task] if !task.is_empty() => Ok(Self::Task(task)),
            ["object", task] if !task.is_empty() => Ok(Self::Object(task)),
            _ => Err(invalid(format!(
                "the job id `{id}` is not asset/ASSET, asset/ASSET/TASK, task/TASK or object/TASK"
            ))),
        }
    }
}

pub(super) fn request(request: &SnapshotRequest) -> Result<AssetProcessReq, Error> {
    let Source::Media { id } = &request.source else {
        return Err(unsupported("only media have these snapshots"));
    };
    let Some(frames) = &request.frames else {
        return Err(invalid("the frames to capture are needed"));
    };
    let mut thumbnail = Thumbnail {
        aspect_ratio: None,
        cover_position: request.cover.map(Into::into),
        dots: None,
        format: (request.format == Some(ImageFormat::Jpeg)).then_some(JPG),
        max_length: None,
        quantity: None,
        quantity_time: None,
        time: None,
        type_: ThumbnailType::Time,
        extra: UndocumentedFields::default(),
    };
    match request.size {
        Some(Size::LongerSide(side)) => thumbnail.max_length = Some(side.into()),
        Some(_) => return Err(unsupported("a size is the longer side")),
        None => {}
    }
    match frames {
        Frames::At(times) => {
            let dots: Result<_, _> = times.iter().map(|time| seconds(*time, "a given time")).collect();
            thumbnail.type_ = ThumbnailType::Dots;
            thumbnail.dots = Some(dots?);
        }
        Frames::Every {
            interval,
            start: None,
            length: None,
            count: None,
        } => {
            thumbnail.type_ = ThumbnailType::Time;
            thumbnail.time = Some(seconds(*interval, "the interval")?);
        }
        Frames::Evenly { count } => {
            thumbnail.type_ = ThumbnailType::Quantity;
            thumbnail.quantity = Some((*count).into());
        }
        _ => {
            return Err(unsupported(
                "frames are given times, a plain interval, or spread evenly",
            ));
        }
    }
    Ok(AssetProcessReq {
        asset_id: id.clone(),
        auto_encrypt: None,
        subtitle_id: None,
        template_group_name: None,
        thumbnail: Some(thumbnail),
    })
}

/// The job in the response of a create.
pub(super) fn created(asset: &str, task: Option<&str>, body: &[u8]) -> Result<SnapshotJob, Error> {
    let id = match task.filter(|task| !task.is_empty()) {
        Some(task) => job_id(&["asset", asset, task])?,
        None => job_id(&["asset", asset])?,
    };
    Ok(SnapshotJob::new(KEY, id, JobState::Queued, Raw::from_bytes(body)))
}

/// The snapshots of an asset, from its detail, whose text is `body`.
pub(super) fn job(id: &JobId, detail: &ShowAssetDetailResponse, body: &str) -> Result<SnapshotJob, Error> {
    let id = match (detail.asset_id.as_deref(), Job::of(id)?) {
        (Some(asset), Job::Asset(_, Some(task))) if !asset.is_empty() => job_id(&["asset", asset, task])?,
        (Some(asset), Job::Asset(_, None)) if !asset.is_empty() => job_id(&["asset", asset])?,
        _ => id.clone(),
    };
    let info = detail.thumbnail_info.as_ref();
    let part = raw_json::get(body, SNAPSHOTS);
    let part = part.as_deref().unwrap_or(body);
    let status = info.and_then(|info| info.thumbnail_status.as_ref());
    let state = match status {
        // A job was submitted; that the asset shows none yet means that it has not begun.
        Some(ThumbnailInfoThumbnailStatus::UnThumbnail) | None => JobState::Queued,
        Some(ThumbnailInfoThumbnailStatus::Thumbnailing) => JobState::Running,
        Some(ThumbnailInfoThumbnailStatus::ThumbnailSucceed) => JobState::Succeeded,
        Some(ThumbnailInfoThumbnailStatus::ThumbnailFailed) => JobState::Failed,
        Some(_) => JobState::Unknown,
    };
    let mut job = SnapshotJob::new(KEY, id, state, Raw::new(part));
    job.raw_state = status.map(|status| status.as_str().to_owned());
    if state == JobState::Failed {
        let reason = info.and_then(|info| info.exec_desc.clone());
        job.failure = Some(JobFailure::new(None, reason));
    }
    if state == JobState::Succeeded {
        for group in GROUPS {
            for part in raw_json::items(part, group) {
                match image(part.raw) {
                    Ok(image) => job.images.push(image),
                    Err(error) => job.warnings.push(format!("{}: {}", part.path, error.message())),
                }
            }
        }
    }
    Ok(job)
}

/// A task of a list; lists give no states.
pub(super) fn listed(asset: Option<&str>, raw: Raw) -> Result<SnapshotJob, Error> {
    let info: QueryThumbnailInfo = raw_json::decode(&raw)?;
    let task = info.task_id.as_deref().unwrap_or_default();
    let id = match asset {
        Some(asset) => job_id(&["asset", asset, task])?,
        None => job_id(&["task", task])?,
    };
    let mut job = SnapshotJob::new(KEY, id, JobState::Unknown, raw);
    job.image_count = info.thumbnail_count.and_then(|count| u64::try_from(count).ok());
    Ok(job)
}

pub(super) fn image(raw: Raw) -> Result<Image, Error> {
    let thumbnail: ThumbnailRsp = raw_json::decode(&raw)?;
    let mut image = Image::new(ImageKind::Frame, raw);
    // One image without an address does not hide the others.
    image.url = (!thumbnail.url.is_empty()).then(|| thumbnail.url.into());
    image.offset = from_seconds(thumbnail.offset);
    Ok(image)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mediasnap_huawei_vod::types::ShowAssetDetailResponse;
    use serde_json::{Value, json};

    use super::{Job, created, listed, request};
    use crate::model::{
        Frames, ImageFormat, JobId, JobState, Raw, Size, SnapshotJob, SnapshotRequest, Source,
    };
    use crate::{ErrorKind, SnapshotRequestBuilder};

    fn base() -> SnapshotRequestBuilder {
        SnapshotRequest::builder(Source::media("a")).frames(Frames::evenly(3))
    }

    fn thumbnail(builder: SnapshotRequestBuilder) -> Value {
        let request = serde_json::to_value(request(&builder.build().unwrap()).unwrap()).unwrap();
        assert_eq!(request["asset_id"], "a");
        request["thumbnail"].clone()
    }

    fn refused(builder: SnapshotRequestBuilder) -> ErrorKind {
        request(&builder.build().unwrap()).unwrap_err().kind()
    }

    fn read(text: &str) -> SnapshotJob {
        let detail: ShowAssetDetailResponse = serde_json::from_str(text).unwrap();
        let id = JobId::new("asset/a/t").unwrap();
        super::job(&id, &detail, text).unwrap()
    }

    #[test]
    fn each_choice_of_frames_has_its_type_in_lower_case() {
        assert_eq!(thumbnail(base()), json!({"type": "quantity", "quantity": 3}));
        let dots = base().frames(Frames::at_seconds([1, 5]));
        assert_eq!(thumbnail(dots), json!({"type": "dots", "dots": [1, 5]}));
        let time = base().frames(Frames::every(Duration::from_secs(12)));
        assert_eq!(thumbnail(time), json!({"type": "time", "time": 12}));
    }

    #[test]
    fn size_format_and_cover_have_their_places() {
        let builder = base()
            .size(Size::LongerSide(480))
            .format(ImageFormat::Jpeg)
            .cover(2);
        let expected =
            json!({"type": "quantity", "quantity": 3, "max_length": 480, "format": 1, "cover_position": 2});
        assert_eq!(thumbnail(builder), expected);
    }

    #[test]
    fn what_has_no_place_is_refused() {
        let half = Duration::from_millis(500);
        assert_eq!(refused(base().frames(Frames::at([half]))), ErrorKind::Unsupported);
        assert_eq!(
            refused(base().frames(Frames::every(half))),
            ErrorKind::Unsupported
        );
        let counted = Frames::every(Duration::from_secs(1)).at_most(2);
        assert_eq!(refused(base().frames(counted)), ErrorKind::Unsupported);
        assert_eq!(refused(base().size(Size::exact(1, 1))), ErrorKind::Unsupported);
        assert_eq!(
            refused(SnapshotRequest::builder(Source::media("a"))),
            ErrorKind::InvalidArgument
        );
    }

    #[test]
    fn ids_say_what_they_name() {
        let id = created("a", Some("t"), b"{}").unwrap().id;
        assert_eq!(Job::of(&id).unwrap(), Job::Asset("a", Some("t")));
        let id = created("a", None, b"{}").unwrap().id;
        assert_eq!(Job::of(&id).unwrap(), Job::Asset("a", None));
        assert_eq!(
            Job::of(&JobId::new("object/t").unwrap()).unwrap(),
            Job::Object("t")
        );
        for text in ["t", "asset/", "asset/a/", "other/t", "asset/a/t/x"] {
            assert!(Job::of(&JobId::new(text).unwrap()).is_err(), "{text}");
        }
    }

    #[test]
    fn the_state_of_an_asset_is_that_of_its_job() {
        let state = |word: &str| {
            read(&format!(
                r#"{{"thumbnail_info":{{"thumbnail_status":"{word}","exec_desc":"why"}}}}"#
            ))
        };
        assert_eq!(state("UN_THUMBNAIL").state, JobState::Queued);
        assert_eq!(state("THUMBNAILING").state, JobState::Running);
        assert_eq!(state("THUMBNAIL_SUCCEED").state, JobState::Succeeded);
        assert_eq!(state("NEW").state, JobState::Unknown);
        let failed = state("THUMBNAIL_FAILED");
        assert_eq!(failed.state, JobState::Failed);
        assert_eq!(failed.failure.unwrap().message.as_deref(), Some("why"));
    }

    #[test]
    fn images_of_all_groups_have_their_second() {
        let job = read(
            r#"{"thumbnail_info":{"thumbnail_status":"THUMBNAIL_SUCCEED","sample":null,
                "dots":[{"offset":"5","url":"https://x/5.jpg"}],"quantity":{"offset":9,"url":"https://x/9.jpg"}}}"#,
        );
        let offsets: Vec<_> = job
            .images
            .iter()
            .map(|image| image.offset.unwrap().as_secs())
            .collect();
        assert_eq!(offsets, [5, 9]);
    }

    #[test]
    fn a_listed_task_has_a_number_of_images_and_no_state() {
        let raw = Raw::new(r#"{"task_id":"t","thumbnail_count":3}"#);
        let job = listed(Some("a"), raw.clone()).unwrap();
        assert_eq!(
            (job.id.as_str(), job.state, job.image_count),
            ("asset/a/t", JobState::Unknown, Some(3))
        );
        assert_eq!(listed(None, raw).unwrap().id.as_str(), "task/t");
    }
}
