//! DASH: an `AdaptationSet` of tiled thumbnails.

use crate::formats::hls::{bandwidth, segment_ms};
use crate::track::Track;

/// Writes the `AdaptationSet` for an MPD whose period begins with the track. `media` is the name of the sheets with `$Number$` in
/// it, counted from 1. `None` if tiles differ in size or duration, which DASH cannot express.
///
/// The layout is an `EssentialProperty` with a small `x`: players that read another form show whole sheets, or nothing.
pub fn adaptation_set(track: &Track, media: &str) -> Option<String> {
    let tiles = track.uniform?;
    let sheet = track.sheets.first()?;
    Some(format!(
        "<AdaptationSet id=\"thumbnails\" contentType=\"image\" mimeType=\"{}\">\n  \
         <SegmentTemplate media=\"{}\" duration=\"{}\" timescale=\"1000\" startNumber=\"1\"/>\n  \
         <Representation id=\"thumbnails-{}\" bandwidth=\"{}\" width=\"{}\" height=\"{}\">\n    \
         <EssentialProperty schemeIdUri=\"http://dashif.org/guidelines/thumbnail_tile\" value=\"{}\"/>\n  \
         </Representation>\n</AdaptationSet>\n",
        sheet.media_type,
        escape(media),
        segment_ms(tiles),
        tiles.tile,
        bandwidth(track, tiles),
        sheet.width,
        sheet.height,
        tiles.grid
    ))
}

/// Escapes what has a meaning in an attribute of XML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
