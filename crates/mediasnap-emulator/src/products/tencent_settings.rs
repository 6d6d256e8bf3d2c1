//! Settings of a template: size and format of images, and which frames they show.

use serde::{Deserialize, Serialize};

use crate::media::content::{Content, Frame, Grid};
use crate::media::video_info::VideoInfo;
use crate::protocol::service_error::ServiceError;

/// Maximum side of a sprite, in pixels.
const MAX_SPRITE_SIDE: u64 = 15_000;

/// The kinds of templates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    TimeOffset,
    Sample,
    Sprite,
}

impl Kind {
    /// Returns the name of the list of templates in a response.
    pub(crate) fn list(self) -> &'static str {
        match self {
            Self::TimeOffset => "SnapshotByTimeOffsetTemplateSet",
            Self::Sample => "SampleSnapshotTemplateSet",
            Self::Sprite => "ImageSpriteTemplateSet",
        }
    }
}

/// The settings of a template, with the defaults of the vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct TemplateSettings {
    pub(crate) name: String,
    pub(crate) comment: String,
    pub(crate) width: Option<u32>,
    pub(crate) height: Option<u32>,
    pub(crate) resolution_adaptive: String,
    pub(crate) format: String,
    pub(crate) fill_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sample_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sample_interval: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) row_count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column_count: Option<u32>,
}

impl Default for TemplateSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            comment: String::new(),
            width: None,
            height: None,
            resolution_adaptive: "open".to_owned(),
            format: "jpg".to_owned(),
            fill_type: "black".to_owned(),
            sample_type: None,
            sample_interval: None,
            row_count: None,
            column_count: None,
        }
    }
}

impl TemplateSettings {
    /// Returns the settings of the vendor's template of a kind.
    pub(crate) fn preset(kind: Kind) -> Self {
        let settings = Self {
            name: "Preset".to_owned(),
            ..Self::default()
        };
        match kind {
            Kind::TimeOffset => settings,
            Kind::Sample => Self {
                sample_type: Some("Percent".to_owned()),
                sample_interval: Some(10),
                ..settings
            },
            Kind::Sprite => Self {
                width: Some(142),
                height: Some(80),
                sample_type: Some("Time".to_owned()),
                sample_interval: Some(10),
                row_count: Some(10),
                column_count: Some(10),
                ..settings
            },
        }
    }

    /// Checks what depends on more than one setting.
    pub(crate) fn check(&self) -> Result<(), ServiceError> {
        let invalid = |code, why: &str| Err(ServiceError::with_code(code, why));
        if self.format == "webp" {
            match (self.width, self.height) {
                (Some(0), Some(0)) => {
                    return invalid(
                        "InvalidParameterValue.FormatWebpWidthAndHeightBothZero",
                        "Width and Height of webp images are both 0.",
                    );
                }
                (Some(_), Some(_)) => {}
                _ => {
                    return invalid(
                        "InvalidParameterValue.FormatWebpLackWidthAndHeight",
                        "webp images need Width and Height.",
                    );
                }
            }
        }
        if self.sample_interval == Some(0) || (self.by_percent() && self.sample_interval > Some(100)) {
            return invalid(
                "InvalidParameterValue.SampleInterval",
                "SampleInterval is out of range.",
            );
        }
        let fits = |count: Option<u32>, side: Option<u32>| {
            let side = side.filter(|side| *side > 0).unwrap_or(1);
            count.is_none_or(|count| count > 0 && u64::from(count) * u64::from(side) <= MAX_SPRITE_SIDE)
        };
        if !fits(self.row_count, self.height) {
            return invalid(
                "InvalidParameterValue.RowCount",
                "A sprite is at most 15000 pixels high.",
            );
        }
        if !fits(self.column_count, self.width) {
            return invalid(
                "InvalidParameterValue.ColumnCount",
                "A sprite is at most 15000 pixels wide.",
            );
        }
        Ok(())
    }

    fn by_percent(&self) -> bool {
        self.sample_type.as_deref() == Some("Percent")
    }

    /// Returns the distance between two frames, in milliseconds.
    pub(crate) fn step(&self, info: VideoInfo) -> u64 {
        let interval = self.sample_interval.unwrap_or(1);
        let step = if self.by_percent() {
            info.duration_ms.saturating_mul(interval) / 100
        } else {
            interval.saturating_mul(1000)
        };
        step.max(1)
    }

    /// Returns the size of the images. The sides are the longer and the shorter one unless the resolution is not adaptive.
    pub(crate) fn size(&self, info: VideoInfo) -> (u32, u32) {
        let portrait = info.height > info.width;
        if self.resolution_adaptive == "open" && portrait {
            info.size(self.height, self.width)
        } else {
            info.size(self.width, self.height)
        }
    }

    /// Returns the layout of sprites.
    pub(crate) fn grid(&self) -> Grid {
        Grid::plain(self.column_count.unwrap_or(1), self.row_count.unwrap_or(1))
    }

    /// Returns the image of one frame.
    pub(crate) fn image(&self, frame: Frame) -> Content {
        match self.format.as_str() {
            "png" => Content::Png(frame),
            "webp" => Content::WebP(Box::new(Content::Jpeg(frame))),
            _ => Content::Jpeg(frame),
        }
    }

    /// Returns a sprite of frames.
    pub(crate) fn sprite(&self, frames: Vec<Frame>) -> Content {
        let sprite = Content::Sprite {
            frames,
            grid: self.grid(),
            png: self.format == "png",
        };
        if self.format == "webp" {
            return Content::WebP(Box::new(sprite));
        }
        sprite
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANDSCAPE: VideoInfo = VideoInfo {
        duration_ms: 50_000,
        width: 1920,
        height: 1080,
        is_synthetic: false,
    };
    const PORTRAIT: VideoInfo = VideoInfo {
        width: 1080,
        height: 1920,
        ..LANDSCAPE
    };

    fn sized(width: u32, height: u32, adaptive: &str) -> TemplateSettings {
        TemplateSettings {
            width: Some(width),
            height: Some(height),
            resolution_adaptive: adaptive.to_owned(),
            ..TemplateSettings::default()
        }
    }

    #[test]
    fn adaptive_sides_are_the_longer_and_the_shorter_one() {
        let cases = [
            (640, 360, "open", LANDSCAPE, (640, 360)),
            (640, 360, "open", PORTRAIT, (360, 640)),
            (640, 360, "close", PORTRAIT, (640, 360)),
            (640, 0, "open", PORTRAIT, (360, 640)),
            (0, 360, "open", LANDSCAPE, (640, 360)),
            (0, 0, "open", PORTRAIT, (1080, 1920)),
        ];
        for (width, height, adaptive, info, size) in cases {
            assert_eq!(
                sized(width, height, adaptive).size(info),
                size,
                "{width} {height} {adaptive}"
            );
        }
    }

    #[test]
    fn distances_are_percent_or_seconds() {
        let step = |kind: &str, interval| {
            let settings = TemplateSettings {
                sample_type: Some(kind.to_owned()),
                sample_interval: Some(interval),
                ..TemplateSettings::default()
            };
            settings.step(LANDSCAPE)
        };
        assert_eq!((step("Percent", 10), step("Time", 10)), (5000, 10_000));
    }

    #[test]
    fn what_does_not_fit_together_is_an_error() {
        let webp = |width, height| TemplateSettings {
            format: "webp".to_owned(),
            width,
            height,
            ..TemplateSettings::default()
        };
        let sprite = |rows, height, interval| TemplateSettings {
            row_count: Some(rows),
            height: Some(height),
            sample_type: Some("Percent".to_owned()),
            sample_interval: Some(interval),
            ..TemplateSettings::default()
        };
        assert!(webp(Some(640), Some(0)).check().is_ok() && sprite(150, 100, 100).check().is_ok());
        for wrong in [
            webp(None, None),
            webp(Some(640), None),
            webp(Some(0), Some(0)),
            sprite(151, 100, 10),
            sprite(0, 100, 10),
            sprite(1, 100, 101),
            sprite(1, 100, 0),
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }
}
