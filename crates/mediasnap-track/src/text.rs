//! Text on images, in the font that comes with the crate or one of the caller's.

use ab_glyph::{Font as _, FontArc, PxScale, ScaleFont as _, point};
use image::{Rgb, RgbImage};

use crate::error::TrackError;

/// A font in one size.
pub(crate) struct TextStyle {
    font: FontArc,
    pixels: f32,
}

impl TextStyle {
    /// Reads a TrueType or OpenType font; `None` takes the one that comes with the crate.
    pub(crate) fn new(font: Option<&[u8]>, pixels: u16) -> Result<Self, TrackError> {
        let font = match font {
            Some(bytes) => FontArc::try_from_vec(bytes.to_vec()),
            None => FontArc::try_from_slice(dejavu::sans::regular()),
        };
        Ok(Self {
            font: font.map_err(|_| TrackError::invalid("the font is not a TrueType or OpenType font"))?,
            pixels: f32::from(pixels),
        })
    }

    /// Returns the height of a line in pixels.
    pub(crate) fn line_height(&self) -> u32 {
        let scaled = self.font.as_scaled(PxScale::from(self.pixels));
        pixels(scaled.height() + scaled.line_gap())
    }

    /// Returns the width of a line in pixels.
    pub(crate) fn width(&self, text: &str) -> u32 {
        let scaled = self.font.as_scaled(PxScale::from(self.pixels));
        pixels(
            text.chars()
                .map(|letter| scaled.h_advance(self.font.glyph_id(letter)))
                .sum(),
        )
    }

    /// Returns `text`, cut with an ellipsis if it is wider than `room`.
    pub(crate) fn fitted(&self, text: &str, room: u32) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let mut letters: Vec<char> = text.chars().collect();
        while !letters.is_empty() {
            letters.pop();
            let cut: String = letters.iter().chain(['…'].iter()).collect();
            if self.width(&cut) <= room {
                return cut;
            }
        }
        String::new()
    }

    /// Draws a line with its upper left corner at `x`, `y`. What lies outside of the image is left out.
    pub(crate) fn draw(&self, image: &mut RgbImage, x: u32, y: u32, colour: Rgb<u8>, text: &str) {
        let scaled = self.font.as_scaled(PxScale::from(self.pixels));
        let mut pen = point(coordinate(x), coordinate(y) + scaled.ascent());
        for letter in text.chars() {
            let id = self.font.glyph_id(letter);
            let glyph = id.with_scale_and_position(PxScale::from(self.pixels), pen);
            pen.x += scaled.h_advance(id);
            let Some(outline) = self.font.outline_glyph(glyph) else {
                continue;
            };
            let bounds = outline.px_bounds();
            let (left, top) = (pixels(bounds.min.x), pixels(bounds.min.y));
            outline.draw(|dx, dy, coverage| {
                if let Some(pixel) = image.get_pixel_mut_checked(left + dx, top + dy) {
                    blend(pixel, colour, coverage);
                }
            });
        }
    }
}

/// Mixes `colour` into a pixel.
fn blend(pixel: &mut Rgb<u8>, colour: Rgb<u8>, coverage: f32) {
    let coverage = coverage.clamp(0.0, 1.0);
    for (below, above) in pixel.0.iter_mut().zip(colour.0) {
        let mixed = f32::from(*below) * (1.0 - coverage) + f32::from(above) * coverage;
        *below = u8::try_from(pixels(mixed)).unwrap_or(u8::MAX);
    }
}

/// Rounds a length that is not negative and small.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths on an image, kept within range"
)]
fn pixels(length: f32) -> u32 {
    length.round().clamp(0.0, 65_535.0) as u32
}

/// Returns a coordinate as the font library takes it.
#[allow(
    clippy::cast_precision_loss,
    reason = "coordinates on an image are far below 2^24"
)]
fn coordinate(pixels: u32) -> f32 {
    pixels as f32
}
