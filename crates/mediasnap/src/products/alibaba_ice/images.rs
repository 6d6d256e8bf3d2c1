//! The images of a job over media or an object, by page.

use mediasnap_alibaba_ice::Client;
use mediasnap_alibaba_ice::operations::GET_SNAPSHOT_URLS;
use mediasnap_alibaba_ice::types::{SnapshotJob as Detail, SnapshotJobType};
use mediasnap_core::Error;

use super::convert::SPEC;
use crate::adapter::errors::invalid;
use crate::adapter::paging::PageRequest;
use crate::adapter::raw_json;
use crate::model::{Cursor, Image, ImageFilter, ImageKind, JobId, Page, Raw};

/// The names of the kinds of images in a cursor.
const KINDS: [(&str, ImageKind); 3] = [
    ("frame", ImageKind::Frame),
    ("sprite", ImageKind::Sprite),
    ("cover", ImageKind::Cover),
];

/// The kind of the images, with its name, and the page.
pub(super) type ImagePosition = (&'static str, ImageKind, Option<Cursor>);

/// Parses a cursor, `KIND:PAGE`, or takes the first page of a job. Returns `None` if `job` does not tell the kind.
pub(super) fn position(cursor: Option<&Cursor>, job: &Raw) -> Result<Option<ImagePosition>, Error> {
    let Some(cursor) = cursor else {
        return Ok(kind(job).map(|(word, kind)| (word, kind, None)));
    };
    let parts = cursor.as_str().split_once(':');
    let found = parts.and_then(|(word, page)| {
        let (word, kind) = KINDS.into_iter().find(|(known, _)| *known == word)?;
        Some((word, kind, Some(Cursor::new(page))))
    });
    let invalid = || invalid("the cursor is not one of this list");
    found.ok_or_else(invalid).map(Some)
}

/// Returns the first page of the job with this detail.
pub(super) fn first_position(detail: &Raw) -> ImagePosition {
    let (word, kind) = kind(detail).unwrap_or(KINDS[0]);
    (word, kind, None)
}

pub(super) async fn page(
    client: &Client,
    job: &JobId,
    (word, kind, cursor): ImagePosition,
    filter: &ImageFilter,
) -> Result<Page<Image>, Error> {
    let page = PageRequest::new(&SPEC, &GET_SNAPSHOT_URLS, cursor.as_ref(), filter.page_size)?;
    let call = client.get_snapshot_urls().job_id(job.as_str());
    let call = call.page_number(page.number()).set_page_size(page.size());
    let response = call.send().await?;
    let mut page = page.images(&response, |raw| {
        let url: String = raw_json::decode(&raw)?;
        let mut image = Image::new(kind, raw);
        image.url = Some(url.into());
        Ok(image)
    })?;
    // The index comes with every page; it is listed once, after the last image.
    let index = response.web_vtt_url.as_deref().filter(|url| !url.is_empty());
    if let (None, Some(url)) = (&page.next_cursor, index) {
        let mut index = Image::new(ImageKind::Index, page.raw.clone());
        index.url = Some(url.into());
        page.items.push(index);
    }
    page.next_cursor = page.next_cursor.map(|next| Cursor::new(format!("{word}:{next}")));
    Ok(page)
}

/// Returns the kind of the images of a job, from its type. `None` if the response does not tell.
fn kind(raw: &Raw) -> Option<(&'static str, ImageKind)> {
    let detail: Detail = raw_json::decode(raw).ok()?;
    // Images with an index may be joined, too; the settings of the job tell.
    let joined = || {
        let settings = detail.template_config.as_deref()?;
        raw_json::get(settings, "IsSptFrag").map(|joined| &*joined == "true")
    };
    let is_cover = |text: &str| raw_json::scalar(text, "Type").is_some_and(|kind| kind == "Cover");
    if is_cover(raw.as_str()) || detail.template_config.as_deref().is_some_and(is_cover) {
        return Some(KINDS[2]);
    }
    let sprite = match detail.type_.as_ref()? {
        SnapshotJobType::Sprite => true,
        SnapshotJobType::WebVtt => joined().unwrap_or(false),
        _ => false,
    };
    Some(KINDS[usize::from(sprite)])
}

#[cfg(test)]
mod tests {
    use super::kind;
    use crate::model::{ImageKind, Raw};

    #[test]
    fn the_type_of_a_job_tells_what_its_images_show() {
        let told = |text: &str| kind(&Raw::new(text)).map(|(_, kind)| kind);
        assert_eq!(told(r#"{"JobId":"j","Type":"Sprite"}"#), Some(ImageKind::Sprite));
        assert_eq!(told(r#"{"JobId":"j","Type":"Normal"}"#), Some(ImageKind::Frame));
        assert_eq!(told(r#"{"JobId":"j","Type":"WebVtt"}"#), Some(ImageKind::Frame));
        assert_eq!(told(r#"{"JobId":"j","Type":"Cover"}"#), Some(ImageKind::Cover));
        let cover = r#"{"Type":"Normal","TemplateConfig":"{\"Type\":\"Cover\"}"}"#;
        assert_eq!(told(cover), Some(ImageKind::Cover));
        let joined = r#"{"Type":"WebVtt","TemplateConfig":"{\"IsSptFrag\":true}"}"#;
        assert_eq!(told(joined), Some(ImageKind::Sprite));
        assert_eq!(told(r#"{"RequestId":"r","JobId":"j"}"#), None);
        assert_eq!(told(""), None);
    }
}
