//! The checks, each on its own.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use mediasnap_core::ErrorKind;

use super::run::{NOWHERE, Problem, Run, ensure, expect, quick_polling};
use crate::capability::Capability;
use crate::model::{
    Frames, ImageFilter, JobCommand, JobFilter, JobId, JobState, SnapshotJob, SnapshotRequest, Source,
};

/// The most bytes of an image.
const IMAGE: usize = 32 * 1024 * 1024;

pub(super) fn submit(run: &Run<'_>) -> Result<(), Problem> {
    let job = &run.job;
    ensure(job.product == run.case.product, || {
        format!("the job is of {}", job.product)
    })?;
    ensure(!job.state.is_terminal(), || format!("a new job is {}", job.state))?;
    ensure(job.raw().json().is_some(), || {
        "the raw answer is no JSON".to_owned()
    })
}

pub(super) async fn get(run: &Run<'_>) -> Result<(), Problem> {
    let job = run.client.job(&run.job.id).await?;
    ensure(job.id == run.job.id, || {
        format!("asked for {}, got {}", run.job.id, job.id)
    })?;
    ensure(job.state != JobState::Unknown, || {
        format!("the state is unknown: {:?}", job.raw_state)
    })?;
    ensure(job.raw().json().is_some(), || "the raw job is no JSON".to_owned())?;
    ensure(job.request_id.is_some(), || {
        "the job has no request id".to_owned()
    })?;
    if run.case.rejects_unknown_ids {
        // Some products have no error code for it.
        match run.client.job(&JobId::new(run.case.unknown_id)?).await {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidArgument) => {
                ensure(error.product().is_some(), || {
                    "the error names no product".to_owned()
                })?;
            }
            Err(error) => {
                return Err(Problem(format!(
                    "a job that does not exist: {error} ({:?})",
                    error.kind()
                )));
            }
            Ok(job) => return Err(Problem(format!("a job that does not exist is {}", job.state))),
        }
    }
    Ok(())
}

pub(super) async fn list(run: &Run<'_>) -> Result<(), Problem> {
    if !run.supports(Capability::List) {
        return Ok(());
    }
    // A second job, so that a page of one does not hold them all.
    let second = run.client.submit(&run.request).await?;
    let filter = run.case.filter.clone().page_size(1);
    let jobs: Vec<SnapshotJob> = run.client.jobs(filter.clone()).try_collect().await?;
    for id in [&run.job.id, &second.id] {
        let times = jobs.iter().filter(|job| job.id == *id).count();
        ensure(times == 1, || {
            format!("{id} is listed {times} times among {}", jobs.len())
        })?;
    }
    let page = run.client.jobs_page(&filter).await?;
    let Some(next) = page.next_cursor else {
        // A list that comes whole has no second page.
        return ensure(page.items.len() == jobs.len(), || {
            "the only page is not the list".to_owned()
        });
    };
    let following = run.client.jobs_page(&filter.after(next)).await?;
    let first: Vec<&JobId> = page
        .items
        .iter()
        .chain(&following.items)
        .map(|job| &job.id)
        .collect();
    let listed: Vec<&JobId> = jobs.iter().take(first.len()).map(|job| &job.id).collect();
    ensure(first == listed, || {
        format!("the pages begin with {first:?}, the list with {listed:?}")
    })
}

pub(super) async fn wait(run: &Run<'_>) -> Result<(), Problem> {
    let id = &run.job.id;
    if run.case.endless {
        run.harness.advance(Duration::from_secs(63));
        let short = quick_polling().with_timeout(Duration::from_millis(500));
        let Err(error) = run.client.wait(id).policy(short).await else {
            return Err(Problem(
                "a job that runs until it is stopped has ended".to_owned(),
            ));
        };
        let last = error.last_job().map(|job| job.state);
        return ensure(error.is_timeout() && last == Some(JobState::Running), || {
            format!("{error} (last {last:?})")
        });
    }
    run.harness.advance(Duration::from_secs(3));
    let job = run.client.wait(id).policy(quick_polling()).await?;
    ensure(job.state == JobState::Succeeded, || {
        format!("{} {:?}", job.state, job.failure)
    })?;
    let mut watch = run.client.watch_with(id, quick_polling());
    let seen = watch.try_next().await?.map(|job| job.state);
    ensure(seen == Some(JobState::Succeeded), || {
        format!("the watch saw {seen:?}")
    })?;
    ensure(watch.try_next().await?.is_none(), || {
        "the watch goes on after the end".to_owned()
    })
}

pub(super) async fn images(run: &Run<'_>) -> Result<(), Problem> {
    // A job of its own: some products keep the images of the latest job only.
    let submitted = if run.case.endless {
        run.job.clone()
    } else {
        run.client.submit(&run.request).await?
    };
    run.harness.advance(Duration::from_secs(3));
    let mut filter = ImageFilter::new();
    let job = if run.case.endless {
        let job = run.client.job(&submitted.id).await?;
        // A span that ends after now, by whatever clock, and is longer than products list at once.
        let from = job
            .created_at
            .ok_or_else(|| Problem("the job was never created".to_owned()))?;
        filter = filter.captured(
            from - chrono::Duration::hours(1),
            from + chrono::Duration::hours(36),
        );
        job
    } else {
        run.client.wait(&submitted.id).policy(quick_polling()).await?
    };
    let all: Vec<_> = run.client.images_with(&job, filter.clone()).try_collect().await?;
    let expected = run.case.images;
    ensure(all.len() >= expected, || format!("{} images", all.len()))?;
    let one_by_one = filter.clone().page_size(1);
    let again: Vec<_> = run.client.images_with(&job, one_by_one).try_collect().await?;
    ensure(again.len() == all.len(), || {
        format!(
            "{} images by pages of one, {} by full pages",
            again.len(),
            all.len()
        )
    })?;
    // From the submitted job as well, which was answered before there were images.
    let early: Vec<_> = run.client.images_with(&submitted, filter).try_collect().await?;
    ensure(early.len() == all.len(), || {
        format!("{} images of the job as submitted", early.len())
    })?;
    for image in &all {
        ensure(!image.raw().as_str().is_empty(), || {
            "an image has no raw answer".to_owned()
        })?;
        let mut image = image.clone();
        if image.url.is_none() {
            let url = image
                .object
                .as_ref()
                .and_then(|object| run.harness.object_url(object));
            image.url = url.map(Into::into);
        }
        let bytes = run.client.fetch(&image, IMAGE).await?;
        let jpeg = bytes.starts_with(b"\xFF\xD8\xFF");
        let png = bytes.starts_with(b"\x89PNG");
        ensure(jpeg || png, || format!("{image:?} is neither JPEG nor PNG"))?;
    }
    Ok(())
}

pub(super) async fn cancel(run: &Run<'_>) -> Result<(), Problem> {
    if !run.supports(Capability::Cancel) {
        // With a job of another kind of source, a product may still take it back.
        let result = run.client.cancel(&run.job.id).await;
        return expect(result, ErrorKind::Unsupported, "cancel").map(drop);
    }
    let job = if run.case.endless {
        run.job.clone()
    } else {
        run.client.submit(&run.request).await?
    };
    run.client.cancel(&job.id).await?;
    let job = run.client.wait(&job.id).policy(quick_polling()).await?;
    let wanted = if run.case.endless {
        JobState::Paused
    } else {
        JobState::Canceled
    };
    ensure(job.state == wanted, || {
        format!("a job that was taken back is {}", job.state)
    })?;
    if run.supports(Capability::Commands) {
        run.client.send_command(&job.id, JobCommand::Start).await?;
        let job = run.client.job(&job.id).await?;
        ensure(job.state != JobState::Paused, || {
            "a job that was started again is paused".to_owned()
        })?;
    }
    Ok(())
}

/// Whatever is not supported is rejected by a client that cannot reach anything.
pub(super) async fn unsupported(run: &Run<'_>) -> Result<(), Problem> {
    let client = run.at(NOWHERE)?;
    let capabilities = client.capabilities();
    let sources = [
        Source::media("m"),
        Source::object("b", "k"),
        Source::stream("rtmp://host/stream"),
        Source::whiteboard(1, 2),
    ];
    for source in sources {
        let kind = source.kind();
        if !capabilities.captures(kind) {
            let request = SnapshotRequest::builder(source).build()?;
            expect(
                client.submit(&request).await,
                ErrorKind::Unsupported,
                kind.as_str(),
            )?;
        }
    }
    let mut request = run.request.clone();
    request.frames = Some(if run.supports(Capability::LatestMarks) {
        Frames::evenly(2)
    } else {
        Frames::LatestMarks
    });
    expect(client.submit(&request).await, ErrorKind::Unsupported, "frames")?;
    expect(
        run.at(NOWHERE)?.submit(&run.request).await,
        ErrorKind::Connect,
        "a call without a service",
    )?;
    let listed = JobFilter::new().source(run.case.source);
    let now = chrono::Utc::now();
    for (capability, filter) in [
        (Capability::List, listed.clone()),
        (Capability::ListByState, listed.clone().state(JobState::Succeeded)),
        (Capability::ListByTime, listed.clone().created_from(now)),
        (Capability::ListByMedia, listed.clone().media("m")),
    ] {
        if !run.supports(capability) {
            expect(
                client.jobs_page(&filter).await,
                ErrorKind::Unsupported,
                capability.as_str(),
            )?;
        }
    }
    if !run.supports(Capability::Commands) {
        let result = client.send_command(&run.job.id, JobCommand::Stop).await;
        expect(result, ErrorKind::Unsupported, "control")?;
    }
    Ok(())
}
