//! A server that fails in one way, whatever it is asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::run::Problem;

/// A running faulty server; dropping it stops it.
pub(super) struct Fault {
    url: String,
    requests: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Fault {
    /// Responds to every request with this status, and this body as JSON.
    pub(super) async fn answering(status: &str, body: &str) -> Result<Self, Problem> {
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\n");
        let length = body.len();
        Self::start(Some(format!(
            "{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )))
        .await
    }

    /// Takes every request and never responds.
    pub(super) async fn silent() -> Result<Self, Problem> {
        Self::start(None).await
    }

    async fn start(answer: Option<String>) -> Result<Self, Problem> {
        let failed = |error: std::io::Error| Problem(format!("no faulty server: {error}"));
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
        let url = format!("http://{}", listener.local_addr().map_err(failed)?);
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = requests.clone();
        let task = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::Relaxed);
                match &answer {
                    Some(answer) => reply(stream, answer).await,
                    None => held.push(stream),
                }
            }
        });
        Ok(Self { url, requests, task })
    }

    /// Its address.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// How many requests came.
    pub(super) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}

impl Drop for Fault {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads the request to its end, as far as its length is announced, and responds.
async fn reply(mut stream: TcpStream, answer: &str) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(end) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            if request.len() >= end + 4 + length.unwrap_or(0_usize) {
                break;
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(count) => request.extend_from_slice(&buffer[..count]),
        }
    }
    // A client that is gone needs no answer.
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
}
