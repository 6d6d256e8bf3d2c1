//! What the tests share: a server that records, a machine of variables and files, a clock that is set by hand.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use mediasnap_client::auth::verify::{
    ClockTolerance, KeyStore, ReceivedRequest, Verified, VerifyError, verify,
};
use mediasnap_client::auth::{AccessKey, Vendor};
use mediasnap_client::clock::Clock;
use mediasnap_client::credentials::ProviderConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request that a server got.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Seen {
    /// `GET /path`.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The id of the key that signed it, when the signature is right as of `time`.
    pub(crate) fn signer(&self, key: &AccessKey, time: DateTime<Utc>) -> String {
        self.verify(key, time).unwrap().key_id.unwrap_or_default()
    }

    /// Verifies it with `key`.
    pub(crate) fn verify(&self, key: &AccessKey, time: DateTime<Utc>) -> Result<Verified, VerifyError> {
        struct One<'a>(&'a AccessKey);
        impl KeyStore for One<'_> {
            fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
                (id == self.0.id).then(|| self.0.clone())
            }
        }
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let received = ReceivedRequest {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: self.body.as_bytes(),
        };
        verify(&received, &One(key), time, ClockTolerance::default())
    }
}

/// A response of a server: status, headers, body.
pub(crate) type Reply = (u16, Vec<(&'static str, String)>, String);

/// A response without headers.
pub(crate) fn reply(status: u16, body: impl Into<String>) -> Reply {
    (status, Vec::new(), body.into())
}

/// An HTTP server on the loopback interface; it ends with the test.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub(crate) async fn start(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (all, answer) = (seen.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (all, answer) = (all.clone(), answer.clone());
                tokio::spawn(async move {
                    let _ = serve(stream, &all, &*answer).await;
                });
            }
        });
        Self { url, seen }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

async fn serve(
    mut stream: TcpStream,
    all: &Mutex<Vec<Seen>>,
    answer: &(dyn Fn(&Seen) -> Reply + Send + Sync),
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let target = first.next().unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    while bytes.len() < head_end + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
    let seen = Seen {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: String::from_utf8_lossy(&bytes[head_end + 4..]).into_owned(),
    };
    all.lock().unwrap().push(seen.clone());
    let (status, headers, body) = answer(&seen);
    let mut text = format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        text.extend([name, ": ", &value, "\r\n"]);
    }
    text.push_str("\r\n");
    text.push_str(&body);
    stream.write_all(text.as_bytes()).await?;
    stream.shutdown().await
}

/// An address without a listener.
pub(crate) const NOBODY: &str = "http://127.0.0.1:1";

/// A machine of its own: variables, a home directory, a root, no metadata service unless one is named.
pub(crate) struct Machine {
    directory: tempfile::TempDir,
    variables: HashMap<String, String>,
    pub(crate) hands: Hands,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            variables: HashMap::new(),
            hands: Hands::default(),
        }
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) -> &mut Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    pub(crate) fn unset(&mut self, name: &str) {
        self.variables.remove(name);
    }

    /// Writes a file under the machine's directory, which is both home and root; returns its path.
    pub(crate) fn write(&self, path: &str, text: &str) -> String {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    /// What providers see of it.
    pub(crate) fn provider_config(&self) -> ProviderConfig {
        let variables = self.variables.clone();
        ProviderConfig::from_system()
            .with_env(Arc::new(move |name| variables.get(name).cloned()))
            .with_home(self.directory.path())
            .with_fs_root(self.directory.path())
            .with_clock(self.hands.clone())
            .with_metadata_url(NOBODY)
            .with_sts_url(NOBODY)
            .with_iam_url(NOBODY)
    }
}

/// A clock that is set by hand.
#[derive(Clone)]
pub(crate) struct Hands(Arc<Mutex<DateTime<Utc>>>);

impl Default for Hands {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(noon())))
    }
}

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn jitter(&self) -> f64 {
        0.0
    }
}

/// The time at which every test begins.
pub(crate) fn noon() -> DateTime<Utc> {
    "2026-03-01T12:00:00Z".parse().unwrap()
}
