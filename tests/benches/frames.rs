//! CPU time of 300 single images of one video, fetched one after the other, as a ratio to one run of `ffmpeg` over the same times.
//!
//! The emulator runs in this process; what its `ffmpeg` takes counts too. The ratio should be at most 1.3.

#![allow(clippy::print_stdout)]

#[path = "support/process.rs"]
mod process;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use mediasnap::runtime::auth::AccessKey;
use mediasnap::runtime::{ClientBuilder, RateLimits, Transport, arguments};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};
use serde_json::{Value, json};

use process::{Fallible, runtime};

/// The images, one per second of the video.
const IMAGES: usize = 300;
/// Clock ticks per second in `/proc`.
const TICKS: f64 = 100.0;

fn main() -> Fallible<()> {
    runtime()?.block_on(run())
}

async fn run() -> Fallible<()> {
    let directory = std::env::temp_dir().join(format!("mediasnap-frames-{}", std::process::id()));
    let measured = measure(&directory).await;
    std::fs::remove_dir_all(&directory)?;
    measured
}

async fn measure(directory: &Path) -> Fallible<()> {
    let videos = directory.join("media/buckets/in");
    std::fs::create_dir_all(&videos)?;
    let source = format!("testsrc2=s=1280x720:r=25:d={IMAGES}");
    let encode = "-c:v libx264 -preset veryfast -g 250 -keyint_min 250 -sc_threshold 0 -bf 3";
    ffmpeg(&["-f", "lavfi", "-i", &source], encode, &videos.join("long.mp4"))?;
    let input = videos.join("long.mp4");
    ffmpeg(
        &["-i", &input.to_string_lossy()],
        "-c copy",
        &videos.join("long.ts"),
    )?;
    println!(
        "{:<10} {:<10} {:>10} {:>10} {:>8}",
        "container", "results", "ffmpeg s", "emulator s", "ratio"
    );
    for name in ["long.mp4", "long.ts"] {
        let plain = total_cpu()?;
        let scaled = "-vf fps=1,scale=480:270 -q:v 2";
        let input = videos.join(name);
        ffmpeg(
            &["-i", &input.to_string_lossy()],
            scaled,
            &directory.join("%d.jpg"),
        )?;
        let plain = total_cpu()? - plain;
        for with_results in [false, true] {
            let results = with_results.then(|| directory.join(format!("results-{name}")));
            let emulated = total_cpu()?;
            fetch_all(&directory.join("media"), name, results.as_deref()).await?;
            let emulated = total_cpu()? - emulated;
            println!(
                "{name:<10} {with_results:<10} {plain:>10.1} {emulated:>10.1} {:>8.2}",
                emulated / plain
            );
        }
    }
    Ok(())
}

fn ffmpeg(input: &[&str], options: &str, output: &Path) -> Fallible<()> {
    let mut command = Command::new("ffmpeg");
    let command = command
        .args(["-v", "error"])
        .args(input)
        .args(options.split(' '))
        .arg("-y")
        .arg(output);
    if command.status()?.success() {
        Ok(())
    } else {
        Err("ffmpeg failed".into())
    }
}

/// The CPU time of this process and of the programs that it has waited for, in seconds.
fn total_cpu() -> Fallible<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(") ").ok_or("unknown form of /proc/self/stat")?;
    let ticks = fields.split(' ').skip(11).take(4).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS)
}

/// Lets the emulator capture the images and fetches them.
async fn fetch_all(media: &Path, name: &str, results: Option<&Path>) -> Fallible<()> {
    let mut builder = Emulator::builder()
        .media(media)
        .rate_limits(false)
        .job_duration(Duration::ZERO);
    if let Some(results) = results {
        builder = builder.results(results);
    }
    let emulator = builder.start().await?;
    let client = ClientBuilder::<Transport>::new()
        .endpoint(emulator.url())
        .credentials(AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY))
        .project_id(HUAWEI_PROJECT_ID)
        .rate_limits(RateLimits::none())
        .transport(&mediasnap_huawei_mpc::PRODUCT)?;
    let place = |object: &str| json!({ "bucket": "in", "location": "l", "object": object });
    let create = json!({
        "input": place(name), "output": place("o"), "original_dir": 1,
        "thumbnail_para": { "type": "TIME", "time": 1 },
    });
    let product = &mediasnap_huawei_mpc::PRODUCT;
    let operation = product
        .operation("CreateThumbnailsTask")
        .ok_or("there is no such operation")?;
    let request = arguments::build_request(operation, create.as_object().ok_or("arguments are an object")?)?;
    let signed = client.sign(operation, &request).await?;
    let http = reqwest::Client::new();
    let mut post = http.post(&signed.url).body(signed.body.clone());
    for (name, value) in &signed.headers {
        post = post.header(name, value);
    }
    let created: Value = serde_json::from_slice(&post.send().await?.error_for_status()?.bytes().await?)?;
    if created.get("task_id").is_none() {
        return Err(created.to_string().into());
    }
    for second in 0..IMAGES {
        let url = format!("{}/objects/in/o/{second}.jpg", emulator.url());
        http.get(url).send().await?.error_for_status()?.bytes().await?;
    }
    emulator.shutdown().await;
    // The programs have ended, and are waited for.
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(())
}
