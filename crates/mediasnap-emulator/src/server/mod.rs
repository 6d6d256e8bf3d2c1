//! The server: receives, checks, routes and answers.

mod arguments;
mod control;
mod damage;
mod envelope;
mod files;
mod handler;
mod keys;
mod limits;
mod log;
mod multipart;
mod page;
mod reject;
mod request;
mod route;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use mediasnap_core::auth::verify::{ClockTolerance, verify};
use mediasnap_core::operation::{Operation, Product, RateLimit, VendorKind};

use crate::callback::Notification;
use crate::fault::{Fault, Faults};
use crate::refusal::{Code, Refusal};
use crate::service::{Call, Service, World};
use crate::spec::Spec;
use crate::table::AnyTable;
use envelope::Answer;
pub(crate) use keys::Keys;
pub use log::LoggedRequest;
use request::Request;
use route::Target;

/// Everything that answers requests.
pub(crate) struct Server {
    pub(crate) world: World,
    pub(crate) faults: Faults,
    services: Vec<Box<dyn Service>>,
    specs: Vec<Spec>,
    keys: Keys,
    rate_limits: bool,
    nonces: keys::Nonces,
    limits: limits::Limits,
    cache: files::Cache,
    log: log::Log,
}

impl Server {
    pub(crate) fn new(world: World, faults: Faults, keys: Keys, rate_limits: bool) -> Self {
        let services = crate::services(&world.journal);
        let specs = services
            .iter()
            .map(|service| Spec::read(service.product()))
            .collect();
        Self {
            world,
            faults,
            services,
            specs,
            keys,
            rate_limits,
            nonces: keys::Nonces::default(),
            limits: limits::Limits::default(),
            cache: files::Cache::default(),
            log: log::Log::default(),
        }
    }

    /// The routes.
    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(handler::handle).with_state(self)
    }

    /// Every table.
    fn tables(&self) -> Vec<&dyn AnyTable> {
        let products = self.services.iter().flat_map(|service| service.tables());
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
        for service in &self.services {
            service.notify(&self.world);
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
    fn refresh(&self) {
        for service in &self.services {
            service.refresh(&self.world);
        }
    }

    /// The requests that were answered last, oldest first.
    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        self.log.get()
    }

    /// Whether answering takes so long that it should not hold others up.
    fn is_slow(&self) -> bool {
        self.world.media.is_slow() || self.world.journal.is_kept()
    }

    fn spec(&self, product: &'static Product) -> Option<&Spec> {
        let position = self
            .services
            .iter()
            .position(|service| service.product().key == product.key)?;
        self.specs.get(position)
    }

    /// Checks and answers an API call. `None` if the request is none.
    fn respond(&self, request: &Request, fault: Option<&Fault>) -> Option<Response> {
        let target = route::route(&self.services, request)?;
        let product = target.service.product();
        let operation = target.operation.ok();
        let refusing = fault.filter(|fault| fault.refuses());
        let result = match refusing {
            Some(fault) => Err(chosen(product, operation, fault)),
            None => self.execute(&target, request),
        };
        let host = request.header("host").unwrap_or_default();
        let answer = match result {
            Ok((operation, answer)) => envelope::success(product, operation, answer, &self.world.ids),
            Err(refusal) => envelope::refusal(product, operation, &refusal, host, &self.world.ids),
        };
        let Answer {
            response,
            request_id,
            code,
        } = answer;
        self.log.add(LoggedRequest {
            time: self.world.clock.now(),
            method: request.method.clone(),
            path: request.path.clone(),
            product: Some(product.key),
            operation: operation.map(|operation| operation.id),
            status: response.status().as_u16(),
            code,
            request_id: Some(request_id),
            fault: fault.is_some(),
        });
        Some(response)
    }

    /// Executes a call, and keeps what it has changed before anybody hears of it.
    fn execute(
        &self,
        target: &Target<'_>,
        request: &Request,
    ) -> Result<(&'static Operation, serde_json::Value), Refusal> {
        let result = self.answer(target, request);
        self.world.journal.write().map_err(|error| {
            tracing::error!(%error, "the data file cannot be written");
            Refusal::meaning(
                VendorKind::Internal,
                "The emulator's data file cannot be written.",
            )
        })?;
        result
    }

    fn answer(
        &self,
        target: &Target<'_>,
        request: &Request,
    ) -> Result<(&'static Operation, serde_json::Value), Refusal> {
        let product = target.service.product();
        let now = self.world.clock.now();
        let verified =
            request.received(|received| verify(received, &self.keys, now, ClockTolerance::default()));
        let verified = verified.map_err(|rejection| reject::signature(product.vendor, &rejection))?;
        if verified.nonce.is_some_and(|nonce| !self.nonces.take(&nonce, now)) {
            return Err(reject::replay(product.vendor));
        }
        let operation = target
            .operation
            .map_err(|unknown| reject::unknown(product.vendor, unknown))?;
        let key = verified.key_id.as_deref();
        if !self.keys.permits(key, operation.id) {
            return Err(reject::denied(product.vendor, operation.id));
        }
        if self.rate_limits {
            let per_second = operation
                .rate_limit
                .map_or(0, |RateLimit { per_second }| per_second);
            let taken = self.limits.take(product.key, operation, key);
            taken.map_err(|wait| reject::throttled(product.vendor, per_second, wait))?;
        }
        let missing = || Refusal::meaning(VendorKind::Internal, "The emulator has no spec of this product.");
        let spec = self.spec(product).ok_or_else(missing)?;
        let arguments = arguments::read(product.vendor, operation, spec, &target.path, request)
            .map_err(|violation| reject::arguments(product.vendor, &violation))?;
        let call = Call {
            world: &self.world,
            spec,
            operation,
            arguments,
            now,
        };
        Ok((operation, target.service.call(&call)?))
    }
}

/// The refusal that a fault rule asks for.
fn chosen(product: &Product, operation: Option<&Operation>, fault: &Fault) -> Refusal {
    let wait = std::time::Duration::from_secs(1);
    let limit = operation
        .and_then(|operation| operation.rate_limit)
        .map_or(1, |limit| limit.per_second);
    let message = || {
        fault
            .message
            .clone()
            .unwrap_or_else(|| "A fault rule has refused this call.".to_owned())
    };
    let unavailable = Refusal::meaning(VendorKind::Unavailable, message());
    match (&fault.code, fault.status) {
        (None, None) => reject::throttled(product.vendor, limit, wait),
        (Some(code), status) => Refusal {
            code: Code::Chosen(code.clone(), status),
            ..unavailable
        },
        (None, Some(status)) => {
            // A code that goes with the status, as far as the vendor has one.
            let kind = match status {
                429 => VendorKind::Throttled,
                403 => VendorKind::PermissionDenied,
                404 => VendorKind::NotFound,
                400..=499 => VendorKind::InvalidArgument,
                500 => VendorKind::Internal,
                _ => VendorKind::Unavailable,
            };
            let (code, _) = Refusal::meaning(kind, "").resolve(product, operation);
            Refusal {
                code: Code::Chosen(code, Some(status)),
                ..unavailable
            }
        }
    }
}
