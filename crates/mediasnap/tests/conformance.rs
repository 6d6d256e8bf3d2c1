//! The conformance suite against the emulator: one emulator a case, so that their clocks do not meet.

// Helpers of a test are no tests to the lint.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use mediasnap::conformance::{Harness, cases};
use mediasnap::runtime::auth::AccessKey;
use mediasnap::{Config, ObjectLocation};
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

#[tokio::test(flavor = "multi_thread")]
async fn every_case_conforms() {
    let mut products = tokio::task::JoinSet::new();
    for product in mediasnap::products() {
        let cases = cases().into_iter();
        products.spawn(async move {
            let mut failed = String::new();
            for case in cases.filter(|case| case.product.as_str() == product.key) {
                let emulator = Emulator::builder().start().await.unwrap();
                let report = case.run(&Emulated(emulator)).await;
                if !report.passed() {
                    failed += &report.to_string();
                }
            }
            failed
        });
    }
    let failed = products.join_all().await.concat();
    assert!(failed.is_empty(), "\n{failed}");
}
