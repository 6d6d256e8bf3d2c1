//! What decoding a good response costs, as a ratio to `serde_json` with a derived struct of the same fields.

#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use mediasnap_client::wire;
use mediasnap_huawei_mpc::types::ListThumbnailsTaskResponse;
use serde::Deserialize;
use serde_json::{Value, json};

/// How often both are measured in turn.
const PASSES: usize = 20;
/// How long one measurement takes at least.
const SPAN: Duration = Duration::from_millis(40);

/// The documented fields of the list, without any tolerance.
#[derive(Deserialize)]
#[allow(dead_code)]
struct List {
    task_array: Vec<Task>,
    is_truncated: i64,
    total: i64,
}

#[derive(Deserialize)]
#[allow(dead_code, clippy::struct_field_names)]
struct Task {
    task_id: String,
    status: String,
    create_time: String,
    end_time: String,
    input: Place,
    output: Place,
    output_file_name: String,
    user_data: String,
    description: String,
    thumbnail_info: Vec<Picture>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Place {
    bucket: String,
    location: String,
    object: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Picture {
    pic_name: String,
}

fn list(tasks: usize) -> Vec<u8> {
    let task = |number: usize| -> Value {
        json!({
            "task_id": number.to_string(),
            "status": "SUCCEEDED",
            "create_time": "20261120082742",
            "end_time": "20261120082751",
            "input": { "bucket": "videos", "location": "cn-north-4", "object": "catalogue/2026/a.mp4" },
            "output": { "bucket": "images", "location": "cn-north-4", "object": "catalogue/2026/a" },
            "output_file_name": "a",
            "user_data": "row 4711",
            "description": "The task is complete.",
            "thumbnail_info": (0..5).map(|time| json!({ "pic_name": format!("{time}.jpg") })).collect::<Vec<_>>(),
        })
    };
    let tasks: Vec<Value> = (0..tasks).map(task).collect();
    json!({ "task_array": tasks, "is_truncated": 0, "total": tasks.len() })
        .to_string()
        .into_bytes()
}

/// Returns the nanoseconds of one call.
fn measure(mut call: impl FnMut()) -> f64 {
    let (start, mut calls) = (Instant::now(), 0_u32);
    while start.elapsed() < SPAN {
        for _ in 0..16 {
            call();
        }
        calls += 16;
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(calls)
}

fn main() {
    println!(
        "{:<24} {:>12} {:>12} {:>7}",
        "response", "typed, ns", "derived, ns", "ratio"
    );
    for tasks in [1, 100] {
        let body = list(tasks);
        let (mut typed, mut derived) = (f64::MAX, f64::MAX);
        for _ in 0..PASSES {
            typed = typed.min(measure(|| {
                let decoded = wire::decode::<ListThumbnailsTaskResponse>(black_box(&body));
                black_box(&decoded);
            }));
            derived = derived.min(measure(|| {
                let decoded = serde_json::from_slice::<List>(black_box(&body));
                black_box(&decoded);
            }));
        }
        let name = format!("list of {tasks} tasks");
        println!(
            "{name:<24} {typed:>12.0} {derived:>12.0} {:>7.2}",
            typed / derived
        );
    }
}
