//! Text files as editors write them, and text of others in a line of ours.

/// Decodes a text file: UTF-8, or UTF-16 with a byte order mark. The mark is no part of the text. `None` for what is no text.
///
/// UTF-8 is not copied, so that a caller who wipes its memory wipes all of it.
pub fn decode(bytes: Vec<u8>) -> Option<String> {
    match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => {
            let mut bytes = bytes;
            bytes.drain(..3);
            String::from_utf8(bytes).ok()
        }
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = bytes.chunks(2).map(|pair| <[u8; 2]>::try_from(pair).map(&unit));
    let units: Vec<u16> = pairs.collect::<Result<_, _>>().ok()?;
    String::from_utf16(&units).ok()
}

/// The most characters of a text that are shown: the regions of a product fit in, a page of HTML does not.
const LINE: usize = 1500;

/// Control characters of a vendor's text do not reach a terminal or split a log line.
pub(crate) fn one_line(text: &str) -> String {
    let mut line: String = text
        .trim()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LINE)
        .collect();
    while line.contains("  ") {
        line = line.replace("  ", " ");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| {
            "\u{feff}a\u{e4}\u{1f600}"
                .encode_utf16()
                .flat_map(bytes)
                .collect()
        };
        for bytes in [
            "a\u{e4}\u{1f600}".into(),
            "\u{feff}a\u{e4}\u{1f600}".into(),
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
        ] {
            assert_eq!(decode(bytes).as_deref(), Some("a\u{e4}\u{1f600}"));
        }
        assert_eq!(decode(Vec::new()).as_deref(), Some(""));
        for no_text in [&[0xff][..], &[0xff, 0xfe, 0], &[0xff, 0xfe, 0, 0xd8]] {
            assert_eq!(decode(no_text.to_vec()), None, "{no_text:?}");
        }
    }
}
