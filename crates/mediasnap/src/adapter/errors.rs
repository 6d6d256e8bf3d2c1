//! Errors of conversions, and what adapters make of ids and images.

use mediasnap_core::{Error, ErrorKind};

use crate::model::{Image, ImageFilter, JobId, Page, ProductKey, SnapshotJob};

/// Names the product on an error of a conversion.
pub(crate) fn at(product: ProductKey) -> impl Fn(Error) -> Error {
    move |error| error.with_operation(product.as_str(), None)
}

pub(crate) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidArgument, message)
}

pub(crate) fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}

/// The answer lacks what it is about.
pub(crate) fn unexpected(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnexpectedResponse, message)
}

pub(crate) fn no_job(id: &JobId) -> Error {
    Error::new(ErrorKind::NotFound, format!("there is no job `{id}`"))
}

/// An id in an answer, joined to the parts that lead to it.
pub(crate) fn job_id(parts: &[&str]) -> Result<JobId, Error> {
    if parts.iter().any(|part| part.is_empty()) {
        return Err(unexpected("the answer names no job"));
    }
    JobId::new(parts.join("/")).map_err(|_| unexpected("the answer has a job id with white space"))
}

/// The images that came with a job, as the one page of a list.
pub(crate) fn with_the_job(job: SnapshotJob, filter: &ImageFilter) -> Result<Page<Image>, Error> {
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
