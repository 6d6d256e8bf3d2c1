//! What all products share: clock, ids, stored objects, media assets and pending notifications.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Clock;
use crate::ids::Ids;
use crate::media::library::MediaLibrary;
use crate::media::source::Source;
use crate::media::video_info::VideoInfo;
use crate::notifications::NotificationQueue;
use crate::storage::journal::Journal;
use crate::storage::objects::Objects;
use crate::storage::percent::{escape, unescape};
use crate::storage::signed_url;

/// Validity of a URL on the page, in seconds.
const BROWSER_URL_SECONDS: i64 = 3600;

/// State of the emulator that all products share.
#[derive(Debug)]
pub(crate) struct EmulatorState {
    /// Base URL: `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    /// Whether only this machine reaches the server.
    pub(crate) is_local: bool,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) objects: Objects,
    pub(crate) media: Arc<MediaLibrary>,
    pub(crate) journal: Arc<Journal>,
    pub(crate) notifications: NotificationQueue,
    /// Duration of a job.
    pub(crate) job_duration: TimeDelta,
    /// Whether jobs may only name templates that exist here.
    pub(crate) strict_templates: bool,
}

impl EmulatorState {
    /// Returns the video of a source, if the source exists.
    pub(crate) fn video_info(&self, source: &Source) -> Option<VideoInfo> {
        self.media.video_info(source)
    }

    /// Returns the URL of a path on this server.
    pub(crate) fn url_of(&self, path: &str) -> String {
        format!("{}{}", self.url, escape(path))
    }

    /// Returns the path of a URL of this server, signed or not.
    pub(crate) fn path_of(&self, url: &str) -> Option<String> {
        let path = url.strip_prefix(&*self.url)?.split(['?', '#']).next()?;
        Some(unescape(path))
    }

    /// Returns the URL of a path at a CDN domain with URL authentication. It expires after `seconds`.
    pub(crate) fn cdn_auth_url(&self, path: &str, seconds: i64) -> String {
        let query = signed_url::cdn_auth_query(path, self.clock.now(), seconds);
        format!("{}?{query}", self.url_of(path))
    }

    /// Returns the presigned URL of an object in a caller's bucket. It expires after `seconds`.
    pub(crate) fn presigned_url(&self, path: &str, seconds: i64) -> String {
        let query = signed_url::presigned_query(path, self.clock.now(), seconds);
        format!("{}?{query}", self.url_of(path))
    }

    /// Returns a URL that a browser can open now, signed if necessary.
    pub(crate) fn browser_url(&self, path: &str) -> String {
        if signed_url::is_private(path) {
            self.cdn_auth_url(path, BROWSER_URL_SECONDS)
        } else {
            self.url_of(path)
        }
    }

    /// Returns when a job that is created at `now` ends.
    pub(crate) fn done_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.checked_add_signed(self.job_duration).unwrap_or(now)
    }
}
