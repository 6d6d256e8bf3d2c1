//! Errors of conversions, and what adapters make of ids and images.

use mediasnap_core::{Error, ErrorKind};

use crate::model::{Image, ImageFilter, JobId, Page, SnapshotJob};

pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidArgument, message)
}

pub(crate) fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}

/// The response lacks the object that was requested.
pub(crate) fn unexpected(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnexpectedResponse, message)
}

pub(crate) fn not_found(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::NotFound, message)
}

pub(crate) fn job_not_found(id: &JobId) -> Error {
    not_found(format!("there is no job `{id}`"))
}

/// An id in a response, joined to the parts that lead to it.
pub(crate) fn job_id(parts: &[&str]) -> Result<JobId, Error> {
    if parts.iter().any(|part| part.is_empty()) {
        return Err(unexpected("the answer names no job"));
    }
    JobId::new(parts.join("/")).map_err(|_| unexpected("the answer has a job id with white space"))
}

/// The images that came with a job, as the one page of a list.
pub(crate) fn images_of_job(job: SnapshotJob, filter: &ImageFilter) -> Result<Page<Image>, Error> {
    if filter.cursor.is_some() {
        return Err(invalid(
            "these images come as one page: there is no cursor into them",
        ));
    }
    let mut page = Page::single(job.images);
    page.total = u64::try_from(page.items.len()).ok();
    page.request_id = job.request_id;
    Ok(page)
}
