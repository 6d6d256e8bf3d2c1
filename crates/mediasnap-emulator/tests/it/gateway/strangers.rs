//! Requests of other sites, callbacks to addresses of the network, and states and files of other programs.

use std::time::Duration;

use mediasnap_client::auth::AccessKey;
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, Fault};
use serde_json::{Value, json};

use crate::control::control;
use crate::http::send;
use crate::{call, client, client_as, error_of, start};

#[tokio::test]
async fn changes_need_the_media_type_json() {
    let emulator = start().await;
    let url = |path: &str| format!("{}/_emulator/{path}", emulator.url());
    for (method, path, body) in [
        ("POST", "reset", ""),
        ("PUT", "clock", "{}"),
        ("PUT", "faults", "[]"),
        ("DELETE", "faults", ""),
        ("DELETE", "requests", ""),
        ("PUT", "state", r#"{"tables":{}}"#),
    ] {
        for header in [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
        ] {
            let headers: Vec<_> = header.map(|value| ("Content-Type", value)).into_iter().collect();
            let response = send(method, &url(path), &headers, body.as_bytes()).await;
            assert_eq!(response.status, 415, "{method} {path} {header:?}");
        }
        let json = [("Content-Type", "Application/JSON; charset=utf-8")];
        let response = send(method, &url(path), &json, body.as_bytes()).await;
        assert_eq!(response.status, 200, "{method} {path}");
    }
    assert_eq!(send("GET", &url("state"), &[], b"").await.status, 200);
}

#[tokio::test]
async fn names_of_other_sites_are_rejected() {
    let emulator = start().await;
    let port = emulator.address().port();
    let (state, list) = (
        format!("{}/_emulator/state", emulator.url()),
        format!("{}/v1/0123/thumbnails", emulator.url()),
    );
    for (host, controls, calls) in [
        ("evil.example", false, false),
        ("evil.example:80", false, false),
        ("127.0.0.1.evil.example", false, false),
        ("localhost.evil.example", false, false),
        ("mpc.cn-north-4.myhuaweicloud.com", false, true),
        ("mpc.evil.cn-north-4.myhuaweicloud.com", false, false),
        (&format!("127.0.0.1:{port}"), true, true),
        (&format!("localhost:{port}"), true, true),
        (&format!("[::1]:{port}"), true, true),
    ] {
        let headers = [("Host", host)];
        let controlled = send("GET", &state, &headers, b"").await.status;
        let called = send("GET", &list, &headers, b"").await.status;
        assert_eq!((controlled != 403, called != 403), (controls, calls), "{host}");
    }
}

#[tokio::test]
async fn the_time_of_a_state_counts() {
    let first = Emulator::builder().now(1_500_000_000).start().await.unwrap();
    let (_, state) = control(&first, "GET", "state", json!(null)).await;
    let second = start().await;
    assert_eq!(control(&second, "PUT", "state", state).await.0, 200);
    assert!((1_500_000_000..1_500_000_060).contains(&second.now().timestamp()));
    let given = json!({ "now": "2030-01-01T00:00:00Z", "tables": {} });
    assert_eq!(control(&second, "PUT", "state", given).await.0, 200);
    assert_eq!(second.now().format("%Y").to_string(), "2030");
    for now in [json!("yesterday"), json!(5), json!("+99999-01-01T00:00:00Z")] {
        let given = json!({ "now": now, "tables": {} });
        assert_eq!(control(&second, "PUT", "state", given).await.0, 400, "{now}");
    }
    // The time of the machine is not part of a state.
    let third = start().await;
    let (_, state) = control(&third, "GET", "state", json!(null)).await;
    assert_eq!(control(&second, "PUT", "state", state).await.0, 200);
    assert_eq!(second.now().format("%Y").to_string(), "2030");
}

#[tokio::test]
async fn calls_with_a_wrong_signature_use_up_no_fault() {
    let emulator = start().await;
    let good = client(&emulator, &mediasnap_huawei_mpc::PRODUCT);
    let wrong = AccessKey::new(ACCESS_KEY_ID, "wrong");
    let wrong = client_as(&emulator, &mediasnap_huawei_mpc::PRODUCT, wrong);
    emulator.set_faults(vec![Fault {
        times: Some(1),
        status: Some(503),
        ..Fault::default()
    }]);
    for _ in 0..3 {
        assert_eq!(error_of(&wrong, "ListThumbnailsTask", json!({})).await.1, 401);
    }
    assert_eq!(error_of(&good, "ListThumbnailsTask", json!({})).await.1, 503);
    call(&good, "ListThumbnailsTask", json!({})).await.unwrap();
}

#[tokio::test]
async fn files_of_another_shape_are_rejected() {
    let directory = tempfile::tempdir().unwrap();
    let start = async |sql: &str| {
        let file = directory.path().join(sql.len().to_string());
        let emulator = Emulator::builder().data(&file).start().await.unwrap();
        let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
        call(
            &tiw,
            "CreateSnapshotTask",
            json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {} }),
        )
        .await
        .unwrap();
        drop(emulator);
        let mut changed = Err(rusqlite::Error::InvalidQuery);
        for _ in 0..50 {
            changed = rusqlite::Connection::open(&file).unwrap().execute_batch(sql);
            if changed.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        changed.unwrap();
        Emulator::builder()
            .data(&file)
            .start()
            .await
            .map(drop)
            .map_err(|error| error.to_string())
    };
    assert_eq!(start("SELECT 1").await, Ok(()));
    for (sql, reason) in [
        (
            "ALTER TABLE records RENAME COLUMN json TO body",
            "columns kind, id, position, body",
        ),
        ("DROP TABLE records; CREATE TABLE records (a)", "the columns a,"),
        ("CREATE TABLE users (name)", "another program"),
        ("UPDATE records SET json = '{}'", "is not a record"),
        ("PRAGMA user_version = 7", "newer version"),
    ] {
        let error = start(sql).await.unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}

#[tokio::test]
async fn the_state_is_read_without_other_members() {
    let emulator = start().await;
    for state in [
        json!([]),
        json!({}),
        json!({ "tables": [] }),
        json!({ "tables": { "objects": {} } }),
    ] {
        assert_eq!(control(&emulator, "PUT", "state", state).await.0, 400);
    }
    let zeros: Value = json!({ "tables": { "objects": vec![0; 1000] } });
    assert_eq!(control(&emulator, "PUT", "state", zeros).await.0, 400);
    let rules = Value::from(vec![json!({}); 100_000]);
    assert_eq!(control(&emulator, "PUT", "faults", rules).await.0, 400);
    let ignored = json!({ "tables": {}, "more": vec![0; 1000] });
    assert_eq!(control(&emulator, "PUT", "state", ignored).await.0, 200);
}
