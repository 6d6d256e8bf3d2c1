//! What many concurrent waits cost: requests for each round of polling, and memory for each wait.
//!
//! The server is a process of its own, so that its memory does not count; the client keeps to no rate limits, which would spread
//! a round over minutes. Each wait is a task of its own. Memory is what is resident at its highest while the waits are under way,
//! less what was resident after a request for one job, so that connections and tables are not counted.

#![allow(clippy::print_stdout)]

mod support;

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mediasnap::products::huawei_mpc::Adapter;
use mediasnap::{Client, JobId, JobState, PollingPolicy};
use support::{Fallible, Request, Server, resident};

const WAITS: u64 = 10_000;
const ROUNDS: u64 = 4;
const INTERVAL: Duration = Duration::from_secs(5);

fn main() -> Fallible<()> {
    support::main(answer, run)
}

/// Every task is at work until the server is told to finish them.
fn answer(request: &Request<'_>) -> String {
    static REQUESTS: AtomicU64 = AtomicU64::new(0);
    static TASKS: AtomicU64 = AtomicU64::new(0);
    static FINISHED: AtomicBool = AtomicBool::new(false);
    match request.path() {
        "/counts" => {
            let (requests, tasks) = (REQUESTS.load(Ordering::Relaxed), TASKS.load(Ordering::Relaxed));
            return format!("{requests} {tasks}");
        }
        "/finish" => {
            FINISHED.store(true, Ordering::Relaxed);
            return String::new();
        }
        _ => {}
    }
    let status = if FINISHED.load(Ordering::Relaxed) {
        "SUCCEEDED"
    } else {
        "PROCESSING"
    };
    let mut tasks = String::new();
    let mut count = 0;
    for id in request.all("task_id") {
        count += 1;
        let comma = if count > 1 { "," } else { "" };
        let place = r#""bucket":"bucket","location":"cn-north-4","object""#;
        let _ = write!(
            tasks,
            r#"{comma}{{"task_id":"{id}","status":"{status}","create_time":"20201118121333","input":{{{place}:"in/{id}.mp4"}},"output":{{{place}:"out/{id}"}}}}"#
        );
    }
    REQUESTS.fetch_add(1, Ordering::Relaxed);
    TASKS.fetch_add(count, Ordering::Relaxed);
    format!(r#"{{"task_array":[{tasks}],"is_truncated":0,"total":{count}}}"#)
}

async fn run(server: Server) -> Fallible<()> {
    let policy = PollingPolicy::every(INTERVAL).with_timeout(Duration::from_secs(600));
    let client = Client::new(Adapter::new(server.client()?)).with_polling(policy);
    client.job(&JobId::new("0")?).await?;
    let before = resident()?;
    let asked = counts(&server)?;
    let start = Instant::now();
    let mut waits = Vec::new();
    for number in 1..=WAITS {
        let client = client.clone();
        let id = JobId::new(number.to_string())?;
        waits.push(tokio::spawn(client.wait(&id).into_future()));
    }
    let mut most = before;
    // Rounds are counted by the tasks that were asked for, whenever that was.
    let (requests, tasks) = loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        most = most.max(resident()?);
        let now = counts(&server)?;
        let (requests, tasks) = (now.0 - asked.0, now.1 - asked.1);
        if tasks >= ROUNDS * WAITS {
            break (requests, tasks);
        }
        if start.elapsed() > Duration::from_secs(300) {
            return Err(format!("{tasks} tasks were asked for within five minutes").into());
        }
    };
    let polled = start.elapsed();
    server.ask("/finish")?;
    for wait in waits {
        let job = wait.await??;
        if job.state != JobState::Succeeded {
            return Err(format!("a job that has succeeded is {}", job.state).into());
        }
    }
    #[allow(clippy::cast_precision_loss)]
    let ratio = |dividend: u64, divisor: u64| dividend as f64 / divisor as f64;
    println!(
        "{WAITS} waits on huawei-mpc, every {} s, without rate limits",
        INTERVAL.as_secs()
    );
    println!("{:<40} {:>10} {:>10}", "", "target", "measured");
    println!(
        "{:<40} {:>10} {:>10.1}",
        "requests a round",
        "<= 1000",
        ratio(requests * WAITS, tasks)
    );
    println!(
        "{:<40} {:>10} {:>10.0}",
        "bytes a wait (resident)",
        "< 4096",
        ratio(most - before, WAITS)
    );
    println!(
        "{:<40} {:>10} {:>10.1}",
        "seconds a round",
        "",
        polled.as_secs_f64() / ratio(tasks, WAITS)
    );
    Ok(())
}

/// The requests and the requested tasks so far.
fn counts(server: &Server) -> Fallible<(u64, u64)> {
    let text = server.ask("/counts")?;
    let (requests, tasks) = text.split_once(' ').ok_or("the server does not count")?;
    Ok((requests.parse()?, tasks.parse()?))
}
