//! <!-- The page below is the README. -->
#![cfg_attr(feature = "_client", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "_client"),
    doc = "The unified snapshot model: requests, jobs, images, errors."
)]

mod capability;
mod model;

pub use capability::{Capabilities, Capability, SourceCapabilities, matrix};
#[cfg(feature = "_client")]
pub use mediasnap_client as runtime;
pub use mediasnap_core::{Error, ErrorKind, Remedy};
pub use model::{
    Cursor, Customizations, Frames, Image, ImageFilter, ImageFormat, ImageKind, ImageUrl, JobCommand,
    JobFailure, JobFilter, JobId, JobState, ObjectLocation, Output, Page, ProductKey, Raw, Size, SnapshotJob,
    SnapshotRequest, SnapshotRequestBuilder, Source, SourceKind, Sprite,
};

#[cfg(feature = "_client")]
pub mod adapter;
#[cfg(feature = "_client")]
mod client;
#[cfg(all(feature = "_client", feature = "conformance"))]
pub mod conformance;
#[cfg(feature = "_client")]
pub mod products;
#[cfg(feature = "_client")]
mod service;
#[cfg(feature = "_client")]
mod wait;

#[cfg(feature = "_client")]
pub use client::{Client, Config, DownloadOptions, ImageStream, JobStream, ObjectUrls};
#[cfg(feature = "_client")]
pub use products::clients::*;
#[cfg(feature = "_client")]
pub use products::products;
#[cfg(feature = "_client")]
pub use service::{Batch, JobResults, ServiceFuture, SnapshotService};
#[cfg(feature = "_client")]
pub use wait::{PollingPolicy, Wait, WaitError, Watch};
