//! What several contracts share: products and their arguments, clients that stand still in time, a recording server.

pub(crate) mod calls;
pub(crate) mod check;
pub(crate) mod server;
pub(crate) mod shape;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use mediasnap_client::auth::AccessKey;
use mediasnap_client::clock::FixedClock;
use mediasnap_client::credentials::Identity;
use mediasnap_client::operation::Vendor;
use mediasnap_client::{ClientBuilder, Operation, Product, RateLimits, RetryPolicy, Transport};
use serde_json::{Map, Value};

use crate::typed::Args;

/// The made-up account that every contract signs with; the captures' own.
pub(crate) const KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const SECRET: &str = "SECRETKEYEXAMPLE";
pub(crate) const TOKEN: &str = "SECURITYTOKENEXAMPLE";
pub(crate) const PROJECT: &str = "0123456789abcdef0123456789abcdef";

/// The folder `tests`.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the tests know of a product.
pub(crate) fn product_folder(product: &Product) -> PathBuf {
    folder().join("products").join(product.key)
}

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    folder().parent().unwrap().to_path_buf()
}

pub(crate) fn read_json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every product with each of its operations.
pub(crate) fn operations() -> impl Iterator<Item = (&'static Product, &'static Operation)> {
    mediasnap::products().iter().flat_map(|product| {
        product
            .operations
            .iter()
            .map(move |operation| (*product, *operation))
    })
}

pub(crate) fn product(key: &str) -> &'static Product {
    mediasnap::products()
        .iter()
        .find(|product| product.key == key)
        .unwrap_or_else(|| panic!("no product `{key}`"))
}

/// The named sets of arguments of an operation: `minimal`, `full`, then the others.
pub(crate) fn argument_sets(product: &Product, operation: &Operation) -> Vec<(String, Args)> {
    let path = product_folder(product).join(format!("arguments/{}.json", operation.id));
    assert!(
        path.exists(),
        "{} {} has no arguments: add {} with the sets `minimal` and `full`",
        product.key,
        operation.id,
        path.display()
    );
    let Value::Object(mut sets) = read_json(&path) else {
        panic!("{}: not an object", path.display())
    };
    let mut ordered = Vec::new();
    for name in ["minimal", "full"] {
        let set = sets
            .remove(name)
            .unwrap_or_else(|| panic!("{}: add the set `{name}`", path.display()));
        ordered.push((name.to_owned(), set));
    }
    ordered.extend(sets);
    ordered
        .into_iter()
        .map(|(name, set)| match set {
            Value::Object(arguments) => (name, arguments),
            _ => panic!("{}: `{name}` is not an object", path.display()),
        })
        .collect()
}

/// Samples of each product: the first idempotent operation and the first one that is not, of those with a response body.
pub(crate) fn samples() -> impl Iterator<Item = (&'static Product, &'static Operation, &'static Operation)> {
    let first = |product: &Product, idempotent| {
        let mut operations = product
            .operations
            .iter()
            .copied()
            .filter(|operation| operation.has_response_body);
        operations
            .find(|operation| operation.idempotent == idempotent)
            .unwrap()
    };
    let products = mediasnap::products().iter();
    products.map(move |product| (*product, first(product, true), first(product, false)))
}

/// The set `minimal` of an operation.
pub(crate) fn minimal(product: &Product, operation: &Operation) -> Map<String, Value> {
    argument_sets(product, operation).swap_remove(0).1
}

/// 2026-01-02T03:04:05Z and one nonce, for ever.
pub(crate) fn clock() -> FixedClock {
    FixedClock {
        time: chrono::DateTime::from_timestamp(1_767_323_045, 0).unwrap(),
        nonce: "000102030405060708090a0b0c0d0e0f".to_owned(),
    }
}

pub(crate) fn identity() -> Identity {
    Identity::from(AccessKey::new(KEY_ID, SECRET)).with_project_id(PROJECT)
}

/// The same account with temporary credentials.
pub(crate) fn token_identity() -> Identity {
    let key = AccessKey::new(KEY_ID, SECRET).with_security_token(TOKEN);
    Identity::from(key).with_project_id(PROJECT)
}

/// The region that the wire contracts use.
pub(crate) fn region(product: &Product) -> &'static str {
    match product.vendor {
        Vendor::Huawei => "cn-north-4",
        Vendor::Tencent => "ap-singapore",
        Vendor::Alibaba => "cn-shanghai",
    }
}

/// One HTTP client for all: making one reads the system's certificates each time.
static HTTP: LazyLock<Transport> = LazyLock::new(|| {
    let product = mediasnap::products()[0];
    let builder = ClientBuilder::<Transport>::new().region(region(product));
    builder.transport(product).unwrap()
});

/// A builder of clients that stand still in time and never wait between attempts.
pub(crate) fn builder(product: &Product) -> ClientBuilder {
    ClientBuilder::new()
        .region(region(product))
        .http_client(HTTP.http_client().clone())
        .credentials(identity())
        .clock(clock())
        .retry(at_once(1))
        .rate_limits(RateLimits::none())
}

/// A policy of at most `max_attempts` requests, without delays.
pub(crate) fn at_once(max_attempts: u32) -> RetryPolicy {
    let mut policy = RetryPolicy::standard().with_max_attempts(max_attempts);
    policy.base_delay = std::time::Duration::ZERO;
    policy.max_delay = std::time::Duration::from_millis(5);
    policy
}

/// A transport to a loopback server.
pub(crate) fn to(product: &'static Product, endpoint: &str) -> Transport {
    builder(product).endpoint(endpoint).transport(product).unwrap()
}

/// Compares `text` with `tests/snapshots/<kind>/<name>.snap`.
pub(crate) fn snapshot(kind: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join("snapshots").join(kind));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
