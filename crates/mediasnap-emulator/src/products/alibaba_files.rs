//! Names and sizes of files, which have the same rules in Alibaba Cloud's products.

use super::alibaba_arguments::invalid;
use crate::media::content::{Grid, is_renderable};
use crate::protocol::service_error::ServiceError;

/// Returns the key of the file with a number: in place of `{Count}` or `{TileCount}`. If the key has no placeholder, one of
/// several files has its number in front of the extension.
pub(super) fn numbered(key: &str, number: usize, several: bool) -> String {
    let digits = format!("{number:05}");
    let filled = key.replace("{Count}", &digits).replace("{TileCount}", &digits);
    match filled.rsplit_once('.') {
        Some((stem, suffix)) if several && filled == key => format!("{stem}-{digits}.{suffix}"),
        _ => filled,
    }
}

/// Rejects images and sprites that are too large to be rendered.
pub(super) fn check_size(size: (u32, u32), grid: Option<&Grid>, frames: usize) -> Result<(), ServiceError> {
    let fits = grid.is_none_or(|grid| grid.image_size(frames.min(grid.tiles()), size).is_some());
    if fits && is_renderable(size) {
        Ok(())
    } else {
        Err(invalid("images of this size are too large or empty"))
    }
}
