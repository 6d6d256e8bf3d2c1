//! What a long list costs in memory, for each way that vendors page in: a million elements are read from a server that makes its
//! pages up.
//!
//! The server is a process of its own, so that its memory does not count; the clients keep to no rate limits. The growth is what
//! is resident at its highest while the list is read, less what was resident before its client was made.

#![allow(clippy::print_stdout)]

mod support;

use std::fmt::Write as _;
use std::time::Instant;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use mediasnap::{
    Client, Error, ImageFilter, JobFilter, JobId, JobState, ProductKey, Raw, SnapshotJob, SourceKind,
    products,
};
use support::{Fallible, Request, Server, resident};

const ELEMENTS: u64 = 1_000_000;

fn main() -> Fallible<()> {
    support::main(answer, run)
}

/// A page of any of the lists: the action tells which, or the parameters where there is no action.
fn answer(request: &Request<'_>) -> String {
    let size = |name: &str| request.number(name).unwrap_or(10);
    let numbered = |page: &str, first: u64, size: u64| {
        let start = (request.number(page).unwrap_or(first) - first) * size;
        start.min(ELEMENTS)..(start + size).min(ELEMENTS)
    };
    match request.header("x-acs-action") {
        "ListSnapshotJobs" => {
            let start = request.number("NextPageToken").unwrap_or(0);
            let end = (start + size("PageSize")).min(ELEMENTS);
            let next = if end < ELEMENTS {
                end.to_string()
            } else {
                String::new()
            };
            let jobs = list(start..end, |n| {
                format!(
                    r#"{{"JobId":"{n}","Status":"Success","CreateTime":"2020-11-18T12:13:33Z","Name":"job {n}","Count":3}}"#
                )
            });
            format!(r#"{{"RequestId":"r","Jobs":{jobs},"NextPageToken":"{next}"}}"#)
        }
        "ListLiveSnapshotJobs" => {
            let jobs = list(numbered("PageNo", 1, size("PageSize")), |n| {
                format!(
                    r#"{{"JobId":"{n}","Status":"paused","JobName":"job {n}","CreateTime":"2020-11-18T12:13:33Z"}}"#
                )
            });
            format!(r#"{{"RequestId":"r","JobList":{jobs},"TotalCount":{ELEMENTS}}}"#)
        }
        "ListLiveSnapshotFiles" => {
            let time = |name: &str| {
                let text = request.all(name).next().unwrap_or_default().replace("%3A", ":");
                DateTime::parse_from_rfc3339(&text).map(|time| (time.to_utc() - epoch()).num_seconds())
            };
            let (Ok(start), Ok(end)) = (time("StartTime"), time("EndTime")) else {
                return String::new();
            };
            let (start, end) = (start.unsigned_abs(), end.unsigned_abs().min(ELEMENTS));
            let until = (start + size("Limit")).min(end);
            let files = list(start..until, |n| {
                format!(
                    r#"{{"CreateTime":"{}","OssBucket":"b","OssEndpoint":"e","OssObject":"live/{n}.jpg"}}"#,
                    at(n)
                )
            });
            let next = if until < end {
                format!(r#","NextStartTime":"{}""#, at(until))
            } else {
                String::new()
            };
            format!(r#"{{"RequestId":"r","FileList":{files}{next}}}"#)
        }
        "ListSnapshots" => {
            let images = list(numbered("PageNo", 1, size("PageSize")), |n| {
                format!(
                    r#"{{"Index":{n},"Url":"http://127.0.0.1/snapshots/{n}.jpg?auth_key=0123456789abcdef"}}"#
                )
            });
            format!(
                r#"{{"RequestId":"r","MediaSnapshot":{{"JobId":"j","Total":{ELEMENTS},"Snapshots":{{"Snapshot":{images}}}}}}}"#
            )
        }
        _ if request.number("page").is_some() => {
            let tasks = list(numbered("page", 0, size("size")), |n| {
                let place = r#""bucket":"bucket","location":"cn-north-4","object""#;
                format!(
                    r#"{{"task_id":"{n}","status":"SUCCEEDED","create_time":"20201118121333","end_time":"20201118121336","input":{{{place}:"in/{n}.mp4"}},"output":{{{place}:"out/{n}"}},"thumbnail_info":[{{"pic_name":"{n}_1.jpg"}}]}}"#
                )
            });
            format!(r#"{{"task_array":{tasks},"is_truncated":1,"total":{ELEMENTS}}}"#)
        }
        _ => {
            let start = request.number("offset").unwrap_or(0);
            let end = (start + size("limit")).min(ELEMENTS);
            let tasks = list(start..end, |n| {
                format!(r#"{{"task_id":"{n}","thumbnail_count":3}}"#)
            });
            format!(r#"{{"total":{ELEMENTS},"thumbnails":{tasks}}}"#)
        }
    }
}

fn list(numbers: std::ops::Range<u64>, element: impl Fn(u64) -> String) -> String {
    let mut text = String::from("[");
    for number in numbers {
        let comma = if text.len() > 1 { "," } else { "" };
        let _ = write!(text, "{comma}{}", element(number));
    }
    text.push(']');
    text
}

fn epoch() -> DateTime<Utc> {
    DateTime::from_timestamp(1_600_000_000, 0).unwrap_or_default()
}

fn after(seconds: u64) -> DateTime<Utc> {
    epoch() + TimeDelta::seconds(seconds.try_into().unwrap_or(0))
}

fn at(second: u64) -> String {
    after(second).to_rfc3339_opts(SecondsFormat::Secs, true)
}

type List = BoxStream<'static, Result<(), Error>>;
type Open = fn(&Server) -> Fallible<List>;

async fn run(server: Server) -> Fallible<()> {
    let lists: [(&str, Open); 6] = [
        ("pages from 0 (huawei-mpc jobs)", |server| {
            let client = Client::new(products::huawei_mpc::Adapter::new(server.client()?));
            Ok(client.jobs(JobFilter::new()).map_ok(drop).boxed())
        }),
        ("pages from 1 (alibaba-ice live jobs)", |server| {
            let client = Client::new(products::alibaba_ice::Adapter::new(server.client()?));
            let filter = JobFilter::new().source(SourceKind::Stream);
            Ok(client.jobs(filter).map_ok(drop).boxed())
        }),
        ("pages as text (alibaba-vod images)", |server| {
            let client = Client::new(products::alibaba_vod::Adapter::new(server.client()?));
            let job = job(
                ProductKey::AlibabaVod,
                "v/j",
                r#"{"JobId":"j","NormalConfig":"{}"}"#,
            )?;
            Ok(client.images(&job).map_ok(drop).boxed())
        }),
        ("offsets (huawei-vod jobs)", |server| {
            let client = Client::new(products::huawei_vod::Adapter::new(server.client()?));
            Ok(client.jobs(JobFilter::new()).map_ok(drop).boxed())
        }),
        ("tokens (alibaba-ice jobs)", |server| {
            let client = Client::new(products::alibaba_ice::Adapter::new(server.client()?));
            Ok(client.jobs(JobFilter::new()).map_ok(drop).boxed())
        }),
        ("times (alibaba-ice live images)", |server| {
            let client = Client::new(products::alibaba_ice::Adapter::new(server.client()?));
            let job = job(ProductKey::AlibabaIce, "live/j", "{}")?;
            let filter = ImageFilter::new().captured(epoch(), after(ELEMENTS));
            Ok(client.images_with(&job, filter).map_ok(drop).boxed())
        }),
    ];
    println!(
        "{:<40} {:>10} {:>10} {:>12}",
        "MiB while a million is listed", "target", "measured", "elements/s"
    );
    for (name, open) in lists {
        let before = resident()?;
        let start = Instant::now();
        let mut list = open(&server)?;
        let mut most = before;
        let mut count = 0;
        while list.try_next().await?.is_some() {
            count += 1;
            if count % 10_000 == 0 {
                most = most.max(resident()?);
            }
        }
        if count != ELEMENTS {
            return Err(format!("{name}: {count} elements instead of {ELEMENTS}").into());
        }
        #[allow(clippy::cast_precision_loss)]
        let (growth, rate) = (
            (most - before) as f64,
            count as f64 / start.elapsed().as_secs_f64(),
        );
        println!(
            "{name:<40} {:>10} {:>10.1} {rate:>12.0}",
            "<= 16",
            growth / f64::from(1 << 20)
        );
    }
    Ok(())
}

fn job(product: ProductKey, id: &str, raw: &str) -> Fallible<SnapshotJob> {
    Ok(SnapshotJob::new(
        product,
        JobId::new(id)?,
        JobState::Succeeded,
        Raw::new(raw),
    ))
}
