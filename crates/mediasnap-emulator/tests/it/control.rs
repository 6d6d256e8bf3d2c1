//! Faults, the control endpoint and the request log.

use std::time::{Duration, Instant};

use mediasnap_emulator::{BodyFault, Emulator, Fault, PRODUCTS};
use serde_json::{Value, json};

use crate::http::send;
use crate::{call, client, error_of, jpeg, let_finish, products, start};

pub(crate) async fn control(emulator: &Emulator, method: &str, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/_emulator/{path}", emulator.url());
    let headers = [("Content-Type", "application/json")];
    let response = send(method, &url, &headers, body.to_string().as_bytes()).await;
    (response.status, response.json())
}

#[tokio::test]
async fn injected_errors_have_the_vendors_envelope() {
    let emulator = start().await;
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let rules = json!([
        { "operation": "GetSystemTemplate", "nth": 2, "code": "TemplateNotFound", "message": "gone" },
        { "operation": "ListLiveSnapshotJobs", "times": 1, "throttle": true },
        { "product": "tencent-tiw", "status": 503 },
    ]);
    assert_eq!(
        control(&emulator, "PUT", "faults", rules.clone()).await,
        (200, rules)
    );
    let id = json!({ "TemplateId": "S00000002-100010" });
    call(&ice, "GetSystemTemplate", id.clone()).await.unwrap();
    assert_eq!(
        error_of(&ice, "GetSystemTemplate", id.clone()).await,
        ("TemplateNotFound".to_owned(), 404)
    );
    call(&ice, "GetSystemTemplate", id).await.unwrap();
    assert_eq!(
        error_of(&ice, "ListLiveSnapshotJobs", json!({})).await,
        ("Throttling.User".to_owned(), 400)
    );
    call(&ice, "ListLiveSnapshotJobs", json!({})).await.unwrap();
    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let describe = json!({ "SdkAppId": 1, "TaskID": "x" });
    assert_eq!(error_of(&tiw, "DescribeSnapshotTask", describe).await.1, 503);

    let logged = emulator.requests();
    assert_eq!(logged.len(), 6);
    assert_eq!(
        (logged[1].code.as_deref(), logged[1].fault),
        (Some("TemplateNotFound"), true)
    );
    let (_, listed) = control(&emulator, "GET", "requests", json!(null)).await;
    assert_eq!(listed[5]["operation"], "DescribeSnapshotTask");
    assert_eq!(
        control(&emulator, "DELETE", "faults", json!(null)).await,
        (200, json!([]))
    );
    assert_eq!(
        control(&emulator, "PUT", "faults", json!([{ "operaton": "typo" }]))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn responses_are_delayed_corrupted_or_dropped_by_rule() {
    let emulator = start().await;
    let mpc = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let list = || call(&mpc, "ListThumbnailsTask", json!({}));
    let set = |fault: Fault| emulator.set_faults(vec![fault]);
    set(Fault {
        latency_ms: Some(300),
        ..Fault::default()
    });
    let began = Instant::now();
    list().await.unwrap();
    assert!(began.elapsed() >= Duration::from_millis(300));
    for fault in [BodyFault::Truncated, BodyFault::Malformed, BodyFault::Empty] {
        set(Fault {
            body: Some(fault),
            ..Fault::default()
        });
        let operation = mpc.product().operation("ListThumbnailsTask").unwrap();
        let request = mediasnap_client::arguments::build_request(operation, &serde_json::Map::new()).unwrap();
        let response = mpc.call(operation, &request).await;
        let fails = response.is_err() || serde_json::from_slice::<Value>(&response.unwrap().body).is_err();
        assert!(fails, "{fault:?}");
    }
    set(Fault {
        reset: true,
        ..Fault::default()
    });
    let error = list().await.unwrap_err();
    assert_eq!(error.kind(), mediasnap_client::ErrorKind::Transport, "{error}");
    let nothing = send("GET", &format!("{}/v1/0123/thumbnails", emulator.url()), &[], b"").await;
    assert_eq!(nothing.status, 0);
}

#[tokio::test]
async fn a_truncated_body_breaks_off_in_the_middle() {
    let emulator = start().await;
    emulator.set_faults(vec![Fault {
        body: Some(BodyFault::Truncated),
        ..Fault::default()
    }]);
    let path = format!("{}/v1/0123/thumbnails", emulator.url());
    let cut = send("GET", &path, &[], b"").await;
    emulator.set_faults(Vec::new());
    let whole = send("GET", &path, &[], b"").await;
    assert_eq!((cut.status, cut.body.len()), (401, whole.body.len() / 2));
}

#[tokio::test]
async fn requests_of_other_sites_and_with_two_hosts_are_rejected() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    call(&vod, "SubmitSnapshotJob", json!({ "VideoId": "v" }))
        .await
        .unwrap();
    let reset = format!("{}/_emulator/reset", emulator.url());
    let root = format!("{}/", emulator.url());
    for headers in [
        [("Origin", "http://evil.example"), ("Accept", "*/*")],
        [("Origin", "null"), ("Accept", "*/*")],
        [("Sec-Fetch-Site", "cross-site"), ("Accept", "*/*")],
    ] {
        assert_eq!(send("POST", &reset, &headers, b"").await.status, 403);
        assert_eq!(
            send("GET", &format!("{root}?Action=A"), &headers, b"")
                .await
                .status,
            403
        );
    }
    let twice = [("Host", "a"), ("Host", "b")];
    assert_eq!(send("GET", &root, &twice, b"").await.status, 400);
    let jobs = json!({ "MediaId": "v", "JobType": "snapshot" });
    let jobs = call(&vod, "ListJobInfo", jobs).await.unwrap();
    assert_eq!(jobs["JobInfoList"].as_array().map(Vec::len), Some(1));
    let own = [("Origin", emulator.url()), ("Content-Type", "application/json")];
    assert_eq!(send("POST", &reset, &own, b"").await.status, 200);
}

#[tokio::test]
async fn a_reset_can_come_after_the_call_was_executed() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    emulator.set_faults(vec![Fault {
        reset: true,
        after: true,
        times: Some(1),
        ..Fault::default()
    }]);
    call(&vod, "SubmitSnapshotJob", json!({ "VideoId": "v" }))
        .await
        .unwrap_err();
    let jobs = call(
        &vod,
        "ListJobInfo",
        json!({ "MediaId": "v", "JobType": "snapshot" }),
    )
    .await
    .unwrap();
    assert_eq!(jobs["JobInfoList"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn the_clock_can_be_stopped_and_moved() {
    let emulator = Emulator::builder().now(1_700_000_000).start().await.unwrap();
    let stop = json!({ "now": 1_700_000_000, "running": false });
    let (status, clock) = control(&emulator, "PUT", "clock", stop).await;
    assert_eq!(
        (status, &clock["now"], &clock["running"]),
        (200, &json!(1_700_000_000), &json!(false))
    );
    control(&emulator, "PUT", "clock", json!({ "advance": 2.5 })).await;
    assert_eq!(emulator.now().timestamp_millis(), 1_700_000_002_500);
    assert_eq!(
        control(&emulator, "PUT", "clock", json!({ "speed": 2 })).await.0,
        400
    );
}

#[tokio::test]
async fn a_state_can_be_carried_over() {
    let first = start().await;
    let vod = client(&first, &mediasnap_alibaba_vod::PRODUCT);
    let submitted = call(&vod, "SubmitSnapshotJob", json!({ "VideoId": "v" }))
        .await
        .unwrap();
    let (_, state) = control(&first, "GET", "state", json!(null)).await;
    let second = start().await;
    assert_eq!(control(&second, "PUT", "state", state).await, (200, json!({})));
    let vod = client(&second, &mediasnap_alibaba_vod::PRODUCT);
    let job = json!({ "JobId": submitted["SnapshotJob"]["JobId"], "JobType": "snapshot" });
    call(&vod, "GetJobDetail", job.clone()).await.unwrap();
    control(&second, "POST", "reset", json!(null)).await;
    assert_eq!(error_of(&vod, "GetJobDetail", job).await.0, "NoSuchResource");
    let (status, description) = control(&second, "GET", "", json!(null)).await;
    assert_eq!((status, &description["openapi"]), (200, &json!("3.0.3")));
    let keys = PRODUCTS.iter().map(|product| json!(product.key));
    assert_eq!(
        description["components"]["schemas"]["Fault"]["properties"]["product"]["enum"],
        keys.chain([Value::Null]).collect::<Value>()
    );
}

#[tokio::test]
async fn a_state_holds_everything() {
    let first = start().await;
    let mut ids = Vec::new();
    for (product, creates) in products::creates() {
        for (operation, arguments) in creates {
            ids.push(
                call(&client(&first, product), operation, arguments)
                    .await
                    .unwrap(),
            );
        }
    }
    let tables = |state: &Value| state["tables"].clone();
    let state = control(&first, "GET", "state", json!(null)).await.1;
    let kept = tables(&state);
    let records = |tables: &Value| -> Vec<Value> {
        let tables = tables.as_object().unwrap().values();
        tables
            .flat_map(|table| table.as_array().unwrap().clone())
            .collect()
    };
    for product in PRODUCTS {
        let mut own = kept.as_object().unwrap().iter();
        let is_own = |(name, table): (&String, &Value)| name.starts_with(product.key) && table != &json!([]);
        assert!(own.any(is_own), "{}", product.key);
    }
    control(&first, "POST", "reset", json!(null)).await;
    let empty = tables(&control(&first, "GET", "state", json!(null)).await.1);
    assert_eq!(records(&empty), Vec::<Value>::new());
    let second = Emulator::builder().seed(8).start().await.unwrap();
    for emulator in [&first, &second] {
        assert_eq!(
            control(emulator, "PUT", "state", state.clone()).await,
            (200, json!({}))
        );
        assert_eq!(
            tables(&control(emulator, "GET", "state", json!(null)).await.1),
            kept
        );
        // New records have ids of their own.
        for (product, creates) in products::creates() {
            for (operation, arguments) in creates {
                let made = call(&client(emulator, product), operation, arguments)
                    .await
                    .unwrap();
                assert!(!ids.contains(&made), "{operation}: {made}");
            }
        }
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_ids_and_the_same_faults() {
    let mut runs = Vec::new();
    for seed in [5, 5, 6] {
        let fault = json!({ "probability": 0.5, "status": 500, "operation": "SubmitSnapshotJob" });
        let emulator = Emulator::builder()
            .seed(seed)
            .fault(serde_json::from_value(fault).unwrap())
            .start()
            .await
            .unwrap();
        let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
        let mut run = Vec::new();
        for _ in 0..24 {
            let response = call(&vod, "SubmitSnapshotJob", json!({ "VideoId": "v" })).await;
            run.push(response.map(|response| response.to_string()).unwrap_or_default());
        }
        let failed = run.iter().filter(|response| response.is_empty()).count();
        assert!((3..=21).contains(&failed), "{failed} of 24");
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn invalid_control_requests_change_nothing() {
    let emulator = start().await;
    for faults in [
        json!([{ "probability": 1.5 }]),
        json!([{ "nth": 0 }]),
        json!([{ "status": 99 }]),
        json!([{ "product": "alibaba-live" }]),
        json!([{ "product": "tencent-tiw", "operation": "SubmitSnapshotJob" }]),
        json!([["alibaba-vod", null]]),
    ] {
        let (status, response) = control(&emulator, "PUT", "faults", faults).await;
        assert_eq!(status, 400, "{response}");
    }
    let (_, faults) = control(&emulator, "GET", "faults", json!(null)).await;
    assert_eq!(faults, json!([]));
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    call(&vod, "SubmitSnapshotJob", json!({ "VideoId": "v" }))
        .await
        .unwrap();
    let (_, before) = control(&emulator, "GET", "state", json!(null)).await;
    for table in ["notifications", "objects", "alibaba-vod/jobs"] {
        let mut state = before.clone();
        let bad = json!({ "id": "bad", "record": { "unknown": 1 } });
        state["tables"][table].as_array_mut().unwrap().push(bad);
        assert_eq!(control(&emulator, "PUT", "state", state).await.0, 400, "{table}");
        let (_, after) = control(&emulator, "GET", "state", json!(null)).await;
        assert_eq!(after["tables"], before["tables"], "{table}");
    }
    for change in [
        json!({ "now": i64::MAX }),
        json!({ "advance": 1e300 }),
        json!([null]),
    ] {
        let (status, response) = control(&emulator, "PUT", "clock", change).await;
        assert_eq!(status, 400, "{response}");
    }
    let (status, response) = control(&emulator, "POST", "clock", json!({})).await;
    assert_eq!(
        (status, &response["error"]),
        (405, &json!("this control resource accepts GET, PUT only"))
    );
    let probable = Fault {
        probability: Some(-1.0),
        ..Fault::default()
    };
    assert!(Emulator::builder().fault(probable).start().await.is_err());
}

#[tokio::test]
async fn images_that_cannot_be_rendered_are_rejected() {
    let emulator = start().await;
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let arguments = |params: Value| {
        json!({
            "Input": { "Type": "OSS", "Media": "oss://b/a.mp4" },
            "Output": { "Type": "OSS", "Media": "oss://b/{Count}.jpg" },
            "TemplateConfig": { "TemplateId": "t", "OverwriteParams": params },
        })
    };
    for params in [
        json!({ "Type": "Normal", "Width": 100_000, "Height": 10 }),
        json!({ "Type": "Sprite", "Count": 4, "SpriteSnapshotConfig": { "CellWidth": i32::MAX, "CellHeight": 9, "Columns": 9 } }),
        json!({ "Type": "Sprite", "Count": 100, "SpriteSnapshotConfig": { "CellWidth": 4096, "CellHeight": 4096 } }),
    ] {
        let rejected = error_of(&ice, "SubmitSnapshotJob", arguments(params)).await;
        assert_eq!(rejected, ("InvalidParameter".to_owned(), 400));
    }
    // The single row of this sprite is long, but it can be rendered.
    let sprite = json!({ "CellWidth": 720, "CellHeight": 480, "Columns": 20, "Lines": 20, "Margin": 20, "Padding": 20 });
    let params = json!({ "Type": "Sprite", "Count": 5, "SpriteSnapshotConfig": sprite });
    let job = call(&ice, "SubmitSnapshotJob", arguments(params)).await.unwrap();
    let_finish(&emulator);
    let urls = call(&ice, "GetSnapshotUrls", json!({ "JobId": job["JobId"] }))
        .await
        .unwrap();
    let size = jpeg(urls["SnapshotUrls"][0].as_str().unwrap()).await;
    assert_eq!(size, (2 * 20 + 20 * 720 + 19 * 20, 2 * 20 + 480));
}
