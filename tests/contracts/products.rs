//! The typed calls and the example of every product.
//!
//! Written by `cargo xtask generate`.

use std::fmt::Debug;

use mediasnap_client::{Error, ProductClient, Transport};
use mediasnap_emulator::Emulator;

use crate::examples::client;
use crate::typed::{Args, Outcome};

#[path = "../products/alibaba-ice/typed.rs"]
mod alibaba_ice;
#[path = "../../crates/mediasnap-alibaba-ice/examples/call.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own")]
mod alibaba_ice_example;
#[path = "../products/alibaba-mts/typed.rs"]
mod alibaba_mts;
#[path = "../../crates/mediasnap-alibaba-mts/examples/call.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own")]
mod alibaba_mts_example;
#[path = "../products/alibaba-vod/typed.rs"]
mod alibaba_vod;
#[path = "../../crates/mediasnap-alibaba-vod/examples/call.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own")]
mod alibaba_vod_example;
#[path = "../products/huawei-mpc/typed.rs"]
mod huawei_mpc;
#[path = "../../crates/mediasnap-huawei-mpc/examples/call.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own")]
mod huawei_mpc_example;
#[path = "../products/huawei-vod/typed.rs"]
mod huawei_vod;
#[path = "../../crates/mediasnap-huawei-vod/examples/call.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own")]
mod huawei_vod_example;
#[path = "../products/tencent-tiw/typed.rs"]
mod tencent_tiw;
#[path = "../../crates/mediasnap-tencent-tiw/examples/call.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own")]
mod tencent_tiw_example;
#[path = "../products/tencent-vod/typed.rs"]
mod tencent_vod;
#[path = "../../crates/mediasnap-tencent-vod/examples/call.rs"]
#[allow(dead_code, unreachable_pub, reason = "a program of its own")]
mod tencent_vod_example;

/// The typed client over `transport`.
pub(crate) fn client_of(transport: Transport) -> Box<dyn Debug> {
    match transport.product().key {
        "alibaba-ice" => Box::new(mediasnap_alibaba_ice::Client::from_transport(transport)),
        "alibaba-mts" => Box::new(mediasnap_alibaba_mts::Client::from_transport(transport)),
        "alibaba-vod" => Box::new(mediasnap_alibaba_vod::Client::from_transport(transport)),
        "huawei-mpc" => Box::new(mediasnap_huawei_mpc::Client::from_transport(transport)),
        "huawei-vod" => Box::new(mediasnap_huawei_vod::Client::from_transport(transport)),
        "tencent-tiw" => Box::new(mediasnap_tencent_tiw::Client::from_transport(transport)),
        "tencent-vod" => Box::new(mediasnap_tencent_vod::Client::from_transport(transport)),
        key => panic!("unknown product `{key}`"),
    }
}

/// Makes the typed call of `operation`. `None`: `typed.rs` of the product has no arm for it.
pub(crate) async fn call(
    transport: &Transport,
    operation: &str,
    args: &Args,
) -> Option<Result<Outcome, Error>> {
    let transport = transport.clone();
    match transport.product().key {
        "alibaba-ice" => alibaba_ice::call(&ProductClient::from_transport(transport), operation, args).await,
        "alibaba-mts" => alibaba_mts::call(&ProductClient::from_transport(transport), operation, args).await,
        "alibaba-vod" => alibaba_vod::call(&ProductClient::from_transport(transport), operation, args).await,
        "huawei-mpc" => huawei_mpc::call(&ProductClient::from_transport(transport), operation, args).await,
        "huawei-vod" => huawei_vod::call(&ProductClient::from_transport(transport), operation, args).await,
        "tencent-tiw" => tencent_tiw::call(&ProductClient::from_transport(transport), operation, args).await,
        "tencent-vod" => tencent_vod::call(&ProductClient::from_transport(transport), operation, args).await,
        key => panic!("unknown product `{key}`"),
    }
}

/// Runs the example of a product against `emulator`. Returns how many images it found.
pub(crate) async fn example(product: &str, emulator: &Emulator) -> usize {
    let images = match product {
        "alibaba-ice" => alibaba_ice_example::run(&client(emulator)).await,
        "alibaba-mts" => alibaba_mts_example::run(&client(emulator)).await,
        "alibaba-vod" => alibaba_vod_example::run(&client(emulator)).await,
        "huawei-mpc" => huawei_mpc_example::run(&client(emulator)).await,
        "huawei-vod" => huawei_vod_example::run(&client(emulator)).await,
        "tencent-tiw" => tencent_tiw_example::run(&client(emulator)).await,
        "tencent-vod" => tencent_vod_example::run(&client(emulator)).await,
        key => panic!("unknown product `{key}`"),
    };
    images.unwrap_or_else(|error| panic!("{product}: {error}")).len()
}
