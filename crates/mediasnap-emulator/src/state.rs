//! What all products share: clock, ids, stored objects, media assets and pending notifications.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Clock;
use crate::ids::Ids;
use crate::media::library::Media;
use crate::media::source::Source;
use crate::media::video_info::Clip;
use crate::notifications::Callbacks;
use crate::storage::journal::Journal;
use crate::storage::objects::Objects;
use crate::storage::percent::{escape, unescape};
use crate::storage::signed_url as links;

/// How long a link on the page can be opened.
const LINK_SECONDS: i64 = 3600;

/// What every product stands on.
#[derive(Debug)]
pub(crate) struct World {
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) objects: Objects,
    pub(crate) media: Media,
    pub(crate) journal: Arc<Journal>,
    pub(crate) callbacks: Callbacks,
    /// How long a job takes.
    pub(crate) job_duration: TimeDelta,
}

impl World {
    /// The video behind a source, if there is one.
    pub(crate) fn clip(&self, source: &Source) -> Option<Clip> {
        self.media.clip(source)
    }

    /// The URL of a path on this server.
    pub(crate) fn url_of(&self, path: &str) -> String {
        format!("{}{}", self.url, escape(path))
    }

    /// The path that a URL of this server leads to, whatever it is signed with.
    pub(crate) fn path_of(&self, url: &str) -> Option<String> {
        let path = url.strip_prefix(&*self.url)?.split(['?', '#']).next()?;
        Some(unescape(path))
    }

    /// The URL of a path at a domain with URL authentication; it expires after `seconds`.
    pub(crate) fn domain_url(&self, path: &str, seconds: i64) -> String {
        let query = links::domain_query(path, self.clock.now(), seconds);
        format!("{}?{query}", self.url_of(path))
    }

    /// The URL of an object in somebody's bucket; it expires after `seconds`.
    pub(crate) fn storage_url(&self, path: &str, seconds: i64) -> String {
        let query = links::storage_query(path, self.clock.now(), seconds);
        format!("{}?{query}", self.url_of(path))
    }

    /// A URL of a path that can be opened now, whatever it needs.
    pub(crate) fn link(&self, path: &str) -> String {
        if links::is_private(path) {
            self.domain_url(path, LINK_SECONDS)
        } else {
            self.url_of(path)
        }
    }

    /// When a job that is created now is done.
    pub(crate) fn done_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.checked_add_signed(self.job_duration).unwrap_or(now)
    }
}
