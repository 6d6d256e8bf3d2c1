//! The server: receives, checks, routes and answers.

mod arguments;
mod envelope;
mod files;
mod keys;
mod limits;
mod reject;
mod request;
mod route;

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::State;
use axum::response::Response;
use mediasnap_core::auth::verify::{Window, verify};
use mediasnap_core::operation::{Operation, Product, RateLimit};

use crate::refusal::Refusal;
use crate::service::{Call, Service, World};
use crate::spec::Spec;
use envelope::{json_response, response};
pub(crate) use keys::Keys;
use request::Request;
use route::Target;

/// The largest body that is read: what Tencent Cloud takes at most.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Everything that answers requests.
pub(crate) struct Server {
    pub(crate) world: World,
    services: Vec<Box<dyn Service>>,
    specs: Vec<Spec>,
    keys: Keys,
    rate_limits: bool,
    nonces: keys::Nonces,
    limits: limits::Limits,
    cache: files::Cache,
}

impl Server {
    pub(crate) fn new(world: World, services: Vec<Box<dyn Service>>, keys: Keys, rate_limits: bool) -> Self {
        let specs = services
            .iter()
            .map(|service| Spec::read(service.product()))
            .collect();
        Self {
            world,
            services,
            specs,
            keys,
            rate_limits,
            nonces: keys::Nonces::default(),
            limits: limits::Limits::default(),
            cache: files::Cache::default(),
        }
    }

    /// The routes.
    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().fallback(handle).with_state(self)
    }

    /// Forgets every job, template and image, and every nonce.
    pub(crate) fn reset(&self) {
        self.services.iter().for_each(|service| service.reset());
        self.world.objects.clear();
        self.nonces.clear();
        self.limits.clear();
    }

    fn spec(&self, product: &'static Product) -> Option<&Spec> {
        let position = self
            .services
            .iter()
            .position(|service| service.product().key == product.key)?;
        self.specs.get(position)
    }

    /// Checks and answers an API call.
    fn call(&self, target: &Target<'_>, request: &Request) -> Response {
        let product = target.service.product();
        let operation = target.operation.ok();
        let answer = match self.answer(target, request) {
            Ok((operation, answer)) => envelope::success(product, operation, answer, &self.world.ids),
            Err(refusal) => {
                let host = request.header("host").unwrap_or_default();
                envelope::refusal(product, operation, &refusal, host, &self.world.ids)
            }
        };
        let name = operation.map_or("?", |operation| operation.id);
        let (request_id, code) = (answer.request_id, answer.code);
        tracing::debug!(
            product = product.key,
            operation = name,
            request_id,
            code,
            "answered"
        );
        answer.response
    }

    fn answer(
        &self,
        target: &Target<'_>,
        request: &Request,
    ) -> Result<(&'static Operation, serde_json::Value), Refusal> {
        let product = target.service.product();
        let now = self.world.clock.now();
        let verified = request.received(|received| verify(received, &self.keys, now, Window::default()));
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
        let missing = || Refusal::meaning(mediasnap_core::operation::VendorKind::Internal, "no spec");
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

/// Answers any request.
async fn handle(State(server): State<Arc<Server>>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    if let Some(response) = files::serve(&server, &parts.method, parts.uri.path()).await {
        return response;
    }
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return response(
            413,
            "text/plain; charset=utf-8",
            "the request is larger than 10 MiB, or was cut off",
        );
    };
    let request = Request::new(&parts, body);
    match route::route(&server.services, &request) {
        Some(target) => server.call(&target, &request),
        None => json_response(
            404,
            &serde_json::json!({ "error": "neither an operation of the emulated products nor an object" }),
        ),
    }
}
