//! The conformance suite against the emulator: one emulator a case, so that their clocks do not meet.

// Helpers of a test are no tests to the lint.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use mediasnap::conformance::{Harness, cases};
use mediasnap::runtime::auth::AccessKey;
use mediasnap::{Config, ObjectLocation, ProductKey};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};

struct Emulated(Emulator);

impl Harness for Emulated {
    fn config(&self) -> Config {
        Config::new()
            .endpoint(self.0.url())
            .region("cn-north-4")
            .credentials(AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
            .project_id(HUAWEI_PROJECT_ID)
    }

    fn object_url(&self, object: &ObjectLocation) -> Option<String> {
        Some(format!("{}/objects/{object}", self.0.url()))
    }

    fn advance(&self, by: Duration) {
        self.0.advance_clock(by);
    }
}

/// Runs every case of one product.
async fn conforms(product: ProductKey) {
    let mut failed = String::new();
    for case in cases().into_iter().filter(|case| case.product == product) {
        let emulator = Emulator::builder().start().await.unwrap();
        let report = case.run(&Emulated(emulator)).await;
        if !report.passed() {
            failed.push_str(&report.to_string());
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn huawei_mpc() {
    conforms(ProductKey::HuaweiMpc).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn huawei_vod() {
    conforms(ProductKey::HuaweiVod).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tencent_tiw() {
    conforms(ProductKey::TencentTiw).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alibaba_vod() {
    conforms(ProductKey::AlibabaVod).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alibaba_ice() {
    conforms(ProductKey::AlibabaIce).await;
}

#[test]
fn every_product_has_a_case() {
    for product in ProductKey::ALL.iter().copied() {
        assert!(cases().iter().any(|case| case.product == product), "{product}");
    }
}
