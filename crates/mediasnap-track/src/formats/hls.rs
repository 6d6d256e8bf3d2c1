//! HLS: an image media playlist, and the line that names it in a multivariant playlist.

use std::fmt::Write as _;

use crate::track::{Track, UniformTiles};

/// Writes the image media playlist (`EXT-X-IMAGES-ONLY`, `EXT-X-TILES`). `None` if tiles differ in size or duration, which such
/// a playlist cannot express.
pub fn image_playlist(track: &Track) -> Option<String> {
    let tiles = track.uniform?;
    let segment = segment_ms(tiles);
    let target = segment.min(track.duration_ms).div_ceil(1_000).max(1);
    let mut text = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{target}\n#EXT-X-MEDIA-SEQUENCE:1\n\
         #EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-IMAGES-ONLY\n"
    );
    let mut start = 0;
    for sheet in &track.sheets {
        let duration = segment.min(track.duration_ms.saturating_sub(start));
        let _ = write!(
            text,
            "#EXTINF:{},\n#EXT-X-TILES:RESOLUTION={},LAYOUT={},DURATION={}\n{}\n",
            seconds(duration),
            tiles.tile,
            tiles.grid,
            seconds(tiles.interval_ms),
            sheet.file
        );
        start += segment;
    }
    text.push_str("#EXT-X-ENDLIST\n");
    Some(text)
}

/// Writes the line for a multivariant playlist. Its resolution is that of one thumbnail. `None` as for [`image_playlist`].
pub fn image_stream_inf(track: &Track, playlist: &str) -> Option<String> {
    let tiles = track.uniform?;
    let codecs = track.sheets.first()?.media_type.strip_prefix("image/")?;
    Some(format!(
        "#EXT-X-IMAGE-STREAM-INF:BANDWIDTH={},RESOLUTION={},CODECS=\"{codecs}\",URI=\"{playlist}\"",
        bandwidth(track, tiles),
        tiles.tile
    ))
}

/// Returns the duration of one sheet.
pub(crate) fn segment_ms(tiles: UniformTiles) -> u64 {
    tiles.interval_ms.saturating_mul(u64::from(tiles.grid.tiles()))
}

/// Returns the bits a second of the largest sheet, at least 1.
pub(crate) fn bandwidth(track: &Track, tiles: UniformTiles) -> u64 {
    let largest = track.sheets.iter().map(|sheet| sheet.bytes).max().unwrap_or(0);
    let duration = segment_ms(tiles).min(track.duration_ms).max(1);
    (largest.saturating_mul(8_000) / duration).max(1)
}

/// Writes seconds with as many decimals as there are milliseconds.
fn seconds(milliseconds: u64) -> String {
    let text = format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn seconds_have_the_decimals_they_need() {
        assert_eq!(seconds(5_000), "5");
        assert_eq!(seconds(5_040), "5.04");
        assert_eq!(seconds(100_000), "100");
    }
}
