//! The products behind the unified client, one module each.
//!
//! An adapter wraps the product's typed client; `convert.rs` of each is the only place that speaks the vendor's vocabulary and
//! ours. Use an adapter itself where a product can do more than the unified model: it hands out the typed client, and takes the
//! vendor's own request.

// Of what the products share, a build with some of them uses a part.
#![cfg_attr(not(feature = "all"), allow(dead_code))]

mod answer;
mod limits;
mod paging;
mod units;

#[cfg(feature = "alibaba-ice")]
pub mod alibaba_ice;
#[cfg(feature = "alibaba-vod")]
pub mod alibaba_vod;
#[cfg(feature = "huawei-mpc")]
pub mod huawei_mpc;
#[cfg(feature = "huawei-vod")]
pub mod huawei_vod;
#[cfg(feature = "tencent-tiw")]
pub mod tencent_tiw;

use crate::{Error, ErrorKind, Image, ImageFilter, JobId, Page, ProductKey, SnapshotJob};

/// Names the product on an error of a conversion.
fn at(product: ProductKey) -> impl Fn(Error) -> Error {
    move |error| error.at(product.as_str(), None)
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidArgument, message)
}

fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, message)
}

/// The answer lacks what it is about.
fn unexpected(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::UnexpectedAnswer, message)
}

fn no_job(id: &JobId) -> Error {
    Error::new(ErrorKind::NotFound, format!("there is no job `{id}`"))
}

/// An id in an answer, joined to the parts that lead to it.
fn job_id(parts: &[&str]) -> Result<JobId, Error> {
    if parts.iter().any(|part| part.is_empty()) {
        return Err(unexpected("the answer names no job"));
    }
    JobId::new(parts.join("/")).map_err(|_| unexpected("the answer has a job id with white space"))
}

/// The images that came with a job, as the one page of a list.
fn with_the_job(job: SnapshotJob, filter: &ImageFilter) -> Result<Page<Image>, Error> {
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

#[cfg(test)]
#[cfg(all(
    feature = "huawei-mpc",
    feature = "huawei-vod",
    feature = "tencent-tiw",
    feature = "alibaba-vod",
    feature = "alibaba-ice"
))]
mod tests;
