//! The queue that all rendering goes through.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::cache::Key;
use super::encode::{RenderError, Rendered, blocking};
use super::frames::number_at;
use super::object;
use super::pool::Pool;
use super::run::Run;
use crate::media::content::{Content, Frame};
use crate::media::ffmpeg::video::Video;
use crate::media::library::MediaLibrary;

/// Number of pixels above which an object is rendered alone.
const LARGE: u64 = 8_000_000;

pub(super) type Outcome = Result<Rendered, Arc<RenderError>>;

/// Renders objects: as many at a time as there are processors, equal ones once.
#[derive(Debug)]
pub(crate) struct RenderQueue {
    media: Arc<MediaLibrary>,
    /// Requests that wait for an object that is being rendered.
    waiting: Mutex<HashMap<Key, Vec<oneshot::Sender<Outcome>>>>,
    pool: Arc<Pool<Run>>,
    processors: u32,
}

impl RenderQueue {
    /// Creates a queue for the sources of a library.
    pub(crate) fn new(media: Arc<MediaLibrary>) -> Arc<Self> {
        let processors = std::thread::available_parallelism().map_or(2, NonZero::get);
        let processors = u32::try_from(processors).unwrap_or(2).max(2);
        Arc::new(Self {
            media,
            waiting: Mutex::default(),
            pool: Pool::new(processors as usize),
            processors,
        })
    }

    /// Renders an object. `series` returns the positions of all images that the job of a frame has captured like it:
    /// they are extracted along with it, because others will request them.
    pub(crate) async fn render(
        self: &Arc<Self>,
        content: Content,
        series: impl FnOnce(&Frame) -> Vec<u64>,
    ) -> Outcome {
        let source = content.frames().next().map(|frame| frame.source.clone());
        let video = match source.filter(|_| self.media.is_slow()) {
            Some(source) => {
                let media = Arc::clone(&self.media);
                blocking(move || media.video(&source)).await?
            }
            None => None,
        };
        let single = match &content {
            Content::Jpeg(frame) | Content::Png(frame) => Some(frame),
            _ => None,
        };
        let key = match (single, &video) {
            (Some(frame), Some(video)) => {
                let frame = frame.clone();
                let picture = Key::Picture {
                    video: video.id,
                    frame: number_at(video, &frame.source, frame.time_ms),
                    size: (frame.width, frame.height),
                    png: matches!(content, Content::Png(_)),
                };
                let numbers = || {
                    let times = series(&frame).into_iter();
                    times.map(|time| number_at(video, &frame.source, time)).collect()
                };
                if let Some(rendered) = Run::picture(&self.pool, video, &picture, numbers).await {
                    return Ok(rendered);
                }
                picture
            }
            _ => Key::Content(content.clone()),
        };
        self.once(key, content, video).await
    }

    /// Renders an object, or waits for it if it is being rendered.
    async fn once(self: &Arc<Self>, key: Key, content: Content, video: Option<Arc<Video>>) -> Outcome {
        let (sender, receiver) = oneshot::channel();
        let is_first = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(rendered) = self.pool.cache.get(&key) {
                return Ok(rendered);
            }
            let senders = waiting.entry(key.clone()).or_default();
            senders.push(sender);
            senders.len() == 1
        };
        if is_first {
            // A task of its own: others may wait for it after the first caller has gone.
            tokio::spawn(Arc::clone(self).lead(key, content, video));
        }
        let interrupted = |_| Err(Arc::new(RenderError::Interrupted));
        receiver.await.unwrap_or_else(interrupted)
    }

    /// Renders an object for all who wait for it.
    async fn lead(self: Arc<Self>, key: Key, content: Content, video: Option<Arc<Video>>) {
        let entry = Waiting { queue: &self, key };
        let weight = if content.pixels() > LARGE {
            self.processors
        } else {
            1
        };
        let Ok(_turn) = self.pool.turns.acquire_many(weight).await else {
            return;
        };
        if entry.is_abandoned() {
            return;
        }
        let outcome = object::render(content, video.as_ref()).await.map_err(Arc::new);
        if let Ok(rendered) = &outcome {
            self.pool.cache.put(entry.key.clone(), rendered.clone());
        }
        for sender in entry.take() {
            // The caller may have gone.
            let _ = sender.send(outcome.clone());
        }
    }
}

/// The entry of an object that is being rendered. Dropping it tells those who wait that there is no object.
struct Waiting<'a> {
    queue: &'a RenderQueue,
    key: Key,
}

impl Waiting<'_> {
    /// Removes the entry if all who waited have gone.
    fn is_abandoned(&self) -> bool {
        let mut waiting = self.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let abandoned = waiting
            .get(&self.key)
            .is_none_or(|senders| senders.iter().all(oneshot::Sender::is_closed));
        if abandoned {
            waiting.remove(&self.key);
        }
        abandoned
    }

    fn take(&self) -> Vec<oneshot::Sender<Outcome>> {
        let mut waiting = self.queue.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.remove(&self.key).unwrap_or_default()
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::content::Grid;
    use crate::media::source::Source;

    fn sprite(job: &str) -> Content {
        let frame = |time_ms| Frame {
            product: "p".into(),
            job: job.into(),
            source: Source::Media("v".into()),
            time_ms,
            width: 20,
            height: 10,
        };
        Content::Sprite {
            frames: (0..4).map(frame).collect(),
            grid: Grid::plain(2, 2),
            png: false,
        }
    }

    #[tokio::test]
    async fn equal_requests_share_one_rendering() {
        let queue = RenderQueue::new(Arc::default());
        let all: Vec<_> = (0..20)
            .map(|_| {
                let queue = Arc::clone(&queue);
                tokio::spawn(async move { queue.render(sprite("a"), |_| Vec::new()).await })
            })
            .collect();
        let mut bytes = Vec::new();
        for one in all {
            bytes.push(one.await.unwrap().unwrap().bytes);
        }
        // Clones of the same bytes, not equal ones.
        assert!(bytes.iter().all(|other| other.as_ptr() == bytes[0].as_ptr()));
        assert!(queue.waiting.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn abandoned_requests_are_not_rendered() {
        let queue = RenderQueue::new(Arc::default());
        let turns = queue.pool.turns.acquire_many(queue.processors).await.unwrap();
        let asking = Arc::clone(&queue);
        let request = tokio::spawn(async move { asking.render(sprite("a"), |_| Vec::new()).await });
        while queue.waiting.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        request.abort();
        assert!(request.await.is_err());
        drop(turns);
        while !queue.waiting.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(queue.pool.cache.get(&Key::Content(sprite("a"))).is_none());
    }
}
