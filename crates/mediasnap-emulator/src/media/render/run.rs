//! Extracts the single images of a job in one run of `ffmpeg`, a little ahead of the requests for them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use super::cache::Key;
use super::encode::{RenderError, Rendered, blocking};
use super::pool::{MAX_RUNS, Pool};
use crate::media::content::is_renderable;
use crate::media::ffmpeg::extraction::{Extraction, Picture};
use crate::media::ffmpeg::video::Video;

/// Time after which a run ends if no image is requested.
const IDLE: Duration = Duration::from_secs(2);
/// Maximum number of images, and of their pixels, that a run is ahead of the requests.
const MAX_AHEAD: usize = 32;
const MAX_PIXELS_AHEAD: u64 = 64_000_000;
/// Maximum number of images after the first that is requested.
const MAX_FRAMES: usize = 1000;
/// Maximum number of images between a run and a request that waits for it instead of starting another.
const MAX_DISTANCE: usize = 64;

/// A run over frames of a video in one size.
#[derive(Debug)]
pub(super) struct Run {
    video: Arc<Video>,
    size: (u32, u32),
    png: bool,
    /// Numbers of the frames, in order.
    frames: Vec<usize>,
    state: Mutex<Progress>,
    /// Is notified of requests, and of the end.
    changed: Notify,
}

#[derive(Debug, Default)]
struct Progress {
    /// Position of the next frame to extract.
    next: usize,
    /// Position of the last frame that was requested.
    requested: usize,
    requests: usize,
    waiting: BTreeMap<usize, Vec<oneshot::Sender<Rendered>>>,
    is_paused: bool,
    has_ended: bool,
}

impl Run {
    /// Returns a frame of a video from the cache or from a run, which is started if there is none. `series` returns
    /// the frames that belong together. Returns `None` if the frame could not be extracted that way.
    pub(super) async fn picture(
        pool: &Arc<Pool<Self>>,
        video: &Arc<Video>,
        key: &Key,
        series: impl FnOnce() -> Vec<usize>,
    ) -> Option<Rendered> {
        let receiver = match Self::find(pool, key) {
            Ok(rendered) => return Some(rendered),
            Err(Some(receiver)) => receiver,
            Err(None) => Self::start(pool, video, key, series())?,
        };
        receiver.await.ok()
    }

    /// Returns a frame from the cache, or a receiver of it if a run will extract it.
    fn find(pool: &Pool<Self>, key: &Key) -> Result<Rendered, Option<oneshot::Receiver<Rendered>>> {
        let runs = pool.runs();
        // Runs have to know of requests for images that they have extracted already.
        let joined = runs.iter().find_map(|run| run.join(key));
        match pool.cache.get(key) {
            Some(rendered) => Ok(rendered),
            None => Err(joined),
        }
    }

    /// Starts a run that begins with a frame, or with earlier ones that have to be decoded for it anyway.
    fn start(
        pool: &Arc<Pool<Self>>,
        video: &Arc<Video>,
        key: &Key,
        mut frames: Vec<usize>,
    ) -> Option<oneshot::Receiver<Rendered>> {
        let Key::Picture { frame, size, png, .. } = *key else {
            return None;
        };
        if !is_renderable(size) {
            return None;
        }
        let begin = video.first_read(frame);
        frames.push(frame);
        frames.sort_unstable();
        frames.dedup();
        frames.truncate(frames.partition_point(|other| *other <= frame) + MAX_FRAMES);
        frames.retain(|other| *other >= begin && video.first_read(*other) >= begin);
        let group = video.group_of(&frames, frame);
        let is_missing = |other: &usize| *other == frame || pool.cache.get(&key.of_frame(*other)).is_none();
        let run = Arc::new(Self {
            video: Arc::clone(video),
            size,
            png,
            frames: group.iter().copied().filter(is_missing).collect(),
            state: Mutex::default(),
            changed: Notify::new(),
        });
        let receiver = {
            let mut runs = pool.runs();
            // Another request may have started one meanwhile.
            if let Some(receiver) = runs.iter().find_map(|run| run.join(key)) {
                return Some(receiver);
            }
            if runs.len() >= MAX_RUNS {
                runs.retain(|run| !run.end_if_paused());
            }
            runs.push(Arc::clone(&run));
            run.join(key)
        };
        tokio::spawn(run.drive(Arc::clone(pool)));
        receiver
    }

    fn state(&self) -> MutexGuard<'_, Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a request for a frame of this run. Returns a receiver of the frame unless it was extracted already.
    fn join(&self, key: &Key) -> Option<oneshot::Receiver<Rendered>> {
        let Key::Picture { frame, .. } = *key else {
            return None;
        };
        if self.key(frame) != *key {
            return None;
        }
        let position = self.frames.binary_search(&frame).ok()?;
        let mut state = self.state();
        let reached = state.next.max(state.requested);
        let is_near = state.requests == 0 || position <= reached + MAX_DISTANCE;
        if state.has_ended || !is_near {
            return None;
        }
        state.requested = state.requested.max(position);
        state.requests += 1;
        self.changed.notify_one();
        if position < state.next {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        state.waiting.entry(position).or_default().push(sender);
        Some(receiver)
    }

    fn key(&self, frame: usize) -> Key {
        Key::Picture {
            video: self.video.id,
            frame,
            size: self.size,
            png: self.png,
        }
    }

    /// Returns whether the next frame is requested or soon will be. Otherwise, the run pauses.
    fn is_due(&self) -> bool {
        let pixels = u64::from(self.size.0) * u64::from(self.size.1);
        let fit = usize::try_from(MAX_PIXELS_AHEAD / pixels.max(1)).unwrap_or(MAX_AHEAD);
        let mut state = self.state();
        // A single request says little about the next ones.
        let ahead = (2 * state.requests).min(MAX_AHEAD).min(fit.max(1));
        state.is_paused = state.next > state.requested + ahead && state.waiting.is_empty();
        !state.is_paused
    }

    /// Ends the run if it is paused. Returns whether it has ended.
    fn end_if_paused(&self) -> bool {
        let mut state = self.state();
        state.has_ended |= state.is_paused;
        self.changed.notify_one();
        state.has_ended
    }

    /// Extracts frames until no more are requested.
    async fn drive(self: Arc<Self>, pool: Arc<Pool<Self>>) {
        let running = Running {
            run: &self,
            pool: &pool,
        };
        let Ok(_process) = pool.processes.acquire().await else {
            return;
        };
        let new = if self.png {
            Extraction::of_pixels
        } else {
            Extraction::of_jpegs
        };
        let mut extraction = new(&self.video, self.size, &self.frames);
        loop {
            if self.state().has_ended {
                return;
            }
            if !self.is_due() {
                // Others wait for a process.
                if pool.is_crowded() && self.end_if_paused() {
                    return;
                }
                let idle = tokio::time::timeout(IDLE, self.changed.notified()).await.is_err();
                if idle && self.end_if_paused() {
                    return;
                }
                continue;
            }
            let Ok(_turn) = pool.turns.acquire().await else {
                return;
            };
            match self.extract(&mut extraction).await {
                Ok(Some((frame, rendered))) => running.deliver(frame, &rendered),
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(path = %self.video.path.display(), %error, "images could not be extracted");
                    return;
                }
            }
        }
    }

    async fn extract(&self, extraction: &mut Extraction) -> Result<Option<(usize, Rendered)>, RenderError> {
        let Some((frame, picture)) = extraction.next().await? else {
            return Ok(None);
        };
        let png = self.png;
        let rendered = match picture {
            Picture::Jpeg(bytes) => Rendered::jpeg(bytes),
            Picture::Pixels(image) => blocking(move || Rendered::encode(&image, png)).await??,
        };
        Ok(Some((frame, rendered)))
    }
}

/// A run that is not over. Dropping it tells those who wait that no more frames follow.
struct Running<'a> {
    run: &'a Arc<Run>,
    pool: &'a Pool<Run>,
}

impl Running<'_> {
    fn deliver(&self, frame: usize, rendered: &Rendered) {
        self.pool.cache.put(self.run.key(frame), rendered.clone());
        let Ok(position) = self.run.frames.binary_search(&frame) else {
            return;
        };
        let mut state = self.run.state();
        state.next = state.next.max(position + 1);
        for sender in state.waiting.remove(&position).into_iter().flatten() {
            // The caller may have gone.
            let _ = sender.send(rendered.clone());
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut runs = self.pool.runs();
        runs.retain(|run| !Arc::ptr_eq(run, self.run));
        let mut state = self.run.state();
        state.has_ended = true;
        state.waiting.clear();
    }
}
