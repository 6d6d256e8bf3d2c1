//! Notifications, and the page.

use std::time::Duration;

use mediasnap_emulator::Emulator;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::http::send;
use crate::{call, client, let_finish};

/// Takes one notification: its head and its body.
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

#[tokio::test]
async fn the_end_of_a_job_is_told_and_signed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?a=1", listener.local_addr().unwrap());
    let emulator = Emulator::builder().callback_key("a-key").start().await.unwrap();

    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let create = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {}, "CallbackURL": url });
    let created = call(&tiw, "CreateSnapshotTask", create).await.unwrap();
    let_finish(&emulator);
    let (_, body) = receive(&listener).await;
    assert_eq!(body["TaskID"], created["Response"]["TaskID"]);
    assert!(body["ExpireTime"].as_i64() > Some(emulator.now().timestamp()) && body["Sign"].is_string());

    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let data = json!({ "MessageCallback": { "CallbackURL": url }, "Extend": { "mine": 1 } });
    let submit = json!({ "VideoId": "v", "UserData": data.to_string() });
    let submitted = call(&vod, "SubmitSnapshotJob", submit).await.unwrap();
    let_finish(&emulator);
    let (head, body) = receive(&listener).await;
    assert!(
        head.starts_with("POST /hook?a=1 HTTP/1.1\r\n") && head.contains("X-VOD-SIGNATURE: "),
        "{head}"
    );
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
    assert!(head.contains("X-ICE-TIMESTAMP: "), "{head}");
    assert_eq!(
        (&body["JobId"], &body["OssBucket"]),
        (&submitted["JobId"], &json!("live"))
    );
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
            && text.contains("<img src=\"http://")
    );
    assert!(!text.contains("<v>"));
}
