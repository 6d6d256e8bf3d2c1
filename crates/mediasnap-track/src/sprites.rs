//! Sprites that a vendor made, used as they are: cues from their layout.

use std::path::Path;

use crate::compose::size_of;
use crate::error::TrackError;
use crate::grid::TileSize;
use crate::manifest::{ManifestImage, SpriteLayout};
use crate::track::{Cue, Sheet, Track, UniformTiles};

/// Makes a track of `sprites` in `folder`, each with its layout. `duration` ends the last cue.
pub(crate) fn track(
    sprites: &[&ManifestImage],
    folder: &Path,
    duration: Option<u64>,
    title: Option<String>,
) -> Result<Track, TrackError> {
    let (mut sheets, mut cues, mut next) = (Vec::new(), Vec::<Cue>::new(), 0);
    for sprite in sprites {
        let layout = sprite.layout.ok_or_else(|| {
            TrackError::invalid(format!(
                "{}: a sprite needs its layout (grid, tile, interval_ms) in images.json",
                sprite.file
            ))
        })?;
        let path = folder.join(&sprite.file);
        let size = size_of(&path)?;
        check(sprite, layout, size)?;
        let first = sprite.offset_ms.unwrap_or(next);
        next = push_cues(&mut cues, sheets.len(), first, layout);
        let bytes = std::fs::metadata(&path).map_err(TrackError::io(&path))?.len();
        sheets.push(Sheet {
            file: sprite.file.clone(),
            width: size.width,
            height: size.height,
            bytes,
            media_type: media_type(&sprite.file).to_owned(),
        });
    }
    let end = duration.unwrap_or(next);
    close(&mut cues, end);
    if cues.is_empty() {
        return Err(TrackError::invalid(
            "no sprite has a tile before the end of the track",
        ));
    }
    let uniform = uniform(sprites, &cues);
    Ok(Track {
        title,
        duration_ms: end,
        sheets,
        cues,
        uniform,
    })
}

/// Appends the cues of one sprite and returns where the next one begins.
fn push_cues(cues: &mut Vec<Cue>, sheet: usize, first: u64, layout: SpriteLayout) -> u64 {
    let tiles = layout
        .tiles
        .unwrap_or(layout.grid.tiles())
        .min(layout.grid.tiles());
    for tile in 0..tiles {
        let start_ms = first + u64::from(tile) * layout.interval_ms;
        cues.push(Cue {
            start_ms,
            end_ms: start_ms + layout.interval_ms,
            sheet,
            x: layout
                .spacing
                .offset(tile % layout.grid.columns, layout.tile.width),
            y: layout
                .spacing
                .offset(tile / layout.grid.columns, layout.tile.height),
            width: layout.tile.width,
            height: layout.tile.height,
        });
    }
    first + u64::from(tiles) * layout.interval_ms
}

/// Removes gaps: a cue lasts until the next begins, the first begins at 0, the last ends at `end`.
fn close(cues: &mut Vec<Cue>, end: u64) {
    cues.sort_by_key(|cue| cue.start_ms);
    cues.dedup_by_key(|cue| cue.start_ms);
    if let Some(first) = cues.first_mut() {
        first.start_ms = 0;
    }
    cues.retain(|cue| cue.start_ms < end);
    let starts: Vec<u64> = cues.iter().skip(1).map(|cue| cue.start_ms).chain([end]).collect();
    for (cue, start) in cues.iter_mut().zip(starts) {
        cue.end_ms = start;
    }
}

/// Checks that all tiles lie within the image.
fn check(sprite: &ManifestImage, layout: SpriteLayout, size: TileSize) -> Result<(), TrackError> {
    let used = layout
        .tiles
        .unwrap_or(layout.grid.tiles())
        .min(layout.grid.tiles());
    let (columns, rows) = (layout.grid.columns, used.div_ceil(layout.grid.columns.max(1)));
    if layout.interval_ms == 0 || columns == 0 || layout.grid.rows == 0 || used == 0 {
        return Err(TrackError::invalid(format!(
            "{}: a layout has tiles, columns, rows and an interval",
            sprite.file
        )));
    }
    let width = layout.spacing.extent(columns.min(used), layout.tile.width);
    let height = layout.spacing.extent(rows, layout.tile.height);
    if width > size.width || height > size.height {
        return Err(TrackError::invalid(format!(
            "{}: {used} tiles of {} in a grid of {} take {width}x{height} pixels, and the image has {size}",
            sprite.file, layout.tile, layout.grid
        )));
    }
    Ok(())
}

/// Returns the common layout where all sprites have it, without space, and tiles follow each other without a gap.
fn uniform(sprites: &[&ManifestImage], cues: &[Cue]) -> Option<UniformTiles> {
    let layout = sprites.first()?.layout?;
    let same = sprites.iter().filter_map(|sprite| sprite.layout).all(|other| {
        (other.grid, other.tile, other.interval_ms) == (layout.grid, layout.tile, layout.interval_ms)
            && other.spacing == crate::grid::Spacing::default()
    });
    let full = sprites.split_last()?.1.iter().filter_map(|sprite| sprite.layout);
    let full = full
        .into_iter()
        .all(|layout| layout.tiles.is_none_or(|tiles| tiles >= layout.grid.tiles()));
    let regular = cues
        .iter()
        .zip(0_u64..)
        .all(|(cue, index)| cue.start_ms == index * layout.interval_ms);
    (same && full && regular).then_some(UniformTiles {
        grid: layout.grid,
        tile: layout.tile,
        interval_ms: layout.interval_ms,
    })
}

/// Returns the media type of a file name.
fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("avif") => "image/avif",
        _ => "image/jpeg",
    }
}
