//! The contact sheet: one row a product, on a dark ground.

use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage, imageops};

use crate::error::{CliError, ExitStatus};

/// The box that every image is fitted into.
const CELL: (u32, u32) = (320, 180);
const GAP: u32 = 8;
const GROUND: Rgb<u8> = Rgb([24, 24, 28]);

/// Writes the sheet of `rows` to `path`.
pub(super) fn make(rows: &[Vec<PathBuf>], path: &Path) -> Result<(), CliError> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut sheet = RgbImage::from_pixel(side(columns, CELL.0), side(rows.len(), CELL.1), GROUND);
    for (row, images) in rows.iter().enumerate() {
        for (column, image) in images.iter().enumerate() {
            let image = image::open(image)
                .map_err(|error| failed(image, &error))?
                .thumbnail(CELL.0, CELL.1)
                .into_rgb8();
            let x = side(column, CELL.0) + (CELL.0 - image.width()) / 2;
            let y = side(row, CELL.1) + (CELL.1 - image.height()) / 2;
            imageops::replace(&mut sheet, &image, i64::from(x), i64::from(y));
        }
    }
    sheet.save(path).map_err(|error| failed(path, &error))
}

/// What `count` cells and the gaps around them take.
fn side(count: usize, cell: u32) -> u32 {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    count.saturating_mul(cell + GAP).saturating_add(GAP)
}

fn failed(path: &Path, error: &image::ImageError) -> CliError {
    CliError::new(ExitStatus::Failed, format!("{}: {error}", path.display()))
}
