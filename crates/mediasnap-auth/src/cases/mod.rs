//! Signature cases: signs a request described in JSON and returns the result for output as JSON.
//!
//! A case is an object with `name`, `algorithm` (the vendor's name of it), `credentials` and `context` with the vendor's
//! names of fields, `time.epoch`, `nonce`, and `request` with `method`, `scheme`, `host`, `path`, `query` (a list of
//! decoded `[name, value]` pairs) or `raw_query`, `headers`, `body` and `body_encoding` (`utf8`, `base64`, or `repeat`
//! with `{"unit", "count"}`). Other members, such as `expect`, are ignored.
//!
//! ```
//! let case = r#"{"name": "a token", "algorithm": "X-Auth-Token", "credentials": {"token": "secret"},
//!     "time": {"epoch": 1700000000}, "request": {"method": "GET", "host": "vod.example.com", "path": "/v1.0/x"}}"#;
//! let result = serde_json::to_value(mediasnap_auth::cases::run(case)).unwrap();
//! assert_eq!(result["headers"]["X-Auth-Token"], "secret");
//! assert_eq!(result["url"], "https://vod.example.com/v1.0/x");
//! ```

mod case;
mod client;
mod fields;
mod result;
mod run;

pub use result::{CaseResult, SignedCase};
pub use run::run;
