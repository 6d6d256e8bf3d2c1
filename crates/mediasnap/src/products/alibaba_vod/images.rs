//! The images of a job: kept by video and type, of the latest job only.

use mediasnap_alibaba_vod::Client;
use mediasnap_alibaba_vod::operations::LIST_SNAPSHOTS;
use mediasnap_alibaba_vod::types::ListSnapshotsSnapshotType as Type;
use mediasnap_core::{Error, ErrorKind};

use super::convert;
use crate::adapter::errors::invalid;
use crate::adapter::paging::PageRequest;
use crate::adapter::raw_json;
use crate::model::{Cursor, Image, ImageKind, Page, Raw, SnapshotJob};

/// The types of images that a job with and one without sprites makes, in the order they are listed.
const PLAIN: &[Type] = &[Type::NormalSnapshot];
const SPRITES: &[Type] = &[
    Type::NormalSnapshot,
    Type::SpriteOriginSnapshot,
    Type::SpriteSnapshot,
];

/// Returns one page of the images of a job with its types.
pub(super) async fn page(
    client: &Client,
    job: &SnapshotJob,
    (mut kind, mut page): ImagePosition,
    size: Option<u32>,
) -> Result<Page<Image>, Error> {
    let (Some(video), id) = convert::parts(&job.id) else {
        return Err(invalid("the answer does not say which video the job is of"));
    };
    let kinds = if has_sprites(job.raw()) { SPRITES } else { PLAIN };
    loop {
        let Some(listed) = kinds.get(kind) else {
            return Ok(Page::single(Vec::new()));
        };
        let mut found = match page_of_type(client, (video, id), listed, page.as_ref(), size).await {
            Ok(found) => found,
            // Of several types, a missing one has no images; the only type returns the error.
            Err(error)
                if kinds.len() > 1 && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Conflict) =>
            {
                Page::single(Vec::new())
            }
            Err(error) => return Err(error),
        };
        if found.items.is_empty() && found.next_cursor.is_none() && kind + 1 < kinds.len() {
            kind += 1;
            page = None;
            continue;
        }
        found.next_cursor = match found.next_cursor {
            Some(next) => Some(Cursor::new(format!("{kind}:{next}"))),
            None => (kind + 1 < kinds.len()).then(|| Cursor::new(format!("{}:", kind + 1))),
        };
        return Ok(found);
    }
}

/// The number of a type of images, and the cursor within them.
pub(super) type ImagePosition = (usize, Option<Cursor>);

/// Parses a cursor, `TYPE:PAGE`.
pub(super) fn position(cursor: Option<&Cursor>) -> Result<ImagePosition, Error> {
    let Some(cursor) = cursor else {
        return Ok((0, None));
    };
    let parts = cursor.as_str().split_once(':');
    let parts = parts.and_then(|(kind, page)| Some((kind.parse().ok()?, page)));
    let (kind, page) = parts.ok_or_else(|| invalid("the cursor is not one of this list"))?;
    Ok((kind, (!page.is_empty()).then(|| Cursor::new(page))))
}

async fn page_of_type(
    client: &Client,
    (video, job): (&str, &str),
    kind: &Type,
    cursor: Option<&Cursor>,
    size: Option<u32>,
) -> Result<Page<Image>, Error> {
    let page = PageRequest::new(&convert::SPEC, &LIST_SNAPSHOTS, cursor, size)?;
    let call = client
        .list_snapshots()
        .video_id(video)
        .snapshot_type(kind.clone())
        .page_no(page.number().to_string())
        .set_page_size(page.size().map(|size| size.to_string()));
    let response = call.send().await?;
    let images = response.media_snapshot.as_ref();
    let of = images.and_then(|images| images.job_id.as_deref());
    if of.is_some_and(|of| !of.is_empty() && of != job) {
        let message = "the images of this job are no longer listed: a later job has taken their place";
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    page.images(&response, |raw| image(kind, raw))
}

/// Returns whether `job` has everything that [`page`] needs: its video, and the settings of its detail.
pub(super) fn has_types(job: &SnapshotJob) -> bool {
    convert::parts(&job.id).0.is_some() && has_settings(job.raw())
}

fn image(kind: &Type, raw: Raw) -> Result<Image, Error> {
    let snapshot: mediasnap_alibaba_vod::types::Snapshot = raw_json::decode(&raw)?;
    let kind = match kind {
        Type::CoverSnapshot => ImageKind::Cover,
        Type::SpriteOriginSnapshot => ImageKind::Tile,
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
        .any(|name| raw_json::get(raw.as_str(), name).is_some())
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
        let kinds = [
            Type::NormalSnapshot,
            Type::SpriteOriginSnapshot,
            Type::CoverSnapshot,
        ];
        let kinds = kinds.map(|kind| image(&kind, Raw::new("{}")).unwrap().kind);
        assert_eq!(kinds, [ImageKind::Frame, ImageKind::Tile, ImageKind::Cover]);
    }
}
