//! What a product of the emulator is, and what its operations get to work with.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mediasnap_core::operation::{Operation, Product, VendorKind};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::callback::Callbacks;
use crate::clock::Clock;
use crate::ids::Ids;
use crate::journal::Journal;
use crate::links;
use crate::media::{Clip, Media, Source};
use crate::objects::Objects;
use crate::refusal::Refusal;
use crate::spec::Spec;
use crate::table::AnyTable;

/// How long a link on the page can be opened.
const LINK_SECONDS: i64 = 3600;

/// One product, with its jobs and templates.
pub(crate) trait Service: Send + Sync {
    /// The product.
    fn product(&self) -> &'static Product;

    /// Answers a call whose signature and arguments have been checked. The answer is without the vendor's wrapping.
    fn call(&self, call: &Call<'_>) -> Result<Value, Refusal>;

    /// Publishes what has come into being since somebody last asked.
    fn refresh(&self, _world: &World) {}

    /// Sends the notifications of what has come into being since this was last called.
    fn notify(&self, _world: &World) {}

    /// Its newest jobs, newest first.
    fn jobs(&self, world: &World, most: usize) -> Vec<JobView>;

    /// Its tables.
    fn tables(&self) -> Vec<&dyn AnyTable>;
}

/// A job as the page shows it.
#[derive(Debug)]
pub(crate) struct JobView {
    pub(crate) id: String,
    /// What it captures, and what its caller calls it.
    pub(crate) about: String,
    /// The state in the vendor's words.
    pub(crate) state: String,
    /// When it is done, or was created where it has no end.
    pub(crate) time: DateTime<Utc>,
    /// The paths of the images there are.
    pub(crate) images: Vec<String>,
}

/// What every product stands on.
#[derive(Debug)]
pub(crate) struct World {
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) objects: Objects,
    pub(crate) media: Media,
    pub(crate) journal: Arc<Journal>,
    pub(crate) callbacks: Callbacks,
    /// How long a job takes.
    pub(crate) job_duration: TimeDelta,
}

impl World {
    /// The video behind a source, if there is one.
    pub(crate) fn clip(&self, source: &Source) -> Option<Clip> {
        self.media.clip(source)
    }

    /// The URL of a path on this server.
    pub(crate) fn url_of(&self, path: &str) -> String {
        format!("{}{}", self.url, escape(path))
    }

    /// The path that a URL of this server leads to, whatever it is signed with.
    pub(crate) fn path_of(&self, url: &str) -> Option<String> {
        let path = url.strip_prefix(&*self.url)?.split(['?', '#']).next()?;
        Some(unescape(path))
    }

    /// The URL of a path at a domain with URL authentication; it expires after `seconds`.
    pub(crate) fn domain_url(&self, path: &str, seconds: i64) -> String {
        let query = links::domain_query(path, self.clock.now(), seconds);
        format!("{}?{query}", self.url_of(path))
    }

    /// The URL of an object in somebody's bucket; it expires after `seconds`.
    pub(crate) fn storage_url(&self, path: &str, seconds: i64) -> String {
        let query = links::storage_query(path, self.clock.now(), seconds);
        format!("{}?{query}", self.url_of(path))
    }

    /// A URL of a path that can be opened now, whatever it needs.
    pub(crate) fn link(&self, path: &str) -> String {
        if links::is_private(path) {
            self.domain_url(path, LINK_SECONDS)
        } else {
            self.url_of(path)
        }
    }

    /// When a job that is created now is done.
    pub(crate) fn done_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.checked_add_signed(self.job_duration).unwrap_or(now)
    }
}

/// Percent-encodes what a URL's path cannot hold.
pub(crate) fn escape(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/!$&'()*+,;=:@".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// Decodes percent signs; what is no UTF-8 then is replaced.
pub(crate) fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        let hex = text
            .get(index + 1..index + 3)
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                decoded.push(value);
                index += 3;
            }
            _ => {
                decoded.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// One call.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a World,
    pub(crate) spec: &'a Spec,
    pub(crate) operation: &'static Operation,
    pub(crate) arguments: Map<String, Value>,
    /// The time of the call.
    pub(crate) now: DateTime<Utc>,
}

impl Call<'_> {
    /// A text; an empty one counts as none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.arguments
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// A text that the spec demands.
    pub(crate) fn required(&self, name: &str) -> &str {
        self.arguments
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A whole number, be it written as text, or its documented default.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        let given = match self.arguments.get(name) {
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(value) => value.as_i64(),
            None => None,
        };
        given.or_else(|| self.spec.default(self.operation, name))
    }

    /// A list of texts.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let list = self.arguments.get(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// An argument, or all of them without a name, as a type.
    pub(crate) fn decode<T: DeserializeOwned>(&self, name: Option<&str>) -> Result<T, Refusal> {
        let value = match name {
            Some(name) => self.arguments.get(name).cloned().unwrap_or_default(),
            None => Value::Object(self.arguments.clone()),
        };
        serde_json::from_value(value).map_err(|error| {
            let name = name.unwrap_or("body");
            Refusal::meaning(VendorKind::InvalidArgument, format!("{name} is invalid: {error}"))
        })
    }
}

/// One page of a list: `number` counts from `first`.
pub(crate) fn page<T>(items: Vec<T>, number: i64, first: i64, size: i64) -> Vec<T> {
    let size = usize::try_from(size).unwrap_or(usize::MAX).max(1);
    let number = usize::try_from(number.saturating_sub(first)).unwrap_or_default();
    items
        .into_iter()
        .skip(number.saturating_mul(size))
        .take(size)
        .collect()
}
