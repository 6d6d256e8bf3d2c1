//! Capabilities by kind of source, and the checks against them.

use chrono::{DateTime, Utc};
use mediasnap_core::{Error, ErrorKind};

use super::kind::Capability;
use super::required::required_capabilities;
use crate::model::{ImageFilter, JobFilter, ProductKey, SnapshotRequest, SourceKind};

/// Capabilities of a product for sources of one kind.
#[derive(Debug)]
pub struct SourceCapabilities {
    /// The kind of source.
    pub source: SourceKind,
    /// The capabilities.
    pub capabilities: &'static [Capability],
}

/// Capabilities of a product.
#[derive(Debug)]
pub struct Capabilities {
    /// The product.
    pub product: ProductKey,
    /// By kind of source; the first is the default of lists.
    pub sources: &'static [SourceCapabilities],
}

impl Capabilities {
    /// Whether sources of this kind can be captured at all.
    pub fn captures(&self, source: SourceKind) -> bool {
        self.mode(source).is_some()
    }

    /// Whether the product has `capability` for sources of this kind.
    pub fn supports(&self, source: SourceKind, capability: Capability) -> bool {
        self.mode(source)
            .is_some_and(|mode| mode.capabilities.contains(&capability))
    }

    /// Whether the product has `capability` for any kind of source.
    pub fn supports_any(&self, capability: Capability) -> bool {
        self.sources
            .iter()
            .any(|mode| mode.capabilities.contains(&capability))
    }

    fn mode(&self, source: SourceKind) -> Option<&SourceCapabilities> {
        self.sources.iter().find(|mode| mode.source == source)
    }

    /// Whether `request` asks for nothing that the product cannot do.
    ///
    /// # Errors
    /// `Unsupported`, naming the first thing that is too much.
    pub fn check(&self, request: &SnapshotRequest) -> Result<(), Error> {
        let source = request.source.kind();
        if !self.captures(source) {
            let kinds: Vec<&str> = self.sources.iter().map(|mode| mode.source.as_str()).collect();
            return Err(self.unsupported(&format!("no {source} sources, only {}", kinds.join(", "))));
        }
        self.require(source, &required_capabilities(request))
    }

    /// Whether `filter` asks for nothing that the product cannot do.
    ///
    /// # Errors
    /// `Unsupported`, naming the first thing that is too much.
    pub fn check_job_filter(&self, filter: &JobFilter) -> Result<SourceKind, Error> {
        let source = match (filter.source, self.sources.first()) {
            (Some(source), _) => source,
            (None, Some(mode)) => mode.source,
            (None, None) => return Err(self.unsupported("no sources at all")),
        };
        let mut needs = vec![Capability::List];
        if filter.media.is_some() {
            needs.push(Capability::ListByMedia);
        }
        if filter.state.is_some() {
            needs.push(Capability::ListByState);
        }
        if filter.created_from.is_some() || filter.created_to.is_some() {
            needs.push(Capability::ListByTime);
        }
        self.require(source, &needs)?;
        self.whole_seconds([filter.created_from, filter.created_to])?;
        Ok(source)
    }

    /// Whether `filter` asks for nothing that the product cannot do with jobs over sources of this kind.
    ///
    /// # Errors
    /// `Unsupported`, naming the first thing that is too much.
    pub fn check_image_filter(&self, source: SourceKind, filter: &ImageFilter) -> Result<(), Error> {
        if filter.captured_from.is_some() || filter.captured_to.is_some() {
            self.require(source, &[Capability::ImagesByTime])?;
            self.whole_seconds([filter.captured_from, filter.captured_to])?;
        }
        Ok(())
    }

    /// Whether the product has all of `needs` for sources of this kind.
    ///
    /// # Errors
    /// `Unsupported`, naming the first that it lacks.
    pub fn require(&self, source: SourceKind, needs: &[Capability]) -> Result<(), Error> {
        match needs.iter().find(|need| !self.supports(source, **need)) {
            None => Ok(()),
            Some(need) => {
                Err(self.unsupported(&format!("no support for {} with {source} sources", need.as_str())))
            }
        }
    }

    /// Lists are filtered by whole seconds, and a time is not rounded.
    fn whole_seconds(&self, times: [Option<DateTime<Utc>>; 2]) -> Result<(), Error> {
        match times
            .into_iter()
            .flatten()
            .find(|time| time.timestamp_subsec_nanos() != 0)
        {
            None => Ok(()),
            Some(_) => Err(self.unsupported("no fractions of seconds in the period of a list")),
        }
    }

    /// The error for something that the product cannot do.
    pub(crate) fn unsupported(&self, why: &str) -> Error {
        Error::new(ErrorKind::Unsupported, why).with_operation(self.product.as_str(), None)
    }
}
