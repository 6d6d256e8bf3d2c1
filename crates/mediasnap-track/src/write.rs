//! From a folder of images to a folder with a track in every form.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::compose::{Composition, size_of};
use crate::error::TrackError;
use crate::formats::dash::adaptation_set;
use crate::formats::hls::{image_playlist, image_stream_inf};
use crate::formats::webvtt::webvtt;
use crate::grid::{Grid, Spacing, TileSize};
use crate::manifest::{ImageRole, Manifest, ManifestImage};
use crate::options::TrackOptions;
use crate::page::preview_page;
use crate::sprites;
use crate::timeline::{self, Span};
use crate::track::{Cue, Track, UniformTiles};

/// Width of a tile in pixels where nothing else is requested.
const DEFAULT_TILE_WIDTH: u32 = 160;

/// Makes a track of the images that `manifest` names in `folder`, and writes it to `out`: sheets, `thumbnails.vtt`, `track.json`,
/// `index.html`, and, where all tiles have one duration, `images.m3u8`, `image-stream-inf.m3u8` and `adaptation-set.xml`.
///
/// Frames become sheets. Where there are no frames, the vendor's sprites are used as they are.
///
/// # Errors
/// [`TrackError::Invalid`] if there is nothing to make a track of, if times are missing, or if an option does not fit;
/// [`TrackError::Io`] and [`TrackError::Image`] for files.
pub fn write_track(
    manifest: &Manifest,
    folder: &Path,
    out: &Path,
    options: &TrackOptions,
) -> Result<Track, TrackError> {
    options.validate()?;
    manifest.validate()?;
    std::fs::create_dir_all(out).map_err(TrackError::io(out))?;
    let duration = options.duration.map(milliseconds).or(manifest.duration_ms);
    let of = |kind: ImageRole| manifest.images.iter().filter(move |image| image.kind == kind);
    let frames: Vec<&ManifestImage> = of(ImageRole::Frame).collect();
    let sprites: Vec<&ManifestImage> = of(ImageRole::Sprite).collect();
    let mut track = if frames.is_empty() && !sprites.is_empty() {
        let track = sprites::track(&sprites, folder, duration, manifest.source.clone())?;
        copy(&track, folder, out)?;
        track
    } else {
        from_frames(manifest, &frames, folder, out, duration, options)?
    };
    for sheet in &mut track.sheets {
        let base = options.base_url.as_deref().unwrap_or_default();
        sheet.file = base.to_owned() + &percent_encoded(&sheet.file);
    }
    write_texts(&track, out, options)?;
    Ok(track)
}

/// Makes sheets of `frames`, which need their times.
fn from_frames(
    manifest: &Manifest,
    frames: &[&ManifestImage],
    folder: &Path,
    out: &Path,
    duration: Option<u64>,
    options: &TrackOptions,
) -> Result<Track, TrackError> {
    let mut frames: Vec<(u64, PathBuf)> = frames
        .iter()
        .map(|image| {
            let offset = image.offset_ms.ok_or_else(|| {
                TrackError::invalid(format!(
                    "{}: the time of the frame is not known (offset_ms in images.json)",
                    image.file
                ))
            })?;
            Ok((offset, folder.join(&image.file)))
        })
        .collect::<Result<_, TrackError>>()?;
    frames.sort();
    frames.dedup_by_key(|(offset, _)| *offset);
    let offsets: Vec<u64> = frames.iter().map(|(offset, _)| *offset).collect();
    let spans = match options.every {
        None => timeline::spans(&offsets, duration)?,
        Some(every) => {
            let last = offsets.last().copied().unwrap_or(0);
            let end = duration.unwrap_or_else(|| last + timeline::usual_distance(&offsets));
            timeline::sampled(&offsets, end, milliseconds(every))?
        }
    };
    let tiles: Vec<PathBuf> = spans
        .iter()
        .filter_map(|span| frames.get(span.frame))
        .map(|(_, path)| path.clone())
        .collect();
    let tile = match (options.tile, tiles.first()) {
        (Some(tile), _) => tile,
        (None, Some(first)) => TileSize::proportional(DEFAULT_TILE_WIDTH, size_of(first)?),
        (None, None) => return Err(TrackError::invalid("there is no frame to make a track of")),
    };
    let grid = options.grid.shrunk_to(tiles.len());
    let composition = Composition {
        tiles: &tiles,
        grid,
        tile,
        format: options.format,
        quality: options.quality,
        out,
    };
    let sheets = composition.write()?;
    Ok(Track {
        title: manifest.source.clone(),
        duration_ms: spans.last().map_or(0, |span| span.end_ms),
        sheets,
        cues: spans
            .iter()
            .zip(0_u32..)
            .map(|(span, index)| cue(*span, index, grid, tile))
            .collect(),
        uniform: timeline::interval(&spans).map(|interval_ms| UniformTiles {
            grid,
            tile,
            interval_ms,
        }),
    })
}

/// Returns the cue of the tile with this index over all sheets.
fn cue(span: Span, index: u32, grid: Grid, tile: TileSize) -> Cue {
    let (sheet, place) = (index / grid.tiles(), index % grid.tiles());
    let spacing = Spacing::default();
    Cue {
        start_ms: span.start_ms,
        end_ms: span.end_ms,
        sheet: usize::try_from(sheet).unwrap_or(usize::MAX),
        x: spacing.offset(place % grid.columns, tile.width),
        y: spacing.offset(place / grid.columns, tile.height),
        width: tile.width,
        height: tile.height,
    }
}

/// Copies the vendor's sprites beside the track, unless they are there.
fn copy(track: &Track, folder: &Path, out: &Path) -> Result<(), TrackError> {
    for sheet in &track.sheets {
        let (from, to) = (folder.join(&sheet.file), out.join(&sheet.file));
        if std::fs::canonicalize(&from).ok() == std::fs::canonicalize(&to).ok() && to.exists() {
            continue;
        }
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(TrackError::io(parent))?;
        }
        std::fs::copy(&from, &to).map_err(TrackError::io(&from))?;
    }
    Ok(())
}

fn write_texts(track: &Track, out: &Path, options: &TrackOptions) -> Result<(), TrackError> {
    let write = |name: &str, text: &str| {
        let path = out.join(name);
        std::fs::write(&path, text).map_err(TrackError::io(&path))
    };
    write("thumbnails.vtt", &webvtt(track))?;
    let json = serde_json::to_string_pretty(track).map_err(|source| TrackError::Manifest {
        path: out.join("track.json"),
        source,
    })?;
    write("track.json", &(json + "\n"))?;
    write("index.html", &preview_page(track))?;
    if let Some(playlist) = image_playlist(track) {
        write("images.m3u8", &playlist)?;
    }
    if let Some(line) = image_stream_inf(track, "images.m3u8") {
        write("image-stream-inf.m3u8", &format!("#EXTM3U\n{line}\n"))?;
    }
    // Names of vendors' sprites do not count from 1 in a way that DASH can express.
    let media = format!("sheet-$Number%03d$.{}", options.format.extension());
    let ours = track.sheets.first().is_some_and(|sheet| {
        sheet
            .file
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with("sheet-001."))
    });
    if let Some(set) = ours
        .then(|| adaptation_set(track, &(options.base_url.clone().unwrap_or_default() + &media)))
        .flatten()
    {
        write("adaptation-set.xml", &set)?;
    }
    Ok(())
}

/// Percent-encodes a file name as part of an address, so that `#` and `?` belong to the name.
fn percent_encoded(name: &str) -> String {
    let mut address = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
