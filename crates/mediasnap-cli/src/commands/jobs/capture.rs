//! The options of `submit`: source, frames, images and output.

use std::time::Duration;

use clap::{ArgGroup, Args};
use mediasnap::{Frames, ImageFormat, ObjectLocation, Output, Size, Source, Sprite};

use super::times::time;
use crate::deadline;
use crate::error::CliError;

/// The source of a job.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").required(true))]
pub(super) struct SourceArgs {
    /// Capture this media asset of the vendor's library
    #[arg(long, value_name = "ID", group = "source")]
    media: Option<String>,

    /// Capture this object of the vendor's object storage; the scheme of the storage may stand before it, such as `oss://`
    #[arg(long, value_name = "BUCKET/KEY", group = "source")]
    object: Option<String>,

    /// With --object: use this region for the bucket instead of --region
    #[arg(long, value_name = "REGION", conflicts_with_all = ["media", "stream", "whiteboard"])]
    object_region: Option<String>,

    /// Capture this live stream
    #[arg(long, value_name = "URL", group = "source")]
    stream: Option<String>,

    /// Capture this whiteboard room
    #[arg(long, value_name = "APPLICATION/ROOM", group = "source")]
    whiteboard: Option<String>,
}

/// The frames to capture.
#[derive(Debug, Args)]
pub(super) struct FrameArgs {
    /// Capture frames at these times, such as 0s,1500ms,2m or 00:01:05.5
    #[arg(long, value_name = "TIMES", value_delimiter = ',', value_parser = time, group = "frames")]
    at: Vec<Duration>,

    /// Capture frames at these percentages of the duration, such as 10,50
    #[arg(long, value_name = "PERCENTS", value_delimiter = ',', group = "frames")]
    at_percent: Vec<u32>,

    /// Capture one frame per interval
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse, group = "frames")]
    every: Option<Duration>,

    /// With --every: capture the first frame at this time
    #[arg(long, value_name = "TIME", value_parser = time, requires = "every", conflicts_with_all = ["at", "at_percent", "evenly", "every_percent", "latest_marks"])]
    start: Option<Duration>,

    /// With --every: capture only a part of this length
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse, requires = "every", conflicts_with_all = ["at", "at_percent", "evenly", "every_percent", "latest_marks"])]
    length: Option<Duration>,

    /// With --every: capture at most this many frames
    #[arg(long, value_name = "N", requires = "every", conflicts_with_all = ["at", "at_percent", "evenly", "every_percent", "latest_marks"])]
    count: Option<u32>,

    /// Capture this many frames at equal distances
    #[arg(long, value_name = "N", group = "frames")]
    evenly: Option<u32>,

    /// Capture one frame per this percentage of the duration
    #[arg(long, value_name = "PERCENT", group = "frames")]
    every_percent: Option<u32>,

    /// Capture only the last mark of each whiteboard page
    #[arg(long, group = "frames")]
    latest_marks: bool,
}

/// The properties of images.
#[derive(Debug, Args)]
pub(super) struct ImageArgs {
    /// Scale images to exactly this size, in pixels
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = pair, conflicts_with = "longer_side")]
    size: Option<(u32, u32)>,

    /// Scale images so that the longer side has this length, in pixels
    #[arg(long, value_name = "PIXELS")]
    longer_side: Option<u32>,

    /// Encode images in this format: jpeg, png or webp
    #[arg(long, value_parser = format)]
    pub(super) format: Option<ImageFormat>,

    /// Tile frames into sprites with this grid
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = pair)]
    sprite: Option<(u32, u32)>,

    /// With --sprite: scale tiles to this size, in pixels
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = pair, requires = "sprite")]
    cell: Option<(u32, u32)>,

    /// With --sprite: set the space between two tiles, in pixels
    #[arg(long, value_name = "PIXELS", requires = "sprite")]
    padding: Option<u32>,

    /// With --sprite: set the space around all tiles, in pixels
    #[arg(long, value_name = "PIXELS", requires = "sprite")]
    margin: Option<u32>,

    /// With --sprite: set the color of the space, in the notation of the product
    #[arg(long, requires = "sprite")]
    color: Option<String>,

    /// With --sprite: also keep the single frames
    #[arg(long, requires = "sprite")]
    keep_frames: bool,

    /// With --sprite: also make a WebVTT file
    #[arg(long, requires = "sprite")]
    web_vtt: bool,
}

/// Where images are stored.
#[derive(Debug, Args)]
pub(super) struct DestinationArgs {
    /// Store images in this bucket and directory
    #[arg(long, value_name = "BUCKET/DIRECTORY")]
    to: Option<String>,

    /// With --to: use this region for the bucket instead of --region
    #[arg(long, value_name = "REGION", requires = "to")]
    to_region: Option<String>,

    /// With --to: use this storage endpoint for the bucket, a host name
    #[arg(long, value_name = "HOST", requires = "to")]
    to_endpoint: Option<String>,

    /// With --to: set the number of the account that owns the bucket
    #[arg(long, value_name = "ACCOUNT", requires = "to")]
    to_owner: Option<u64>,

    /// With --to: set the base name of the images, without extension
    #[arg(long, value_name = "NAME", requires = "to")]
    file_name: Option<String>,

    /// With --to: store images directly in the directory, without the subdirectory that the product adds
    #[arg(long = "as-given", requires = "to")]
    exact_directory: bool,
}

fn pair(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('x');
    let parts = parts.and_then(|(first, second)| Some((first.parse().ok()?, second.parse().ok()?)));
    parts.ok_or_else(|| "must be two numbers, such as 1280x720".to_owned())
}

fn format(text: &str) -> Result<ImageFormat, String> {
    match text {
        "jpeg" | "jpg" => Ok(ImageFormat::Jpeg),
        "png" => Ok(ImageFormat::Png),
        "webp" => Ok(ImageFormat::WebP),
        _ => Err("must be jpeg, png or webp".to_owned()),
    }
}

/// Splits the value of `option`, `BUCKET/KEY` with or without the scheme of the vendor's storage before it.
fn bucket_and_key<'a>(
    text: &'a str,
    (option, form): (&str, &str),
    scheme: Option<&str>,
) -> Result<(&'a str, &'a str), CliError> {
    let path = match (text.split_once("://"), scheme) {
        (Some((given, path)), Some(scheme)) if given.eq_ignore_ascii_case(scheme) => Some(path),
        (Some(_), _) => None,
        (None, _) => Some(text),
    };
    let parts = path.map(|path| path.split_once('/').unwrap_or((path, "")));
    let is_bucket = |bucket: &str| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
        !bucket.is_empty() && bucket.bytes().all(letters)
    };
    parts.filter(|(bucket, _)| is_bucket(bucket)).ok_or_else(|| {
        let with_scheme = scheme.map(|scheme| format!(" or {scheme}://{form}")).unwrap_or_default();
        CliError::usage(format!(
            "{option} must have the form {form}{with_scheme}; the name of a bucket consists of letters, digits, `-` and `.`"
        ))
    })
}

/// Splits an argument such as `APPLICATION/ROOM`.
fn split<'a>(text: &'a str, form: &str) -> Result<(&'a str, &'a str), CliError> {
    text.split_once('/')
        .ok_or_else(|| CliError::usage(format!("must have the form {form}")))
}

impl SourceArgs {
    /// Returns the source; `scheme` is that of the vendor's storage.
    pub(super) fn source(&self, scheme: Option<&str>) -> Result<Source, CliError> {
        if let Some(id) = &self.media {
            return Ok(Source::media(id));
        }
        if let Some(object) = &self.object {
            let form = ("--object", "BUCKET/KEY");
            let (bucket, key) = bucket_and_key(object, form, scheme)?;
            if key.is_empty() {
                return Err(CliError::usage(
                    "--object must have the form BUCKET/KEY: the key is missing",
                ));
            }
            let object = ObjectLocation::new(bucket, key);
            return Ok(Source::Object(match &self.object_region {
                Some(region) => object.in_region(region),
                None => object,
            }));
        }
        if let Some(url) = &self.stream {
            return Ok(Source::stream(url));
        }
        let form = "--whiteboard APPLICATION/ROOM, two numbers";
        let (application, room) = split(self.whiteboard.as_deref().unwrap_or_default(), form)?;
        let number = |text: &str| {
            text.parse()
                .map_err(|_| CliError::usage(format!("must have the form {form}")))
        };
        Ok(Source::whiteboard(number(application)?, number(room)?))
    }
}

impl FrameArgs {
    /// Returns the frames, or `None` for the product's or template's choice.
    pub(super) fn frames(&self) -> Option<Frames> {
        if !self.at.is_empty() {
            return Some(Frames::at(self.at.iter().copied()));
        }
        if !self.at_percent.is_empty() {
            return Some(Frames::at_percents(self.at_percent.iter().copied()));
        }
        if let Some(interval) = self.every {
            let mut frames = Frames::every(interval);
            if let Some(start) = self.start {
                frames = frames.starting_at(start);
            }
            if let Some(length) = self.length {
                frames = frames.lasting(length);
            }
            if let Some(count) = self.count {
                frames = frames.at_most(count);
            }
            return Some(frames);
        }
        let percent = self.every_percent.map(|percent| Frames::EveryPercent { percent });
        let evenly = self.evenly.map(Frames::evenly);
        evenly
            .or(percent)
            .or(self.latest_marks.then_some(Frames::LatestMarks))
    }
}

impl ImageArgs {
    /// Returns the size.
    pub(super) fn size(&self) -> Option<Size> {
        let exact = self.size.map(|(width, height)| Size::exact(width, height));
        exact.or(self.longer_side.map(Size::LongerSide))
    }

    /// Returns the sprites.
    pub(super) fn sprite(&self) -> Option<Sprite> {
        let (columns, rows) = self.sprite?;
        let mut sprite = Sprite::new(columns, rows);
        sprite.tile_size = self.cell;
        sprite.padding = self.padding;
        sprite.margin = self.margin;
        sprite.color.clone_from(&self.color);
        sprite.keep_frames = self.keep_frames;
        sprite.web_vtt = self.web_vtt;
        Some(sprite)
    }
}

impl DestinationArgs {
    /// Returns where images are stored; `scheme` is that of the vendor's storage.
    pub(super) fn output(&self, scheme: Option<&str>) -> Result<Option<Output>, CliError> {
        let Some(to) = self.to.as_deref() else {
            return Ok(None);
        };
        let (bucket, directory) = bucket_and_key(to, ("--to", "BUCKET/DIRECTORY"), scheme)?;
        let mut output = Output::new(bucket, directory);
        output.region.clone_from(&self.to_region);
        output.endpoint.clone_from(&self.to_endpoint);
        output.owner_account = self.to_owner;
        output.file_name.clone_from(&self.file_name);
        output.exact_directory = self.exact_directory;
        Ok(Some(output))
    }
}
