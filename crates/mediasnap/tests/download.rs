//! Downloads by the library: limits of time and size, what is left of a failed one, and redirects.

// Helpers of tests fail as tests do.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::{Duration, Instant};

use mediasnap::runtime::auth::AccessKey;
use mediasnap::{Client, Config, ErrorKind, Image, ImageKind, Raw};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A server that sends this head, and then `piece` for ever.
async fn endless(head: &'static str, piece: &'static [u8], pause: Duration) -> Image {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/1.jpg", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(head.as_bytes()).await;
                while stream.write_all(piece).await.is_ok() {
                    tokio::time::sleep(pause).await;
                }
            });
        }
    });
    let mut image = Image::new(ImageKind::Frame, Raw::default());
    image.url = Some(url.into());
    image
}

fn client() -> Client {
    let config = Config::new()
        .endpoint("http://127.0.0.1:1")
        .credentials(AccessKey::new("a", "s"));
    Client::connect(mediasnap::products()[0].key, &config).unwrap()
}

fn count(directory: &Path) -> usize {
    std::fs::read_dir(directory).unwrap().count()
}

const HEAD: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_download_ends_in_time_and_leaves_nothing() {
    let image = endless(HEAD, b"x", Duration::from_millis(20)).await;
    let directory = tempfile::tempdir().unwrap();
    let client = client();
    let mut options = client.download_options();
    options.timeout = Duration::from_millis(500);
    let started = Instant::now();
    let error = client
        .download_with(&image, directory.path().join("1.jpg"), &options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(
        started.elapsed() < Duration::from_secs(3),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(count(directory.path()), 0);

    // Dropped, it leaves nothing either.
    let work = client.download(&image, directory.path().join("1.jpg"));
    assert!(
        tokio::time::timeout(Duration::from_millis(300), work)
            .await
            .is_err()
    );
    assert_eq!(count(directory.path()), 0);
}

#[tokio::test]
async fn a_download_ends_at_its_size() {
    let image = endless(HEAD, &[b'x'; 4096], Duration::ZERO).await;
    let directory = tempfile::tempdir().unwrap();
    let client = client();
    let mut options = client.download_options();
    options.max_size = 100_000;
    let to = directory.path().join("1.jpg");
    let error = client.download_with(&image, &to, &options).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::UnexpectedResponse, 1)
    );
    assert!(error.message().contains("100000 bytes"), "{error}");
    assert_eq!(count(directory.path()), 0);
    assert_eq!(
        client.fetch(&image, 1000).await.unwrap_err().kind(),
        ErrorKind::UnexpectedResponse
    );
}

#[tokio::test]
async fn an_existing_file_is_replaced_only_where_that_is_allowed() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\nnew";
    let image = endless(head, b"", Duration::from_secs(60)).await;
    let directory = tempfile::tempdir().unwrap();
    let to = directory.path().join("1.jpg");
    let client = client();
    let mut options = client.download_options();
    options.replace = false;
    for (content, allowed) in [("old", false), ("new", true)] {
        std::fs::write(&to, content).unwrap();
        let result = client.download_with(&image, &to, &options).await;
        assert_eq!(result.is_ok(), allowed, "{content}");
        assert_eq!(std::fs::read_to_string(&to).unwrap(), content);
    }
    std::fs::write(&to, "old").unwrap();
    assert_eq!(client.download(&image, &to).await.unwrap(), 3);
    assert_eq!(
        (
            std::fs::read_to_string(&to).unwrap().as_str(),
            count(directory.path())
        ),
        ("new", 1)
    );
}
