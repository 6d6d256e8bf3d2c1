//! Notifications: what the vendors send to a URL of the caller's when a job has ended, signed by their formulas.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use mediasnap_auth::{Secret, webhook};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

/// How often a notification is sent until it is answered with 200, which is what the vendors want.
const ATTEMPTS: u32 = 3;
/// How long to wait in between, and how long for an answer.
const PAUSE: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a signature of Tencent Cloud's holds, in seconds.
const VALID: i64 = 600;

/// Whose notification it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Scheme {
    AlibabaVod,
    AlibabaIce,
    TencentTiw,
    HuaweiVod,
}

/// A notification that is due at a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Notification {
    pub(crate) scheme: Scheme,
    pub(crate) url: String,
    pub(crate) body: Value,
    pub(crate) due: DateTime<Utc>,
}

/// The notifications that are not due yet.
#[derive(Debug)]
pub(crate) struct Callbacks {
    waiting: Table<Notification>,
    next: AtomicU64,
}

impl Callbacks {
    /// What the journal has kept.
    pub(crate) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            waiting: Table::open("notifications", journal),
            next: AtomicU64::new(1),
        }
    }

    /// The table of notifications.
    pub(crate) fn table(&self) -> &dyn AnyTable {
        &self.waiting
    }

    /// Sends a notification when it is due.
    pub(crate) fn add(&self, notification: Notification) {
        let number = || self.next.fetch_add(1, Ordering::Relaxed).to_string();
        let mut id = number();
        while self.waiting.get(&id).is_some() {
            id = number();
        }
        self.waiting.put(&id, notification);
    }

    /// Takes those that are due.
    pub(crate) fn due(&self, now: DateTime<Utc>) -> Vec<Notification> {
        let mut ids = Vec::new();
        self.waiting.each(|id, notification| {
            if notification.due <= now {
                ids.push(id.to_owned());
            }
        });
        let taken = ids.iter().filter_map(|id| self.waiting.remove(id));
        taken.map(|notification| (*notification).clone()).collect()
    }
}

/// The headers and the body that go out at a time.
fn sign(notification: &Notification, key: &Secret, now: i64) -> (Vec<(&'static str, String)>, String) {
    let headers = |names: [&'static str; 2], signature: String| {
        vec![(names[0], now.to_string()), (names[1], signature)]
    };
    let (url, body) = (&*notification.url, &notification.body);
    match notification.scheme {
        Scheme::AlibabaVod => {
            let signature = webhook::Notification::AlibabaUrl { url }.sign(key, now);
            (
                headers(["X-VOD-TIMESTAMP", "X-VOD-SIGNATURE"], signature),
                body.to_string(),
            )
        }
        Scheme::AlibabaIce => {
            let signature = webhook::Notification::AlibabaUrl { url }.sign(key, now);
            (
                headers(["X-ICE-TIMESTAMP", "X-ICE-SIGNATURE"], signature),
                body.to_string(),
            )
        }
        Scheme::TencentTiw => {
            let (expires, mut body) = (now + VALID, body.clone());
            body["ExpireTime"] = json!(expires);
            body["Sign"] = json!(webhook::Notification::TencentExpiring.sign(key, expires));
            (Vec::new(), body.to_string())
        }
        Scheme::HuaweiVod => {
            let message = body.to_string();
            let signature = webhook::Notification::HuaweiMessage { message: &message }.sign(key, now);
            let body = json!({ "message": message }).to_string();
            (headers(["auth_timestamp", "auth_sign"], signature), body)
        }
    }
}

/// Sends a notification until it is taken, or given up.
pub(crate) async fn deliver(notification: Notification, key: Secret, now: DateTime<Utc>) {
    let (headers, body) = sign(&notification, &key, now.timestamp());
    for attempt in 1..=ATTEMPTS {
        let sent = tokio::time::timeout(PATIENCE, post(&notification.url, &headers, &body)).await;
        match sent {
            Ok(Ok(200)) => return,
            Ok(Ok(status)) => tracing::warn!(attempt, status, "a notification was not taken"),
            Ok(Err(error)) => tracing::warn!(attempt, %error, "a notification could not be sent"),
            Err(_) => tracing::warn!(attempt, "a notification was not answered in time"),
        }
        if attempt < ATTEMPTS {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Posts a JSON body over plain HTTP and returns the status of the answer.
async fn post(target: &str, headers: &[(&str, String)], body: &str) -> std::io::Result<u16> {
    let other = |message: &str| std::io::Error::other(message.to_owned());
    let url = url::Url::parse(target).map_err(|_| other("the URL of the notification is none"))?;
    let host = url.host_str().filter(|_| url.scheme() == "http");
    let host = host.ok_or_else(|| other("notifications are sent over plain http only"))?;
    let port = url.port_or_known_default().unwrap_or(80);
    let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\nUser-Agent: mediasnap-emulator\r\n",
        body.len()
    );
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await?;
    // The status line is all that matters.
    let mut line = [0; 32];
    let mut read = 0;
    while read < 12 {
        match stream.read(&mut line[read..]).await? {
            0 => break,
            more => read += more,
        }
    }
    let line = String::from_utf8_lossy(&line[..read]);
    line.split(' ')
        .nth(1)
        .and_then(|status| status.get(..3)?.parse().ok())
        .ok_or_else(|| other("the answer is not HTTP"))
}
