//! The contact sheet: one row of images per product.

use std::path::{Path, PathBuf};

use image::{ImageFormat, Rgb, RgbImage, imageops};

use crate::error::{CliError, ExitStatus};
use crate::files;

/// The size that every image is scaled to fit.
const CELL: (u32, u32) = (320, 180);
const GAP: u32 = 8;
const BACKGROUND: Rgb<u8> = Rgb([24, 24, 28]);

/// Writes the sheet of `rows` to `path`.
pub(super) fn write(rows: &[Vec<PathBuf>], path: &Path) -> Result<(), CliError> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut sheet = RgbImage::from_pixel(length(columns, CELL.0), length(rows.len(), CELL.1), BACKGROUND);
    for (row, images) in rows.iter().enumerate() {
        for (column, image) in images.iter().enumerate() {
            let image = image::open(image)
                .map_err(|error| failed(image, &error))?
                .thumbnail(CELL.0, CELL.1)
                .into_rgb8();
            let x = length(column, CELL.0) + (CELL.0 - image.width()) / 2;
            let y = length(row, CELL.1) + (CELL.1 - image.height()) / 2;
            imageops::replace(&mut sheet, &image, i64::from(x), i64::from(y));
        }
    }
    let mut bytes = Vec::new();
    sheet
        .write_to(&mut std::io::Cursor::new(&mut bytes), ImageFormat::Jpeg)
        .map_err(|error| failed(path, &error))?;
    files::replace(path, &bytes).map_err(|error| failed(path, &error))
}

/// Returns the length of `count` cells and the gaps around them.
fn length(count: usize, cell: u32) -> u32 {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    count.saturating_mul(cell + GAP).saturating_add(GAP)
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> CliError {
    CliError::new(ExitStatus::Failed, format!("{}: {error}", path.display()))
}
