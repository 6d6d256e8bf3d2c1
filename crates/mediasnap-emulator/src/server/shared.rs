//! The state that all request handlers share.

use std::sync::Arc;

use mediasnap_auth::Secret;
use mediasnap_core::operation::Product;
use tokio::sync::Semaphore;

use super::fault::FaultRules;
use super::image_cache::ImageCache;
use super::limits::{LARGE_BODIES, Limits};
use super::log::{LoggedRequest, RequestLog};
use crate::notifications::SignedNotification;
use crate::products;
use crate::products::product::EmulatedProduct;
use crate::protocol::keys::{Keys, Nonces};
use crate::protocol::rate_limits::RateLimiter;
use crate::protocol::schema::Schema;
use crate::state::EmulatorState;
use crate::storage::table::AnyTable;

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
    pub(super) cache: ImageCache,
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
            cache: ImageCache::default(),
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
    pub(crate) fn write_results(&self) {
        let state = &self.state;
        self.publish();
        let now = state.clock.now();
        for path in state.objects.exporter().due(now) {
            if let Some(content) = state.objects.get(&path, now) {
                state.objects.exporter().write(&path, &content, &state.media);
            }
        }
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
