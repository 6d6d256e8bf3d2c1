//! Configures, starts and stops an emulator.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_auth::{AccessKey, Secret};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::emulator::Emulator;
use crate::error::StartError;
use crate::ids::Ids;
use crate::media::library::MediaLibrary;
use crate::notifications::{NotificationQueue, deliver};
use crate::protocol::defaults::{ACCESS_KEY_ID, CALLBACK_KEY, SECRET_ACCESS_KEY};
use crate::protocol::keys::Keys;
use crate::server::fault::{Fault, FaultRules};
use crate::server::limits::Limits;
use crate::server::listener;
use crate::server::shared::Server;
use crate::state::EmulatorState;
use crate::storage::export::Exporter;
use crate::storage::journal::Journal;
use crate::storage::objects::Objects;

/// Default duration of a job.
const JOB_DURATION: Duration = Duration::from_millis(1500);
/// Interval between checks for due notifications and results.
const TICK: Duration = Duration::from_millis(200);

/// Configures an emulator.
#[must_use]
#[derive(Debug)]
pub struct Builder {
    listen: String,
    keys: Keys,
    now: Option<DateTime<Utc>>,
    seed: Option<u64>,
    job_duration: Duration,
    rate_limits: bool,
    limits: Limits,
    strict_templates: bool,
    media: Option<PathBuf>,
    data: Option<PathBuf>,
    faults: Vec<Fault>,
    callback_key: Secret,
    results: Option<PathBuf>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:0".to_owned(),
            keys: Keys::default(),
            now: None,
            seed: None,
            job_duration: JOB_DURATION,
            rate_limits: true,
            limits: Limits::default(),
            strict_templates: false,
            media: None,
            data: None,
            faults: Vec::new(),
            callback_key: CALLBACK_KEY.into(),
            results: None,
        }
    }
}

impl Builder {
    /// Sets the address to listen on. Default: `127.0.0.1:0`, any free port of this machine.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// Adds an access key that may sign for all vendors. Default: [`ACCESS_KEY_ID`] with [`SECRET_ACCESS_KEY`].
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.keys.add(AccessKey::new(id, secret.into()));
        self
    }

    /// Adds a temporary access key, which is valid only together with its security token.
    pub fn temporary_key(
        mut self,
        id: impl Into<String>,
        secret: impl Into<String>,
        session_token: impl Into<String>,
    ) -> Self {
        self.keys
            .add(AccessKey::new(id, secret.into()).with_security_token(session_token.into()));
        self
    }

    /// Adds a token that replaces a signature: `X-Auth-Token` of Huawei Cloud, a bearer token of Alibaba Cloud.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.keys.add_token(Secret::from(token.into()));
        self
    }

    /// Denies an access key an operation, by the vendor's name for it, or all operations (`*`).
    pub fn deny(mut self, key_id: &str, operation: &str) -> Self {
        self.keys.deny(key_id, operation);
        self
    }

    /// Sets the time that the emulator's clock starts at, in seconds since 1970. Default: the time of the machine.
    pub fn now(mut self, epoch: i64) -> Self {
        self.now = DateTime::from_timestamp(epoch, 0);
        self
    }

    /// Derives ids and random faults from a seed, so that they are equal in every run. Default: random.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets the duration of a job by the emulator's clock. Default: 1.5 s.
    pub fn job_duration(mut self, duration: Duration) -> Self {
        self.job_duration = duration;
        self
    }

    /// Sets whether the documented rate limits are enforced. Default: true.
    pub fn rate_limits(mut self, enforced: bool) -> Self {
        self.rate_limits = enforced;
        self
    }

    /// Sets the maximum time to send the head of a request, and its body. Default: 20 s for each.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.limits.request_timeout = timeout;
        self
    }

    /// Sets the maximum number of open connections. Above it, those that wait for a request are closed. Default: 512.
    pub fn max_connections(mut self, max: usize) -> Self {
        self.limits.connections = max.max(1);
        self
    }

    /// Sets whether jobs may only name templates that were created here. Default: false, other templates have default
    /// settings.
    pub fn strict_templates(mut self, strict: bool) -> Self {
        self.strict_templates = strict;
        self
    }

    /// Sets a directory of videos to extract frames from with `ffmpeg`: `buckets/<bucket>/<key>`, `media/<id>.<ext>`,
    /// `streams/<last segment of the URL>.<ext>` and `whiteboards/<room>.<ext>`. Sources without a file do not exist
    /// for the emulator. If `ffmpeg` is not installed, those with one are shown as synthetic frames. Default: every
    /// source exists, with synthetic frames.
    pub fn media(mut self, directory: impl Into<PathBuf>) -> Self {
        self.media = Some(directory.into());
        self
    }

    /// Sets a file that keeps jobs, templates and images across restarts. It is created if it does not exist.
    /// Default: nothing is kept.
    pub fn data(mut self, file: impl Into<PathBuf>) -> Self {
        self.data = Some(file.into());
        self
    }

    /// Sets the key that notifications to a caller's URL are signed with. Default:
    /// [`CALLBACK_KEY`](crate::CALLBACK_KEY).
    pub fn callback_key(mut self, key: impl Into<String>) -> Self {
        self.callback_key = Secret::from(key.into());
        self
    }

    /// Sets a directory that images and all other results are written to when their job finishes, as
    /// `<bucket>/<key>`. It is created if it does not exist. Default: nothing is written.
    pub fn results(mut self, directory: impl Into<PathBuf>) -> Self {
        self.results = Some(directory.into());
        self
    }

    /// Adds a fault rule.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Checks what can be checked without the data file, and adds the default key if there is no other.
    fn check(&mut self) -> Result<(), StartError> {
        if self.keys.is_empty() {
            self.keys.add(AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
        }
        if let Some(directory) = self.media.as_ref().filter(|directory| !directory.is_dir()) {
            return Err(StartError::Media {
                directory: directory.clone(),
            });
        }
        if let Some(directory) = &self.results {
            std::fs::create_dir_all(directory).map_err(|source| StartError::Results {
                directory: directory.clone(),
                source,
            })?;
        }
        self.faults
            .iter()
            .try_for_each(Fault::check)
            .map_err(StartError::Fault)
    }

    /// Starts the emulator on the current tokio runtime.
    ///
    /// # Errors
    /// Returns an error if the address cannot be listened on, the media directory does not exist, or the data file
    /// cannot be opened.
    pub async fn start(mut self) -> Result<Emulator, StartError> {
        let address: SocketAddr = self
            .listen
            .parse()
            .map_err(|_| StartError::Address(self.listen.clone()))?;
        let listener = TcpListener::bind(address).await;
        let bound = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (address, listener) = bound.map_err(|source| StartError::Listen { address, source })?;
        self.check()?;
        let journal = match &self.data {
            Some(file) => Journal::open(file).map_err(|source| StartError::Data {
                file: file.clone(),
                reason: source.to_string(),
            })?,
            None => Journal::default(),
        };
        let journal = Arc::new(journal);
        let state = EmulatorState {
            url: format!("http://{address}"),
            is_local: address.ip().is_loopback(),
            clock: Clock::new(self.now),
            ids: Ids::new(self.seed),
            objects: Objects::open(&journal, Exporter::new(self.results)),
            media: Arc::new(MediaLibrary::new(self.media)),
            notifications: NotificationQueue::open(&journal),
            journal,
            job_duration: TimeDelta::from_std(self.job_duration).unwrap_or(TimeDelta::MAX),
            strict_templates: self.strict_templates,
        };
        let server = Arc::new(Server::new(
            state,
            FaultRules::new(self.faults),
            self.keys,
            self.rate_limits,
            self.limits,
        ));
        if let (Some(reason), Some(file)) = (server.state.journal.unreadable(), self.data) {
            return Err(StartError::Data { file, reason });
        }
        if !address.ip().is_loopback() {
            tracing::warn!(%address, "the emulator can be reached by other machines, and protects nothing");
        }
        let notify = tokio::spawn(notify(Arc::downgrade(&server), self.callback_key));
        let write = server
            .state
            .objects
            .exporter()
            .is_enabled()
            .then(|| tokio::spawn(write_results(Arc::downgrade(&server))));
        let (stop, stopped) = oneshot::channel::<()>();
        let serve = listener::serve(listener, Arc::clone(&server), stopped);
        let task = tokio::spawn(async move {
            serve.await;
            notify.abort();
            if let Some(write) = write {
                write.abort();
            }
        });
        Ok(Emulator {
            address,
            server,
            stop: Some(stop),
            task: Some(task),
        })
    }
}

/// Returns the interval of the background tasks.
fn ticks() -> tokio::time::Interval {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks
}

/// Sends notifications when they are due, until the server is dropped.
async fn notify(server: Weak<Server>, key: Secret) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        let Some(server) = server.upgrade() else { return };
        let key = key.clone();
        let due = tokio::task::spawn_blocking(move || server.due_notifications(&key)).await;
        for notification in due.unwrap_or_default() {
            tokio::spawn(deliver(notification));
        }
    }
}

/// Writes results when they are available, until the server is dropped.
async fn write_results(server: Weak<Server>) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        let Some(server) = server.upgrade() else { return };
        server.write_results().await;
    }
}

impl Emulator {
    /// Creates a builder with default settings.
    pub fn builder() -> Builder {
        Builder::default()
    }
}
