//! Cache of rendered images.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use crate::media::content::Content;

/// Maximum number of images in the cache.
const CAPACITY: usize = 32;

/// The images that were rendered last.
#[derive(Debug, Default)]
pub(super) struct ImageCache {
    entries: Mutex<VecDeque<(Content, Bytes, &'static str)>>,
}

impl ImageCache {
    pub(super) fn get(&self, content: &Content) -> Option<(Bytes, &'static str)> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.iter().find(|(known, _, _)| known == content);
        entry.map(|(_, bytes, media_type)| (bytes.clone(), *media_type))
    }

    pub(super) fn put(&self, content: Content, bytes: Bytes, media_type: &'static str) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= CAPACITY {
            entries.pop_front();
        }
        entries.push_back((content, bytes, media_type));
    }
}
