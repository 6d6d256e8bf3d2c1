//! What adapters make of a response: jobs with warnings, errors that name the field, and no job but the requested one.

use mediasnap_client::Response;
use mediasnap_core::wire::Misfit;
use mediasnap_core::{Error, ErrorKind};

use super::errors::{job_not_found, unexpected};
use super::raw_json::{self, Part};
use crate::model::{JobId, Page, Raw, SnapshotJob};
use crate::service::JobResults;

/// The most misfits that an error names.
const MOST_NAMED: usize = 3;

/// Returns the job that `response` was converted to, with its request id and its misfits as warnings.
pub(crate) fn received<T>(
    response: &Response<T>,
    converted: Result<SnapshotJob, Error>,
) -> Result<SnapshotJob, Error> {
    let mut job = converted.map_err(|error| explained(response, error))?;
    job.request_id = response.request_id().map(str::to_owned);
    job.warnings
        .extend(response.misfits().iter().map(Misfit::to_string));
    Ok(job)
}

/// Returns the jobs in the list at `path` of a response, as the one page of a list.
pub(crate) fn jobs_at<T>(
    response: &Response<T>,
    path: &str,
    convert: impl Fn(Raw) -> Result<Option<SnapshotJob>, Error>,
) -> Result<Page<SnapshotJob>, Error> {
    let raw = Raw::new(&*raw_json::body(response.raw()));
    let parts = raw_json::items(raw.as_str(), path);
    let (jobs, warnings) = convert_jobs(response, path, parts, convert)?;
    let mut page = Page::single(jobs);
    page.warnings = warnings;
    page.request_id = response.request_id().map(str::to_owned);
    page.raw = raw;
    Ok(page)
}

/// Converts the jobs of a list, each with the misfits in it as its warnings. See [`convert_parts`].
pub(super) fn convert_jobs<T>(
    response: &Response<T>,
    list: &str,
    parts: Vec<Part>,
    convert: impl Fn(Raw) -> Result<Option<SnapshotJob>, Error>,
) -> Result<(Vec<SnapshotJob>, Vec<String>), Error> {
    convert_parts(response, list, parts, |part| {
        let job = convert(part.raw)?;
        Ok(job.map(|mut job| {
            let within = response
                .misfits()
                .iter()
                .filter(|misfit| misfit.is_within(&part.path));
            job.request_id = response.request_id().map(str::to_owned);
            job.warnings.extend(within.map(Misfit::to_string));
            job
        }))
    })
}

/// Converts the parts of a list, which must be one. Returns warnings, too: the misfits, and parts that cannot be converted.
pub(super) fn convert_parts<T, V>(
    response: &Response<T>,
    list: &str,
    parts: Vec<Part>,
    convert: impl Fn(Part) -> Result<Option<V>, Error>,
) -> Result<(Vec<V>, Vec<String>), Error> {
    let misfits = response.misfits();
    let around = |misfit: &&Misfit| {
        let rest = list.strip_prefix(misfit.path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if let Some(misfit) = misfits.iter().find(around) {
        return Err(explained(response, unexpected(misfit.to_string())));
    }
    let mut warnings: Vec<String> = misfits.iter().map(Misfit::to_string).collect();
    let mut converted = Vec::with_capacity(parts.len());
    for part in parts {
        let path = part.path.clone();
        match convert(part) {
            Ok(item) => converted.extend(item),
            Err(error) => warnings.push(format!("{path}: {}", error.message())),
        }
    }
    Ok((converted, warnings))
}

/// Returns which of the jobs `ids` are in `page`, and why the others are not.
pub(crate) fn requested_jobs<T>(
    response: &Response<T>,
    page: &Page<SnapshotJob>,
    ids: &[JobId],
) -> JobResults {
    let foreign = page.items.iter().find(|job| !ids.contains(&job.id));
    let missing = |id: &JobId| match (foreign, page.warnings.is_empty()) {
        (Some(job), _) => require_job(id, job).err().unwrap_or_else(|| job_not_found(id)),
        (None, false) => explained(response, unexpected(page.warnings.join("; "))),
        (None, true) => job_not_found(id),
    };
    let result = |id: &JobId| {
        let job = page.items.iter().find(|job| job.id == *id).cloned();
        (id.clone(), job.ok_or_else(|| missing(id)))
    };
    ids.iter().map(result).collect()
}

/// Returns the job `id` of `page`, or why it is not there.
pub(crate) fn requested_job<T>(
    response: &Response<T>,
    page: &Page<SnapshotJob>,
    id: &JobId,
) -> Result<SnapshotJob, Error> {
    let results = requested_jobs(response, page, std::slice::from_ref(id));
    let result = results.into_iter().next().map(|(_, result)| result);
    result.unwrap_or_else(|| Err(job_not_found(id)))
}

/// An error about the content of `response` names the fields that did not fit, and is one of that response.
pub(crate) fn explained<T>(response: &Response<T>, error: Error) -> Error {
    if error.kind() != ErrorKind::UnexpectedResponse || error.status().is_some() {
        return error;
    }
    let mut message = error.message().to_owned();
    for misfit in response.misfits().iter().take(MOST_NAMED).map(Misfit::to_string) {
        if !message.contains(&misfit) {
            message = format!("{message}; {misfit}");
        }
    }
    unexpected(message)
        .with_status(response.status())
        .with_request_id(response.request_id().map(str::to_owned))
        .with_attempts(response.attempts())
        .with_response_body(bytes::Bytes::copy_from_slice(response.raw()))
}

/// Returns the error for a response about another job than the requested one. The id may lack its first part in the request.
pub(crate) fn require_job(id: &JobId, job: &SnapshotJob) -> Result<(), Error> {
    let rest = job.id.as_str().strip_suffix(id.as_str());
    if rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/')) {
        return Ok(());
    }
    let message = format!("the response is about the job `{}`, not about `{id}`", job.id);
    // A success by its status: the next response may be about the right job.
    Err(unexpected(message).with_status(200))
}

#[cfg(test)]
#[cfg(feature = "alibaba-vod")]
mod tests {
    use mediasnap_core::ErrorKind;

    use super::require_job;
    use crate::model::{JobId, JobState, ProductKey, Raw, SnapshotJob};

    #[test]
    fn a_response_is_about_the_requested_job() {
        for (requested, found, same) in [
            ("job", "job", true),
            ("job", "video/job", true),
            ("job", "other", false),
            ("job", "otherjob", false),
            ("video/job", "job", false),
            ("video/job", "video/other", false),
        ] {
            let id = JobId::new(found).unwrap();
            let job = SnapshotJob::new(ProductKey::AlibabaVod, id, JobState::Running, Raw::default());
            let result = require_job(&JobId::new(requested).unwrap(), &job);
            assert_eq!(result.is_ok(), same, "{requested} {found}");
            if let Err(error) = result {
                assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
                assert!(error.is_retryable(), "a wait tolerates a few");
            }
        }
    }
}
