//! Requests that take too long, are too large, or are too many.

use std::time::{Duration, Instant};

use mediasnap_emulator::Emulator;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::http::send;
use crate::{call, client, start};

const TENCENT: &str = "X-TC-Action: DescribeSnapshotTask\r\nX-TC-Version: 2019-09-19\r\n\
    Authorization: TC3-HMAC-SHA256 Credential=EMULATORAK/2023-11-14/tiw/tc3_request, SignedHeaders=host, Signature=0\r\n";
const ALIBABA: &str = "x-acs-action: SubmitSnapshotJob\r\nx-acs-version: 2020-11-09\r\n\
    Authorization: ACS3-HMAC-SHA256 Credential=EMULATORAK,SignedHeaders=host,Signature=0\r\n";
const HUAWEI: &str = "X-Sdk-Date: 20231114T221320Z\r\n\
    Authorization: SDK-HMAC-SHA256 Access=EMULATORAK, SignedHeaders=host, Signature=0\r\n";

/// Returns the head of a call of each vendor, and where the code of an error is.
fn heads() -> [(&'static str, &'static str, &'static str); 3] {
    [
        ("/", TENCENT, "/Response/Error/Code"),
        ("/", ALIBABA, "/Code"),
        ("/v1/0123/thumbnails", HUAWEI, "/error_code"),
    ]
}

/// Sends bytes and returns status and body of the response. Without a response the status is 0.
async fn exchange(emulator: &Emulator, bytes: &[u8], end: bool) -> (u16, Value) {
    let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let write = async {
        let _ = writer.write_all(bytes).await;
        if end {
            let _ = writer.shutdown().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    let mut received = Vec::new();
    let read = async {
        let _ = reader.read_to_end(&mut received).await;
    };
    tokio::select! {
        () = async { tokio::join!(write, std::future::pending::<()>()); } => {}
        () = read => {}
    }
    let text = String::from_utf8_lossy(&received);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return (0, Value::Null);
    };
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

fn request(path: &str, head: &str, length: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{head}{length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heads_and_bodies_have_to_be_sent_in_time() {
    let emulator = Emulator::builder()
        .request_timeout(Duration::from_millis(300))
        .start()
        .await
        .unwrap();
    let began = Instant::now();
    let (half, none) = (b"POST / HTTP/1.1\r\nHost: a\r\nX-".as_slice(), b"".as_slice());
    for bytes in [half, none] {
        assert_eq!(exchange(&emulator, bytes, false).await.0, 0);
    }
    for (path, head, code) in heads() {
        let bytes = request(
            path,
            head,
            "Content-Length: 50\r\nContent-Type: application/json",
            b"{",
        );
        let (status, response) = exchange(&emulator, &bytes, false).await;
        assert_eq!(status, 408, "{response}");
        assert!(response.pointer(code).is_some_and(Value::is_string), "{response}");
    }
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_are_too_large_or_cut_off_are_rejected_in_the_vendors_form() {
    let emulator = start().await;
    let large = vec![b' '; 10 * 1024 * 1024 + 1];
    for (path, head, code) in heads() {
        let is_code = |response: &Value| response.pointer(code).is_some_and(Value::is_string);
        let length = format!("Content-Length: {}", large.len());
        let (status, response) = exchange(&emulator, &request(path, head, &length, &large), false).await;
        assert_eq!((status, is_code(&response)), (413, true), "{response}");
        let mut chunked = request(path, head, "Transfer-Encoding: chunked", b"");
        for chunk in large.chunks(1024 * 1024) {
            chunked.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            chunked.extend_from_slice(chunk);
            chunked.extend_from_slice(b"\r\n");
        }
        chunked.extend_from_slice(b"0\r\n\r\n");
        let (status, response) = exchange(&emulator, &chunked, false).await;
        assert_eq!((status, is_code(&response)), (413, true), "{response}");
        let cut = request(path, head, "Content-Length: 50", b"{");
        let (status, response) = exchange(&emulator, &cut, true).await;
        assert_eq!((status, is_code(&response)), (400, true), "{response}");
    }
    // The parameters of former signatures tell the vendor.
    let form = [
        b"SecretId=a&Signature=b&Action=DescribeSnapshotTask&Version=2019-09-19&x=".as_slice(),
        &large,
    ]
    .concat();
    let length = format!(
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}",
        form.len()
    );
    let (status, response) = exchange(&emulator, &request("/", "", &length, &form), false).await;
    assert_eq!(
        (status, &response["Response"]["Error"]["Code"]),
        (413, &json!("RequestSizeLimitExceeded"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parameters_and_values_are_limited_in_number() {
    let emulator = start().await;
    let form = [
        b"AccessKeyId=EMULATORAK&Signature=b&Action=ListJobInfo&Version=2017-03-21&Format=JSON".to_vec(),
        b"&a".repeat(2_000_000),
    ]
    .concat();
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let began = Instant::now();
    let response = send("POST", &format!("{}/", emulator.url()), &headers, &form).await;
    assert_eq!(
        (response.status, &response.json()["Code"]),
        (400, &json!("InvalidParameter"))
    );
    assert!(began.elapsed() < Duration::from_secs(5));
    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let ids = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": { "InitParams": ",".repeat(100_001) } });
    let error = call(&tiw, "CreateSnapshotTask", ids).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidParameter"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_are_served_while_connections_and_bodies_wait() {
    let emulator = Emulator::builder()
        .rate_limits(false)
        .max_connections(8)
        .start()
        .await
        .unwrap();
    let tiw = client(&emulator, &mediasnap_tencent_tiw::PRODUCT);
    let create = || json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {} });
    let large = request("/", TENCENT, "Content-Length: 1000000", &vec![b' '; 100_000]);
    let mut waiting = Vec::new();
    for number in 0..40 {
        let mut stream = TcpStream::connect(emulator.address()).await.unwrap();
        if number % 2 == 1 {
            let _ = stream.write_all(&large).await;
        }
        waiting.push(stream);
        let began = Instant::now();
        call(&tiw, "CreateSnapshotTask", create()).await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_body_with_an_unknown_key_is_rejected_by_its_head() {
    let emulator = start().await;
    let body = vec![b' '; 1024 * 1024];
    let length = format!("Content-Length: {}", body.len());
    for (path, head, code) in heads() {
        let head = head.replace("EMULATORAK", "UNKNOWN");
        let (status, response) = exchange(&emulator, &request(path, &head, &length, &body), false).await;
        assert!(
            response.pointer(code).is_some_and(Value::is_string),
            "{status} {response}"
        );
        let found = response.pointer(code).unwrap().as_str().unwrap();
        let expected = [
            "AuthFailure.SecretIdNotFound",
            "InvalidAccessKeyId.NotFound",
            "APIGW.0301",
        ];
        assert!(expected.contains(&found), "{found}");
    }
}
