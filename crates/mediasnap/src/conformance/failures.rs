//! The checks of what happens when the service fails.

use std::time::{Duration, Instant};

use mediasnap_client::RetryPolicy;
use mediasnap_core::{Error, ErrorKind};

use super::fault::Fault;
use super::run::{Problem, Run, connect, ensure, expect, quick_polling};
use crate::wait::PollingPolicy;

pub(super) async fn throttled(run: &Run<'_>) -> Result<(), Problem> {
    let fault = Fault::answering("429 Too Many Requests", "{}").await?;
    let client = run.at(fault.url())?;
    let error = expect(client.job(&run.job.id).await, ErrorKind::Throttled, "a call")?;
    ensure(error.is_retryable(), || "throttling is not retryable".to_owned())?;
    ensure(error.response_body() == Some(b"{}".as_slice()), || {
        "the raw answer is not kept".to_owned()
    })?;
    let before = fault.requests();
    let policy = PollingPolicy::every(Duration::from_millis(10)).with_max_consecutive_errors(2);
    let waited = client.wait(&run.job.id).policy(policy).await.map_err(Error::from);
    expect(waited, ErrorKind::Throttled, "a wait")?;
    let asked = fault.requests() - before;
    ensure(asked == 3, || {
        format!("a wait that puts up with two errors asked {asked} times")
    })
}

pub(super) async fn malformed(run: &Run<'_>) -> Result<(), Problem> {
    for body in ["", "{\"task_array\":[", "<html></html>", "[]", "\"text\""] {
        let fault = Fault::answering("200 OK", body).await?;
        let client = run.at(fault.url())?;
        expect(
            client.job(&run.job.id).await,
            ErrorKind::UnexpectedResponse,
            &format!("get answered with {body:?}"),
        )?;
        let submitted = client.submit(&run.request).await;
        let error = expect(
            submitted,
            ErrorKind::UnexpectedResponse,
            &format!("submit answered with {body:?}"),
        )?;
        ensure(error.is_ambiguous(), || {
            "whether the job exists is unknown, and the error denies it".to_owned()
        })?;
    }
    Ok(())
}

pub(super) async fn timeout(run: &Run<'_>) -> Result<(), Problem> {
    let fault = Fault::silent().await?;
    let config = run
        .harness
        .config()
        .endpoint(fault.url())
        .retry(RetryPolicy::none());
    let client = connect(run.case, &config.timeout(Duration::from_millis(300)))?;
    let start = Instant::now();
    expect(
        client.job(&run.job.id).await,
        ErrorKind::Timeout,
        "a call without an answer",
    )?;
    let policy = quick_polling().with_timeout(Duration::from_millis(500));
    let waited = client.wait(&run.job.id).policy(policy).await.map_err(Error::from);
    expect(waited, ErrorKind::Timeout, "a wait without an answer")?;
    let took = start.elapsed();
    ensure(took < Duration::from_secs(5), || {
        format!("timeouts of 0.8 s took {took:?}")
    })
}

/// A signature made by a clock that is a day behind is rejected, and made anew by the service's clock.
pub(super) async fn expired(run: &Run<'_>) -> Result<(), Problem> {
    run.harness.advance(Duration::from_secs(24 * 60 * 60));
    let job = run.client.job(&run.job.id).await?;
    ensure(job.id == run.job.id, || {
        format!("asked for {}, got {}", run.job.id, job.id)
    })
}
