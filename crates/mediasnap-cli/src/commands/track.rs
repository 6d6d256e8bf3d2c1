//! `mediasnap track`: makes a thumbnail track of downloaded images.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use mediasnap_track::{
    Grid, ImageRole, Manifest, ManifestImage, SheetFormat, TileSize, Track as Written, TrackError,
    TrackOptions, write_track,
};

use crate::error::{CliError, ExitStatus};
use crate::output::node::Node;
use crate::output::{Format, OutputArgs, table};

/// Make a thumbnail track for video players from downloaded images
///
/// Reads images.json in DIR, as `mediasnap download` writes it. Frames become sprite sheets; sprites that the vendor made are used
/// as they are. Writes the sheets, thumbnails.vtt, track.json, index.html, and, if all tiles have one duration, an HLS image
/// playlist and DASH thumbnails.
#[derive(Debug, Args)]
pub(crate) struct Track {
    /// Directory of the images
    #[arg(value_name = "DIR")]
    images: PathBuf,

    /// Write the track to this directory, which is created if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Put this many columns and rows on a sheet
    #[arg(long, value_name = "COLUMNSxROWS", default_value = "10x10", value_parser = parse::<Grid>)]
    grid: Grid,

    /// Make tiles of this size in pixels [default: 160 wide, in the proportions of the first frame]
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = parse::<TileSize>)]
    cell: Option<TileSize>,

    /// Encode sheets as jpeg, webp or avif
    #[arg(long, value_name = "FORMAT", default_value = "jpeg", value_parser = parse::<SheetFormat>)]
    format: SheetFormat,

    /// Encode sheets with this quality, from 1 to 100
    #[arg(long, value_name = "QUALITY", default_value_t = 75)]
    quality: u8,

    /// Show a tile every so often, such as 5s, each with the frame that is on screen then [default: a tile for each frame]
    #[arg(long, value_name = "DURATION", value_parser = crate::deadline::parse)]
    every: Option<Duration>,

    /// Take frames without a time in images.json as captured at this interval, in their order
    #[arg(long, value_name = "DURATION", value_parser = crate::deadline::parse)]
    interval: Option<Duration>,

    /// End the track at this time [default: as images.json says, or after the last frame]
    #[arg(long, value_name = "DURATION", value_parser = crate::deadline::parse)]
    duration: Option<Duration>,

    /// Put this URL before the names of the sheets, for players that do not resolve them against the track
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

impl Track {
    /// Runs the command.
    pub(crate) fn run(self) -> Result<(), CliError> {
        let output = self.output.open(Format::Table)?;
        let mut options = TrackOptions::default();
        (options.grid, options.tile, options.format) = (self.grid, self.cell, self.format);
        (options.quality, options.every, options.duration) = (self.quality, self.every, self.duration);
        options.base_url = self.base_url.map(with_slash);
        let mut manifest = Manifest::read(&self.images).map_err(|error| failed(&error))?;
        if let Some(interval) = self.interval {
            set_times(&mut manifest, interval);
        }
        let is_untimed = |image: &&ManifestImage| image.kind == ImageRole::Frame && image.offset_ms.is_none();
        if let Some(image) = manifest.images.iter().find(is_untimed) {
            return Err(CliError::usage(format!(
                "{}: images.json has no time for it; give the interval of the frames with --interval",
                image.file
            )));
        }
        let track =
            write_track(&manifest, &self.images, &self.out, &options).map_err(|error| failed(&error))?;
        let out = self.out.display().to_string();
        output.result(&node(&track, &out), || {
            table::render(
                ["track", "thumbnails", "sheets", "duration"].map(str::to_owned),
                [[
                    out.clone(),
                    track.cues.len().to_string(),
                    track.sheets.len().to_string(),
                    format!("{} ms", track.duration_ms),
                ]],
            )
        })
    }
}

/// Sets the times of frames that have none.
fn set_times(manifest: &mut Manifest, interval: Duration) {
    let frames = manifest.images.iter_mut();
    let frames = frames.filter(|image| image.kind == ImageRole::Frame);
    for (image, number) in frames.zip(0_u32..) {
        let time = interval.saturating_mul(number).as_millis();
        image.offset_ms = image.offset_ms.or(u64::try_from(time).ok());
    }
}

fn node(track: &Written, out: &str) -> Node {
    Node::object([
        ("out", out.into()),
        ("thumbnails", track.cues.len().into()),
        ("duration_ms", track.duration_ms.into()),
        (
            "sheets",
            track.sheets.iter().map(|sheet| sheet.file.as_str()).collect(),
        ),
    ])
}

fn with_slash(mut url: String) -> String {
    if !url.ends_with('/') {
        url.push('/');
    }
    url
}

/// Parses a value of the track library.
pub(super) fn parse<T: std::str::FromStr<Err = TrackError>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: TrackError| error.to_string())
}

/// Converts an error of the track library.
pub(super) fn failed(error: &TrackError) -> CliError {
    let status = match error {
        TrackError::Invalid(_) => ExitStatus::Usage,
        _ => ExitStatus::Failed,
    };
    CliError::new(status, error.to_string())
}
