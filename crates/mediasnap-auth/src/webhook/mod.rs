//! Notifications that the services send to a URL of the caller: signing, and checking of signatures.
//!
//! The official SDKs do not check notifications. The signatures cover little: those of Alibaba Cloud and Tencent Cloud
//! cover neither the body nor the path. A caller should treat a verified notification as a hint and query the job.
//!
//! ```
//! use std::time::Duration;
//!
//! use mediasnap_auth::Secret;
//! use mediasnap_auth::webhook::Notification;
//!
//! // The URL as configured. Timestamp and signature are sent in headers.
//! let notification = Notification::AlibabaUrl { url: "https://www.example.com/your/callback" };
//! let (timestamp, signature) = ("1519375990", "c72b60894140fa98920f1279219b7ed4");
//!
//! let keys = [Secret::from("test123")];
//! let now = chrono::DateTime::from_timestamp(1_519_375_999, 0).unwrap();
//! notification.verify(&keys, timestamp, signature, now, Duration::from_secs(300)).unwrap();
//! assert!(notification.verify(&keys, "1519375991", signature, now, Duration::from_secs(300)).is_err());
//! ```

mod notification;

pub use notification::{Notification, WebhookError};
