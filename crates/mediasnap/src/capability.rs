//! What a product can do, as data: checked before any I/O, and shown as a matrix.

use std::fmt::Write as _;

use mediasnap_core::{Error, ErrorKind};

use crate::{Frames, ImageFilter, JobFilter, ProductKey, Size, SnapshotRequest, SourceKind};

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
    /// Sprites.
    Sprite,
    /// Sprites of a frame at each interval.
    SpriteEvery,
    /// Space and colour between the frames of a sprite.
    SpriteSpacing,
    /// Single frames beside the sprites.
    SpriteKeepFrames,
    /// A bucket of the caller's own for the images.
    Output,
    /// A base name for the images.
    OutputFileName,
    /// The choice between the very directory and one of the product's own below it.
    OutputAsGiven,
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
    /// Lists of the jobs of one medium.
    ListByMedia,
    /// Lists of the jobs in one state.
    ListByState,
    /// Lists of the jobs of a span of time.
    ListByTime,
    /// Taking a job back.
    Cancel,
    /// Starting, stopping and restarting a job.
    Control,
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
        Self::Sprite,
        Self::SpriteEvery,
        Self::SpriteSpacing,
        Self::SpriteKeepFrames,
        Self::Output,
        Self::OutputFileName,
        Self::OutputAsGiven,
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
        Self::Control,
        Self::ImagesByTime,
        Self::BatchedQueries,
    ];

    /// The capability in words, as errors and the matrix name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtOne => "a frame at a given time",
            Self::AtMany => "frames at several given times",
            Self::AtMilliseconds => "given times to the millisecond",
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
            Self::Sprite => "sprites",
            Self::SpriteEvery => "sprites of a frame at each interval",
            Self::SpriteSpacing => "space and colour in sprites",
            Self::SpriteKeepFrames => "single frames beside sprites",
            Self::Output => "an output bucket",
            Self::OutputFileName => "a base name for images",
            Self::OutputAsGiven => "the very output directory",
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
            Self::ListByMedia => "jobs of one medium",
            Self::ListByState => "jobs in one state",
            Self::ListByTime => "jobs of a span of time",
            Self::Cancel => "cancel",
            Self::Control => "start, stop, restart",
            Self::ImagesByTime => "images of a span of time",
            Self::BatchedQueries => "many jobs in one query",
        }
    }
}

/// What a product can do with sources of one kind.
#[derive(Debug)]
pub struct Mode {
    /// The kind of source.
    pub source: SourceKind,
    /// What can be done with it.
    pub capabilities: &'static [Capability],
}

/// What a product can do.
#[derive(Debug)]
pub struct Capabilities {
    /// The product.
    pub product: ProductKey,
    /// By kind of source; the first is the default of lists.
    pub modes: &'static [Mode],
}

impl Capabilities {
    /// Whether sources of this kind can be captured at all.
    pub fn captures(&self, source: SourceKind) -> bool {
        self.mode(source).is_some()
    }

    /// Whether the product has `capability` for sources of this kind.
    pub fn supports(&self, source: SourceKind, capability: Capability) -> bool {
        self.mode(source)
            .is_some_and(|mode| mode.capabilities.contains(&capability))
    }

    /// Whether the product has `capability` for any kind of source.
    pub fn supports_somehow(&self, capability: Capability) -> bool {
        self.modes
            .iter()
            .any(|mode| mode.capabilities.contains(&capability))
    }

    fn mode(&self, source: SourceKind) -> Option<&Mode> {
        self.modes.iter().find(|mode| mode.source == source)
    }

    /// Whether `request` asks for nothing that the product cannot do.
    ///
    /// # Errors
    /// `Unsupported`, naming the first thing that is too much.
    pub fn check(&self, request: &SnapshotRequest) -> Result<(), Error> {
        let source = request.source.kind();
        if !self.captures(source) {
            let kinds: Vec<&str> = self.modes.iter().map(|mode| mode.source.as_str()).collect();
            return Err(self.refuse(&format!("no {source} sources, only {}", kinds.join(", "))));
        }
        self.require(source, &needs(request))
    }

    /// Whether `filter` asks for nothing that the product cannot do.
    ///
    /// # Errors
    /// `Unsupported`, naming the first thing that is too much.
    pub fn check_list(&self, filter: &JobFilter) -> Result<SourceKind, Error> {
        let source = match (filter.source, self.modes.first()) {
            (Some(source), _) => source,
            (None, Some(mode)) => mode.source,
            (None, None) => return Err(self.refuse("no sources at all")),
        };
        let mut needs = vec![Capability::List];
        if filter.media.is_some() {
            needs.push(Capability::ListByMedia);
        }
        if filter.state.is_some() {
            needs.push(Capability::ListByState);
        }
        if filter.created_from.is_some() || filter.created_to.is_some() {
            needs.push(Capability::ListByTime);
        }
        self.require(source, &needs)?;
        Ok(source)
    }

    /// Whether `filter` asks for nothing that the product cannot do with jobs over sources of this kind.
    ///
    /// # Errors
    /// `Unsupported`, naming the first thing that is too much.
    pub fn check_images(&self, source: SourceKind, filter: &ImageFilter) -> Result<(), Error> {
        if filter.captured_from.is_some() || filter.captured_to.is_some() {
            self.require(source, &[Capability::ImagesByTime])?;
        }
        Ok(())
    }

    /// Whether the product has all of `needs` for sources of this kind.
    ///
    /// # Errors
    /// `Unsupported`, naming the first that it lacks.
    pub fn require(&self, source: SourceKind, needs: &[Capability]) -> Result<(), Error> {
        match needs.iter().find(|need| !self.supports(source, **need)) {
            None => Ok(()),
            Some(need) => {
                Err(self.refuse(&format!("no support for {} with {source} sources", need.as_str())))
            }
        }
    }

    /// The error for something that the product cannot do.
    pub(crate) fn refuse(&self, why: &str) -> Error {
        Error::new(ErrorKind::Unsupported, why).at(self.product.as_str(), None)
    }
}

/// What `request` asks for.
fn needs(request: &SnapshotRequest) -> Vec<Capability> {
    use Capability as C;
    let mut needs = Vec::new();
    let sprite = request.sprite.as_ref();
    if let Some(frames) = &request.frames {
        frame_needs(frames, sprite.is_some(), &mut needs);
    }
    if let Some(output) = &request.output {
        needs.push(C::Output);
        let parts = [
            (output.file_name.is_some(), C::OutputFileName),
            (output.as_given, C::OutputAsGiven),
            (output.endpoint.is_some(), C::OutputEndpoint),
            (output.owner.is_some(), C::OutputOwner),
        ];
        needs.extend(
            parts
                .into_iter()
                .filter(|(asked, _)| *asked)
                .map(|(_, need)| need),
        );
    }
    let spacing = |s: &crate::Sprite| s.padding.is_some() || s.margin.is_some() || s.color.is_some();
    let parts = [
        (matches!(request.size, Some(Size::Exact { .. })), C::SizeExact),
        (
            matches!(request.size, Some(Size::LongerSide(_))),
            C::SizeLongerSide,
        ),
        (request.format == Some(crate::ImageFormat::Jpeg), C::Jpeg),
        (request.format == Some(crate::ImageFormat::Png), C::Png),
        (sprite.is_some(), C::Sprite),
        (sprite.is_some_and(spacing), C::SpriteSpacing),
        (
            sprite.is_some_and(|sprite| sprite.keep_frames),
            C::SpriteKeepFrames,
        ),
        (request.archive, C::Archive),
        (request.synchronous, C::Synchronous),
        (request.template.is_some(), C::Template),
        (request.name.is_some(), C::Name),
        (request.user_data.is_some(), C::UserData),
        (request.callback.is_some(), C::Callback),
        (request.cover.is_some(), C::Cover),
    ];
    needs.extend(
        parts
            .into_iter()
            .filter(|(asked, _)| *asked)
            .map(|(_, need)| need),
    );
    needs
}

fn frame_needs(frames: &Frames, sprite: bool, needs: &mut Vec<Capability>) {
    use Capability as C;
    match frames {
        Frames::At(times) => {
            needs.push(if times.len() == 1 { C::AtOne } else { C::AtMany });
            if times.iter().any(|time| time.subsec_nanos() != 0) {
                needs.push(C::AtMilliseconds);
            }
        }
        Frames::Every {
            start, length, count, ..
        } => {
            needs.push(if sprite { C::SpriteEvery } else { C::Every });
            needs.push(if count.is_some() {
                C::EveryCount
            } else {
                C::EveryUncounted
            });
            if start.is_some() {
                needs.push(C::EveryStart);
            }
            if length.is_some() {
                needs.push(C::EveryLength);
            }
        }
        Frames::Evenly { .. } => needs.push(C::Evenly),
        Frames::EveryPercent { .. } => needs.push(C::EveryPercent),
        Frames::LatestMarks => needs.push(C::LatestMarks),
    }
}

/// The capabilities of `products` as a Markdown table, one column for each kind of source of each product.
pub fn matrix(products: &[&Capabilities]) -> String {
    let columns: Vec<(&Capabilities, &Mode)> = products
        .iter()
        .flat_map(|product| product.modes.iter().map(move |mode| (*product, mode)))
        .collect();
    let mut table = String::from("| |");
    for (product, mode) in &columns {
        let _ = write!(table, " {} {} |", product.product, mode.source);
    }
    table.push_str("\n| --- |");
    table.push_str(&" :-: |".repeat(columns.len()));
    table.push('\n');
    for capability in Capability::ALL {
        let _ = write!(table, "| {} |", capability.as_str());
        for (_, mode) in &columns {
            let has = mode.capabilities.contains(capability);
            table.push_str(if has { " yes |" } else { " |" });
        }
        table.push('\n');
    }
    table
}
