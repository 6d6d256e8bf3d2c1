//! The state that all request handlers share.

use std::sync::Arc;

use futures_util::StreamExt as _;
use mediasnap_auth::Secret;
use mediasnap_core::operation::Product;
use tokio::sync::Semaphore;

use super::fault::FaultRules;
use super::limits::{LARGE_BODIES, Limits};
use super::log::{LoggedRequest, RequestLog};
use crate::media::content::{Content, Frame};
use crate::media::render::encode::{RenderError, Rendered};
use crate::media::render::queue::RenderQueue;
use crate::notifications::SignedNotification;
use crate::products;
use crate::products::product::EmulatedProduct;
use crate::protocol::keys::{Keys, Nonces};
use crate::protocol::rate_limits::RateLimiter;
use crate::protocol::schema::Schema;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;

/// Maximum number of results that are rendered and written at a time.
const WRITTEN_AT_ONCE: usize = 8;

/// A product and the schemas of its parameters.
pub(super) struct Emulated {
    pub(super) service: Box<dyn EmulatedProduct>,
    pub(super) schema: Schema,
}

/// State of the server.
pub(crate) struct Server {
    pub(crate) state: EmulatorState,
    pub(crate) faults: FaultRules,
    pub(super) products: Vec<Emulated>,
    /// Descriptions of `products`, in the same order.
    pub(super) descriptors: Vec<&'static Product>,
    pub(super) keys: Keys,
    pub(super) rate_limits: bool,
    pub(super) limits: Limits,
    /// Held by requests with large bodies.
    pub(super) large_bodies: Arc<Semaphore>,
    pub(super) nonces: Nonces,
    pub(super) rate_limiter: RateLimiter,
    pub(super) renderer: Arc<RenderQueue>,
    /// Is held while results are written.
    writing: tokio::sync::Mutex<()>,
    pub(super) log: RequestLog,
}

impl Server {
    pub(crate) fn new(
        state: EmulatorState,
        faults: FaultRules,
        keys: Keys,
        rate_limits: bool,
        limits: Limits,
    ) -> Self {
        let opened = products::open_all(&state.journal).into_iter();
        let products: Vec<Emulated> = opened
            .map(|service| Emulated {
                schema: Schema::read(service.product()),
                service,
            })
            .collect();
        Self {
            writing: tokio::sync::Mutex::default(),
            renderer: RenderQueue::new(Arc::clone(&state.media)),
            state,
            faults,
            descriptors: products.iter().map(|product| product.service.product()).collect(),
            products,
            keys,
            rate_limits,
            limits,
            large_bodies: Arc::new(Semaphore::new(LARGE_BODIES)),
            nonces: Nonces::default(),
            rate_limiter: RateLimiter::default(),
            log: RequestLog::default(),
        }
    }

    /// Returns all tables.
    pub(super) fn tables(&self) -> Vec<&dyn AnyTable> {
        let products = self.products.iter().flat_map(|product| product.service.tables());
        products
            .chain([self.state.objects.table(), self.state.notifications.table()])
            .collect()
    }

    /// Deletes all jobs, templates, images, notifications and nonces.
    pub(crate) fn reset(&self) {
        for table in self.tables() {
            table.clear();
        }
        self.nonces.clear();
        self.rate_limiter.clear();
    }

    /// Removes the notifications that are due and returns them signed. They are not returned again, even after a crash.
    pub(crate) fn due_notifications(&self, key: &Secret) -> Vec<SignedNotification> {
        let (state, now) = (&self.state, self.state.clock.now());
        let (due, written) = state.journal.transaction(|| {
            for product in &self.products {
                product.service.notify(state);
            }
            state.notifications.due(now)
        });
        // What could not be removed remains, and is sent later.
        if let Err(error) = written.and_then(|()| state.journal.flush()) {
            tracing::warn!(%error, "notifications are not sent");
            return Vec::new();
        }
        let signed = due.iter().filter_map(|notification| {
            let mut products = self.products.iter();
            products.find_map(|product| product.service.sign(notification, key, now.timestamp()))
        });
        signed.collect()
    }

    /// Writes the results that are available to their directory.
    pub(crate) async fn write_results(self: &Arc<Self>) {
        // A task of its own: what is due is written even if the caller is aborted, and the next caller waits for it.
        let written = tokio::spawn(Arc::clone(self).write_due_results()).await;
        if let Err(error) = written {
            tracing::error!(%error, "results could not be written");
        }
    }

    async fn write_due_results(self: Arc<Self>) {
        let _writing = self.writing.lock().await;
        let server = Arc::clone(&self);
        let due = tokio::task::spawn_blocking(move || server.due_results()).await;
        let write = async |(path, content): (String, Content)| {
            match self.render(content).await {
                Ok(rendered) => {
                    let server = Arc::clone(&self);
                    let write = move || server.state.objects.exporter().write(&path, &rendered.bytes);
                    // Errors are logged; the server may be shutting down.
                    let _ = tokio::task::spawn_blocking(write).await;
                }
                Err(error) => tracing::error!(path, %error, "a result could not be rendered"),
            }
        };
        let due = futures_util::stream::iter(due.unwrap_or_default());
        due.for_each_concurrent(WRITTEN_AT_ONCE, write).await;
    }

    /// Removes and returns the results that are to be written, images of a job in the order of their times.
    fn due_results(&self) -> Vec<(String, Content)> {
        self.publish();
        let (objects, now) = (&self.state.objects, self.state.clock.now());
        let due = objects.exporter().due(now).into_iter();
        let mut due: Vec<(String, Content)> = due
            .filter_map(|path| Some((path.clone(), objects.get(&path, now)?)))
            .collect();
        due.sort_by_cached_key(|(_, content)| {
            let first = content.frames().next();
            first.map(|frame| (frame.job.clone(), frame.time_ms))
        });
        due
    }

    /// Renders an object, and the images that its job has captured along with it.
    pub(super) async fn render(&self, content: Content) -> Result<Rendered, Arc<RenderError>> {
        let series = |frame: &Frame| self.state.objects.series(frame);
        self.renderer.render(content, series).await
    }

    /// Publishes images of jobs that have finished since the last call.
    pub(super) fn publish(&self) {
        for product in &self.products {
            product.service.publish(&self.state);
        }
    }

    /// Returns the last API requests, oldest first.
    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.log.get()
    }

    /// Returns whether handling a request may block.
    pub(super) fn is_slow(&self) -> bool {
        self.state.media.is_slow() || self.state.journal.is_persistent()
    }
}
