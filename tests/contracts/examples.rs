//! The example of every product crate makes its whole round trip against an emulator.

use std::time::Duration;

use mediasnap_client::auth::AccessKey;
use mediasnap_client::credentials::Identity;
use mediasnap_client::{ClientBuilder, ProductClient};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};

use crate::products;

/// A typed client of the emulator.
pub(crate) fn client<C: ProductClient>(emulator: &Emulator) -> C {
    let identity =
        Identity::from(AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY)).with_project_id(HUAWEI_PROJECT_ID);
    ClientBuilder::new()
        .endpoint(emulator.url())
        .credentials(identity)
        .build()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_makes_its_round_trip() {
    let builder = Emulator::builder().listen("127.0.0.1:0");
    let emulator = builder
        .job_duration(Duration::from_millis(200))
        .start()
        .await
        .unwrap();
    for product in mediasnap::products() {
        let images = products::example(product.key, &emulator).await;
        assert!(images > 0, "{}", product.key);
    }
    emulator.shutdown().await;
}

#[test]
fn every_product_has_a_case() {
    let cases = mediasnap::conformance::cases();
    for product in mediasnap::products() {
        let found = cases.iter().any(|case| case.product.as_str() == product.key);
        assert!(
            found,
            "{}: add a case to products/<product>/cases.rs of the facade",
            product.key
        );
    }
}
