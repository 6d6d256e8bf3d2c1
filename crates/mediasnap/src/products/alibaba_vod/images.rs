//! The images of a job: kept by video and type, of the latest job only.

use mediasnap_alibaba_vod::operations::LIST_SNAPSHOTS;
use mediasnap_alibaba_vod::types::ListSnapshotsSnapshotType as Type;
use mediasnap_core::{Error, ErrorKind};

use super::{Adapter, KEY, SPEC, convert};
use crate::adapter::errors::{at, invalid};
use crate::adapter::paging::Ask;
use crate::adapter::raw_json;
use crate::model::{Cursor, Image, ImageFilter, ImageKind, Page, Raw, SnapshotJob};
use crate::service::SnapshotService as _;

/// The types of images that a job with and one without sprites makes, in the order they are listed.
const PLAIN: &[Type] = &[Type::NormalSnapshot];
const SPRITES: &[Type] = &[
    Type::NormalSnapshot,
    Type::SpriteOriginSnapshot,
    Type::SpriteSnapshot,
];

impl Adapter {
    /// One page of images; a cursor is `TYPE:PAGE`.
    pub(super) async fn image_page(
        &self,
        job: &SnapshotJob,
        filter: &ImageFilter,
    ) -> Result<Page<Image>, Error> {
        let (mut kind, mut page) = match filter.cursor.as_ref().map(Cursor::as_str) {
            None => (0, None),
            Some(cursor) => {
                let parts = cursor.split_once(':');
                let parts = parts.and_then(|(kind, page)| Some((kind.parse().ok()?, page)));
                let (kind, page): (usize, &str) =
                    parts.ok_or_else(|| at(KEY)(invalid("the cursor is not one of this list")))?;
                (kind, (!page.is_empty()).then(|| Cursor::new(page)))
            }
        };
        // Which types there are stands in the detail alone; a list or a submit does not say.
        let detailed;
        let job = if convert::parts(&job.id).0.is_some() && has_settings(job.raw()) {
            job
        } else {
            detailed = self.job(&job.id).await?;
            &detailed
        };
        let (Some(video), id) = convert::parts(&job.id) else {
            return Err(at(KEY)(invalid(
                "the answer does not say which video the job is of",
            )));
        };
        let kinds = if has_sprites(job.raw()) { SPRITES } else { PLAIN };
        loop {
            let Some(listed) = kinds.get(kind) else {
                return Ok(Page::single(Vec::new()));
            };
            let mut found = match self.of_kind(video, id, listed, page.as_ref(), filter).await {
                Ok(found) => found,
                // Of several types, one that is missing is none; of the only one, it is the answer.
                Err(error)
                    if kinds.len() > 1
                        && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Conflict) =>
                {
                    Page::single(Vec::new())
                }
                Err(error) => return Err(error),
            };
            if found.items.is_empty() && found.next.is_none() && kind + 1 < kinds.len() {
                kind += 1;
                page = None;
                continue;
            }
            found.next = match found.next {
                Some(next) => Some(Cursor::new(format!("{kind}:{next}"))),
                None => (kind + 1 < kinds.len()).then(|| Cursor::new(format!("{}:", kind + 1))),
            };
            return Ok(found);
        }
    }

    async fn of_kind(
        &self,
        video: &str,
        job: &str,
        kind: &Type,
        cursor: Option<&Cursor>,
        filter: &ImageFilter,
    ) -> Result<Page<Image>, Error> {
        let ask = Ask::new(&SPEC, &LIST_SNAPSHOTS, cursor, filter.page_size)?;
        let call = self
            .client
            .list_snapshots()
            .video_id(video)
            .snapshot_type(kind.clone())
            .page_no(ask.number().to_string())
            .set_page_size(ask.size().map(|size| size.to_string()));
        let answer = call.send().await?;
        let of = answer
            .media_snapshot
            .as_ref()
            .and_then(|images| images.job_id.as_deref());
        if of.is_some_and(|of| !of.is_empty() && of != job) {
            let message = "the images of this job are no longer listed: a later job has taken their place";
            return Err(at(KEY)(Error::new(ErrorKind::Conflict, message)));
        }
        ask.images(&answer, |raw| image(kind, raw))
    }
}

fn image(kind: &Type, raw: Raw) -> Result<Image, Error> {
    let snapshot: mediasnap_alibaba_vod::types::Snapshot = raw_json::typed(&raw)?;
    let kind = match kind {
        Type::SpriteSnapshot => ImageKind::Sprite,
        _ => ImageKind::Frame,
    };
    let mut image = Image::new(kind, raw);
    image.url = snapshot.url.map(Into::into);
    image.index = snapshot.index;
    Ok(image)
}

/// Whether `raw` is the detail of a job, with its settings.
fn has_settings(raw: &Raw) -> bool {
    ["NormalConfig", "SpriteConfig"]
        .iter()
        .any(|name| raw_json::part(raw.as_str(), name).is_some())
}

fn has_sprites(raw: &Raw) -> bool {
    raw_json::scalar(raw.as_str(), "SpriteConfig").is_some_and(|text| text.len() > "{}".len())
}

#[cfg(test)]
mod tests {
    use super::{Type, has_settings, has_sprites, image};
    use crate::model::{ImageKind, Raw};

    #[test]
    fn settings_tell_the_types() {
        let plain = Raw::new(r#"{"NormalConfig":"{\"num\":3}","SpriteConfig":""}"#);
        assert!(has_settings(&plain) && !has_sprites(&plain));
        let sprites = Raw::new(r#"{"NormalConfig":"{}","SpriteConfig":"{\"cols\":\"3\"}"}"#);
        assert!(has_settings(&sprites) && has_sprites(&sprites));
        assert!(!has_settings(&Raw::new(r#"{"JobId":"j"}"#)));
    }

    #[test]
    fn an_image_has_number_and_address() {
        let raw = Raw::new(r#"{"Index":"3","Url":"https://x/3.jpg"}"#);
        let read = image(&Type::SpriteSnapshot, raw).unwrap();
        assert_eq!((read.kind, read.index), (ImageKind::Sprite, Some(3)));
        assert_eq!(read.file_name(), Some("3.jpg"));
    }
}
