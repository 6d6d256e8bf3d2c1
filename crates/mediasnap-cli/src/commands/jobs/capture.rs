//! What is captured and how, as options of the command line.

use std::time::Duration;

use clap::{ArgGroup, Args};
use mediasnap::{Frames, ImageFormat, ObjectLocation, Output, Size, Source, Sprite};

use crate::deadline;
use crate::failure::Failure;

/// What is captured.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("source").required(true))]
pub(super) struct SourceArgs {
    /// Capture a medium of the vendor's library
    #[arg(long, value_name = "ID", group = "source")]
    media: Option<String>,

    /// Capture an object in the vendor's object storage
    #[arg(long, value_name = "BUCKET/KEY", group = "source")]
    object: Option<String>,

    /// With --object: the region of the bucket [default: that of the call]
    #[arg(long, value_name = "REGION", conflicts_with_all = ["media", "stream", "whiteboard"])]
    object_region: Option<String>,

    /// Capture a live stream
    #[arg(long, value_name = "URL", group = "source")]
    stream: Option<String>,

    /// Capture a whiteboard room
    #[arg(long, value_name = "APPLICATION/ROOM", group = "source")]
    whiteboard: Option<String>,
}

/// Which frames of it.
#[derive(Debug, Args)]
pub(super) struct FrameArgs {
    /// Capture the frames at these times: 0s,1500ms,2m
    #[arg(long, value_name = "TIMES", value_delimiter = ',', value_parser = time, group = "frames")]
    at: Vec<Duration>,

    /// Capture a frame at each interval
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse, group = "frames")]
    every: Option<Duration>,

    /// With --every: where the first frame is
    #[arg(long, value_name = "TIME", value_parser = time, requires = "every", conflicts_with_all = ["at", "evenly", "every_percent", "latest_marks"])]
    start: Option<Duration>,

    /// With --every: how long a part is captured
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse, requires = "every", conflicts_with_all = ["at", "evenly", "every_percent", "latest_marks"])]
    length: Option<Duration>,

    /// With --every: the most images
    #[arg(long, value_name = "N", requires = "every", conflicts_with_all = ["at", "evenly", "every_percent", "latest_marks"])]
    count: Option<u32>,

    /// Capture this many frames, spread evenly
    #[arg(long, value_name = "N", group = "frames")]
    evenly: Option<u32>,

    /// Capture a frame at each of these percents of the duration
    #[arg(long, value_name = "PERCENT", group = "frames")]
    every_percent: Option<u32>,

    /// Capture the last mark of each whiteboard page only
    #[arg(long, group = "frames")]
    latest_marks: bool,
}

/// How images look.
#[derive(Debug, Args)]
pub(super) struct ImageArgs {
    /// The exact size of images, in pixels
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = pair, conflicts_with = "longer_side")]
    size: Option<(u32, u32)>,

    /// The longer side of images, in pixels
    #[arg(long, value_name = "PIXELS")]
    longer_side: Option<u32>,

    /// The format of images: jpeg or png
    #[arg(long, value_parser = format)]
    pub(super) format: Option<ImageFormat>,

    /// Tile frames into sprites of this many
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = pair)]
    sprite: Option<(u32, u32)>,

    /// With --sprite: the size of a frame in it, in pixels
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = pair, requires = "sprite")]
    cell: Option<(u32, u32)>,

    /// With --sprite: the space between two frames, in pixels
    #[arg(long, value_name = "PIXELS", requires = "sprite")]
    padding: Option<u32>,

    /// With --sprite: the space around all frames, in pixels
    #[arg(long, value_name = "PIXELS", requires = "sprite")]
    margin: Option<u32>,

    /// With --sprite: the colour of the space, as the product spells colours
    #[arg(long, requires = "sprite")]
    color: Option<String>,

    /// With --sprite: keep the single frames, too
    #[arg(long, requires = "sprite")]
    keep_frames: bool,
}

/// Where images go.
#[derive(Debug, Args)]
pub(super) struct PlaceArgs {
    /// Where images go
    #[arg(long, value_name = "BUCKET/DIRECTORY")]
    to: Option<String>,

    /// With --to: the region of the bucket [default: that of the call]
    #[arg(long, value_name = "REGION", requires = "to")]
    to_region: Option<String>,

    /// With --to: the storage endpoint of the bucket, a host name
    #[arg(long, value_name = "HOST", requires = "to")]
    to_endpoint: Option<String>,

    /// With --to: the number of the account that owns the bucket
    #[arg(long, value_name = "ACCOUNT", requires = "to")]
    to_owner: Option<u64>,

    /// With --to: the base name of the images, without extension
    #[arg(long, value_name = "NAME", requires = "to")]
    file_name: Option<String>,

    /// With --to: put images into the very directory, where the product would make one of its own below it
    #[arg(long, requires = "to")]
    as_given: bool,
}

/// A duration that may be zero.
fn time(text: &str) -> Result<Duration, String> {
    if ["0", "0s", "0ms"].contains(&text) {
        Ok(Duration::ZERO)
    } else {
        deadline::parse(text)
    }
}

fn pair(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once('x');
    let parts = parts.and_then(|(first, second)| Some((first.parse().ok()?, second.parse().ok()?)));
    parts.ok_or_else(|| "give two numbers, as 1280x720".to_owned())
}

fn format(text: &str) -> Result<ImageFormat, String> {
    match text {
        "jpeg" | "jpg" => Ok(ImageFormat::Jpeg),
        "png" => Ok(ImageFormat::Png),
        _ => Err("it is jpeg or png".to_owned()),
    }
}

/// The two parts of `BUCKET/KEY` and the like.
fn parts<'a>(text: &'a str, form: &str) -> Result<(&'a str, &'a str), Failure> {
    text.split_once('/')
        .ok_or_else(|| Failure::usage(format!("give it as {form}")))
}

impl SourceArgs {
    /// What they say.
    pub(super) fn source(&self) -> Result<Source, Failure> {
        if let Some(id) = &self.media {
            return Ok(Source::media(id));
        }
        if let Some(object) = &self.object {
            let (bucket, key) = parts(object, "--object BUCKET/KEY")?;
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
        let (application, room) = parts(self.whiteboard.as_deref().unwrap_or_default(), form)?;
        let number = |text: &str| {
            text.parse()
                .map_err(|_| Failure::usage(format!("give it as {form}")))
        };
        Ok(Source::whiteboard(number(application)?, number(room)?))
    }
}

impl FrameArgs {
    /// What they say.
    pub(super) fn frames(&self) -> Option<Frames> {
        if !self.at.is_empty() {
            return Some(Frames::at(self.at.iter().copied()));
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
    /// The size that they say.
    pub(super) fn size(&self) -> Option<Size> {
        let exact = self.size.map(|(width, height)| Size::exact(width, height));
        exact.or(self.longer_side.map(Size::LongerSide))
    }

    /// The sprites that they say.
    pub(super) fn sprite(&self) -> Option<Sprite> {
        let (columns, rows) = self.sprite?;
        let mut sprite = Sprite::new(columns, rows);
        sprite.cell = self.cell;
        sprite.padding = self.padding;
        sprite.margin = self.margin;
        sprite.color.clone_from(&self.color);
        sprite.keep_frames = self.keep_frames;
        Some(sprite)
    }
}

impl PlaceArgs {
    /// What they say.
    pub(super) fn output(&self) -> Option<Output> {
        let to = self.to.as_deref()?;
        let (bucket, directory) = to.split_once('/').unwrap_or((to, ""));
        let mut output = Output::new(bucket, directory);
        output.region.clone_from(&self.to_region);
        output.endpoint.clone_from(&self.to_endpoint);
        output.owner = self.to_owner;
        output.file_name.clone_from(&self.file_name);
        output.as_given = self.as_given;
        Some(output)
    }
}
