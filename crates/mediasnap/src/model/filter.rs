//! What a list is narrowed to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::job::JobState;
use super::page::Cursor;
use super::source::SourceKind;

/// Which jobs to list. A filter that the product does not have is an error; nothing is filtered by the client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobFilter {
    /// Only jobs over sources of this kind, for products that list them apart; the product's first kind without it.
    pub source: Option<SourceKind>,
    /// Only jobs of this media asset in the vendor's library.
    pub media: Option<String>,
    /// Only jobs in this state.
    pub state: Option<JobState>,
    /// Only jobs created at or after this time.
    pub created_from: Option<DateTime<Utc>>,
    /// Only jobs created up to this time.
    pub created_to: Option<DateTime<Utc>>,
    /// Jobs per page. Default: the maximum of the product.
    pub page_size: Option<u32>,
    /// Where to go on: the `next` of an earlier page.
    pub cursor: Option<Cursor>,
}

impl JobFilter {
    /// Every job that the product lists.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only jobs over sources of this kind.
    #[must_use]
    pub fn source(mut self, kind: SourceKind) -> Self {
        self.source = Some(kind);
        self
    }

    /// Only jobs of this media asset.
    #[must_use]
    pub fn media(mut self, id: impl Into<String>) -> Self {
        self.media = Some(id.into());
        self
    }

    /// Only jobs in this state.
    #[must_use]
    pub fn state(mut self, state: JobState) -> Self {
        self.state = Some(state);
        self
    }

    /// Only jobs created at or after this time.
    #[must_use]
    pub fn created_from(mut self, time: DateTime<Utc>) -> Self {
        self.created_from = Some(time);
        self
    }

    /// Only jobs created up to this time.
    #[must_use]
    pub fn created_to(mut self, time: DateTime<Utc>) -> Self {
        self.created_to = Some(time);
        self
    }

    /// Sets how many jobs a page has; more than the product gives is brought down to that.
    #[must_use]
    pub fn page_size(mut self, jobs: u32) -> Self {
        self.page_size = Some(jobs);
        self
    }

    /// Goes on after an earlier page.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.cursor = Some(cursor);
        self
    }
}

/// Which images of a job to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ImageFilter {
    /// Only images captured at or after this time; live streams only. The job's creation without it.
    pub captured_from: Option<DateTime<Utc>>,
    /// Only images captured up to this time; live streams only. Now without it.
    pub captured_to: Option<DateTime<Utc>>,
    /// Images per page. Default: the maximum of the product.
    pub page_size: Option<u32>,
    /// Where to go on: the `next` of an earlier page.
    pub cursor: Option<Cursor>,
}

impl ImageFilter {
    /// Every image.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only images captured within a span of time; live streams only.
    #[must_use]
    pub fn captured(mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        self.captured_from = Some(from);
        self.captured_to = Some(to);
        self
    }

    /// Sets how many images a page has; more than the product gives is brought down to that.
    #[must_use]
    pub fn page_size(mut self, images: u32) -> Self {
        self.page_size = Some(images);
        self
    }

    /// Goes on after an earlier page.
    #[must_use]
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.cursor = Some(cursor);
        self
    }
}
