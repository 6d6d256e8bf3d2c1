//! The images of a job: by page for media and objects, by spans of time for live streams.

use chrono::{DateTime, Utc};
use mediasnap_alibaba_ice::operations::{GET_SNAPSHOT_URLS, LIST_LIVE_SNAPSHOT_FILES};
use mediasnap_core::ProductClient as _;

use super::super::{answer, at, invalid, paging, unexpected, units};
use super::{Adapter, CAPABILITIES, KEY, SPEC, live};
use crate::{
    Cursor, Error, Image, ImageFilter, ImageKind, Page, Raw, SnapshotJob, SnapshotService as _, SourceKind,
};

impl Adapter {
    pub(super) async fn on_demand_images(
        &self,
        job: &SnapshotJob,
        filter: &ImageFilter,
    ) -> Result<Page<Image>, Error> {
        let operation = &GET_SNAPSHOT_URLS;
        let cursor = filter.cursor.as_ref().map(Cursor::as_str);
        let position = paging::position(operation, cursor).map_err(at(KEY))?;
        let size = paging::size(&SPEC, operation, filter.page_size).map_err(at(KEY))?;
        let mut call = self.client.get_snapshot_urls().job_id(job.id.as_str());
        call = call.page_number(position.number());
        if let Some(size) = size {
            call = call.page_size(size);
        }
        let answer = call.send().await?;
        let kind = kind(job.raw());
        let page = paging::page(operation, &position, size, answer.raw()).map_err(at(KEY))?;
        let mut page = paging::images(page, answer.request_id(), |raw| {
            let url: String = answer::typed(&raw).map_err(at(KEY))?;
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
            .and_then(chrono::Duration::try_seconds)
            .map_or(to, |longest| (from + longest).min(to));
        let size = paging::size(&SPEC, operation, filter.page_size).map_err(at(KEY))?;
        let start = units::to_rfc3339(from);
        let mut call = self.client.list_live_snapshot_files().job_id(id);
        call = call.start_time(start.as_str()).end_time(units::to_rfc3339(end));
        if let Some(size) = size {
            call = call.limit(size);
        }
        let answer = call.send().await?;
        let position = paging::Position::Text(start);
        let page = paging::page(operation, &position, size, answer.raw()).map_err(at(KEY))?;
        let mut page = paging::images(page, answer.request_id(), |raw| live::image(raw).map_err(at(KEY)))?;
        let next = match page.next.take() {
            Some(next) => {
                let next = units::from_rfc3339(next.as_str());
                Some(next.ok_or_else(|| at(KEY)(unexpected("the next page begins at no time")))?)
            }
            None => (end < to).then_some(end),
        };
        page.next = next.map(|next| {
            let (next, to) = (units::to_rfc3339(next), units::to_rfc3339(to));
            Cursor::new(format!("{next}|{to}"))
        });
        Ok(page)
    }

    /// From the creation of the job, or the first time asked for, up to now, or the last time asked for.
    async fn whole_span(
        &self,
        job: &SnapshotJob,
        filter: &ImageFilter,
    ) -> Result<(DateTime<Utc>, DateTime<Utc>), Error> {
        let to = filter
            .captured_to
            .unwrap_or_else(|| self.client.transport().now() + chrono::Duration::seconds(1));
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
        Ok((from, to))
    }
}

fn span(cursor: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let (from, to) = cursor.split_once('|')?;
    Some((units::from_rfc3339(from)?, units::from_rfc3339(to)?))
}

/// What the images of a job show, as its type tells.
fn kind(raw: &Raw) -> ImageKind {
    match answer::scalar(raw.as_str(), "Type").as_deref() {
        Some("Sprite") => ImageKind::Sprite,
        _ => ImageKind::Frame,
    }
}
