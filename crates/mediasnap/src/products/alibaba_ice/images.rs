//! The images of a job: by page for media and objects, by spans of time for live streams.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use mediasnap_alibaba_ice::operations::{GET_SNAPSHOT_URLS, LIST_LIVE_SNAPSHOT_FILES};
use mediasnap_alibaba_ice::types::{SnapshotJob as Detail, SnapshotJobType};
use mediasnap_client::ProductClient as _;
use mediasnap_core::Error;

use super::{Adapter, CAPABILITIES, KEY, SPEC, stream};
use crate::adapter::errors::{at, invalid, unexpected};
use crate::adapter::paging::Ask;
use crate::adapter::{raw_json, time_format};
use crate::model::{Cursor, Image, ImageFilter, ImageKind, Page, Raw, SnapshotJob, SourceKind};
use crate::service::SnapshotService as _;

/// What a cursor calls the kinds of images.
const KINDS: [(&str, ImageKind); 2] = [("frame", ImageKind::Frame), ("sprite", ImageKind::Sprite)];

impl Adapter {
    /// One page of addresses. A cursor is `KIND:PAGE`: only the job's detail tells what its images show.
    pub(super) async fn on_demand_images(
        &self,
        job: &SnapshotJob,
        filter: &ImageFilter,
    ) -> Result<Page<Image>, Error> {
        let (word, kind, cursor) = match &filter.cursor {
            Some(cursor) => {
                let parts = cursor.as_str().split_once(':');
                let found = parts.and_then(|(word, page)| {
                    let (word, kind) = KINDS.into_iter().find(|(known, _)| *known == word)?;
                    Some((word, kind, Some(Cursor::new(page))))
                });
                found.ok_or_else(|| at(KEY)(invalid("the cursor is not one of this list")))?
            }
            None => {
                let (word, kind) = match kind(job.raw()) {
                    Some(kind) => kind,
                    None => kind(self.job(&job.id).await?.raw()).unwrap_or(KINDS[0]),
                };
                (word, kind, None)
            }
        };
        let ask = Ask::new(&SPEC, &GET_SNAPSHOT_URLS, cursor.as_ref(), filter.page_size)?;
        let call = self.client.get_snapshot_urls().job_id(job.id.as_str());
        let call = call.page_number(ask.number()).set_page_size(ask.size());
        let answer = call.send().await?;
        let mut page = ask.images(&answer, |raw| {
            let url: String = raw_json::typed(&raw)?;
            let mut image = Image::new(kind, raw);
            image.url = Some(url.into());
            Ok(image)
        })?;
        // The index comes with every page; it is listed once, after the last image.
        if let (None, Some(url)) = (
            &page.next,
            answer.web_vtt_url.as_deref().filter(|url| !url.is_empty()),
        ) {
            let mut index = Image::new(ImageKind::Index, page.raw.clone());
            index.url = Some(url.into());
            page.items.push(index);
        }
        page.next = page.next.map(|next| Cursor::new(format!("{word}:{next}")));
        Ok(page)
    }

    /// One page of the files of a live job. A cursor is `START|END`, the span that is still to be listed.
    pub(super) async fn live_images(
        &self,
        id: &str,
        job: &SnapshotJob,
        filter: &ImageFilter,
    ) -> Result<Page<Image>, Error> {
        CAPABILITIES.check_images(SourceKind::Stream, filter)?;
        let operation = &LIST_LIVE_SNAPSHOT_FILES;
        let (from, to) = match filter.cursor.as_ref().map(Cursor::as_str) {
            Some(cursor) => {
                span(cursor).ok_or_else(|| at(KEY)(invalid("the cursor is not one of this list")))?
            }
            None => self.whole_span(job, filter).await?,
        };
        let longest = SPEC.limit(operation.id, "EndTime", "x-max-span-seconds");
        let end = longest
            .and_then(TimeDelta::try_seconds)
            .map_or(to, |longest| (from + longest).min(to));
        let ask = Ask::new(&SPEC, operation, None, filter.page_size)?;
        let call = self.client.list_live_snapshot_files().job_id(id);
        let call = call
            .start_time(time_format::to_rfc3339(from))
            .end_time(time_format::to_rfc3339(end))
            .set_limit(ask.size());
        let answer = call.send().await?;
        let mut page = ask.images(&answer, stream::convert::image)?;
        let told = answer.next_start_time.as_deref().filter(|next| !next.is_empty());
        let next = match told.map(time_format::from_rfc3339) {
            Some(None) => return Err(at(KEY)(unexpected("the next page begins at no time"))),
            Some(Some(next)) if next > from => Some(next).filter(|next| *next <= to),
            // Without items there is nothing that going back could repeat.
            Some(Some(_)) if !page.items.is_empty() => {
                return Err(at(KEY)(unexpected(
                    "the answer leads back to the page that it is",
                )));
            }
            _ => (end < to).then_some(end),
        };
        page.next = next.map(|next| {
            let (next, to) = (time_format::to_rfc3339(next), time_format::to_rfc3339(to));
            Cursor::new(format!("{next}|{to}"))
        });
        // The vendor counts in seconds; whoever asks may be more exact.
        let asked = |image: &Image| {
            let after = |from| image.captured_at.is_none_or(|at| at >= from);
            let before = |to| image.captured_at.is_none_or(|at| at <= to);
            filter.captured_from.is_none_or(after) && filter.captured_to.is_none_or(before)
        };
        page.items.retain(asked);
        Ok(page)
    }

    /// From the creation of the job, or the first time asked for, up to now, or the last time asked for; in whole seconds.
    async fn whole_span(
        &self,
        job: &SnapshotJob,
        filter: &ImageFilter,
    ) -> Result<(DateTime<Utc>, DateTime<Utc>), Error> {
        let now = || self.client.transport().now();
        let to = filter.captured_to.unwrap_or_else(now);
        let from = match (filter.captured_from, job.created_at) {
            (Some(from), _) | (None, Some(from)) => from,
            (None, None) => self
                .job(&job.id)
                .await?
                .created_at
                .ok_or_else(|| at(KEY)(unexpected("the answer does not say when the job was created")))?,
        };
        if from > to {
            return Err(at(KEY)(invalid("the span of time ends before it begins")));
        }
        let (from, to) = (from.trunc_subsecs(0), to.trunc_subsecs(0));
        Ok((from, to.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(to)))
    }
}

fn span(cursor: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let (from, to) = cursor.split_once('|')?;
    Some((time_format::from_rfc3339(from)?, time_format::from_rfc3339(to)?))
}

/// What the images of a job show, as its type tells; `None` where the answer does not say.
fn kind(raw: &Raw) -> Option<(&'static str, ImageKind)> {
    let detail: Detail = raw_json::typed(raw).ok()?;
    // Images with an index may be joined, too; the settings of the job tell.
    let joined = || {
        let settings = detail.template_config.as_deref()?;
        raw_json::part(settings, "IsSptFrag").map(|joined| joined == "true")
    };
    let sprite = match detail.type_.as_ref()? {
        SnapshotJobType::Sprite => true,
        SnapshotJobType::WebVtt => joined().unwrap_or(false),
        _ => false,
    };
    Some(KINDS[usize::from(sprite)])
}

#[cfg(test)]
mod tests {
    use super::{kind, span};
    use crate::model::{ImageKind, Raw};

    #[test]
    fn the_type_of_a_job_tells_what_its_images_show() {
        let told = |text: &str| kind(&Raw::new(text)).map(|(_, kind)| kind);
        assert_eq!(told(r#"{"JobId":"j","Type":"Sprite"}"#), Some(ImageKind::Sprite));
        assert_eq!(told(r#"{"JobId":"j","Type":"Normal"}"#), Some(ImageKind::Frame));
        assert_eq!(told(r#"{"JobId":"j","Type":"WebVtt"}"#), Some(ImageKind::Frame));
        let joined = r#"{"Type":"WebVtt","TemplateConfig":"{\"IsSptFrag\":true}"}"#;
        assert_eq!(told(joined), Some(ImageKind::Sprite));
        assert_eq!(told(r#"{"RequestId":"r","JobId":"j"}"#), None);
        assert_eq!(told(""), None);
    }

    #[test]
    fn a_cursor_is_a_span() {
        assert!(span("2020-11-18T12:13:33Z|2020-11-19T12:13:33Z").is_some());
        for text in ["", "2020-11-18T12:13:33Z", "x|2020-11-19T12:13:33Z"] {
            assert!(span(text).is_none(), "{text}");
        }
    }
}
