//! From one page to the next, in each of the styles that vendors page in, as the operation table says.

use mediasnap_core::Operation;
use mediasnap_core::operation::{Paging, PagingStyle};

use super::answer::{elements, scalar};
use super::limits::Spec;
use super::{invalid, unexpected};
use crate::{Cursor, Error, Page, Raw};

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Position {
    /// A page number or an offset.
    Number(i64),
    /// A token or a time.
    Text(String),
    /// The beginning, for styles that start without a position.
    Start,
}

impl Position {
    /// The page number or offset.
    pub(super) fn number(&self) -> i64 {
        match self {
            Self::Number(number) => *number,
            Self::Text(_) | Self::Start => 0,
        }
    }

    /// The token or time.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) | Self::Start => None,
        }
    }

    pub(super) fn cursor(&self) -> Cursor {
        match self {
            Self::Number(number) => Cursor::new(number.to_string()),
            Self::Text(text) => Cursor::new(text.as_str()),
            Self::Start => Cursor::new(""),
        }
    }
}

fn paging(operation: &Operation) -> Result<&Paging, Error> {
    operation
        .paging
        .as_ref()
        .ok_or_else(|| invalid(format!("{} is not paged", operation.id)))
}

/// The position of `cursor`, or of the first page.
pub(super) fn position(operation: &Operation, cursor: Option<&str>) -> Result<Position, Error> {
    let number = |text: &str| {
        text.parse()
            .map(Position::Number)
            .map_err(|_| invalid("the cursor is not one of this list"))
    };
    match (&paging(operation)?.style, cursor) {
        (PagingStyle::Page { first, .. }, None) => Ok(Position::Number(*first)),
        (PagingStyle::Offset { .. }, None) => Ok(Position::Number(0)),
        (PagingStyle::Page { .. } | PagingStyle::Offset { .. }, Some(text)) => number(text),
        (_, None | Some("")) => Ok(Position::Start),
        (_, Some(text)) => Ok(Position::Text(text.to_owned())),
    }
}

/// How many items a page is asked for: what the caller wants within what the spec allows, the most otherwise.
pub(super) fn size(spec: &Spec, operation: &Operation, asked: Option<u32>) -> Result<Option<i64>, Error> {
    let name = match &paging(operation)?.style {
        PagingStyle::Page { size, .. } | PagingStyle::Token { size, .. } => size,
        PagingStyle::Offset { limit, .. } | PagingStyle::Time { limit, .. } => limit,
        _ => return Ok(None),
    };
    let most = spec.limit(operation.id, name, "maximum");
    Ok(match (asked.map(i64::from), most) {
        (Some(asked), Some(most)) => Some(asked.clamp(1, most)),
        (Some(asked), None) => Some(asked.max(1)),
        (None, most) => most,
    })
}

/// The page in the answer `body` to a request for `size` items from `position` on.
pub(super) fn page(
    operation: &Operation,
    position: &Position,
    size: Option<i64>,
    body: &[u8],
) -> Result<Page<Raw>, Error> {
    let paging = paging(operation)?;
    let raw = Raw::from_bytes(body);
    let items = elements(raw.as_str(), paging.items)?;
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let total: Option<i64> = paging
        .total
        .and_then(|path| scalar(raw.as_str(), path))
        .and_then(|total| total.parse().ok());
    // With a total, the list ends where it says; without one, at the first page that is not full.
    let more = |seen: i64| match total {
        Some(total) => count > 0 && seen < total,
        None => count > 0 && size.is_none_or(|size| count >= size),
    };
    let next = match &paging.style {
        PagingStyle::Page { first, .. } => {
            let before = (position.number() - first).saturating_mul(size.unwrap_or(count));
            more(before.saturating_add(count)).then(|| Position::Number(position.number() + 1))
        }
        PagingStyle::Offset { .. } => {
            let seen = position.number().saturating_add(count);
            more(seen).then_some(Position::Number(seen))
        }
        PagingStyle::Token { next, .. } | PagingStyle::Time { next, .. } => {
            let next = scalar(raw.as_str(), next).filter(|next| !next.is_empty());
            if next.is_some() && next.as_deref() == position.text() {
                return Err(unexpected("the answer leads back to the page that it is"));
            }
            next.map(Position::Text)
        }
        _ => None,
    };
    Ok(Page {
        items,
        next: next.map(|next| next.cursor()),
        total: total.and_then(|total| u64::try_from(total).ok()),
        request_id: None,
        raw,
    })
}

/// A page of jobs; `convert` leaves out what is no job.
pub(super) fn jobs(
    page: Page<Raw>,
    request_id: Option<&str>,
    convert: impl Fn(Raw) -> Result<Option<crate::SnapshotJob>, Error>,
) -> Result<Page<crate::SnapshotJob>, Error> {
    let mut items = Vec::with_capacity(page.items.len());
    for raw in page.items {
        if let Some(mut job) = convert(raw)? {
            job.request_id = request_id.map(str::to_owned);
            items.push(job);
        }
    }
    Ok(Page {
        items,
        next: page.next,
        total: page.total,
        request_id: request_id.map(str::to_owned),
        raw: page.raw,
    })
}

/// A page of images.
pub(super) fn images(
    page: Page<Raw>,
    request_id: Option<&str>,
    convert: impl Fn(Raw) -> Result<crate::Image, Error>,
) -> Result<Page<crate::Image>, Error> {
    let items: Result<Vec<_>, Error> = page.items.into_iter().map(convert).collect();
    Ok(Page {
        items: items?,
        next: page.next,
        total: page.total,
        request_id: request_id.map(str::to_owned),
        raw: page.raw,
    })
}
