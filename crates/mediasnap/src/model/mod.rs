//! The unified model: what to capture, the job that does it, and the images that come out. Plain data, no I/O.

mod customizations;
mod filter;
mod image;
mod invalid;
mod job;
mod output;
mod page;
mod product;
mod product_key;
mod raw;
mod request;
mod source;

pub use customizations::Customizations;
pub use filter::{ImageFilter, JobFilter};
pub use image::{Image, ImageKind, ImageUrl};
pub use job::{JobCommand, JobFailure, JobId, JobState, SnapshotJob};
pub use output::{ImageFormat, ObjectLocation, Output, Size, Sprite};
pub use page::{Cursor, Page};
pub use product::ProductKey;
pub use raw::Raw;
pub use request::{SnapshotRequest, SnapshotRequestBuilder};
pub use source::{Frames, Source, SourceKind};
