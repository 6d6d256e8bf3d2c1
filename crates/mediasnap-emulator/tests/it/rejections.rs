//! Requests that are rejected before an operation is executed.

use std::sync::Arc;
use std::time::Duration;

use mediasnap_client::Product;
use mediasnap_client::auth::AccessKey;
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, PRODUCTS, SECRET_ACCESS_KEY};
use serde_json::{Value, json};

use crate::http::send;
use crate::{call, client, client_as, error_of, start};

/// Returns an operation of a product, and arguments with which it succeeds.
async fn sample(product: &'static Product) -> (&'static str, Value) {
    let emulator = Emulator::builder().rate_limits(false).start().await.unwrap();
    let client = client(&emulator, product);
    let folder = format!(
        "{}/../../tests/products/{}",
        env!("CARGO_MANIFEST_DIR"),
        product.key
    );
    let mut sample = None;
    for operation in product.operations {
        let file = format!("{folder}/arguments/{}.json", operation.id);
        let sets: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        if call(&client, operation.id, sets["minimal"].clone()).await.is_ok() {
            sample = Some((operation.id, sets["minimal"].clone()));
            break;
        }
    }
    sample.unwrap()
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
    for product in PRODUCTS.iter().copied() {
        let (operation, arguments) = sample(product).await;
        let wrong = client_as(&emulator, product, AccessKey::new(ACCESS_KEY_ID, "wrong"));
        let code = expected(
            product,
            "APIGW.0301",
            "AuthFailure.SignatureFailure",
            ("SignatureDoesNotMatch", 400),
        );
        assert_eq!(
            error_of(&wrong, operation, arguments.clone()).await,
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
            error_of(&unknown, operation, arguments).await,
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
    for product in PRODUCTS.iter().copied() {
        let (operation, arguments) = sample(product).await;
        let code = expected(
            product,
            "APIGW.0301",
            "AuthFailure.SignatureExpire",
            ("InvalidTimeStamp.Expired", 400),
        );
        assert_eq!(
            error_of(&client(&emulator, product), operation, arguments).await,
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
    for product in PRODUCTS.iter().copied() {
        let (operation, arguments) = sample(product).await;
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
            error_of(&denied, operation, arguments).await,
            code,
            "{}",
            product.key
        );
    }
}

#[tokio::test]
async fn an_unsigned_request_is_rejected_with_an_error_of_the_vendor() {
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
    let request = mediasnap_client::arguments::build_request(operation, &serde_json::Map::new()).unwrap();
    let signed = ice.sign(operation, &request).await.unwrap();
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

/// Returns the error codes of sixty calls at once, sent as bytes because the client would wait. A response without a code has an empty one.
async fn codes_of_many(emulator: &Emulator) -> Vec<String> {
    let tiw = client(emulator, &mediasnap_tencent_tiw::PRODUCT);
    let operation = tiw.product().operation("DescribeSnapshotTask").unwrap();
    let arguments = json!({ "SdkAppId": 1, "TaskID": "x" });
    let request =
        mediasnap_client::arguments::build_request(operation, arguments.as_object().unwrap()).unwrap();
    let signed = Arc::new(tiw.sign(operation, &request).await.unwrap());
    let calls: Vec<_> = (0..60)
        .map(|_| {
            let signed = Arc::clone(&signed);
            tokio::spawn(async move {
                let headers: Vec<(&str, &str)> = signed
                    .headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                let response = send(signed.method, &signed.url, &headers, &signed.body)
                    .await
                    .json();
                response["Response"]["Error"]["Code"]
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
async fn documented_rate_limits_are_enforced() {
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
