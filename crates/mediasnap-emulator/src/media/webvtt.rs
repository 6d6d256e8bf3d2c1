//! `WebVTT` index files, which assign images to a player's time line.

use std::fmt::Write as _;

/// Returns an index of images, each with its start in milliseconds and its file name. An image is shown until the
/// next one begins, the last one as long as the one before it, or for a second.
pub(crate) fn index(images: &[(u64, String)]) -> String {
    let mut text = String::from("WEBVTT\n");
    let mut length = 1000;
    for (position, (start, name)) in images.iter().enumerate() {
        if let Some((next, _)) = images.get(position + 1) {
            length = next.saturating_sub(*start).max(1);
        }
        let _ = write!(
            text,
            "\n{} --> {}\n{name}\n",
            stamp(*start),
            stamp(start + length)
        );
    }
    text
}

/// Formats a time as `00:01:02.345`.
fn stamp(time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        time_ms % 1000
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn cues_follow_each_other() {
        let text = super::index(&[(0, "a.jpg".into()), (2500, "b.jpg".into())]);
        let expected =
            "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\na.jpg\n\n00:00:02.500 --> 00:00:05.000\nb.jpg\n";
        assert_eq!(text, expected);
    }
}
