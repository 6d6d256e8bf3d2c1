//! Contact sheets: all frames of a job on one image, with their times, under a head.

use std::path::{Path, PathBuf};

use image::imageops;
use image::{Rgb, RgbImage};

use crate::compose::{scaled, size_of};
use crate::encode::SheetFormat;
use crate::error::TrackError;
use crate::grid::{MAX_SHEET_SIDE, TileSize};
use crate::manifest::{ImageRole, Manifest, ManifestImage};
use crate::text::TextStyle;

const BACKGROUND: Rgb<u8> = Rgb([22, 22, 26]);
const BRIGHT: Rgb<u8> = Rgb([240, 240, 244]);
const DIM: Rgb<u8> = Rgb([160, 160, 170]);
/// Space around everything, and between frames.
const GAP: u32 = 12;
/// Frames are not made smaller than this, so that one can see what they show; the sheet grows instead.
const MIN_TILE_WIDTH: u32 = 120;
const MAX_TILE_WIDTH: u32 = 640;

/// Settings of a contact sheet.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ContactSheetOptions {
    /// Frames beside each other. Default: as many as make the sheet about as wide as it is high.
    pub columns: Option<u32>,
    /// Width of the sheet in pixels; it grows where frames would become too small. Default: 1280.
    pub width: u32,
    /// Quality of the file, from 1 to 100. Default: 85.
    pub quality: u8,
    /// TrueType or OpenType font for the text, for example one with Chinese characters. Default: the sans-serif font of the `DejaVu` family.
    pub font: Option<Vec<u8>>,
}

impl Default for ContactSheetOptions {
    fn default() -> Self {
        Self {
            columns: None,
            width: 1_280,
            quality: 85,
            font: None,
        }
    }
}

/// Draws a contact sheet of the frames that `manifest` names in `folder`, and writes it to the file `out`, in the format of its
/// extension. Covers and sprites stand for frames if there are none.
///
/// # Errors
/// [`TrackError::Invalid`] if there is no image or an option does not fit; [`TrackError::Io`] and [`TrackError::Image`] for files.
pub fn write_contact_sheet(
    manifest: &Manifest,
    folder: &Path,
    out: &Path,
    options: &ContactSheetOptions,
) -> Result<(), TrackError> {
    let extension = out
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    let format: SheetFormat = extension.to_ascii_lowercase().parse()?;
    format.check()?;
    manifest.validate()?;
    let images = images_of(manifest)?;
    let paths: Vec<PathBuf> = images.iter().map(|image| folder.join(&image.file)).collect();
    let size = paths.first().map_or(Err(none()), |path| size_of(path))?;
    let layout = Layout::new(images.len(), size, options)?;
    let mut sheet = RgbImage::from_pixel(layout.width, layout.height, BACKGROUND);
    layout.head.draw(
        &mut sheet,
        GAP,
        GAP,
        BRIGHT,
        &layout.head.fitted(title(manifest), layout.width - 2 * GAP),
    );
    let facts = layout
        .text
        .fitted(&facts(manifest, images.len(), size), layout.width - 2 * GAP);
    layout
        .text
        .draw(&mut sheet, GAP, GAP + layout.head.line_height(), DIM, &facts);
    for (index, (image, path)) in (0_u32..).zip(images.iter().zip(&paths)) {
        let frame = scaled(path, layout.tile)?;
        let (x, y) = layout.place(index);
        let left = x + (layout.tile.width - frame.width()) / 2;
        let top = y + (layout.tile.height - frame.height()) / 2;
        imageops::replace(&mut sheet, &frame, i64::from(left), i64::from(top));
        let label = layout.text.fitted(&label(image), layout.tile.width);
        let left = x + (layout.tile.width - layout.text.width(&label).min(layout.tile.width)) / 2;
        layout
            .text
            .draw(&mut sheet, left, y + layout.tile.height + GAP / 4, DIM, &label);
    }
    let bytes = format.encode(&sheet, options.quality.clamp(1, 100), out)?;
    std::fs::write(out, bytes).map_err(TrackError::io(out))
}

/// Where everything is.
struct Layout {
    head: TextStyle,
    text: TextStyle,
    columns: u32,
    tile: TileSize,
    width: u32,
    height: u32,
}

impl Layout {
    fn new(count: usize, frame: TileSize, options: &ContactSheetOptions) -> Result<Self, TrackError> {
        let count = u32::try_from(count).unwrap_or(u32::MAX).max(1);
        let columns = options
            .columns
            .unwrap_or_else(|| columns(count, frame))
            .clamp(1, count);
        let room = options.width.saturating_sub(GAP) / columns;
        let width = room.saturating_sub(GAP).clamp(MIN_TILE_WIDTH, MAX_TILE_WIDTH);
        let tile = TileSize::proportional(width, frame);
        let text = TextStyle::new(options.font.as_deref(), if width < 200 { 13 } else { 16 })?;
        let head = TextStyle::new(options.font.as_deref(), 24)?;
        let top = GAP * 2 + head.line_height() + text.line_height();
        let row = tile.height + text.line_height() + GAP;
        let side = |length: u64| {
            u32::try_from(length)
                .ok()
                .filter(|length| *length <= MAX_SHEET_SIDE)
        };
        let width = side(u64::from(columns) * u64::from(tile.width + GAP) + u64::from(GAP));
        let height = side(u64::from(top) + u64::from(count.div_ceil(columns)) * u64::from(row));
        let (Some(width), Some(height)) = (width, height) else {
            return Err(TrackError::invalid(format!(
                "{count} frames are too many for one contact sheet of {columns} columns; take fewer frames or more columns"
            )));
        };
        Ok(Self {
            head,
            text,
            columns,
            tile,
            width,
            height,
        })
    }

    /// Returns the upper left corner of a frame.
    fn place(&self, index: u32) -> (u32, u32) {
        let top = GAP * 2 + self.head.line_height() + self.text.line_height();
        let row = self.tile.height + self.text.line_height() + GAP;
        (
            GAP + index % self.columns * (self.tile.width + GAP),
            top + index / self.columns * row,
        )
    }
}

/// Returns how many columns make a sheet of `count` frames about square.
fn columns(count: u32, frame: TileSize) -> u32 {
    let height = |columns: u32| u64::from(count.div_ceil(columns)) * u64::from(frame.height);
    let width = |columns: u32| u64::from(columns) * u64::from(frame.width);
    (1..=count)
        .find(|columns| width(*columns) >= height(*columns))
        .unwrap_or(count)
}

fn images_of(manifest: &Manifest) -> Result<Vec<&ManifestImage>, TrackError> {
    let of = |kind: ImageRole| {
        manifest
            .images
            .iter()
            .filter(move |image| image.kind == kind)
            .collect::<Vec<_>>()
    };
    let mut images = of(ImageRole::Frame);
    images.sort_by_key(|image| image.offset_ms);
    for kind in [ImageRole::Sprite, ImageRole::Cover] {
        if images.is_empty() {
            images = of(kind);
        }
    }
    if images.is_empty() {
        Err(none())
    } else {
        Ok(images)
    }
}

fn none() -> TrackError {
    TrackError::invalid("there is no image to make a contact sheet of")
}

fn title(manifest: &Manifest) -> &str {
    manifest
        .source
        .as_deref()
        .or(manifest.job.as_deref())
        .unwrap_or("Contact sheet")
}

/// Returns the line under the title: what is known of source and job.
fn facts(manifest: &Manifest, count: usize, size: TileSize) -> String {
    let mut facts = vec![
        format!("{count} {}", if count == 1 { "image" } else { "images" }),
        size.to_string(),
    ];
    facts.extend(manifest.duration_ms.map(clock));
    facts.extend(manifest.product.clone());
    facts.extend(
        manifest
            .job
            .as_ref()
            .filter(|job| title(manifest) != job.as_str())
            .cloned(),
    );
    facts.join("   ")
}

/// Returns the time of a frame, or its file name where the time is not known.
fn label(image: &ManifestImage) -> String {
    image.offset_ms.map_or_else(|| image.file.clone(), clock)
}

/// Writes a time as `H:MM:SS` or `M:SS`, with milliseconds where there are some.
fn clock(milliseconds: u64) -> String {
    let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let whole = if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    };
    if rest > 0 {
        format!("{whole}.{rest:03}")
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::{clock, columns};
    use crate::grid::TileSize;

    #[test]
    fn sheets_are_about_square() {
        let (landscape, portrait) = (
            TileSize {
                width: 1920,
                height: 1080,
            },
            TileSize {
                width: 1080,
                height: 1920,
            },
        );
        assert_eq!([1, 7, 300].map(|count| columns(count, landscape)), [1, 3, 14]);
        assert_eq!([1, 7, 300].map(|count| columns(count, portrait)), [1, 4, 24]);
    }

    #[test]
    fn times_are_as_long_as_they_need_to_be() {
        assert_eq!(clock(65_000), "1:05");
        assert_eq!(clock(3_665_250), "1:01:05.250");
    }
}
