//! WebVTT with tiles as `#xywh` fragments, in the form that all players read.

use std::fmt::Write as _;

use crate::track::Track;

/// Writes the track as WebVTT.
///
/// Lines end in LF, cues have no identifiers, hours are always written, and fragments are plain pixels: players differ in all
/// other forms.
pub fn webvtt(track: &Track) -> String {
    let mut text = String::from("WEBVTT\n");
    for cue in &track.cues {
        let Some(sheet) = track.sheets.get(cue.sheet) else {
            continue;
        };
        let _ = write!(
            text,
            "\n{} --> {}\n{}#xywh={},{},{},{}\n",
            timestamp(cue.start_ms),
            timestamp(cue.end_ms),
            sheet.file,
            cue.x,
            cue.y,
            cue.width,
            cue.height
        );
    }
    text
}

/// Writes a time as `HH:MM:SS.mmm`; hours have more digits from 100 on.
pub(crate) fn timestamp(milliseconds: u64) -> String {
    let (seconds, milliseconds) = (milliseconds / 1_000, milliseconds % 1_000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}")
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn hours_are_always_written() {
        assert_eq!(timestamp(0), "00:00:00.000");
        assert_eq!(timestamp(3_723_004), "01:02:03.004");
        assert_eq!(timestamp(360_000_000), "100:00:00.000");
    }
}
