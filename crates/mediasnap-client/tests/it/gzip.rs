//! Compressed responses, and their bound.

use mediasnap_client::ErrorKind;
use mediasnap_client::auth::AccessKey;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::products::{TENCENT, builder, call};

/// `{"Response":{"RequestId":"zipped"}}`, compressed.
const ZIPPED: [u8; 53] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 10, 74, 45, 46, 200, 207, 43, 78, 85, 178, 170, 6, 178, 11, 75,
    83, 139, 75, 60, 83, 148, 172, 148, 170, 50, 11, 10, 82, 83, 148, 106, 107, 1, 168, 153, 54, 93, 35, 0,
    0, 0,
];

#[tokio::test]
async fn answers_may_be_compressed_and_count_unpacked() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut heads = Vec::new();
        while heads.len() < 2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            while !bytes.ends_with(b"{}") {
                stream.read_buf(&mut bytes).await.unwrap();
            }
            let head = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
                ZIPPED.len()
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(&ZIPPED).await.unwrap();
            stream.shutdown().await.unwrap();
            heads.push(String::from_utf8_lossy(&bytes).to_lowercase());
        }
        heads
    });
    let client = || builder().endpoint(&url).credentials(AccessKey::new("a", "s"));
    let answer = call(&client().transport(&TENCENT).unwrap()).await.unwrap();
    assert_eq!(answer.request_id.as_deref(), Some("zipped"));
    let error = call(&client().max_response_size(20).transport(&TENCENT).unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.message(), "the answer is larger than 20 bytes");
    for head in server.await.unwrap() {
        assert!(head.contains("accept-encoding: gzip"), "{head}");
        assert!(!head.contains("signedheaders=accept"), "{head}");
        assert!(head.contains("user-agent: mediasnap/"), "{head}");
        assert!(head.contains("x-tc-requestclient: mediasnap_"), "{head}");
    }
}
