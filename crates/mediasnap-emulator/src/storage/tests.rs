//! Tests of calls whose changes cannot be written.

use mediasnap_client::auth::AccessKey;
use mediasnap_client::{ClientBuilder, RateLimits, RetryPolicy, Transport, arguments};
use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::products::PRODUCTS;
use crate::protocol::defaults::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};

/// Calls an operation and returns the response, or an empty object if it is rejected.
async fn call(client: &Transport, operation: &str, arguments: Value) -> Value {
    let operation = client.product().operation(operation).unwrap();
    let request = arguments::build_request(operation, arguments.as_object().unwrap()).unwrap();
    match client.call(operation, &request).await {
        Ok(response) => serde_json::from_slice(&response.body).unwrap(),
        Err(error) => {
            assert_eq!(error.status(), Some(500), "{error}");
            json!({})
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rejected_call_leaves_nothing_behind_and_reads_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("data.sqlite");
    let open = || Emulator::builder().data(&file).rate_limits(false).start();
    let mut products = PRODUCTS.iter().copied();
    let product = products.find(|product| product.operation("CreateCustomTemplate").is_some());
    let product = product.unwrap();
    let client = |emulator: &Emulator| {
        ClientBuilder::<Transport>::new()
            .endpoint(emulator.url())
            .credentials(AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
            .retry(RetryPolicy::none())
            .rate_limits(RateLimits::none())
            .transport(product)
            .unwrap()
    };
    let list = || json!({ "Type": "2", "PageSize": 100 });
    let count = |listed: &Value| listed["CustomTemplateList"].as_array().unwrap().len();
    let emulator = open().await.unwrap();
    let ice = client(&emulator);
    let template =
        || json!({ "Name": "n".repeat(500), "Type": 2, "TemplateConfig": "{\"Type\":\"Normal\"}" });
    let first = call(&ice, "CreateCustomTemplate", template()).await;
    let id = first["CustomTemplate"]["TemplateId"].as_str().unwrap().to_owned();

    emulator.journal().set_full(true);
    let (mut created, mut rejected) = (1, 0);
    while rejected < 10 {
        let calls = (0..4).map(|_| call(&ice, "CreateCustomTemplate", template()));
        for response in futures_util::future::join_all(calls).await {
            if response.get("CustomTemplate").is_some() {
                created += 1;
            } else {
                rejected += 1;
            }
        }
        assert!(created < 1000, "the file is never full");
    }
    assert_eq!(
        count(&call(&ice, "ListCustomTemplates", list()).await),
        created.min(100)
    );
    let update = json!({ "TemplateId": id, "Name": "m".repeat(20_000) });
    call(&ice, "UpdateCustomTemplate", update).await;
    let read = call(&ice, "GetCustomTemplate", json!({ "TemplateId": id })).await;
    assert_eq!(read["CustomTemplate"]["TemplateName"], "n".repeat(500));

    // Live jobs publish images when they are read.
    emulator.journal().set_full(false);
    let live = json!({
        "JobName": "j", "TemplateId": "S00000003-100010",
        "SnapshotOutput": { "StorageType": "oss", "Endpoint": "e", "Bucket": "live" },
        "StreamInput": { "Type": "rtmp", "Url": "rtmp://push.example.com/app/stream" },
    });
    let job = call(&ice, "SubmitLiveSnapshotJob", live).await["JobId"].clone();
    let before = emulator.now();
    emulator.advance_clock(std::time::Duration::from_secs(600));
    emulator.journal().set_full(true);
    let files = json!({
        "JobId": job, "Limit": 50,
        "StartTime": crate::clock::rfc3339(before), "EndTime": crate::clock::rfc3339(emulator.now()),
    });
    let files = call(&ice, "ListLiveSnapshotFiles", files).await;
    assert_eq!(files["FileList"].as_array().unwrap().len(), 50);

    emulator.journal().set_full(false);
    call(&ice, "CreateCustomTemplate", template()).await;
    created += 1;
    drop(emulator);
    let again = open().await.unwrap();
    let listed = call(&client(&again), "ListCustomTemplates", list()).await;
    assert_eq!(listed["Total"], created);
}
