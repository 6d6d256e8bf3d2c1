//! Images that were saved, and how they are printed.

use std::path::PathBuf;

use mediasnap::{Image, ImageKind};
use mediasnap_track::{ImageRole, ManifestImage};

use crate::output::node::Node;
use crate::output::table;

/// An image that was saved.
pub(super) struct Saved {
    /// Number of the image in the list of the product, counted from 1.
    pub(super) number: usize,
    pub(super) image: Image,
    pub(super) path: PathBuf,
    pub(super) entry: ManifestImage,
    /// Whether it was downloaded by this run.
    pub(super) is_new: bool,
}

impl Saved {
    /// Returns the image as JSON.
    pub(super) fn node(&self) -> Node {
        let text = |text: Option<String>| text.map_or(Node::Null, Node::from);
        let number = |number: Option<u64>| number.map_or(Node::Null, Node::from);
        let entry = &self.entry;
        let object = self.image.object.as_ref();
        let members = [
            ("image", self.number.into()),
            ("kind", kind(self.image.kind).into()),
            ("offset_ms", number(entry.offset_ms)),
            ("captured_at", text(self.captured_at())),
            (
                "object",
                text(object.map(|object| format!("{}/{}", object.bucket, object.key))),
            ),
            ("file", self.path.display().to_string().into()),
            ("bytes", number(entry.bytes)),
            ("sha256", text(entry.sha256.clone())),
            ("kept", (!self.is_new).into()),
        ];
        let known = members.into_iter().filter(|(_, value)| *value != Node::Null);
        Node::Object(known.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    fn captured_at(&self) -> Option<String> {
        let time = self.image.captured_at?;
        Some(time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

/// Renders the images as a table.
pub(super) fn table(saved: &[Saved]) -> String {
    let rows = saved.iter().map(|saved| {
        [
            saved.number.to_string(),
            kind(saved.image.kind).to_owned(),
            time(&saved.image).unwrap_or_default(),
            saved.path.display().to_string(),
            saved
                .entry
                .bytes
                .map_or_else(String::new, |bytes| bytes.to_string()),
            if saved.is_new { "saved" } else { "kept" }.to_owned(),
        ]
    });
    table::render(
        ["image", "kind", "time", "file", "bytes", "state"].map(str::to_owned),
        rows,
    )
}

/// Returns which time `image` shows: in the source, or when it was captured.
pub(super) fn time(image: &Image) -> Option<String> {
    let offset = image.offset.map(|offset| format!("{} s", offset.as_secs_f64()));
    let captured = || {
        image
            .captured_at
            .map(|time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
    };
    offset.or_else(captured)
}

/// Returns what `images.json` says of an image that is saved as `file`.
pub(super) fn entry(image: &Image, file: &str) -> ManifestImage {
    let role = match image.kind {
        ImageKind::Frame => ImageRole::Frame,
        ImageKind::Cover => ImageRole::Cover,
        ImageKind::Sprite => ImageRole::Sprite,
        ImageKind::Archive => ImageRole::Archive,
        _ => ImageRole::Other,
    };
    let mut entry = ManifestImage::new(file, role);
    let milliseconds = image.offset.map(|offset| u64::try_from(offset.as_millis()));
    entry.offset_ms = milliseconds.and_then(Result::ok);
    entry
}

fn kind(kind: ImageKind) -> &'static str {
    match kind {
        ImageKind::Frame => "frame",
        ImageKind::Cover => "cover",
        ImageKind::Tile => "tile",
        ImageKind::Sprite => "sprite",
        ImageKind::Archive => "archive",
        ImageKind::Index => "index",
        _ => "other",
    }
}
