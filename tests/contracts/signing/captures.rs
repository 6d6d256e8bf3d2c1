//! Every captured request of an official SDK passes verification, and none does once it was changed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "that is how a test fails")]

use std::path::PathBuf;
use std::time::Duration;

use mediasnap_auth::verify::{ClockTolerance, KeyStore, ReceivedRequest, Verified, VerifyError, verify};
use mediasnap_auth::{AccessKey, Vendor};

/// When the requests were captured: each within seconds of one of these.
const SESSIONS: [i64; 2] = [1_795_292_442, 1_795_875_024];

/// A captured request, taken apart.
#[derive(Clone)]
struct Capture {
    file: String,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Capture {
    fn read(path: &PathBuf) -> Self {
        let bytes = std::fs::read(path).unwrap();
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let mut start = lines.next().unwrap().split(' ');
        let (method, target) = (start.next().unwrap(), start.next().unwrap());
        let (path_text, query) = target.split_once('?').unwrap_or((target, ""));
        let header = |line: &str| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        Self {
            file: path.file_name().unwrap().to_str().unwrap().to_owned(),
            method: method.to_owned(),
            path: path_text.to_owned(),
            query: query.to_owned(),
            headers: lines.map(header).collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    /// A temporary key comes with a token, whether in a header or, as here never, in a parameter.
    fn key(&self) -> OneKey {
        let key = AccessKey::new("AKIDEXAMPLE", "SECRETKEYEXAMPLE");
        OneKey(if self.file.contains("security_token") {
            key.with_security_token("SECURITYTOKENEXAMPLE")
        } else {
            key
        })
    }

    fn verify(&self, keys: &OneKey) -> Result<Verified, VerifyError> {
        let headers: Vec<(&str, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        let received = ReceivedRequest {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &headers,
            body: &self.body,
        };
        let at = |session: i64| {
            let now = chrono::DateTime::from_timestamp(session, 0).unwrap();
            verify(
                &received,
                keys,
                now,
                ClockTolerance::from(Duration::from_secs(10)),
            )
        };
        let [first, second] = SESSIONS;
        match at(first) {
            Err(VerifyError::Expired { .. }) => at(second),
            result => result,
        }
    }

    /// The same request with one header's value changed.
    fn with_header(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone();
        changed
            .headers
            .iter_mut()
            .filter(|(own, _)| own == name)
            .for_each(|header| value.clone_into(&mut header.1));
        changed
    }
}

struct OneKey(AccessKey);

impl KeyStore for OneKey {
    fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
        (id == self.0.id).then(|| self.0.clone())
    }
}

fn captures() -> Vec<Capture> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("captures");
    let files = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut captures: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|end| end == "http"))
        .map(|path| Capture::read(&path))
        .collect();
    captures.sort_by(|a, b| a.file.cmp(&b.file));
    let index = std::fs::read_to_string(folder.join("INDEX.json")).unwrap();
    let index: Vec<serde_json::Value> = serde_json::from_str(&index).unwrap();
    assert_eq!(captures.len(), index.len(), "INDEX.json does not list every file");
    captures
}

#[test]
fn every_capture_verifies() {
    for capture in captures() {
        let verified = capture
            .verify(&capture.key())
            .unwrap_or_else(|why| panic!("{}: {why}", capture.file));
        assert_eq!(
            verified.key_id.as_deref(),
            Some("AKIDEXAMPLE"),
            "{}",
            capture.file
        );
        assert!(
            capture.file.starts_with(verified.vendor.as_str()),
            "{}",
            capture.file
        );
        assert_eq!(
            verified.nonce.is_none(),
            matches!(verified.algorithm.as_str(), "SDK-HMAC-SHA256" | "TC3-HMAC-SHA256")
        );
    }
}

#[test]
fn no_capture_verifies_under_another_secret() {
    for capture in captures() {
        let mut keys = capture.key();
        keys.0.secret = "SECRETKEYEXAMPLf".into();
        let rejection = capture.verify(&keys).unwrap_err();
        assert!(
            matches!(rejection, VerifyError::BadSignature { .. }),
            "{}: {rejection}",
            capture.file
        );
        keys.0.id = "ANOTHER".into();
        let rejection = capture.verify(&keys).unwrap_err();
        assert_eq!(
            rejection,
            VerifyError::UnknownKey {
                id: "AKIDEXAMPLE".into()
            },
            "{}",
            capture.file
        );
    }
}

#[test]
fn no_changed_capture_verifies() {
    for capture in captures() {
        let keys = capture.key();
        let mut changed = vec![Capture {
            method: "PATCH".into(),
            ..capture.clone()
        }];
        // RPC v1 covers neither host nor path
        if !capture.file.contains("rpc_v2") {
            changed.push(capture.with_header("host", "example.com"));
            changed.push(Capture {
                path: format!("{}x", capture.path),
                ..capture.clone()
            });
        }
        if !capture.body.is_empty() {
            let mut body = capture.body.clone();
            body.push(b' ');
            changed.push(Capture {
                body,
                ..capture.clone()
            });
        }
        if !capture.query.is_empty() {
            changed.push(Capture {
                query: format!("{}x", capture.query),
                ..capture.clone()
            });
            changed.push(Capture {
                query: format!("{}&x=", capture.query),
                ..capture.clone()
            });
        }
        for changed in changed {
            let Err(rejection) = changed.verify(&keys) else {
                panic!(
                    "accepted: {} {} {}?{}",
                    changed.file, changed.method, changed.path, changed.query
                )
            };
            let expected = matches!(
                rejection,
                VerifyError::BadSignature { .. } | VerifyError::BodyMismatch
            );
            assert!(expected, "{}: {rejection}", changed.file);
        }
    }
}

#[test]
fn a_token_must_be_the_right_one() {
    let temporary: Vec<_> = captures()
        .into_iter()
        .filter(|c| c.file.contains("security_token"))
        .collect();
    assert_eq!(temporary.len(), 3, "one a vendor");
    for capture in temporary {
        let mut keys = capture.key();
        keys.0.security_token = Some("ANOTHER".into());
        assert_eq!(
            capture.verify(&keys),
            Err(VerifyError::WrongToken),
            "{}",
            capture.file
        );
        keys.0.security_token = None;
        assert_eq!(
            capture.verify(&keys),
            Err(VerifyError::WrongToken),
            "{}",
            capture.file
        );
    }
    let permanent = &captures()[0];
    let keys = OneKey(permanent.key().0.with_security_token("EXPECTED"));
    assert_eq!(permanent.verify(&keys), Err(VerifyError::MissingToken));
}
