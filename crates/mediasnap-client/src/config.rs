//! How a client was set up.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use mediasnap_core::Error;

use crate::rate_limit::RateLimits;
use crate::request::SignedRequest;

/// How a client was set up.
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    /// The region, where one was given.
    pub region: Option<String>,
    /// The language of the vendor's messages (Tencent: `zh-CN`, `en-US`).
    pub language: Option<String>,
    /// The Huawei project; wins over the one that comes with the credentials.
    pub project_id: Option<String>,
    /// The most time that one call takes, retries included.
    pub timeout: Duration,
    /// The most time that one request takes.
    pub attempt_timeout: Duration,
    /// The maximum size of a response body in bytes.
    pub max_response_size: usize,
    /// Told of every attempt.
    pub observer: Option<Observer>,
    /// Rate limits to keep to.
    pub limits: RateLimits,
    /// Is handed the requests, which are not sent.
    pub dry_run: Option<DryRun>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("region", &self.region)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .finish_non_exhaustive()
    }
}

/// A function that is told of every attempt, when it has ended.
pub type Observer = Arc<dyn Fn(&Attempt<'_>) + Send + Sync>;

/// A function that is handed signed requests instead of a service.
pub type DryRun = Arc<dyn Fn(&SignedRequest) + Send + Sync>;

/// One attempt of a call, for an observer.
#[derive(Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The product key.
    pub product: &'static str,
    /// The vendor's name of the operation.
    pub operation: &'static str,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// The HTTP status of a success, or the error.
    pub outcome: Result<u16, &'a Error>,
    /// After how long the next attempt begins; `None` when this was the last.
    pub delay: Option<Duration>,
}
