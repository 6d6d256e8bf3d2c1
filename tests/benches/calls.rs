//! What a typed call costs over loopback, against a bare loop that does only the unavoidable work: it hashes the same bytes,
//! sends the same request and decodes the same struct.

#![allow(clippy::print_stdout)]

#[path = "support/process.rs"]
mod process;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use mediasnap::huawei_mpc::{Client, operations, types};
use mediasnap::runtime::ProductClient as _;
use mediasnap::runtime::auth::AccessKey;
use mediasnap::runtime::credentials::Identity;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use process::{Fallible, cpu_time, runtime};

const ANSWER: &str = r#"{"task_array":[{"task_id":7684,"status":"SUCCEEDED","create_time":20201118121333,"end_time":20201118121336,"input":{"bucket":"b","location":"l","object":"o"},"output":{"bucket":"b","location":"l","object":"p"},"thumbnail_info":[{"pic_name":"9.jpg"}]}],"is_truncated":0,"total":1}"#;

/// How often both are measured in turn, and for how long each time. Many short turns: whatever else the machine does then
/// hits both alike, and the median drops the turns that it does not.
const ROUNDS: usize = 41;
const WINDOW: Duration = Duration::from_millis(120);

fn main() -> Fallible<()> {
    runtime()?.block_on(run())
}

async fn run() -> Fallible<()> {
    let endpoint = serve().await?;
    let identity = Identity::from(AccessKey::new("AKIDEXAMPLE", "fakeSecret/0000+example"))
        .with_project_id("0123456789abcdef0123456789abcdef");
    let client = Client::builder()
        .endpoint(&endpoint)
        .credentials(identity)
        .build()?;
    let bare = Bare::new(&client).await?;
    println!(
        "{:>11} {:>12} {:>12} {:>7} {:>12} {:>12} {:>7}",
        "concurrency", "calls/s", "bare/s", "ratio", "cpu us", "bare us", "ratio"
    );
    for concurrency in [1, 16, 64] {
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let typed = {
                let client = client.clone();
                measure(concurrency, move || {
                    let client = client.clone();
                    async move {
                        client
                            .list_thumbnails_task()
                            .task_id(vec!["7684".to_owned()])
                            .send()
                            .await
                            .is_ok()
                    }
                })
                .await?
            };
            let plain = {
                let bare = bare.clone();
                measure(concurrency, move || {
                    let bare = bare.clone();
                    async move { bare.call().await.is_ok() }
                })
                .await?
            };
            ratios.push((typed.0 / plain.0, typed, plain));
        }
        ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (ratio, typed, plain) = ratios[ratios.len() / 2];
        println!(
            "{concurrency:>11} {:>12.0} {:>12.0} {ratio:>7.3} {:>12.1} {:>12.1} {:>7.3}",
            typed.0,
            plain.0,
            typed.1,
            plain.1,
            typed.1 / plain.1
        );
    }
    Ok(())
}

/// The unavoidable work of one call, prepared as far as a loop can prepare it.
#[derive(Clone)]
struct Bare {
    http: reqwest::Client,
    request: Arc<reqwest::Request>,
    canonical: Arc<str>,
    to_sign: Arc<str>,
}

impl Bare {
    async fn new(client: &Client) -> Fallible<Self> {
        let arguments = serde_json::json!({ "task_id": ["7684"] });
        let arguments = arguments.as_object().cloned().unwrap_or_default();
        let unsigned =
            mediasnap::runtime::arguments::build_request(&operations::LIST_THUMBNAILS_TASK, &arguments)?;
        let signed = client
            .transport()
            .sign(&operations::LIST_THUMBNAILS_TASK, &unsigned)
            .await?;
        let http = client.transport().http_client().clone();
        let mut request = http.get(&signed.url);
        for (name, value) in signed
            .headers
            .iter()
            .filter(|(name, _)| !name.eq_ignore_ascii_case("host"))
        {
            request = request.header(name, value);
        }
        let header_bytes: usize = signed
            .headers
            .iter()
            .map(|(name, value)| 2 * name.len() + value.len())
            .sum();
        Ok(Self {
            request: Arc::new(request.build()?),
            http,
            canonical: "c".repeat(header_bytes + signed.url.len()).into(),
            to_sign: "s".repeat(98).into(),
        })
    }

    async fn call(&self) -> Fallible<types::ListThumbnailsTaskResponse> {
        std::hint::black_box(Sha256::digest(b""));
        std::hint::black_box(Sha256::digest(self.canonical.as_bytes()));
        let mac = Hmac::<Sha256>::new_from_slice(b"fakeSecret/0000+example")?;
        std::hint::black_box(mac.chain_update(self.to_sign.as_bytes()).finalize());
        let request = self
            .request
            .try_clone()
            .ok_or("a request without a stream can be cloned")?;
        let body = self.http.execute(request).await?.bytes().await?;
        Ok(serde_json::from_slice(&body)?)
    }
}

/// Calls a second, and CPU time a call in microseconds, client and server together.
async fn measure<F, R>(concurrency: usize, call: F) -> Fallible<(f64, f64)>
where
    F: Fn() -> R + Clone + Send + 'static,
    R: Future<Output = bool> + Send,
{
    let done = Arc::new(AtomicU64::new(0));
    let (start, cpu) = (Instant::now(), cpu_time()?);
    let end = start + WINDOW;
    let mut tasks = Vec::new();
    for _ in 0..concurrency {
        let (call, done) = (call.clone(), done.clone());
        tasks.push(tokio::spawn(async move {
            while Instant::now() < end {
                if !call().await {
                    return false;
                }
                done.fetch_add(1, Ordering::Relaxed);
            }
            true
        }));
    }
    for task in tasks {
        if !task.await? {
            return Err("a call failed".into());
        }
    }
    #[allow(clippy::cast_precision_loss)]
    let calls = done.load(Ordering::Relaxed) as f64;
    Ok((
        calls / start.elapsed().as_secs_f64(),
        (cpu_time()? - cpu) * 1e6 / calls,
    ))
}

/// A server that sends the same response to every request.
async fn serve() -> Fallible<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: r\r\ncontent-length: {}\r\n\r\n{ANSWER}",
        ANSWER.len()
    );
    let answer: Arc<[u8]> = answer.into_bytes().into();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let _ = socket.set_nodelay(true);
                let mut buffer = vec![0; 16 * 1024];
                let mut filled = 0;
                while let Ok(read) = socket.read(&mut buffer[filled..]).await {
                    if read == 0 {
                        return;
                    }
                    filled += read;
                    if buffer[..filled].ends_with(b"\r\n\r\n") {
                        filled = 0;
                        if socket.write_all(&answer).await.is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    Ok(format!("http://{address}"))
}
