//! The images of a live job, by spans of time.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use mediasnap_alibaba_ice::Client;
use mediasnap_alibaba_ice::operations::LIST_LIVE_SNAPSHOT_FILES;
use mediasnap_core::Error;

use super::super::convert::SPEC;
use super::convert;
use crate::adapter::errors::{invalid, unexpected};
use crate::adapter::paging::PageRequest;
use crate::adapter::time_format;
use crate::model::{Cursor, Image, ImageFilter, Page};

/// Beginning and end of what is still to be listed.
pub(super) type TimeSpan = (DateTime<Utc>, DateTime<Utc>);

/// Returns one page of the files of a live job. A cursor is `START|END`, the span that is still to be listed.
pub(super) async fn page(
    client: &Client,
    job: &str,
    (from, to): TimeSpan,
    filter: &ImageFilter,
) -> Result<Page<Image>, Error> {
    let longest = SPEC.limit(LIST_LIVE_SNAPSHOT_FILES.id, "EndTime", "x-max-span-seconds");
    let end = longest
        .and_then(TimeDelta::try_seconds)
        .map_or(to, |longest| (from + longest).min(to));
    let page = PageRequest::new(&SPEC, &LIST_LIVE_SNAPSHOT_FILES, None, filter.page_size)?;
    let call = client.list_live_snapshot_files().job_id(job);
    let call = call
        .start_time(time_format::to_rfc3339(from))
        .end_time(time_format::to_rfc3339(end))
        .set_limit(page.size());
    let response = call.send().await?;
    let mut page = page.images(&response, convert::image)?;
    let told = response
        .next_start_time
        .as_deref()
        .filter(|next| !next.is_empty());
    let next = match told.map(time_format::from_rfc3339) {
        Some(None) => return Err(unexpected("the next page begins at no time")),
        Some(Some(next)) if next > from => Some(next).filter(|next| *next <= to),
        // Without items there is nothing that going back could repeat.
        Some(Some(_)) if !page.items.is_empty() => {
            return Err(unexpected("the answer leads back to the page that it is"));
        }
        _ => (end < to).then_some(end),
    };
    page.next_cursor = next.map(|next| {
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

/// Widens a span to whole seconds.
pub(super) fn whole_seconds(from: DateTime<Utc>, to: DateTime<Utc>) -> Result<TimeSpan, Error> {
    if from > to {
        return Err(invalid("the span of time ends before it begins"));
    }
    let (from, to) = (from.trunc_subsecs(0), to.trunc_subsecs(0));
    Ok((from, to.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(to)))
}

/// Parses a cursor.
pub(super) fn parse_span(cursor: &str) -> Option<TimeSpan> {
    let (from, to) = cursor.split_once('|')?;
    Some((time_format::from_rfc3339(from)?, time_format::from_rfc3339(to)?))
}

#[cfg(test)]
mod tests {
    use super::parse_span;

    #[test]
    fn a_cursor_is_a_parse_span() {
        assert!(parse_span("2020-11-18T12:13:33Z|2020-11-19T12:13:33Z").is_some());
        for text in ["", "2020-11-18T12:13:33Z", "x|2020-11-19T12:13:33Z"] {
            assert!(parse_span(text).is_none(), "{text}");
        }
    }
}
