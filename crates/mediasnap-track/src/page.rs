//! `index.html`: a gallery with a seek preview, in one file that opens from disk.

use crate::formats::webvtt::timestamp;
use crate::track::Track;

/// Writes a page that shows every tile with its time, and the tile under the pointer over a seek bar.
pub fn preview_page(track: &Track) -> String {
    let title = track.title.as_deref().unwrap_or("Thumbnails");
    // `<` would end the script where a name holds `</script>`.
    let data = serde_json::to_string(track)
        .unwrap_or_default()
        .replace('<', "\\u003c");
    include_str!("page/index.html")
        .replace("/*style*/", include_str!("page/style.css"))
        .replace("/*script*/", include_str!("page/script.js"))
        .replace("{{title}}", &escape(title))
        .replace(
            "{{summary}}",
            &format!(
                "{} thumbnails in {} sheets, {}",
                track.cues.len(),
                track.sheets.len(),
                timestamp(track.duration_ms)
            ),
        )
        .replace("{{track}}", &data)
}

/// Escapes text for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
