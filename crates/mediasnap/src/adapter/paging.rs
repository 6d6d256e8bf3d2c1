//! From one page to the next, in each of the styles that vendors page in, as the operation table says.

use mediasnap_client::Response;
use mediasnap_core::operation::{Paging, PagingStyle};
use mediasnap_core::{Error, Operation};

use super::errors::invalid;
use super::raw_json::{self, Part, items, scalar};
use super::received::{convert_jobs, convert_parts};
use super::spec::SpecLookup;
use crate::model::{Cursor, Image, ImageFilter, JobFilter, Page, Raw, SnapshotJob};

/// A page to request: of which list, from which position, with how many entries.
#[derive(Debug)]
pub(crate) struct PageRequest {
    paging: &'static Paging,
    position: Position,
    size: Option<i64>,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Position {
    /// A page by its number, and how many items came before it.
    Page(i64, i64),
    /// How many items come before it.
    Offset(i64),
    /// A token or a time; nothing for the beginning.
    Text(Option<String>),
}

impl PageRequest {
    /// The page at `cursor`, or the first one, of `asked` items: within what the spec allows, which is also the default.
    pub(crate) fn new(
        spec: &'static SpecLookup,
        operation: &'static Operation,
        cursor: Option<&Cursor>,
        asked: Option<u32>,
    ) -> Result<Self, Error> {
        let paging = operation.paging.as_ref();
        let paging = paging.ok_or_else(|| invalid(format!("{} is not paged", operation.id)))?;
        let name = match &paging.style {
            PagingStyle::Page { size, .. } | PagingStyle::Token { size, .. } => size,
            PagingStyle::Offset { limit, .. } | PagingStyle::Time { limit, .. } => limit,
            _ => return Err(invalid(format!("{} pages in an unknown way", operation.id))),
        };
        let most = spec.limit(operation.id, name, "maximum");
        let size = match (asked.map(i64::from), most) {
            (Some(asked), Some(most)) => Some(asked.clamp(1, most)),
            (Some(asked), None) => Some(asked.max(1)),
            (None, most) => most,
        };
        let cursor = cursor.map(Cursor::as_str);
        let position = Position::of(&paging.style, cursor, size);
        let position = position.ok_or_else(|| invalid("the cursor is not one of this list"))?;
        Ok(Self {
            paging,
            position,
            size,
        })
    }

    /// The page of jobs that `filter` is at.
    pub(crate) fn of_jobs(
        spec: &'static SpecLookup,
        operation: &'static Operation,
        filter: &JobFilter,
    ) -> Result<Self, Error> {
        Self::new(spec, operation, filter.cursor.as_ref(), filter.page_size)
    }

    /// The page of images that `filter` is at.
    pub(crate) fn of_images(
        spec: &'static SpecLookup,
        operation: &'static Operation,
        filter: &ImageFilter,
    ) -> Result<Self, Error> {
        Self::new(spec, operation, filter.cursor.as_ref(), filter.page_size)
    }

    /// The page number or offset.
    pub(crate) fn number(&self) -> i64 {
        match self.position {
            Position::Page(number, _) | Position::Offset(number) => number,
            Position::Text(_) => 0,
        }
    }

    /// The token; nothing for the first page.
    pub(crate) fn token(&self) -> Option<String> {
        match &self.position {
            Position::Text(text) => text.clone(),
            Position::Page(..) | Position::Offset(_) => None,
        }
    }

    /// How many items the page may have.
    pub(crate) fn size(&self) -> Option<i64> {
        self.size
    }

    /// The page of jobs in a response; `convert` skips what is not a job.
    pub(crate) fn jobs<T>(
        &self,
        answer: &Response<T>,
        convert: impl Fn(Raw) -> Result<Option<SnapshotJob>, Error>,
    ) -> Result<Page<SnapshotJob>, Error> {
        let mut page = self.read(answer.raw());
        let parts = std::mem::take(&mut page.items);
        let (jobs, warnings) = convert_jobs(answer, self.paging.items, parts, convert)?;
        Ok(page_of(answer, page, jobs, warnings))
    }

    /// The page of images in a response.
    pub(crate) fn images<T>(
        &self,
        answer: &Response<T>,
        convert: impl Fn(Raw) -> Result<Image, Error>,
    ) -> Result<Page<Image>, Error> {
        let mut page = self.read(answer.raw());
        let parts = std::mem::take(&mut page.items);
        let (images, warnings) = convert_parts(answer, self.paging.items, parts, |part| {
            convert(part.raw).map(Some)
        })?;
        Ok(page_of(answer, page, images, warnings))
    }

    fn read(&self, body: &[u8]) -> Page<Part> {
        let raw = Raw::new(&*raw_json::body(body));
        let items = items(raw.as_str(), self.paging.items);
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let total: Option<i64> = self
            .paging
            .total
            .and_then(|path| scalar(raw.as_str(), path))
            .and_then(|total| total.parse().ok());
        let next = match &self.position {
            Position::Page(number, before) => {
                let seen = before.saturating_add(count);
                let first = match self.paging.style {
                    PagingStyle::Page { first, .. } => first,
                    _ => 0,
                };
                let pages = number.saturating_sub(first).saturating_add(1);
                let places = self.size.map(|size| size.saturating_mul(pages));
                self.more(count, seen, places, total)
                    .then(|| Position::Page(number.saturating_add(1), seen))
            }
            Position::Offset(offset) => {
                let seen = offset.saturating_add(count);
                let places = self.size.map(|size| size.saturating_add(*offset));
                // A page without items takes its places all the same.
                let following = if count == 0 { places.unwrap_or(seen) } else { seen };
                self.more(count, seen, places, total)
                    .then_some(Position::Offset(following))
            }
            Position::Text(current) => {
                let next = match &self.paging.style {
                    PagingStyle::Token { next, .. } | PagingStyle::Time { next, .. } => next,
                    _ => "",
                };
                let next = scalar(raw.as_str(), next).filter(|next| !next.is_empty());
                // What leads back to itself has told all that it will ever tell.
                next.filter(|next| current.as_ref() != Some(next))
                    .map(|next| Position::Text(Some(next)))
            }
        };
        Page {
            items,
            next_cursor: next.map(|next| next.cursor()),
            total: total.and_then(|total| u64::try_from(total).ok()),
            warnings: Vec::new(),
            request_id: None,
            raw,
        }
    }

    /// Whether there are items after this page of `count`: `seen` came up to its end, which took `places` of the list.
    ///
    /// The total decides where there is one: a page that is short, or has no items at all, ends no list that is longer. Without a
    /// total, or with one that is less than what was seen, the first page that is not full is the last one.
    fn more(&self, count: i64, seen: i64, places: Option<i64>, total: Option<i64>) -> bool {
        match total.filter(|total| *total >= seen) {
            Some(total) if count > 0 => seen < total,
            Some(total) => places.is_some_and(|places| places < total),
            None => count > 0 && self.size.is_none_or(|size| count >= size),
        }
    }
}

/// The page `read` with its items converted.
fn page_of<T, V>(answer: &Response<T>, read: Page<Part>, items: Vec<V>, warnings: Vec<String>) -> Page<V> {
    Page {
        items,
        next_cursor: read.next_cursor,
        total: read.total,
        warnings,
        request_id: answer.request_id().map(str::to_owned),
        raw: read.raw,
    }
}

impl Position {
    /// The position of `cursor`, or of the first page; `None` for a cursor of another style.
    fn of(style: &PagingStyle, cursor: Option<&str>, size: Option<i64>) -> Option<Self> {
        match (style, cursor) {
            (PagingStyle::Page { first, .. }, None) => Some(Self::Page(*first, 0)),
            (PagingStyle::Page { first, .. }, Some(text)) => {
                let (number, seen) = match text.split_once('+') {
                    Some((number, seen)) => (number.parse().ok()?, seen.parse().ok()?),
                    None => {
                        let number: i64 = text.parse().ok()?;
                        let before = number.checked_sub(*first)?;
                        (number, before.saturating_mul(size.unwrap_or(0)))
                    }
                };
                (number >= *first && seen >= 0).then_some(Self::Page(number, seen))
            }
            (PagingStyle::Offset { .. }, None) => Some(Self::Offset(0)),
            (PagingStyle::Offset { .. }, Some(text)) => {
                text.parse().ok().filter(|offset| *offset >= 0).map(Self::Offset)
            }
            (_, None | Some("")) => Some(Self::Text(None)),
            (_, Some(text)) => Some(Self::Text(Some(text.to_owned()))),
        }
    }

    fn cursor(&self) -> Cursor {
        match self {
            Self::Page(number, seen) => Cursor::new(format!("{number}+{seen}")),
            Self::Offset(offset) => Cursor::new(offset.to_string()),
            Self::Text(text) => Cursor::new(text.as_deref().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "all")]
mod tests;
