//! Frames into sheets: decoded one at a time, scaled into their tile, encoded sheet by sheet on all cores.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use image::imageops::{self, FilterType};
use image::{ImageReader, RgbImage};

use crate::encode::SheetFormat;
use crate::error::TrackError;
use crate::grid::{Grid, MAX_SHEET_SIDE, TileSize};
use crate::track::Sheet;

/// How sheets are made.
pub(crate) struct Composition<'a> {
    /// The frame of each tile, in order.
    pub(crate) tiles: &'a [PathBuf],
    pub(crate) grid: Grid,
    pub(crate) tile: TileSize,
    pub(crate) format: SheetFormat,
    pub(crate) quality: u8,
    /// The folder that receives the sheets.
    pub(crate) out: &'a Path,
}

impl Composition<'_> {
    /// Writes all sheets and returns them in order.
    pub(crate) fn write(&self) -> Result<Vec<Sheet>, TrackError> {
        self.format.check()?;
        let (width, height) = self.sheet_size()?;
        let per_sheet = usize::try_from(self.grid.tiles()).unwrap_or(usize::MAX);
        let chunks: Vec<&[PathBuf]> = self.tiles.chunks(per_sheet).collect();
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<Option<Result<Sheet, TrackError>>>> =
            Mutex::new(chunks.iter().map(|_| None).collect());
        let workers = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(chunks.len());
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    let mut canvas = RgbImage::new(width, height);
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(chunk) = chunks.get(number) else { break };
                        let sheet = self.write_one(number, chunk, &mut canvas);
                        if sheet.is_err() {
                            // The others need not begin what nobody will use.
                            next.store(chunks.len(), Ordering::Relaxed);
                        }
                        if let Some(slot) = done
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .get_mut(number)
                        {
                            *slot = Some(sheet);
                        }
                    }
                });
            }
        });
        let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (mut sheets, mut skipped) = (Vec::with_capacity(done.len()), false);
        for sheet in done {
            match sheet {
                Some(sheet) => sheets.push(sheet?),
                None => skipped = true,
            }
        }
        if skipped {
            return Err(TrackError::invalid("a sheet was not made"));
        }
        Ok(sheets)
    }

    /// Writes the sheet with this index from the frames in `chunk`.
    fn write_one(&self, index: usize, chunk: &[PathBuf], canvas: &mut RgbImage) -> Result<Sheet, TrackError> {
        canvas.fill(0);
        let mut kept: Option<(&PathBuf, RgbImage)> = None;
        for (position, path) in (0_u32..).zip(chunk) {
            // The same frame may fill several tiles of a sampled track.
            let frame = match kept.take() {
                Some((same, frame)) if same == path => frame,
                _ => scaled(path, self.tile)?,
            };
            let column = position % self.grid.columns;
            let row = position / self.grid.columns;
            let x = column * self.tile.width + (self.tile.width - frame.width()) / 2;
            let y = row * self.tile.height + (self.tile.height - frame.height()) / 2;
            imageops::replace(canvas, &frame, i64::from(x), i64::from(y));
            kept = Some((path, frame));
        }
        let file = sheet_name(index, self.format);
        let path = self.out.join(&file);
        let bytes = self.format.encode(canvas, self.quality, &path)?;
        std::fs::write(&path, &bytes).map_err(TrackError::io(&path))?;
        Ok(Sheet {
            file,
            width: canvas.width(),
            height: canvas.height(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            media_type: self.format.media_type().to_owned(),
        })
    }

    fn sheet_size(&self) -> Result<(u32, u32), TrackError> {
        let side = |count: u32, side: u32| count.checked_mul(side).filter(|length| *length <= MAX_SHEET_SIDE);
        side(self.grid.columns, self.tile.width)
            .zip(side(self.grid.rows, self.tile.height))
            .ok_or_else(|| {
                TrackError::invalid(format!(
                    "a grid of {} tiles of {} is more than {MAX_SHEET_SIDE} pixels on a side; make the grid or the tiles smaller",
                    self.grid, self.tile
                ))
            })
    }
}

/// Returns the name of a sheet; DASH counts in the same way (`sheet-$Number%03d$`).
pub(crate) fn sheet_name(index: usize, format: SheetFormat) -> String {
    format!("sheet-{:03}.{}", index + 1, format.extension())
}

/// Returns the size of an image file, from its header alone.
pub(crate) fn size_of(path: &Path) -> Result<TileSize, TrackError> {
    let reader = open(path)?;
    let (width, height) = reader.into_dimensions().map_err(TrackError::image(path))?;
    Ok(TileSize { width, height })
}

/// Decodes a frame and scales it into `tile`, in its own proportions.
pub(crate) fn scaled(path: &Path, tile: TileSize) -> Result<RgbImage, TrackError> {
    let frame = open(path)?.decode().map_err(TrackError::image(path))?.into_rgb8();
    let own = TileSize {
        width: frame.width(),
        height: frame.height(),
    };
    let fitting = tile.fitting(own);
    if fitting == own {
        return Ok(frame);
    }
    // Averaging is as good as a filter, and several times as fast, where a pixel is made of at least four.
    if own.width >= fitting.width * 2 && own.height >= fitting.height * 2 {
        return Ok(imageops::thumbnail(&frame, fitting.width, fitting.height));
    }
    Ok(imageops::resize(
        &frame,
        fitting.width,
        fitting.height,
        FilterType::Triangle,
    ))
}

/// Opens an image by its content, whatever its name.
fn open(path: &Path) -> Result<ImageReader<std::io::BufReader<std::fs::File>>, TrackError> {
    ImageReader::open(path)
        .and_then(ImageReader::with_guessed_format)
        .map_err(TrackError::io(path))
}
