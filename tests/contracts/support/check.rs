//! The check that a vendor's gateway makes of a request: who signed it, when, and whether that is what came.

use std::time::Duration;

use chrono::{DateTime, Utc};
use mediasnap_auth::verify::{ClockTolerance, KeyStore, ReceivedRequest, verify};
use mediasnap_auth::{AccessKey, Vendor};

use super::server::Recorded;
use super::{KEY_ID, SECRET};

struct OneKey;

impl KeyStore for OneKey {
    fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
        (id == KEY_ID).then(|| AccessKey::new(KEY_ID, SECRET))
    }
}

/// Why the vendor would reject the request at `time`, within a second.
pub(crate) fn rejection(recorded: &Recorded, time: DateTime<Utc>) -> Option<String> {
    let headers = recorded.headers();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (&**name, *value)).collect();
    let received = ReceivedRequest {
        method: recorded.method(),
        path: recorded.path(),
        query: recorded.query(),
        headers: &headers,
        body: &recorded.body,
    };
    let window = ClockTolerance::from(Duration::from_secs(1));
    let verdict = verify(&received, &OneKey, time, window);
    verdict.err().map(|rejection| rejection.to_string())
}
