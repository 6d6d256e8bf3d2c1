//! The emulator, called through the workspace's own clients.

#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "that is how a test is written"
)]

mod control;
mod data;
mod gateway;
mod http;
mod media;
mod notifications;
mod products;
mod rejections;
mod results;
mod schemes;
mod sources;
mod video;

use std::time::Duration;

use mediasnap_client::auth::AccessKey;
use mediasnap_client::{ClientBuilder, Error, Product, RateLimits, RetryPolicy, Transport, arguments};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};
use serde_json::Value;

/// Starts an emulator with default settings.
async fn start() -> Emulator {
    Emulator::builder().seed(7).start().await.unwrap()
}

/// Returns a client for one product.
fn client(emulator: &Emulator, product: &'static Product) -> Transport {
    client_as(
        emulator,
        product,
        AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY),
    )
}

fn client_as(emulator: &Emulator, product: &'static Product, key: AccessKey) -> Transport {
    ClientBuilder::<Transport>::new()
        .endpoint(emulator.url())
        .credentials(key)
        .project_id(HUAWEI_PROJECT_ID)
        .retry(RetryPolicy::none())
        // The limits under test are the emulator's.
        .rate_limits(RateLimits::none())
        .transport(product)
        .unwrap()
}

/// Calls an operation with arguments by wire name.
async fn call(client: &Transport, operation: &str, arguments: Value) -> Result<Value, Error> {
    let operation = client.product().operation(operation).unwrap();
    let request = arguments::build_request(operation, arguments.as_object().unwrap())?;
    let response = client.call(operation, &request).await?;
    if response.body.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_slice(&response.body).unwrap())
}

/// Returns code and status of a call that is rejected.
async fn error_of(client: &Transport, operation: &str, arguments: Value) -> (String, u16) {
    let error = call(client, operation, arguments).await.unwrap_err();
    (
        error.code().unwrap_or_default().to_owned(),
        error.status().unwrap_or_default(),
    )
}

/// Lets the jobs end.
fn let_finish(emulator: &Emulator) {
    emulator.advance_clock(Duration::from_secs(2));
}

/// Returns status and body of a URL.
async fn download(url: &str) -> (u16, Vec<u8>) {
    let response = http::send("GET", url, &[], b"").await;
    (response.status, response.body)
}

/// Returns the size of the JPEG at a URL.
async fn jpeg(url: &str) -> (u32, u32) {
    let (status, bytes) = download(url).await;
    assert_eq!(status, 200, "{url}");
    let image = image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg).unwrap();
    (image.width(), image.height())
}
