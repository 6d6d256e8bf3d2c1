//! The state that all request handlers share.

use mediasnap_core::operation::Product;

use super::fault::Faults;
use super::image_cache::Cache;
use super::log::{Log, LoggedRequest};
use crate::notifications::Notification;
use crate::products;
use crate::products::product::Service;
use crate::protocol::keys::{Keys, Nonces};
use crate::protocol::rate_limits::Limits;
use crate::protocol::schema::Spec;
use crate::state::World;
use crate::storage::table::AnyTable;

/// A product and the schemas of its parameters.
pub(super) struct Emulated {
    pub(super) service: Box<dyn Service>,
    pub(super) schema: Spec,
}

/// Everything that answers requests.
pub(crate) struct Server {
    pub(crate) world: World,
    pub(crate) faults: Faults,
    pub(super) products: Vec<Emulated>,
    /// The descriptions of `products`, in the same order.
    pub(super) descriptors: Vec<&'static Product>,
    pub(super) keys: Keys,
    pub(super) rate_limits: bool,
    pub(super) nonces: Nonces,
    pub(super) limits: Limits,
    pub(super) cache: Cache,
    pub(super) log: Log,
}

impl Server {
    pub(crate) fn new(world: World, faults: Faults, keys: Keys, rate_limits: bool) -> Self {
        let opened = products::open_all(&world.journal).into_iter();
        let products: Vec<Emulated> = opened
            .map(|service| Emulated {
                schema: Spec::read(service.product()),
                service,
            })
            .collect();
        Self {
            world,
            faults,
            descriptors: products.iter().map(|product| product.service.product()).collect(),
            products,
            keys,
            rate_limits,
            nonces: Nonces::default(),
            limits: Limits::default(),
            cache: Cache::default(),
            log: Log::default(),
        }
    }

    /// Every table.
    pub(super) fn tables(&self) -> Vec<&dyn AnyTable> {
        let products = self.products.iter().flat_map(|product| product.service.tables());
        products
            .chain([self.world.objects.table(), self.world.callbacks.table()])
            .collect()
    }

    /// Forgets every job, template, image, notification and nonce.
    pub(crate) fn reset(&self) {
        for table in self.tables() {
            table.clear();
        }
        self.nonces.clear();
        self.limits.clear();
    }

    /// The notifications that are due. They are not given out again, even after a crash.
    pub(crate) fn notifications(&self) -> Vec<Notification> {
        for product in &self.products {
            product.service.notify(&self.world);
        }
        let due = self.world.callbacks.due(self.world.clock.now());
        if let Err(error) = self.world.journal.write() {
            tracing::error!(%error, "the data file cannot be written");
        }
        due
    }

    /// Writes the results that are there by now into their directory.
    pub(crate) fn write_results(&self) {
        let world = &self.world;
        self.refresh();
        let now = world.clock.now();
        for path in world.objects.results().due(now) {
            if let Some(content) = world.objects.get(&path, now) {
                world.objects.results().write(&path, &content, &world.media);
            }
        }
    }

    /// Publishes what has come into being since somebody last asked.
    pub(super) fn refresh(&self) {
        for product in &self.products {
            product.service.refresh(&self.world);
        }
    }

    /// The requests that were answered last, oldest first.
    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.log.get()
    }

    /// Whether answering takes so long that it should not hold others up.
    pub(super) fn is_slow(&self) -> bool {
        self.world.media.is_slow() || self.world.journal.is_kept()
    }
}
