//! Notifications to a caller's URL when a job has ended.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::storage::journal::Journal;
use crate::storage::table::{AnyTable, Table};

/// Number of attempts until a receiver responds with 200.
const ATTEMPTS: u32 = 3;
/// Pause between attempts, and maximum duration of one.
const PAUSE: Duration = Duration::from_secs(1);
const TIMEOUT: Duration = Duration::from_secs(5);

/// Returns whether an address is link-local, as those of the metadata services of clouds are.
fn is_link_local(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

/// Checks the URL of a receiver.
///
/// # Errors
/// Returns a message for a link-local address.
pub(crate) fn check_url(url: &str) -> Result<(), &'static str> {
    let url = url::Url::parse(url).ok();
    let address = match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Ipv4(address)) => IpAddr::V4(address),
        Some(url::Host::Ipv6(address)) => IpAddr::V6(address),
        _ => return Ok(()),
    };
    if is_link_local(address) {
        return Err("the URL for notifications has a link-local address");
    }
    Ok(())
}

/// A notification that is sent at a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Notification {
    /// Name of the signature scheme, by which its product recognizes it.
    pub(crate) scheme: String,
    pub(crate) url: String,
    pub(crate) body: Value,
    pub(crate) due: DateTime<Utc>,
}

/// Notifications that are not due yet.
#[derive(Debug)]
pub(crate) struct NotificationQueue {
    waiting: Table<Notification>,
    next: AtomicU64,
}

impl NotificationQueue {
    /// Opens the queue with the notifications that the journal holds.
    pub(crate) fn open(journal: &Arc<Journal>) -> Self {
        Self {
            waiting: Table::open("notifications", journal),
            next: AtomicU64::new(1),
        }
    }

    /// Returns the table of notifications.
    pub(crate) fn table(&self) -> &dyn AnyTable {
        &self.waiting
    }

    /// Adds a notification, to be sent when it is due.
    pub(crate) fn add(&self, notification: Notification) {
        let number = || self.next.fetch_add(1, Ordering::Relaxed).to_string();
        let mut id = number();
        while self.waiting.get(&id).is_some() {
            id = number();
        }
        self.waiting.put(&id, notification);
    }

    /// Removes and returns the notifications that are due.
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

/// A notification that is ready to be sent.
#[derive(Debug)]
pub(crate) struct SignedNotification {
    pub(crate) url: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl SignedNotification {
    /// Returns a notification with time and signature in two headers.
    pub(crate) fn with_headers(
        notification: &Notification,
        names: [&'static str; 2],
        now: i64,
        signature: String,
    ) -> Self {
        Self {
            url: notification.url.clone(),
            headers: vec![(names[0], now.to_string()), (names[1], signature)],
            body: notification.body.to_string(),
        }
    }
}

/// Sends a notification until it is accepted, at most [`ATTEMPTS`] times.
pub(crate) async fn deliver(notification: SignedNotification) {
    let SignedNotification { url, headers, body } = notification;
    for attempt in 1..=ATTEMPTS {
        let sent = tokio::time::timeout(TIMEOUT, post(&url, &headers, &body)).await;
        match sent {
            Ok(Ok(200)) => return,
            Ok(Ok(status)) => tracing::warn!(attempt, status, "a notification was not accepted"),
            Ok(Err(error)) => tracing::warn!(attempt, %error, "a notification could not be sent"),
            Err(_) => tracing::warn!(attempt, "the receiver of a notification did not respond in time"),
        }
        if attempt < ATTEMPTS {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Posts a JSON body over plain HTTP and returns the status of the response.
async fn post(target: &str, headers: &[(&str, String)], body: &str) -> std::io::Result<u16> {
    let other = |message: &str| std::io::Error::other(message.to_owned());
    let url = url::Url::parse(target).map_err(|_| other("the URL of the notification is invalid"))?;
    let host = url.host_str().filter(|_| url.scheme() == "http");
    let host = host.ok_or_else(|| other("notifications are sent over plain HTTP only"))?;
    let port = url.port_or_known_default().unwrap_or(80);
    let addresses = tokio::net::lookup_host((host.trim_matches(['[', ']']), port)).await?;
    let address = addresses.into_iter().find(|address| !is_link_local(address.ip()));
    let address = address.ok_or_else(|| other("notifications are not sent to link-local addresses"))?;
    let mut stream = TcpStream::connect(address).await?;
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
    // Only the status line is needed.
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
        .ok_or_else(|| other("the response is not HTTP"))
}
