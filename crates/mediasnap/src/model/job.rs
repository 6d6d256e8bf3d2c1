//! A snapshot job: who it is, how far it is, what became of it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use mediasnap_core::Error;
use serde::{Deserialize, Serialize};

use super::image::Image;
use super::invalid::invalid;
use super::product::ProductKey;
use super::raw::Raw;

/// A snapshot job of any product, as it was when the vendor was asked.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SnapshotJob {
    /// The product that runs it.
    pub product: ProductKey,
    /// The id to find it again with.
    pub id: JobId,
    /// How far it is.
    pub state: JobState,
    /// The vendor's word for the state; `None` when the vendor named none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_state: Option<String>,
    /// When it was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    /// The name that it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The data that it carries along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
    /// How many images it has made, or will make, where the vendor says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_count: Option<u64>,
    /// The images in this response. `Client::images` gives all images of every product.
    #[serde(default)]
    pub images: Vec<Image>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<JobFailure>,
    /// Fields of the response that could not be read: their paths, and what was found there. They are in [`raw`](Self::raw).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// The vendor's id of the request that returned this job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The vendor's JSON for this job.
    #[serde(default)]
    raw: Raw,
}

mediasnap_core::redacted_debug!(SnapshotJob {
    product, id, state, raw_state, created_at, finished_at, name, image_count, images, failure, warnings, request_id, raw; user_data
});

impl SnapshotJob {
    /// A job about which the vendor sent `raw`.
    pub fn new(product: ProductKey, id: JobId, state: JobState, raw: Raw) -> Self {
        Self {
            product,
            id,
            state,
            raw_state: None,
            created_at: None,
            finished_at: None,
            name: None,
            user_data: None,
            image_count: None,
            images: Vec::new(),
            failure: None,
            warnings: Vec::new(),
            request_id: None,
            raw,
        }
    }

    /// The vendor's JSON of this job, unchanged.
    pub fn raw(&self) -> &Raw {
        &self.raw
    }

    /// Whether it has ended for good.
    pub fn is_terminal(&self) -> bool {
        self.state.is_terminal()
    }
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum JobState {
    /// Accepted, not begun.
    Queued,
    /// At work.
    Running,
    /// Stopped; it goes on when it is told to.
    Paused,
    /// Ended, the images are there.
    Succeeded,
    /// Ended without (all of) its images.
    Failed,
    /// Taken back before it ended.
    Canceled,
    /// The vendor gave no state, or one that this version does not know.
    Unknown,
}

impl JobState {
    /// Whether the job has ended for good.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Canceled)
    }

    /// Whether the job changes no more without a command: the terminal states, and `Paused`.
    pub fn is_terminal_or_paused(self) -> bool {
        self.is_terminal() || self == Self::Paused
    }

    /// The state in one word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a job failed, in the vendor's words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobFailure {
    /// The vendor's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The reason, human-readable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

mediasnap_core::redacted_debug!(JobFailure { code, message; });

impl JobFailure {
    /// Creates a failure; empty strings count as absent.
    pub fn new(code: Option<String>, message: Option<String>) -> Self {
        let said = |text: &String| !text.is_empty();
        Self {
            code: code.filter(said),
            message: message.filter(said),
        }
    }
}

/// Id of a job, which identifies it to its product.
///
/// For most products it is the vendor's own id. Where the vendor asks for more than that, the parts are joined by `/`, from the
/// container to the job: the product's adapter says how. Ids come from `submit` and the lists; keep them as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobId(Box<str>);

impl JobId {
    /// An id.
    ///
    /// # Errors
    /// `InvalidArgument` for text that is empty or holds white space.
    pub fn new(text: impl AsRef<str>) -> Result<Self, Error> {
        let text = text.as_ref();
        if text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(invalid("a job id is text without white space"));
        }
        Ok(Self(text.into()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for JobId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl TryFrom<String> for JobId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::new(text)
    }
}

impl From<JobId> for String {
    fn from(id: JobId) -> Self {
        id.0.into()
    }
}

/// A command to a job that runs until it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum JobCommand {
    /// Begin to capture.
    Start,
    /// End capturing; the job is paused.
    Stop,
    /// Stop and start again.
    Restart,
}
