//! Values that vendors write in several ways.

use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Text(String),
}

/// Deserializes an integer, a string that holds one, an empty string or null.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    match Option::<Number>::deserialize(deserializer)? {
        Some(Number::Whole(number)) => Ok(Some(number)),
        Some(Number::Text(text)) if text.trim().is_empty() => Ok(None),
        Some(Number::Text(text)) => text
            .trim()
            .parse()
            .map(Some)
            .map_err(|_| serde::de::Error::custom(format!("`{text}` is not a number"))),
        None => Ok(None),
    }
}

/// Deserializes like [`integer`] a number that cannot be negative.
pub(crate) fn unsigned<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = integer(deserializer)?.map(u32::try_from).transpose();
    number.map_err(|_| serde::de::Error::custom("a number is out of range"))
}

/// Parses a color name or `#rrggbb`. Anything else is black.
pub(crate) fn color(text: Option<&str>) -> [u8; 3] {
    let text = text.unwrap_or_default().trim().to_ascii_lowercase();
    if let Some(hex) = text.strip_prefix('#').filter(|hex| hex.len() == 6) {
        let byte = |at: usize| {
            hex.get(at..at + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        };
        if let (Some(red), Some(green), Some(blue)) = (byte(0), byte(2), byte(4)) {
            return [red, green, blue];
        }
    }
    match text.as_str() {
        "white" => [255, 255, 255],
        "red" => [255, 0, 0],
        "green" => [0, 128, 0],
        "blue" => [0, 0, 255],
        "yellow" => [255, 255, 0],
        "gray" | "grey" => [128, 128, 128],
        "tomato" => [255, 99, 71],
        "orange" => [255, 165, 0],
        "purple" => [128, 0, 128],
        "pink" => [255, 192, 203],
        _ => [0, 0, 0],
    }
}
