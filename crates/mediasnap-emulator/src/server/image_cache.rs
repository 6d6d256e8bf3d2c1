//! The images that were rendered last.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use crate::media::content::Content;

/// How many rendered pictures are kept.
const KEPT: usize = 32;

/// The pictures that were rendered last.
#[derive(Debug, Default)]
pub(super) struct Cache {
    entries: Mutex<VecDeque<(Content, Bytes, &'static str)>>,
}

impl Cache {
    pub(super) fn get(&self, content: &Content) -> Option<(Bytes, &'static str)> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.iter().find(|(known, _, _)| known == content);
        entry.map(|(_, bytes, media_type)| (bytes.clone(), *media_type))
    }

    pub(super) fn put(&self, content: Content, bytes: Bytes, media_type: &'static str) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= KEPT {
            entries.pop_front();
        }
        entries.push_back((content, bytes, media_type));
    }
}
