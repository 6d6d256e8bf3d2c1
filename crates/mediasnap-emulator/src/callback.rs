//! Notifications: what the vendors send to a URL of the caller's when a job has ended, signed by their formulas.

use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How often a notification is sent until it is answered with a 2xx.
const ATTEMPTS: u32 = 3;
/// How long to wait in between, and how long for an answer.
const PAUSE: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a signature of Tencent Cloud's holds, in seconds.
const VALID: i64 = 600;

/// Whose notification it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    AlibabaVod,
    AlibabaIce,
    TencentTiw,
    HuaweiVod,
}

/// A notification that is due at a time.
#[derive(Debug)]
pub(crate) struct Notification {
    pub(crate) scheme: Scheme,
    pub(crate) url: String,
    pub(crate) body: Value,
    pub(crate) due: DateTime<Utc>,
}

/// The notifications that are not due yet.
#[derive(Debug, Default)]
pub(crate) struct Callbacks {
    waiting: Mutex<Vec<Notification>>,
}

impl Callbacks {
    /// Sends a notification when it is due.
    pub(crate) fn add(&self, notification: Notification) {
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(notification);
    }

    /// Takes those that are due.
    pub(crate) fn due(&self, now: DateTime<Utc>) -> Vec<Notification> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting
            .extract_if(.., |notification| notification.due <= now)
            .collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn md5_hex(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

/// The headers and the body that go out at a time.
fn sign(notification: &Notification, key: &str, now: i64) -> (Vec<(&'static str, String)>, String) {
    let url = &notification.url;
    match notification.scheme {
        Scheme::AlibabaVod | Scheme::AlibabaIce => {
            let names = match notification.scheme {
                Scheme::AlibabaVod => ["X-VOD-TIMESTAMP", "X-VOD-SIGNATURE"],
                _ => ["X-ICE-TIMESTAMP", "X-ICE-SIGNATURE"],
            };
            let signature = md5_hex(&format!("{url}|{now}|{key}"));
            (
                vec![(names[0], now.to_string()), (names[1], signature)],
                notification.body.to_string(),
            )
        }
        Scheme::TencentTiw => {
            let expires = now + VALID;
            let mut body = notification.body.clone();
            body["ExpireTime"] = json!(expires);
            body["Sign"] = json!(md5_hex(&format!("{key}{expires}")));
            (Vec::new(), body.to_string())
        }
        Scheme::HuaweiVod => {
            let message = notification.body.to_string();
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
                return (Vec::new(), message);
            };
            mac.update(format!("VOD_{now}_{message}").as_bytes());
            let signature = hex(&mac.finalize().into_bytes());
            let headers = vec![("auth_timestamp", now.to_string()), ("auth_sign", signature)];
            (headers, json!({ "message": message }).to_string())
        }
    }
}

/// Sends a notification until it is taken, or given up.
pub(crate) async fn deliver(notification: Notification, key: String, now: DateTime<Utc>) {
    let (headers, body) = sign(&notification, &key, now.timestamp());
    for attempt in 1..=ATTEMPTS {
        let sent = tokio::time::timeout(PATIENCE, post(&notification.url, &headers, &body)).await;
        match sent {
            Ok(Ok(status)) if status / 100 == 2 => return,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(scheme: Scheme, url: &str, key: &str, now: i64) -> (Vec<(&'static str, String)>, String) {
        let body = json!({});
        sign(
            &Notification {
                scheme,
                url: url.to_owned(),
                body,
                due: DateTime::UNIX_EPOCH,
            },
            key,
            now,
        )
    }

    #[test]
    fn signatures_are_those_that_the_vendors_print() {
        let url = "https://www.example.com/your/callback";
        let (headers, _) = signed(Scheme::AlibabaVod, url, "test123", 1_519_375_990);
        assert_eq!(
            headers[1],
            ("X-VOD-SIGNATURE", "c72b60894140fa98920f1279219b7ed4".to_owned())
        );
        let (_, body) = signed(
            Scheme::TencentTiw,
            url,
            "Xz4ZgayTr7rMgWQrH",
            1_588_040_109 - VALID,
        );
        assert!(body.contains("a2dabb362a9b811c0e26953a6276a41c"), "{body}");
    }
}
