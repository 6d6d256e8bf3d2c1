//! Starting, asking and stopping an emulator.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_auth::{AccessKey, Secret};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::defaults::{ACCESS_KEY_ID, CALLBACK_KEY, SECRET_ACCESS_KEY};
use crate::error::StartError;
use crate::ids::Ids;
use crate::media::library::Media;
use crate::notifications::{self as callback, Callbacks};
use crate::protocol::keys::Keys;
use crate::server::fault::{Fault, Faults};
use crate::server::handler;
use crate::server::log::LoggedRequest;
use crate::server::shared::Server;
use crate::state::World;
use crate::storage::export::Results;
use crate::storage::journal::Journal;
use crate::storage::objects::Objects;

/// How long a job takes.
const JOB_DURATION: Duration = Duration::from_millis(1500);
/// How often notifications, and results to write, are looked for.
const TICK: Duration = Duration::from_millis(200);
/// How long requests that are being answered may take when the emulator is shut down.
const GRACE: Duration = Duration::from_secs(3);

/// Sets an emulator up.
#[must_use]
#[derive(Debug)]
pub struct Builder {
    listen: String,
    keys: Keys,
    now: Option<DateTime<Utc>>,
    seed: Option<u64>,
    job_duration: Duration,
    rate_limits: bool,
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
            media: None,
            data: None,
            faults: Vec::new(),
            callback_key: CALLBACK_KEY.into(),
            results: None,
        }
    }
}

impl Builder {
    /// The address to listen on: `127.0.0.1:0`, any free port of this machine, by default.
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen = address.into();
        self
    }

    /// A key that may sign for any of the vendors. Without one, [`ACCESS_KEY_ID`] and [`SECRET_ACCESS_KEY`] are the only key.
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.keys.add(AccessKey::new(id, secret.into()));
        self
    }

    /// A temporary key, which has to come with its session token.
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

    /// A token that stands in place of a signature: Huawei Cloud's `X-Auth-Token`, Alibaba Cloud's bearer token.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.keys.add_token(Secret::from(token.into()));
        self
    }

    /// Forbids a key an operation, by the vendor's name for it; `*` forbids every one.
    pub fn deny(mut self, key_id: &str, operation: &str) -> Self {
        self.keys.deny(key_id, operation);
        self
    }

    /// Starts the emulator's clock at a time, in seconds since 1970; it goes on from there. Without it the clock shows
    /// the machine's time.
    pub fn now(mut self, epoch: i64) -> Self {
        self.now = DateTime::from_timestamp(epoch, 0);
        self
    }

    /// Makes ids follow from `seed`, the same in every run.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// How long a job takes by the emulator's clock: a second and a half by default.
    pub fn job_duration(mut self, duration: Duration) -> Self {
        self.job_duration = duration;
        self
    }

    /// Whether the documented rate limits hold, as they do by default.
    pub fn rate_limits(mut self, enforced: bool) -> Self {
        self.rate_limits = enforced;
        self
    }

    /// A directory of videos to cut frames from with `ffmpeg`: `buckets/<bucket>/<key>`, `media/<id>.<ext>`,
    /// `streams/<last segment of the URL>.<ext>` and `whiteboards/<room>.<ext>`. What is not in it does not exist for the
    /// emulator. Without `ffmpeg` on the path, test frames stand for what is in it.
    pub fn media(mut self, directory: impl Into<PathBuf>) -> Self {
        self.media = Some(directory.into());
        self
    }

    /// A file that keeps jobs, templates and images over restarts. It is made if it is not there.
    pub fn data(mut self, file: impl Into<PathBuf>) -> Self {
        self.data = Some(file.into());
        self
    }

    /// The key that notifications to a caller's URL are signed with; [`CALLBACK_KEY`](crate::CALLBACK_KEY) by default.
    pub fn callback_key(mut self, key: impl Into<String>) -> Self {
        self.callback_key = Secret::from(key.into());
        self
    }

    /// A directory to write every image and every other result into as soon as it is there: `<bucket>/<key>`. It is made
    /// if it is not there.
    pub fn results(mut self, directory: impl Into<PathBuf>) -> Self {
        self.results = Some(directory.into());
        self
    }

    /// Adds a fault rule.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Starts the emulator on the current tokio runtime.
    ///
    /// # Errors
    /// When the address cannot be listened on, the media directory is none, or the data file cannot be opened.
    pub async fn start(mut self) -> Result<Emulator, StartError> {
        let address: SocketAddr = self
            .listen
            .parse()
            .map_err(|_| StartError::Address(self.listen.clone()))?;
        let listener = TcpListener::bind(address).await;
        let bound = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (address, listener) = bound.map_err(|source| StartError::Listen { address, source })?;
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
            .map_err(StartError::Fault)?;
        let journal = match &self.data {
            Some(file) => Journal::open(file).map_err(|source| StartError::Data {
                file: file.clone(),
                reason: source.to_string(),
            })?,
            None => Journal::default(),
        };
        let journal = Arc::new(journal);
        let world = World {
            url: format!("http://{address}"),
            clock: Clock::new(self.now),
            ids: Ids::new(self.seed),
            objects: Objects::open(&journal, Results::new(self.results)),
            media: Media::new(self.media),
            callbacks: Callbacks::open(&journal),
            journal,
            job_duration: TimeDelta::from_std(self.job_duration).unwrap_or(TimeDelta::MAX),
        };
        let server = Arc::new(Server::new(
            world,
            Faults::new(self.faults),
            self.keys,
            self.rate_limits,
        ));
        let notify = tokio::spawn(notify(Arc::downgrade(&server), self.callback_key));
        let write = server
            .world
            .objects
            .results()
            .is_on()
            .then(|| tokio::spawn(write_results(Arc::downgrade(&server))));
        let (stop, stopped) = oneshot::channel::<()>();
        let router = handler::router(Arc::clone(&server));
        let serve = axum::serve(listener, router).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        let task = tokio::spawn(async move {
            if let Err(error) = serve.await {
                tracing::error!(%error, "the emulator stopped");
            }
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

/// Beats as long as somebody listens.
fn ticks() -> tokio::time::Interval {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks
}

/// Sends notifications when they are due, as long as there is a server.
async fn notify(server: Weak<Server>, key: Secret) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        let Some(server) = server.upgrade() else { return };
        let now = server.world.clock.now();
        let due = tokio::task::spawn_blocking(move || server.notifications()).await;
        for notification in due.unwrap_or_default() {
            tokio::spawn(callback::deliver(notification, key.clone(), now));
        }
    }
}

/// Writes results when they are there, as long as there is a server.
async fn write_results(server: Weak<Server>) {
    let mut ticks = ticks();
    loop {
        ticks.tick().await;
        let Some(server) = server.upgrade() else { return };
        let written = tokio::task::spawn_blocking(move || server.write_results()).await;
        if written.is_err() {
            return;
        }
    }
}

/// A running emulator. Dropping it stops it.
pub struct Emulator {
    address: SocketAddr,
    server: Arc<Server>,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Emulator {
    /// Sets an emulator up.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address it listens on, as a URL without a path: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.server.world.url
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The time by its clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.server.world.clock.now()
    }

    /// Sets its clock, which goes on from there or, if `running` is false, stands still.
    pub fn set_clock(&self, now: DateTime<Utc>, running: bool) {
        self.server.world.clock.set(now, running);
    }

    /// Moves its clock forward; jobs that would be done by then are.
    pub fn advance_clock(&self, by: Duration) {
        self.server
            .world
            .clock
            .advance(TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX));
    }

    /// Forgets every job, template, image, notification and nonce.
    pub fn reset(&self) {
        self.server.reset();
    }

    /// Replaces the fault rules.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.server.faults.set(faults);
    }

    /// The last thousand API requests that were answered, oldest first.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.server.requests()
    }

    /// Stops listening, lets requests finish, and cuts off those that take longer than three seconds.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(mut task) = self.task.take()
            && tokio::time::timeout(GRACE, &mut task).await.is_err()
        {
            task.abort();
        }
        if self.server.world.objects.results().is_on() {
            let server = Arc::clone(&self.server);
            let _ = tokio::task::spawn_blocking(move || server.write_results()).await;
        }
    }
}

impl Drop for Emulator {
    /// Stops listening, and closes the data file. Requests that are being answered still are, as long as the runtime lives,
    /// unless they would change the file.
    fn drop(&mut self) {
        self.server.world.journal.close();
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}
