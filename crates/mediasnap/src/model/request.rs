//! The unified request: one description of a capture that every product is asked with.

use mediasnap_core::Error;
use serde::{Deserialize, Serialize};

use super::customizations::Customizations;
use super::invalid::invalid;
use super::output::{ImageFormat, Output, Size, Sprite};
use super::source::{Frames, Source};

/// Request for snapshots: the source, the frames, and the destination of the images.
///
/// ```
/// use mediasnap::{Frames, Size, SnapshotRequest, Source};
///
/// # fn main() -> Result<(), mediasnap::Error> {
/// let request = SnapshotRequest::builder(Source::media("1f1a6fc03ca04814031b8a6559e****"))
///     .frames(Frames::at_seconds([1, 5, 30]))
///     .size(Size::exact(1280, 720))
///     .build()?;
/// assert!(request.frames.is_some());
/// # Ok(()) }
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SnapshotRequest {
    /// Source of the snapshots.
    pub source: Source,
    /// Which frames; the product's or the template's choice without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<Frames>,
    /// How large images are; the product's choice without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
    /// The format of images; the product's choice without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<ImageFormat>,
    /// Tiles frames into sprites.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sprite: Option<Sprite>,
    /// Where images go; the product's own storage without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    /// Packs the images into one archive file.
    #[serde(default)]
    pub archive: bool,
    /// Captures within the call instead of in a queue.
    #[serde(default)]
    pub synchronous: bool,
    /// The id of a template with the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// The name of the job, human-readable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Data of your own that the job carries along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
    /// The address that the vendor calls when the job has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub callback: Option<String>,
    /// Which of the images, counted from 1, becomes the cover of the media asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<u32>,
    /// Changes to the vendor's own request, after everything above has been set in it.
    #[serde(skip)]
    pub customizations: Customizations,
}

mediasnap_core::redacted_debug!(SnapshotRequest {
    source, frames, size, format, sprite, output, archive, synchronous, template, name, cover, customizations; user_data, callback
});

impl SnapshotRequest {
    /// Starts a request to capture `source`.
    pub fn builder(source: Source) -> SnapshotRequestBuilder {
        SnapshotRequestBuilder {
            request: Self {
                source,
                frames: None,
                size: None,
                format: None,
                sprite: None,
                output: None,
                archive: false,
                synchronous: false,
                template: None,
                name: None,
                user_data: None,
                callback: None,
                cover: None,
                customizations: Customizations::default(),
            },
        }
    }

    /// Whether the request makes sense at all, whatever the product; deserialised requests are checked by `submit` too.
    ///
    /// # Errors
    /// `InvalidArgument` for what no product could take: empty ids, zero sizes and the like.
    pub fn check(&self) -> Result<(), Error> {
        self.source.check()?;
        if let Some(frames) = &self.frames {
            frames.check()?;
        }
        if let Some(size) = self.size {
            size.check()?;
        }
        if let Some(sprite) = &self.sprite {
            sprite.check()?;
        }
        if let Some(output) = &self.output {
            output.check()?;
        }
        if self.template.as_deref().is_some_and(str::is_empty) {
            return Err(invalid("the id of the template is empty"));
        }
        if self.cover == Some(0) {
            return Err(invalid(
                "images are counted from 1: there is no image 0 for the cover",
            ));
        }
        let is_web = |url: &str| url.starts_with("http://") || url.starts_with("https://");
        if self.callback.as_deref().is_some_and(|url| !is_web(url)) {
            return Err(invalid("the callback is no http or https address"));
        }
        Ok(())
    }
}

/// Builds a [`SnapshotRequest`].
#[derive(Debug, Clone)]
#[must_use]
pub struct SnapshotRequestBuilder {
    request: SnapshotRequest,
}

impl SnapshotRequestBuilder {
    /// Returns what is captured.
    #[cfg(all(feature = "_client", feature = "conformance"))]
    pub(crate) fn source(&self) -> &Source {
        &self.request.source
    }

    /// Which frames become images.
    pub fn frames(mut self, frames: Frames) -> Self {
        self.request.frames = Some(frames);
        self
    }

    /// How large images are.
    pub fn size(mut self, size: Size) -> Self {
        self.request.size = Some(size);
        self
    }

    /// The format of images.
    pub fn format(mut self, format: ImageFormat) -> Self {
        self.request.format = Some(format);
        self
    }

    /// Tiles frames into sprites.
    pub fn sprite(mut self, sprite: Sprite) -> Self {
        self.request.sprite = Some(sprite);
        self
    }

    /// Where images go.
    pub fn output(mut self, output: Output) -> Self {
        self.request.output = Some(output);
        self
    }

    /// Packs the images into one archive file.
    pub fn archive(mut self, archive: bool) -> Self {
        self.request.archive = archive;
        self
    }

    /// Captures within the call instead of in a queue.
    pub fn synchronous(mut self, synchronous: bool) -> Self {
        self.request.synchronous = synchronous;
        self
    }

    /// The id of a template with the settings.
    pub fn template(mut self, id: impl Into<String>) -> Self {
        self.request.template = Some(id.into());
        self
    }

    /// Sets the name of the job, human-readable.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.request.name = Some(name.into());
        self
    }

    /// Data of your own that the job carries along.
    pub fn user_data(mut self, data: impl Into<String>) -> Self {
        self.request.user_data = Some(data.into());
        self
    }

    /// The http or https address that the vendor calls when the job has ended.
    pub fn callback(mut self, url: impl Into<String>) -> Self {
        self.request.callback = Some(url.into());
        self
    }

    /// Which of the images, counted from 1, becomes the cover of the media asset.
    pub fn cover(mut self, image: u32) -> Self {
        self.request.cover = Some(image);
        self
    }

    /// Changes the vendor's own request `R` after everything else has been set in it: the way to a setting that the unified
    /// model does not have. `R` is the type that the product's adapter documents; changes for other products are left alone, so
    /// that one request can carry changes for several.
    pub fn customize<R: 'static>(mut self, change: impl Fn(&mut R) + Send + Sync + 'static) -> Self {
        self.request.customizations.add(change);
        self
    }

    /// The request.
    ///
    /// # Errors
    /// `InvalidArgument` for what no product could take; see [`SnapshotRequest::check`].
    pub fn build(self) -> Result<SnapshotRequest, Error> {
        self.request.check()?;
        Ok(self.request)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::SnapshotRequest;
    use crate::{ErrorKind, Frames, Output, Size, Source, Sprite};

    #[test]
    fn nonsense_is_refused_before_any_product_is_asked() {
        let media = || SnapshotRequest::builder(Source::media("m"));
        let refused = [
            SnapshotRequest::builder(Source::media("")).build(),
            SnapshotRequest::builder(Source::object("", "k")).build(),
            SnapshotRequest::builder(Source::object("b", "")).build(),
            SnapshotRequest::builder(Source::stream("live")).build(),
            media().frames(Frames::at([])).build(),
            media().frames(Frames::every(Duration::ZERO)).build(),
            media()
                .frames(Frames::every(Duration::from_secs(1)).at_most(0))
                .build(),
            media()
                .frames(Frames::every(Duration::from_secs(1)).lasting(Duration::ZERO))
                .build(),
            media().frames(Frames::evenly(0)).build(),
            media().frames(Frames::EveryPercent { percent: 101 }).build(),
            media().frames(Frames::at_percents([])).build(),
            media().frames(Frames::at_percents([50, 101])).build(),
            media().size(Size::exact(0, 1)).build(),
            media().size(Size::LongerSide(0)).build(),
            media().sprite(Sprite::new(0, 1)).build(),
            media().sprite(Sprite::new(1, 1).tile_size(0, 0)).build(),
            media().output(Output::new("", "d")).build(),
            media().output(Output::new("b", "d").file_name("")).build(),
            media().template("").build(),
            media().callback("ftp://x").build(),
            media().cover(0).build(),
        ];
        for request in refused {
            assert_eq!(request.unwrap_err().kind(), ErrorKind::InvalidArgument);
        }
    }

    #[test]
    fn a_request_reads_back_from_its_json() {
        let request = SnapshotRequest::builder(Source::object("b", "k"))
            .frames(Frames::every(Duration::from_millis(1500)).starting_at(Duration::from_secs(3)))
            .size(Size::LongerSide(480))
            .output(Output::new("b", "out").exact_directory())
            .build()
            .unwrap();
        let json = serde_json::to_value(&request).unwrap();
        let again: SnapshotRequest = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&again).unwrap(), json);
    }
}
