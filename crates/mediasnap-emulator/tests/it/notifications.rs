//! Notifications, and the page.

use std::time::Duration;

use mediasnap_client::Operation;
use mediasnap_client::auth::Secret;
use mediasnap_client::auth::webhook::{Notification, WebhookError};
use mediasnap_emulator::{Emulator, PRODUCTS};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::http::send;
use crate::{call, client, let_finish, start};

/// Receives one notification. Returns its head and its body.
async fn receive(listener: &TcpListener) -> (String, Value) {
    let receive = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        loop {
            let mut more = [0; 4096];
            let read = stream.read(&mut more).await.unwrap();
            bytes.extend_from_slice(&more[..read]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            if let Some((head, body)) = text.split_once("\r\n\r\n")
                && let Ok(body) = serde_json::from_str(body)
            {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                    .await
                    .unwrap();
                return (head.to_owned(), body);
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), receive)
        .await
        .unwrap()
}

/// The value of a header.
fn header<'a>(head: &'a str, wanted: &str) -> &'a str {
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    lines
        .filter(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
        .next()
        .unwrap()
}

#[tokio::test]
async fn the_end_of_a_job_is_notified_and_signed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?a=回调", listener.local_addr().unwrap());
    let emulator = Emulator::builder().callback_key("a-key").start().await.unwrap();
    let check = |notification: Notification<'_>, time: &str, signature: &str| {
        let keys = [Secret::from("a-key")];
        notification
            .verify(&keys, time, signature, emulator.now(), Duration::from_secs(20))
            .unwrap();
        let others = [Secret::from("another-key")];
        let rejected = notification.verify(&others, time, signature, emulator.now(), Duration::from_secs(20));
        assert_eq!(rejected, Err(WebhookError::BadSignature));
    };

    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let create = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {}, "CallbackURL": url });
    let created = call(&tiw, "CreateSnapshotTask", create).await.unwrap();
    let_finish(&emulator);
    let (_, body) = receive(&listener).await;
    assert_eq!(body["TaskID"], created["Response"]["TaskID"]);
    let expires = body["ExpireTime"].as_i64().unwrap();
    assert!(
        (500..=600).contains(&(expires - emulator.now().timestamp())),
        "{expires}"
    );
    check(
        Notification::TencentExpiring,
        &expires.to_string(),
        body["Sign"].as_str().unwrap(),
    );

    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let data = json!({ "MessageCallback": { "CallbackURL": url }, "Extend": { "mine": 1 } });
    let submit = json!({ "VideoId": "v", "UserData": data.to_string() });
    let submitted = call(&vod, "SubmitSnapshotJob", submit).await.unwrap();
    let_finish(&emulator);
    let (head, body) = receive(&listener).await;
    assert!(
        head.starts_with("POST /hook?a=%E5%9B%9E%E8%B0%83 HTTP/1.1\r\n"),
        "{head}"
    );
    let signed = [header(&head, "X-VOD-TIMESTAMP"), header(&head, "X-VOD-SIGNATURE")];
    check(Notification::AlibabaUrl { url: &url }, signed[0], signed[1]);
    assert_eq!(body["JobId"], submitted["SnapshotJob"]["JobId"]);
    assert_eq!(
        (&body["Status"], &body["Extend"]),
        (&json!("success"), &json!("{\"mine\":1}"))
    );

    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let submit = json!({
        "JobName": "j", "TemplateId": "S00000003-100010", "CallbackUrl": url,
        "SnapshotOutput": { "StorageType": "oss", "Endpoint": "e", "Bucket": "live" },
        "StreamInput": { "Type": "rtmp", "Url": "rtmp://push.example.com/app/stream" },
    });
    let submitted = call(&ice, "SubmitLiveSnapshotJob", submit).await.unwrap();
    emulator.advance_clock(Duration::from_secs(5));
    let (head, body) = receive(&listener).await;
    let signed = [header(&head, "X-ICE-TIMESTAMP"), header(&head, "X-ICE-SIGNATURE")];
    check(Notification::AlibabaUrl { url: &url }, signed[0], signed[1]);
    assert_eq!(
        (&body["JobId"], &body["OssBucket"]),
        (&submitted["JobId"], &json!("live"))
    );

    let vod = client(&emulator, &mediasnap_huawei_vod::PRODUCT);
    let create = json!({
        "input": { "bucket": "in", "object": "a.mp4" }, "output": { "bucket": "out", "object": "o" },
        "thumbnail_task": [{ "type": "DOTS", "dots": [1] }], "callback_url": url,
    });
    let created = call(&vod, "CreateObjectProcessTask", create).await.unwrap();
    let_finish(&emulator);
    let (head, body) = receive(&listener).await;
    let message = body["message"].as_str().unwrap();
    let signed = [header(&head, "auth_timestamp"), header(&head, "auth_sign")];
    check(Notification::HuaweiMessage { message }, signed[0], signed[1]);
    let message: Value = serde_json::from_str(message).unwrap();
    assert_eq!(message["task_id"], created["task_id"]);
}

/// Receives one notification and responds with a status.
async fn reject(listener: &TcpListener, status: &str) {
    let (mut stream, _) = tokio::time::timeout(Duration::from_secs(20), listener.accept())
        .await
        .unwrap()
        .unwrap();
    let mut bytes = [0; 4096];
    assert!(stream.read(&mut bytes).await.unwrap() > 0);
    let response = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(response.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn a_rejected_notification_is_sent_three_times() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let emulator = crate::start().await;
    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let create = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {}, "CallbackURL": url });
    call(&tiw, "CreateSnapshotTask", create).await.unwrap();
    let_finish(&emulator);
    // Only 200 counts as accepted.
    for status in ["500 Internal Server Error", "204 No Content", "302 Found"] {
        reject(&listener, status).await;
    }
    let fourth = tokio::time::timeout(Duration::from_secs(3), listener.accept()).await;
    assert!(fourth.is_err(), "there are three attempts");
}

#[tokio::test]
async fn notifications_survive_a_restart_and_not_a_reset() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let start = || Emulator::builder().data(directory.path().join("data")).start();
    let create = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {}, "CallbackURL": url });
    let emulator = start().await.unwrap();
    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    call(&tiw, "CreateSnapshotTask", create.clone()).await.unwrap();
    emulator.reset();
    let created = call(&tiw, "CreateSnapshotTask", create).await.unwrap();
    drop(emulator);
    let emulator = start().await.unwrap();
    let_finish(&emulator);
    let (_, body) = receive(&listener).await;
    assert_eq!(body["TaskID"], created["Response"]["TaskID"]);
    let second = tokio::time::timeout(Duration::from_secs(2), listener.accept()).await;
    assert!(second.is_err(), "it is sent once");
}

#[tokio::test]
async fn the_page_shows_jobs_and_images() {
    let emulator = crate::start().await;
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let submitted = call(&vod, "SubmitSnapshotJob", json!({ "VideoId": "<v>" }))
        .await
        .unwrap();
    let_finish(&emulator);
    let page = send("GET", &format!("{}/", emulator.url()), &[], b"").await;
    let text = String::from_utf8(page.body).unwrap();
    assert_eq!(page.status, 200);
    assert!(
        text.contains(submitted["SnapshotJob"]["JobId"].as_str().unwrap())
            && text.contains("<img src=\"/objects/")
    );
    assert!(text.contains("&lt;v&gt;") && !text.contains("<v>"));
}

#[tokio::test]
async fn callbacks_to_link_local_addresses_are_rejected() {
    let emulator = start().await;
    let place = json!({ "bucket": "b", "location": "l", "object": "o" });
    for (url, accepted) in [
        ("http://169.254.169.254/latest", false),
        ("http://2852039166/", false),
        ("http://0xa9fea9fe/", false),
        ("http://[fe80::1]:80/", false),
        ("http://[::ffff:169.254.169.254]/", false),
        ("http://127.0.0.1:9/", true),
        ("http://callbacks.example/", true),
    ] {
        let data = json!({ "MessageCallback": { "CallbackURL": url } }).to_string();
        let live = json!({
            "JobName": "j", "TemplateId": "t", "CallbackUrl": url,
            "SnapshotOutput": { "StorageType": "oss", "Endpoint": "e", "Bucket": "live" },
            "StreamInput": { "Type": "rtmp", "Url": "rtmp://push.example.com/app/stream" },
        });
        let tasks = json!([{ "type": "DOTS", "dots": [1] }]);
        let workflow =
            json!({ "input": place, "output": place, "thumbnail_task": tasks, "callback_url": url });
        let room = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {}, "CallbackURL": url });
        for (operation, arguments) in [
            ("SubmitSnapshotJob", json!({ "VideoId": "v", "UserData": data })),
            ("SubmitLiveSnapshotJob", live),
            ("CreateSnapshotTask", room),
            ("CreateObjectProcessTask", workflow),
        ] {
            let takes = |operation: &Operation| {
                let mut names = arguments.as_object().unwrap().keys();
                names.all(|name| operation.parameter(name).is_some())
            };
            let mut products = PRODUCTS.iter().copied();
            let product = products.find(|product| product.operation(operation).is_some_and(takes));
            let result = call(&client(&emulator, product.unwrap()), operation, arguments.clone()).await;
            assert_eq!(result.is_ok(), accepted, "{operation} {url} {result:?}");
        }
    }
}
