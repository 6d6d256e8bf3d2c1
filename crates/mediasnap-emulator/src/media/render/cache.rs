//! Cache of rendered bytes.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use super::encode::Rendered;
use crate::media::content::Content;

/// Maximum number of bytes in the cache.
const CAPACITY: usize = 64 << 20;

/// Identity of a rendered object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A frame of a video, whichever job captured it.
    Picture {
        /// Id of the video.
        video: u64,
        frame: usize,
        size: (u32, u32),
        png: bool,
    },
    Content(Content),
}

impl Key {
    /// Returns the key of another frame of the same video.
    pub(super) fn of_frame(&self, number: usize) -> Self {
        let mut key = self.clone();
        if let Self::Picture { frame, .. } = &mut key {
            *frame = number;
        }
        key
    }
}

/// The bytes that were rendered last.
#[derive(Debug, Default)]
pub(super) struct Cache {
    entries: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    rendered: HashMap<Key, Rendered>,
    /// Keys, oldest first.
    order: VecDeque<Key>,
    bytes: usize,
}

impl Cache {
    pub(super) fn get(&self, key: &Key) -> Option<Rendered> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.rendered.get(key).cloned()
    }

    /// Adds what was rendered, unless it takes more than half of the cache.
    pub(super) fn put(&self, key: Key, rendered: Rendered) {
        let size = rendered.bytes.len();
        if size > CAPACITY / 2 {
            return;
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.rendered.insert(key.clone(), rendered).is_some() {
            return;
        }
        entries.bytes += size;
        entries.order.push_back(key);
        while entries.bytes > CAPACITY
            && let Some(oldest) = entries.order.pop_front()
        {
            let removed = entries.rendered.remove(&oldest);
            entries.bytes -= removed.map_or(0, |removed| removed.bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entries_make_room() {
        let cache = Cache::default();
        let key = |frame| Key::Picture {
            video: 1,
            frame,
            size: (1, 1),
            png: false,
        };
        let rendered = |size: usize| Rendered {
            bytes: vec![0; size].into(),
            media_type: "image/jpeg",
        };
        for frame in 0..5 {
            cache.put(key(frame), rendered(CAPACITY / 4));
        }
        let kept: Vec<bool> = (0..5).map(|frame| cache.get(&key(frame)).is_some()).collect();
        assert_eq!(kept, [false, true, true, true, true]);
        cache.put(key(9), rendered(CAPACITY));
        assert!(cache.get(&key(9)).is_none() && cache.get(&key(4)).is_some());
    }
}
