//! The example of every product crate makes its whole round trip against an emulator.

use std::time::Duration;

use mediasnap_core::auth::AccessKey;
use mediasnap_core::credentials::Identity;
use mediasnap_core::{ClientBuilder, ProductClient};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET};

/// The example of one product, as a module.
macro_rules! example {
    ($name:ident, $path:literal) => {
        #[path = $path]
        #[allow(dead_code, unreachable_pub, reason = "it is a program of its own")]
        mod $name;
    };
}

example!(huawei_mpc, "../../crates/mediasnap-huawei-mpc/examples/call.rs");
example!(huawei_vod, "../../crates/mediasnap-huawei-vod/examples/call.rs");
example!(tencent_tiw, "../../crates/mediasnap-tencent-tiw/examples/call.rs");
example!(alibaba_vod, "../../crates/mediasnap-alibaba-vod/examples/call.rs");
example!(alibaba_ice, "../../crates/mediasnap-alibaba-ice/examples/call.rs");

fn client<C: ProductClient>(emulator: &Emulator) -> C {
    let identity = Identity::from(AccessKey::new(ACCESS_KEY_ID, SECRET)).with_project_id(HUAWEI_PROJECT_ID);
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
    macro_rules! images {
        ($name:ident) => {
            (
                stringify!($name),
                $name::run(&client(&emulator)).await.unwrap().len(),
            )
        };
    }
    let made = [
        images!(huawei_mpc),
        images!(huawei_vod),
        images!(tencent_tiw),
        images!(alibaba_vod),
        images!(alibaba_ice),
    ];
    emulator.shutdown().await;
    assert!(made.iter().all(|(_, images)| *images > 0), "{made:?}");
    let examples = mediasnap::products().len();
    assert_eq!(made.len(), examples, "add the example of the new product here");
}
