//! What credentials are looked for in: variables, files, metadata services and token services, all replaceable.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use mediasnap_core::clock::{Clock, SharedClock, SystemClock};
use mediasnap_core::{Error, ErrorKind};

/// A lookup of environment variables, a parameter so that tests need not change the process.
pub type EnvLookup = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Everything outside of the program that credentials and endpoints may come from.
///
/// [`ProviderConfig::from_system`] is this process on this machine. Every part can be replaced, so that a test or a sandbox sees
/// nothing of the machine it runs on.
#[derive(Clone)]
pub struct ProviderConfig {
    pub(crate) lookup: EnvLookup,
    home: Option<PathBuf>,
    root: PathBuf,
    pub(crate) clock: SharedClock,
    http: Option<reqwest::Client>,
    clients: Arc<Clients>,
    metadata: Option<String>,
    pub(crate) metadata_enabled: bool,
    pub(crate) profile: Option<String>,
    pub(crate) sts: Option<String>,
    pub(crate) iam: Option<String>,
    pub(crate) region: Option<String>,
}

/// HTTP clients, made when they are first needed.
#[derive(Default)]
struct Clients {
    token_service: OnceLock<reqwest::Client>,
    pod_local: OnceLock<reqwest::Client>,
    metadata: OnceLock<reqwest::Client>,
}

impl Default for ProviderConfig {
    fn default() -> Self {
        Self::from_system()
    }
}

impl fmt::Debug for ProviderConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderConfig")
            .field("home", &self.home)
            .field("root", &self.root)
            .field("metadata_enabled", &self.metadata_enabled)
            .field("profile", &self.profile)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl ProviderConfig {
    /// This process on this machine.
    pub fn from_system() -> Self {
        Self {
            lookup: Arc::new(|name| std::env::var(name).ok()),
            home: None,
            root: PathBuf::from("/"),
            clock: Arc::new(SystemClock),
            http: None,
            clients: Arc::default(),
            metadata: None,
            metadata_enabled: true,
            profile: None,
            sts: None,
            iam: None,
            region: None,
        }
    }

    /// Reads variables by `lookup` instead of from the process.
    #[must_use]
    pub fn with_env(mut self, lookup: EnvLookup) -> Self {
        self.lookup = lookup;
        self
    }

    /// Takes this for the home directory, instead of the one that the variables name.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// Takes this for the root of the file system where a vendor's own path is absolute (`/etc/..`).
    #[must_use]
    pub fn with_fs_root(mut self, root: impl Into<PathBuf>) -> Self {
        self.root = root.into();
        self
    }

    /// Takes the time and nonces from `clock`.
    #[must_use]
    pub fn with_clock(self, clock: impl Clock + 'static) -> Self {
        self.with_shared_clock(Arc::new(clock))
    }

    /// Sets the clock to one that is shared.
    #[must_use]
    pub fn with_shared_clock(mut self, clock: SharedClock) -> Self {
        self.clock = clock;
        self
    }

    /// Asks token services through `client`; metadata services are never asked through it.
    #[must_use]
    pub fn with_http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Asks for metadata here (`http://127.0.0.1:8080`) instead of at the vendor's link-local address.
    #[must_use]
    pub fn with_metadata_url(mut self, url: impl Into<String>) -> Self {
        self.metadata = Some(url.into());
        self
    }

    /// Never asks a metadata service.
    #[must_use]
    pub fn without_metadata(mut self) -> Self {
        self.metadata_enabled = false;
        self
    }

    /// Looks for credentials in this profile of the vendor's files, and nowhere else: a section of its INI file, or a profile of
    /// Alibaba's command line.
    #[must_use]
    pub fn with_profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Asks this token service (`https://sts.example.com`) instead of the vendor's.
    #[must_use]
    pub fn with_sts_url(mut self, url: impl Into<String>) -> Self {
        self.sts = Some(url.into());
        self
    }

    /// Asks this IAM (`https://iam.example.com`) instead of Huawei's.
    #[must_use]
    pub fn with_iam_url(mut self, url: impl Into<String>) -> Self {
        self.iam = Some(url.into());
        self
    }

    /// The region whose token services are asked.
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Whether no client for token services is configured.
    pub fn has_no_http_client(&self) -> bool {
        self.http.is_none()
    }

    /// Whether an IAM endpoint is configured.
    pub fn names_iam(&self) -> bool {
        self.iam.is_some() || self.variable("HUAWEICLOUD_SDK_IAM_ENDPOINT").is_some()
    }

    /// A variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }

    /// Whether a variable says yes.
    pub(crate) fn env_flag(&self, name: &str) -> bool {
        self.variable(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// Returns the values of variables that must all be set; the error names the first that is not.
    pub(crate) fn required_variables<const N: usize>(&self, names: [&str; N]) -> Result<[String; N], Error> {
        if let Some(name) = names.iter().find(|name| self.variable(name).is_none()) {
            return Err(Error::new(
                ErrorKind::Config,
                format!("the variable {name} is not set"),
            ));
        }
        Ok(names.map(|name| self.variable(name).unwrap_or_default()))
    }

    /// A path under the home directory; `None` where there is no home directory.
    pub fn home_path(&self, path: &str) -> Option<PathBuf> {
        let named = || {
            self.variable(if cfg!(windows) { "USERPROFILE" } else { "HOME" })
                .map(PathBuf::from)
        };
        Some(self.home.clone().or_else(named)?.join(path))
    }

    /// An absolute path of the vendor's.
    pub(crate) fn fs_path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// The address of a metadata service.
    pub(crate) fn metadata_url<'a>(&'a self, vendors: &'a str) -> &'a str {
        self.metadata.as_deref().unwrap_or(vendors).trim_end_matches('/')
    }

    /// The client for token services.
    pub(crate) fn token_service_client(&self) -> Result<reqwest::Client, Error> {
        match &self.http {
            Some(client) => Ok(client.clone()),
            None => once(&self.clients.token_service, || {
                mediasnap_http::client(Duration::from_secs(5), None)
            }),
        }
    }

    /// The client for services on this machine's network: no proxy.
    pub(crate) fn pod_local_client(&self) -> Result<reqwest::Client, Error> {
        once(&self.clients.pod_local, || {
            mediasnap_http::direct_client(Duration::from_secs(5))
        })
    }

    /// The client for metadata services: no proxy, and a short timeout for an address without a service.
    pub(crate) fn metadata_client(&self) -> Result<reqwest::Client, Error> {
        once(&self.clients.metadata, || {
            mediasnap_http::direct_client(Duration::from_secs(1))
        })
    }
}

fn once(
    cell: &OnceLock<reqwest::Client>,
    make: impl FnOnce() -> Result<reqwest::Client, Error>,
) -> Result<reqwest::Client, Error> {
    if let Some(client) = cell.get() {
        return Ok(client.clone());
    }
    let client = make()?;
    Ok(cell.get_or_init(|| client).clone())
}
