//! Sources of images: objects in buckets, media assets, live streams and whiteboards.

use serde::{Deserialize, Serialize};

/// A source of images.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Source {
    /// An object in a bucket.
    Object { bucket: String, key: String },
    /// A media asset by its id.
    Media(String),
    /// A live stream by its URL.
    Stream(String),
    /// A whiteboard room by its number.
    Whiteboard(i64),
}

impl Source {
    /// Returns a short name, which is drawn into synthetic frames.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Object { bucket, key } => format!("{bucket}/{key}"),
            Self::Media(id) => format!("media {id}"),
            Self::Stream(url) => format!("stream {}", stream_name(url)),
            Self::Whiteboard(room) => format!("room {room}"),
        }
    }
}

/// Returns the last segment of a stream's URL.
pub(super) fn stream_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}
