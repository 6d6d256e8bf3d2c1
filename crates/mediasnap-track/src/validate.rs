//! Checks of a manifest and of options before anything is read or written.

use std::path::{Component, Path};

use crate::error::TrackError;
use crate::manifest::Manifest;
use crate::write::TrackOptions;

/// The longest track, in milliseconds: about 31 years.
const MAX_DURATION_MS: u64 = 1_000_000_000_000;
/// The largest number of tiles of a track.
pub(crate) const MAX_TILES: u64 = 1_000_000;

/// Checks names, times and layouts.
pub(crate) fn manifest(manifest: &Manifest) -> Result<(), TrackError> {
    time("the duration", manifest.duration_ms)?;
    for image in &manifest.images {
        name(&image.file)?;
        time(&image.file, image.offset_ms)?;
        let Some(layout) = image.layout else { continue };
        let tiles = u64::from(layout.grid.tiles());
        if layout.grid.columns == 0
            || layout.grid.rows == 0
            || layout.tile.width == 0
            || layout.tile.height == 0
        {
            return Err(TrackError::invalid(format!(
                "{}: a layout has at least one column, row and pixel",
                image.file
            )));
        }
        time(
            &image.file,
            layout.interval_ms.checked_mul(tiles).or(Some(u64::MAX)),
        )?;
    }
    Ok(())
}

/// Checks the settings of a track.
pub(crate) fn options(options: &TrackOptions) -> Result<(), TrackError> {
    if !(1..=100).contains(&options.quality) {
        return Err(TrackError::invalid(
            "the quality of sheets is a number from 1 to 100",
        ));
    }
    if options.grid.columns == 0 || options.grid.rows == 0 {
        return Err(TrackError::invalid("a grid has at least one column and one row"));
    }
    if options
        .tile
        .is_some_and(|tile| tile.width == 0 || tile.height == 0)
    {
        return Err(TrackError::invalid("a tile is at least one pixel wide and high"));
    }
    for (what, duration) in [
        ("the interval", options.every),
        ("the duration", options.duration),
    ] {
        let milliseconds = duration.map(|duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX));
        if milliseconds == Some(0) {
            return Err(TrackError::invalid(format!(
                "{what} of a track is at least a millisecond"
            )));
        }
        time(what, milliseconds)?;
    }
    let is_clean = |base: &String| !base.contains(|c: char| c.is_control() || c == ' ');
    if !options.base_url.iter().all(is_clean) {
        return Err(TrackError::invalid(
            "the base URL contains a space or a control character",
        ));
    }
    Ok(())
}

/// A name stays below the folder of the manifest, and is one line of a track.
fn name(file: &str) -> Result<(), TrackError> {
    let is_below = Path::new(file)
        .components()
        .all(|component| matches!(component, Component::Normal(_) | Component::CurDir));
    if file.is_empty() || !is_below || file.contains(char::is_control) {
        return Err(TrackError::invalid(format!(
            "{file:?} is not the name of a file in the folder of images"
        )));
    }
    Ok(())
}

fn time(what: &str, milliseconds: Option<u64>) -> Result<(), TrackError> {
    match milliseconds {
        Some(milliseconds) if milliseconds > MAX_DURATION_MS => Err(TrackError::invalid(format!(
            "{what}: {milliseconds} ms is too long for a track"
        ))),
        _ => Ok(()),
    }
}
