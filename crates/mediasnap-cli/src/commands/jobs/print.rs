//! How jobs are printed.

use mediasnap::{JobState, Raw, SnapshotJob};

use crate::error::{CliError, ExitStatus};
use crate::output::node::Node;
use crate::output::writer::one_line;
use crate::output::{Output, table};

/// Prints one job.
pub(super) fn print_job(output: &Output, job: &SnapshotJob) -> Result<(), CliError> {
    output.result(&node(job)?, || job_table(std::slice::from_ref(job)))
}

/// Prints jobs as a list.
pub(super) fn print_jobs(output: &Output, jobs: &[SnapshotJob]) -> Result<(), CliError> {
    let nodes: Result<Vec<Node>, CliError> = jobs.iter().map(node).collect();
    output.result(&Node::Array(nodes?), || job_table(jobs))
}

/// Returns the job as JSON, with the vendor's JSON in it unmodified.
fn node(job: &SnapshotJob) -> Result<Node, CliError> {
    let json = serde_json::to_string(job)
        .map_err(|error| CliError::new(ExitStatus::Failed, format!("the job is not valid JSON: {error}")))?;
    let mut node = Node::parse(&json)?;
    restore_raw(&mut node, job.raw());
    if let Some(Node::Array(images)) = node.member_mut("images") {
        for (node, image) in images.iter_mut().zip(&job.images) {
            restore_raw(node, image.raw());
        }
    }
    Ok(node)
}

/// Replaces the member `raw` by the vendor's JSON. Serialization has sorted its members and normalized its numbers.
fn restore_raw(node: &mut Node, raw: &Raw) {
    if let (Some(member), Ok(sent)) = (node.member_mut("raw"), Node::parse(raw.as_str())) {
        *member = sent;
    }
}

fn job_table(jobs: &[SnapshotJob]) -> String {
    let time = |time: Option<chrono::DateTime<chrono::Utc>>| {
        time.map_or_else(String::new, |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    };
    let head = [
        "job",
        "state",
        "vendor's state",
        "created",
        "finished",
        "images",
        "failure",
    ];
    table::render(
        head.map(str::to_owned),
        jobs.iter().map(|job| {
            [
                job.id.to_string(),
                job.state.to_string(),
                job.raw_state.clone().unwrap_or_default(),
                time(job.created_at),
                time(job.finished_at),
                job.image_count
                    .map_or_else(String::new, |count| count.to_string()),
                failure(job).unwrap_or_default(),
            ]
            .map(|cell| one_line(&cell))
        }),
    )
}

/// Returns why a job failed: the vendor's code and message.
pub(super) fn failure(job: &SnapshotJob) -> Option<String> {
    let failure = job.failure.as_ref()?;
    let parts = [failure.code.as_deref(), failure.message.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(": "))
}

/// Returns the state of a job, with the vendor's word for one that is unknown to this version.
pub(super) fn state(job: &SnapshotJob) -> String {
    match (job.state, &job.raw_state) {
        (JobState::Unknown, Some(word)) => format!("{} ({word})", job.state),
        _ => job.state.to_string(),
    }
}
