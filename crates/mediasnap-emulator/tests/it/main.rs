//! The emulator, called through the workspace's own clients.

#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "that is how a test is written"
)]

mod alibaba_ice;
mod alibaba_vod;
mod callbacks;
mod control;
mod data;
mod http;
mod huawei_mpc;
mod huawei_vod;
mod media;
mod refusals;
mod results;
mod schemes;
mod sources;
mod tencent_tiw;
mod video;

use std::time::Duration;

use mediasnap_client::auth::AccessKey;
use mediasnap_client::{ClientBuilder, Error, Product, RateLimits, RetryPolicy, Transport, arguments};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};
use serde_json::Value;

/// An emulator with the usual settings.
async fn start() -> Emulator {
    Emulator::builder().seed(7).start().await.unwrap()
}

/// Everything that `call` needs for one product.
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
    let draft = arguments::draft(operation, arguments.as_object().unwrap())?;
    let answer = client.call(operation, &draft).await?;
    if answer.body.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_slice(&answer.body).unwrap())
}

/// The code that a call is refused with.
async fn refusal(client: &Transport, operation: &str, arguments: Value) -> (String, u16) {
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

/// The status, and the bytes of what is behind a URL.
async fn download(url: &str) -> (u16, Vec<u8>) {
    let answer = http::send("GET", url, &[], b"").await;
    (answer.status, answer.body)
}

/// The size of the JPEG behind a URL.
async fn jpeg(url: &str) -> (u32, u32) {
    let (status, bytes) = download(url).await;
    assert_eq!(status, 200, "{url}");
    let image = image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg).unwrap();
    (image.width(), image.height())
}
