//! Verification of received requests, as the services do it.
//!
//! [`verify`] recomputes the signature over the headers that the request lists as signed, compares it in constant time and
//! checks key, clock, scope, body digest and token. It accepts requests of the official SDKs, whichever headers they sign.
//! It has no state: the caller has to reject a nonce that was used before, see [`Verified::nonce`].
//!
//! ```
//! use mediasnap_auth::verify::{ClockTolerance, KeyStore, ReceivedRequest, VerifyError, verify};
//! use mediasnap_auth::{AccessKey, Algorithm, Query, SignableRequest, SigningContext, Vendor, sign};
//!
//! struct OneKey(AccessKey);
//! impl KeyStore for OneKey {
//!     fn access_key(&self, _: Vendor, id: &str) -> Option<AccessKey> {
//!         (id == self.0.id).then(|| self.0.clone())
//!     }
//! }
//!
//! let key = AccessKey::new("an-id", "a-secret");
//! let time = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
//! let body = br#"{"SdkAppId":1,"TaskID":"t"}"#;
//! let request = SignableRequest {
//!     method: "POST",
//!     scheme: "https",
//!     host: "tiw.tencentcloudapi.com",
//!     path: "/",
//!     query: Query::default(),
//!     headers: &[],
//!     body,
//! };
//! let context = SigningContext::new("tiw", "2019-09-19", "DescribeSnapshotTask");
//! let credentials = key.clone().into();
//! let signed = sign(Algorithm::Tc3HmacSha256, &request, &context, &credentials, time, "")?;
//!
//! let headers: Vec<(&str, &str)> = signed.headers().collect();
//! let mut received = ReceivedRequest { method: "POST", path: "/", query: "", headers: &headers, body };
//! let verified = verify(&received, &OneKey(key.clone()), time, ClockTolerance::default()).unwrap();
//! assert_eq!(verified.key_id.as_deref(), Some("an-id"));
//!
//! received.body = b"{}";
//! let error = verify(&received, &OneKey(key), time, ClockTolerance::default()).unwrap_err();
//! assert!(matches!(error, VerifyError::BadSignature { .. }));
//! # Ok::<(), mediasnap_auth::SignError>(())
//! ```

mod alibaba;
mod checks;
mod clock;
mod dispatch;
mod huawei;
mod key_store;
mod received;
mod tencent;
mod verified;
mod verify_error;

pub use clock::ClockTolerance;
pub use dispatch::verify;
pub use key_store::KeyStore;
pub use received::ReceivedRequest;
pub use verified::Verified;
pub use verify_error::VerifyError;
