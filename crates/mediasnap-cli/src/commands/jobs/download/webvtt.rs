//! WebVTT files of a vendor: the images that their cues name.

/// Returns `text` with the references of its cues replaced by what `local` returns for them, fragments kept; `None` if it is not
/// WebVTT.
pub(super) fn with_references(text: &[u8], local: impl Fn(&str) -> Option<String>) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    if !text.trim_start_matches('\u{feff}').starts_with("WEBVTT") {
        return None;
    }
    let mut result = String::with_capacity(text.len());
    let mut in_cue = false;
    for line in text.split_inclusive(['\n', '\r']) {
        let content = line.trim_end_matches(['\n', '\r']);
        let trimmed = content.trim();
        // A line feed after a carriage return is a line of its own here, and ends no cue.
        let ends = trimmed.is_empty() && !(line == "\n" && result.ends_with('\r'));
        if content.contains("-->") {
            in_cue = true;
        } else if ends {
            in_cue = false;
        } else if in_cue && !trimmed.is_empty() {
            let (reference, fragment) = match trimmed.split_once('#') {
                Some((reference, fragment)) => (reference, format!("#{fragment}")),
                None => (trimmed, String::new()),
            };
            if let Some(file) = local(reference) {
                result.push_str(&file);
                result.push_str(&fragment);
                result.push_str(&line[content.len()..]);
                continue;
            }
        }
        result.push_str(line);
    }
    Some(result.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::with_references;

    #[test]
    fn cues_name_the_files_that_were_written() {
        let local = |reference: &str| {
            let name = reference.rsplit('/').next().unwrap_or_default();
            (name == "x-1.jpg").then(|| "004-x-1.jpg".to_owned())
        };
        let text = "WEBVTT\n\nNOTE x-1.jpg\n\nx-1.jpg\n00:00.000 --> 00:01.000\nx-1.jpg#xywh=5,5,160,90\n\n\
            00:01.000 --> 00:02.000\nhttps://h/a/x-1.jpg\n\n00:02.000 --> 00:03.000\nother.jpg#xywh=0,0,1,1\n";
        let wanted = "WEBVTT\n\nNOTE x-1.jpg\n\nx-1.jpg\n00:00.000 --> 00:01.000\n004-x-1.jpg#xywh=5,5,160,90\n\n\
            00:01.000 --> 00:02.000\n004-x-1.jpg\n\n00:02.000 --> 00:03.000\nother.jpg#xywh=0,0,1,1\n";
        for (end, mark) in [("\n", ""), ("\r\n", "\u{feff}"), ("\r", "")] {
            let spelled = |text: &str| format!("{mark}{}", text.replace('\n', end)).into_bytes();
            let found = with_references(&spelled(text), local);
            assert_eq!(found, Some(spelled(wanted)), "{end:?}");
        }
        assert_eq!(with_references(b"\xff\xd8 --> \nx-1.jpg", local), None);
        assert_eq!(with_references(b"{}", local), None);
    }
}
