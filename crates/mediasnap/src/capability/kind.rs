//! The capabilities themselves, and what they are called.

/// Something that some product can do and another cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Capability {
    /// A frame at one given time.
    AtOne,
    /// Frames at several given times.
    AtMany,
    /// Times to the millisecond instead of whole seconds.
    AtMilliseconds,
    /// Frames at given percentages of the duration.
    AtPercents,
    /// A frame at each interval.
    Every,
    /// Intervals up to the end, without a number of images.
    EveryUncounted,
    /// Intervals with a largest number of images.
    EveryCount,
    /// Intervals that start at a given time.
    EveryStart,
    /// Intervals over a part of given length.
    EveryLength,
    /// A number of frames, spread evenly.
    Evenly,
    /// A frame at each percentage of the duration.
    EveryPercent,
    /// The latest mark of each whiteboard page only.
    LatestMarks,
    /// Images of an exact size.
    SizeExact,
    /// Images with a longer side of given length.
    SizeLongerSide,
    /// The choice of JPEG.
    Jpeg,
    /// The choice of PNG.
    Png,
    /// The choice of WebP.
    WebP,
    /// Sprites.
    Sprite,
    /// Sprites of a frame at each interval.
    SpriteEvery,
    /// Sprites of a frame at each percentage of the duration.
    SpriteEveryPercent,
    /// A `WebVTT` file beside the sprites.
    WebVtt,
    /// Space and colour between the frames of a sprite.
    SpriteSpacing,
    /// Single frames beside the sprites.
    SpriteKeepFrames,
    /// A bucket of the caller's own for the images.
    Output,
    /// A base name for the images.
    OutputFileName,
    /// The choice between the exact directory and one that the product creates below it.
    OutputExactDirectory,
    /// A storage endpoint for the images.
    OutputEndpoint,
    /// An account that owns the bucket for the images.
    OutputOwner,
    /// All images in one archive file.
    Archive,
    /// Captures within the call.
    Synchronous,
    /// Settings from a template.
    Template,
    /// A name for the job.
    Name,
    /// Data that the job carries along.
    UserData,
    /// A call when the job has ended.
    Callback,
    /// One of the images as cover.
    Cover,
    /// Making an image the cover later on.
    SetCover,
    /// Lists of jobs.
    List,
    /// Lists of the jobs of one media asset.
    ListByMedia,
    /// Lists of the jobs in one state.
    ListByState,
    /// Lists of the jobs of a span of time.
    ListByTime,
    /// Taking a job back.
    Cancel,
    /// Starting, stopping and restarting a job.
    Commands,
    /// Lists of the images of a span of time.
    ImagesByTime,
    /// Many jobs in one query.
    BatchedQueries,
}

impl Capability {
    /// Every capability, in the order of the matrix.
    pub const ALL: &'static [Self] = &[
        Self::AtOne,
        Self::AtMany,
        Self::AtMilliseconds,
        Self::AtPercents,
        Self::Every,
        Self::EveryUncounted,
        Self::EveryCount,
        Self::EveryStart,
        Self::EveryLength,
        Self::Evenly,
        Self::EveryPercent,
        Self::LatestMarks,
        Self::SizeExact,
        Self::SizeLongerSide,
        Self::Jpeg,
        Self::Png,
        Self::WebP,
        Self::Sprite,
        Self::SpriteEvery,
        Self::SpriteEveryPercent,
        Self::WebVtt,
        Self::SpriteSpacing,
        Self::SpriteKeepFrames,
        Self::Output,
        Self::OutputFileName,
        Self::OutputExactDirectory,
        Self::OutputEndpoint,
        Self::OutputOwner,
        Self::Archive,
        Self::Synchronous,
        Self::Template,
        Self::Name,
        Self::UserData,
        Self::Callback,
        Self::Cover,
        Self::SetCover,
        Self::List,
        Self::ListByMedia,
        Self::ListByState,
        Self::ListByTime,
        Self::Cancel,
        Self::Commands,
        Self::ImagesByTime,
        Self::BatchedQueries,
    ];

    /// The capability in words, as errors and the matrix name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtOne => "a frame at a given time",
            Self::AtMany => "frames at several given times",
            Self::AtMilliseconds => "given times to the millisecond",
            Self::AtPercents => "frames at given percentages",
            Self::Every => "a frame at each interval",
            Self::EveryUncounted => "intervals without a number of images",
            Self::EveryCount => "intervals with a number of images",
            Self::EveryStart => "intervals with a start",
            Self::EveryLength => "intervals over a part",
            Self::Evenly => "frames spread evenly",
            Self::EveryPercent => "a frame at each percentage",
            Self::LatestMarks => "latest marks only",
            Self::SizeExact => "an exact size",
            Self::SizeLongerSide => "a longer side",
            Self::Jpeg => "the choice of JPEG",
            Self::Png => "the choice of PNG",
            Self::WebP => "the choice of WebP",
            Self::Sprite => "sprites",
            Self::SpriteEvery => "sprites of a frame at each interval",
            Self::SpriteEveryPercent => "sprites of a frame at each percentage",
            Self::WebVtt => "WebVTT beside sprites",
            Self::SpriteSpacing => "space and colour in sprites",
            Self::SpriteKeepFrames => "single frames beside sprites",
            Self::Output => "an output bucket",
            Self::OutputFileName => "a base name for images",
            Self::OutputExactDirectory => "the exact output directory",
            Self::OutputEndpoint => "an output endpoint",
            Self::OutputOwner => "an owner of the output bucket",
            Self::Archive => "an archive of the images",
            Self::Synchronous => "captures within the call",
            Self::Template => "templates",
            Self::Name => "a name for the job",
            Self::UserData => "user data",
            Self::Callback => "a callback",
            Self::Cover => "a cover by the job",
            Self::SetCover => "a cover later on",
            Self::List => "lists of jobs",
            Self::ListByMedia => "jobs of one media asset",
            Self::ListByState => "jobs in one state",
            Self::ListByTime => "jobs of a span of time",
            Self::Cancel => "cancel",
            Self::Commands => "start, stop, restart",
            Self::ImagesByTime => "images of a span of time",
            Self::BatchedQueries => "many jobs in one query",
        }
    }
}
