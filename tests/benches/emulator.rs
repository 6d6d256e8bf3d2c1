//! Signed describe calls per second of the emulator, and the memory that they leave behind.
//!
//! Client and server run in this process on two threads. The requests are signed beforehand, each with a nonce of its own,
//! and go out as bytes over connections that stay open: what is measured is the emulator, not a client. The CPU time
//! of a call is that of both.

#![allow(clippy::print_stdout)]

#[path = "support/process.rs"]
mod process;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mediasnap::runtime::auth::AccessKey;
use mediasnap::runtime::{ClientBuilder, Product, RateLimits, Transport, arguments};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use process::{Fallible, cpu_time, resident, runtime};

/// The calls of each product, and how many of them are signed at a time.
const CALLS: usize = 200_000;
const BATCH: usize = 10_000;
const CONNECTIONS: usize = 16;

fn main() -> Fallible<()> {
    runtime()?.block_on(run())
}

async fn run() -> Fallible<()> {
    let emulator = Emulator::builder().rate_limits(false).start().await?;
    println!(
        "{:<14} {:<24} {:>9} {:>9} {:>9} {:>12} {:>12}",
        "product", "operation", "calls", "calls/s", "cpu us", "MiB at 10 %", "MiB at end"
    );
    let place = json!({ "bucket": "b", "location": "l", "object": "o" });
    let task = json!({ "input": place, "output": place, "thumbnail_para": { "type": "DOTS", "dots": [1] } });
    let task = call(
        &emulator,
        &mediasnap_huawei_mpc::PRODUCT,
        "CreateThumbnailsTask",
        &task,
    )
    .await?;
    let ask = json!({ "task_id": [task["task_id"]] });
    measure(
        &emulator,
        &mediasnap_huawei_mpc::PRODUCT,
        "ListThumbnailsTask",
        &ask,
    )
    .await?;
    let task = json!({ "SdkAppId": 1, "RoomId": 1, "Whiteboard": {} });
    let task = call(
        &emulator,
        &mediasnap_tencent_tiw::PRODUCT,
        "CreateSnapshotTask",
        &task,
    )
    .await?;
    let ask = json!({ "SdkAppId": 1, "TaskID": task["Response"]["TaskID"] });
    measure(
        &emulator,
        &mediasnap_tencent_tiw::PRODUCT,
        "DescribeSnapshotTask",
        &ask,
    )
    .await?;
    let job = json!({
        "Input": { "Type": "Media", "Media": "m" },
        "Output": { "Type": "OSS", "Media": "oss://b/{Count}.jpg" },
        "TemplateConfig": { "TemplateId": "S00000002-100010" },
    });
    let job = call(
        &emulator,
        &mediasnap_alibaba_ice::PRODUCT,
        "SubmitSnapshotJob",
        &job,
    )
    .await?;
    let ask = json!({ "JobId": job["JobId"] });
    measure(&emulator, &mediasnap_alibaba_ice::PRODUCT, "GetSnapshotJob", &ask).await
}

fn transport(emulator: &Emulator, product: &'static Product) -> Fallible<Transport> {
    let client = ClientBuilder::<Transport>::new()
        .endpoint(emulator.url())
        .credentials(AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
        .project_id(HUAWEI_PROJECT_ID)
        .rate_limits(RateLimits::none());
    Ok(client.transport(product)?)
}

/// The bytes of signed requests.
async fn sign(
    emulator: &Emulator,
    product: &'static Product,
    operation: &str,
    given: &Value,
    count: usize,
) -> Fallible<Vec<Vec<u8>>> {
    let transport = transport(emulator, product)?;
    let operation = product.operation(operation).ok_or("there is no such operation")?;
    let unsigned = arguments::build_request(operation, given.as_object().ok_or("arguments are an object")?)?;
    let mut requests = Vec::with_capacity(count);
    for _ in 0..count {
        let signed = transport.sign(operation, &unsigned).await?;
        let target = signed.url.strip_prefix(emulator.url()).unwrap_or("/");
        let mut bytes = format!("{} {target} HTTP/1.1\r\n", signed.method).into_bytes();
        if !signed
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("host"))
        {
            bytes.extend(format!("host: {}\r\n", emulator.address()).bytes());
        }
        for (name, value) in &signed.headers {
            bytes.extend(format!("{name}: {value}\r\n").bytes());
        }
        bytes.extend(format!("content-length: {}\r\n\r\n", signed.body.len()).bytes());
        bytes.extend_from_slice(&signed.body);
        requests.push(bytes);
    }
    Ok(requests)
}

/// Makes one call and returns its response.
async fn call(
    emulator: &Emulator,
    product: &'static Product,
    operation: &str,
    given: &Value,
) -> Fallible<Value> {
    let request = sign(emulator, product, operation, given, 1).await?.remove(0);
    let mut stream = TcpStream::connect(emulator.address()).await?;
    stream.write_all(&request).await?;
    let (status, body) = answer(&mut stream, &mut Vec::new()).await?;
    if status != 200 {
        return Err(format!("{operation}: {}", String::from_utf8_lossy(&body)).into());
    }
    Ok(serde_json::from_slice(&body)?)
}

/// Reads one response: its status and its body.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Fallible<(u16, Vec<u8>)> {
    buffer.clear();
    let mut begin = None;
    loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err("the connection was closed".into());
        }
        let end = buffer.windows(4).position(|window| window == b"\r\n\r\n");
        begin = begin.or(end.map(|end| end + 4));
        let Some(begin) = begin else { continue };
        let head = std::str::from_utf8(&buffer[..begin])?;
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .ok_or("the answer has no length")?
            .parse::<usize>()?;
        if buffer.len() >= begin + length {
            let status = head.get(9..12).ok_or("the answer has no status")?.parse()?;
            return Ok((status, buffer[begin..].to_vec()));
        }
    }
}

async fn measure(
    emulator: &Emulator,
    product: &'static Product,
    operation: &str,
    given: &Value,
) -> Fallible<()> {
    let (mut elapsed, mut cpu, mut done) = (Duration::ZERO, 0.0, 0);
    let mut early = 0.0;
    while done < CALLS {
        let requests = Arc::new(sign(emulator, product, operation, given, BATCH).await?);
        let next = Arc::new(AtomicUsize::new(0));
        let (start, before) = (Instant::now(), cpu_time()?);
        let mut tasks = Vec::new();
        for _ in 0..CONNECTIONS {
            let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
            let mut stream = TcpStream::connect(emulator.address()).await?;
            stream.set_nodelay(true)?;
            tasks.push(tokio::spawn(async move {
                let mut buffer = Vec::new();
                while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                    stream.write_all(request).await?;
                    let (status, body) = answer(&mut stream, &mut buffer).await?;
                    if status != 200 || body.windows(7).any(|part| part == b"\"Error\"") {
                        return Err(String::from_utf8_lossy(&body).into());
                    }
                }
                Fallible::Ok(())
            }));
        }
        for task in tasks {
            task.await??;
        }
        elapsed += start.elapsed();
        cpu += cpu_time()? - before;
        done += BATCH;
        drop(requests);
        if done * 10 == CALLS {
            early = mebibytes()?;
        }
    }
    #[allow(clippy::cast_precision_loss)]
    let (rate, cpu) = (done as f64 / elapsed.as_secs_f64(), cpu * 1e6 / done as f64);
    println!(
        "{:<14} {operation:<24} {done:>9} {rate:>9.0} {cpu:>9.1} {early:>12.1} {:>12.1}",
        product.key,
        mebibytes()?
    );
    Ok(())
}

/// The resident memory of this process in MiB.
#[allow(clippy::cast_precision_loss)]
fn mebibytes() -> Fallible<f64> {
    Ok(resident()? as f64 / f64::from(1 << 20))
}
