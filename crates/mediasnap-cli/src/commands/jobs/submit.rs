//! `mediasnap submit`: a snapshot job, said in the same words for every product.

use std::time::Duration;

use clap::Args;
use mediasnap::{Frames, ImageFormat, Output, Size, SnapshotRequest, Source};

use super::{Common, ProductArg, print_job, wait};
use crate::deadline::{self, Deadline};
use crate::failure::Failure;
use crate::output::Format;

/// Submit a snapshot job; what the product cannot do is an error before anything is sent
///
/// Sent once: when no answer comes it is unknown whether the job exists, and it is not sent again.
#[derive(Debug, Args)]
pub(crate) struct Submit {
    #[command(flatten)]
    product: ProductArg,

    #[command(flatten)]
    source: SourceArgs,

    #[command(flatten)]
    frames: FrameArgs,

    /// The exact size of images, in pixels
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = size, conflicts_with = "longer_side")]
    size: Option<Size>,

    /// The longer side of images, in pixels
    #[arg(long, value_name = "PIXELS")]
    longer_side: Option<u32>,

    /// The format of images: jpeg or png
    #[arg(long, value_parser = format)]
    format: Option<ImageFormat>,

    /// Where images go
    #[arg(long, value_name = "BUCKET/DIRECTORY")]
    to: Option<String>,

    /// The id of a template with the settings
    #[arg(long, value_name = "ID")]
    template: Option<String>,

    /// The name of the job, for people
    #[arg(long)]
    name: Option<String>,

    /// Data of your own that the job carries along
    #[arg(long, value_name = "TEXT")]
    user_data: Option<String>,

    /// The address that the vendor calls when the job has ended
    #[arg(long, value_name = "URL")]
    callback: Option<String>,

    /// Which of the images, counted from 1, becomes the cover of the medium
    #[arg(long, value_name = "N")]
    cover: Option<u32>,

    /// Pack the images into one archive file
    #[arg(long)]
    archive: bool,

    /// Capture within the call instead of in a queue
    #[arg(long)]
    synchronous: bool,

    /// Wait until the job has ended, as `wait` does, and print it then
    #[arg(long)]
    wait: bool,

    #[command(flatten)]
    common: Common,
}

/// What is captured.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct SourceArgs {
    /// Capture a medium of the vendor's library
    #[arg(long, value_name = "ID")]
    media: Option<String>,

    /// Capture an object in the vendor's object storage
    #[arg(long, value_name = "BUCKET/KEY")]
    object: Option<String>,

    /// Capture a live stream
    #[arg(long, value_name = "URL")]
    stream: Option<String>,

    /// Capture a whiteboard room
    #[arg(long, value_name = "APPLICATION/ROOM")]
    whiteboard: Option<String>,
}

/// Which frames of it.
#[derive(Debug, Args)]
struct FrameArgs {
    /// Capture the frames at these times: 0s,1500ms,2m
    #[arg(long, value_name = "TIMES", value_delimiter = ',', value_parser = time, group = "frames")]
    at: Vec<Duration>,

    /// Capture a frame at each interval
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse, group = "frames")]
    every: Option<Duration>,

    /// With --every: where the first frame is
    #[arg(long, value_name = "TIME", value_parser = time, requires = "every")]
    start: Option<Duration>,

    /// With --every: how long a part is captured
    #[arg(long, value_name = "DURATION", value_parser = deadline::parse, requires = "every")]
    length: Option<Duration>,

    /// With --every: the most images
    #[arg(long, value_name = "N", requires = "every")]
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

/// A duration that may be zero.
fn time(text: &str) -> Result<Duration, String> {
    if ["0", "0s", "0ms"].contains(&text) {
        Ok(Duration::ZERO)
    } else {
        deadline::parse(text)
    }
}

fn size(text: &str) -> Result<Size, String> {
    let sides = text.split_once('x');
    let sides = sides.and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    let (width, height) = sides.ok_or("give it as 1280x720")?;
    Ok(Size::exact(width, height))
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
    fn source(&self) -> Result<Source, Failure> {
        if let Some(id) = &self.media {
            return Ok(Source::media(id));
        }
        if let Some(object) = &self.object {
            let (bucket, key) = parts(object, "--object BUCKET/KEY")?;
            return Ok(Source::object(bucket, key));
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
    fn frames(&self) -> Option<Frames> {
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

impl Submit {
    fn request(&self) -> Result<SnapshotRequest, Failure> {
        let mut request = SnapshotRequest::builder(self.source.source()?)
            .archive(self.archive)
            .synchronous(self.synchronous);
        macro_rules! set {
            ($($member:ident = $value:expr;)*) => {
                $(if let Some(value) = $value {
                    request = request.$member(value);
                })*
            };
        }
        let output = match &self.to {
            Some(to) => {
                let (bucket, directory) = to.split_once('/').unwrap_or((to, ""));
                Some(Output::new(bucket, directory))
            }
            None => None,
        };
        set! {
            frames = self.frames.frames();
            size = self.size.or(self.longer_side.map(Size::LongerSide));
            format = self.format;
            output = output;
            template = self.template.as_ref();
            name = self.name.as_ref();
            user_data = self.user_data.as_ref();
            callback = self.callback.as_ref();
            cover = self.cover;
        }
        Ok(request.build()?)
    }

    /// Runs the command.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let patience = self.wait.then_some(wait::PATIENCE);
        let deadline = Deadline::start(self.common.connection.timeout.or(patience));
        let work = async {
            let output = self.common.output.open(Format::Table)?;
            let request = self.request()?;
            let client = self.common.client(&self.product, deadline)?;
            let job = client
                .submit(&request)
                .await
                .map_err(|error| self.common.failure(&error))?;
            if self.wait {
                return wait::wait(&self.common, &client, &[job.id], &output).await;
            }
            print_job(&output, &job)
        };
        deadline
            .bound(&self.common.what(&self.product, "submit"), work)
            .await
    }
}
