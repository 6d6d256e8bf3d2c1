//! Requests that are refused before any operation sees them.

use std::sync::Arc;
use std::time::Duration;

use mediasnap_client::Product;
use mediasnap_client::auth::AccessKey;
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, SECRET_ACCESS_KEY};
use serde_json::{Value, json};

use crate::http::send;
use crate::{call, client, client_as, refusal, start};

const PRODUCTS: [&Product; 5] = [
    &mediasnap_huawei_mpc::PRODUCT,
    &mediasnap_huawei_vod::PRODUCT,
    &mediasnap_tencent_tiw::PRODUCT,
    &mediasnap_alibaba_vod::PRODUCT,
    &mediasnap_alibaba_ice::PRODUCT,
];

/// An operation of each product, and arguments that it takes.
fn sample(product: &Product) -> (&'static str, Value) {
    match product.key {
        "huawei-mpc" => ("ListThumbnailsTask", json!({})),
        "huawei-vod" => ("ListThumbnailInfo", json!({ "asset_id": "a" })),
        "tencent-tiw" => (
            "CreateSnapshotTask",
            json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {} }),
        ),
        "alibaba-vod" => ("ListSnapshots", json!({ "VideoId": "v" })),
        _ => ("ListLiveSnapshotJobs", json!({})),
    }
}

fn expected(product: &Product, huawei: &str, tencent: &str, alibaba: (&str, u16)) -> (String, u16) {
    match product.vendor.as_str() {
        "huawei" => (
            huawei.to_owned(),
            if huawei.ends_with("0302") { 403 } else { 401 },
        ),
        "tencent" => (tencent.to_owned(), 200),
        _ => (alibaba.0.to_owned(), alibaba.1),
    }
}

#[tokio::test]
async fn keys_and_secrets_are_checked() {
    let emulator = start().await;
    for product in PRODUCTS {
        let (operation, arguments) = sample(product);
        let wrong = client_as(&emulator, product, AccessKey::new(ACCESS_KEY_ID, "wrong"));
        let code = expected(
            product,
            "APIGW.0301",
            "AuthFailure.SignatureFailure",
            ("SignatureDoesNotMatch", 400),
        );
        assert_eq!(
            refusal(&wrong, operation, arguments.clone()).await,
            code,
            "{}",
            product.key
        );
        let unknown = client_as(&emulator, product, AccessKey::new("UNKNOWN", SECRET_ACCESS_KEY));
        let code = expected(
            product,
            "APIGW.0301",
            "AuthFailure.SecretIdNotFound",
            ("InvalidAccessKeyId.NotFound", 404),
        );
        assert_eq!(
            refusal(&unknown, operation, arguments).await,
            code,
            "{}",
            product.key
        );
    }
}

#[tokio::test]
async fn clocks_are_checked() {
    let emulator = start().await;
    emulator.advance_clock(Duration::from_secs(16 * 60));
    for product in PRODUCTS {
        let (operation, arguments) = sample(product);
        let code = expected(
            product,
            "APIGW.0301",
            "AuthFailure.SignatureExpire",
            ("InvalidTimeStamp.Expired", 400),
        );
        assert_eq!(
            refusal(&client(&emulator, product), operation, arguments).await,
            code,
            "{}",
            product.key
        );
    }
}

#[tokio::test]
async fn denials_hold_for_the_key() {
    let emulator = Emulator::builder()
        .access_key("a", "s")
        .access_key("b", "s")
        .deny("b", "*")
        .start()
        .await
        .unwrap();
    for product in PRODUCTS {
        let (operation, arguments) = sample(product);
        let allowed = client_as(&emulator, product, AccessKey::new("a", "s"));
        call(&allowed, operation, arguments.clone()).await.unwrap();
        let denied = client_as(&emulator, product, AccessKey::new("b", "s"));
        let code = expected(
            product,
            "APIGW.0302",
            "UnauthorizedOperation",
            ("NoPermission", 403),
        );
        assert_eq!(
            refusal(&denied, operation, arguments).await,
            code,
            "{}",
            product.key
        );
    }
}

#[tokio::test]
async fn a_request_without_a_signature_is_refused_in_the_words_of_the_vendor() {
    let emulator = start().await;
    let path = format!(
        "{}/v1/0123456789abcdef0123456789abcdef/thumbnails",
        emulator.url()
    );
    let huawei = send("GET", &path, &[], b"").await;
    assert_eq!(
        (huawei.status, &huawei.json()["error_code"]),
        (401, &json!("APIGW.0301"))
    );
    let root = format!("{}/", emulator.url());
    let headers = [
        ("X-TC-Action", "DescribeSnapshotTask"),
        ("X-TC-Version", "2019-09-19"),
    ];
    let tencent = send("POST", &root, &headers, b"{}").await;
    let code = tencent.json()["Response"]["Error"]["Code"].clone();
    assert_eq!(
        (tencent.status, code),
        (200, json!("AuthFailure.InvalidAuthorization"))
    );
    let headers = [("x-acs-action", "ListSnapshots"), ("x-acs-version", "2017-03-21")];
    let alibaba = send("POST", &root, &headers, b"").await;
    assert_eq!(
        (alibaba.status, &alibaba.json()["Code"]),
        (400, &json!("MissingAccessKeyId"))
    );
    let nothing = send("GET", &format!("{root}nothing"), &[], b"").await;
    assert_eq!(nothing.status, 404);
}

#[tokio::test]
async fn a_request_cannot_be_sent_twice() {
    let emulator = start().await;
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let operation = ice.product().operation("ListLiveSnapshotJobs").unwrap();
    let draft = mediasnap_client::arguments::draft(operation, &serde_json::Map::new()).unwrap();
    let signed = ice.sign(operation, &draft).await.unwrap();
    let headers: Vec<(&str, &str)> = signed
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let first = send(signed.method, &signed.url, &headers, &signed.body).await;
    assert_eq!(first.status, 200);
    let again = send(signed.method, &signed.url, &headers, &signed.body).await;
    assert_eq!(
        (again.status, &again.json()["Code"]),
        (400, &json!("SignatureNonceUsed"))
    );
}

/// The codes of sixty calls at once, sent as bytes: a client of ours would wait. An answer without a code has none.
async fn codes_of_many(emulator: &Emulator) -> Vec<String> {
    let tiw = client(emulator, &mediasnap_tencent_tiw::PRODUCT);
    let operation = tiw.product().operation("DescribeSnapshotTask").unwrap();
    let arguments = json!({ "SdkAppId": 1, "TaskID": "x" });
    let draft = mediasnap_client::arguments::draft(operation, arguments.as_object().unwrap()).unwrap();
    let signed = Arc::new(tiw.sign(operation, &draft).await.unwrap());
    let calls: Vec<_> = (0..60)
        .map(|_| {
            let signed = Arc::clone(&signed);
            tokio::spawn(async move {
                let headers: Vec<(&str, &str)> = signed
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let answer = send(signed.method, &signed.url, &headers, &signed.body)
                    .await
                    .json();
                answer["Response"]["Error"]["Code"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            })
        })
        .collect();
    let mut codes = Vec::new();
    for call in calls {
        codes.push(call.await.unwrap());
    }
    codes
}

#[tokio::test]
async fn the_documented_rate_holds() {
    let codes = codes_of_many(&start().await).await;
    let count = |wanted: &str| codes.iter().filter(|code| *code == wanted).count();
    assert!(count("InvalidParameter.TaskNotFound") >= 20, "{codes:?}");
    assert!(count("RequestLimitExceeded") > 0, "{codes:?}");

    let patient = Emulator::builder().rate_limits(false).start().await.unwrap();
    let codes = codes_of_many(&patient).await;
    assert!(
        codes.iter().all(|code| code == "InvalidParameter.TaskNotFound"),
        "{codes:?}"
    );
}
