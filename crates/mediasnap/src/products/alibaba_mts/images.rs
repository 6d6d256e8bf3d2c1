//! The objects that a job has written: their names follow from its settings and counts.

use std::fmt::Write as _;
use std::time::Duration;

use mediasnap_alibaba_mts::types::{
    OssFile, SnapshotConfig, SnapshotConfigFrameType, SnapshotJob as Detail, TileOutIsKeepCellPic,
};

use crate::model::{Image, ImageKind, ObjectLocation, Raw};

/// Prefix of the region in the name of a bucket's location.
pub(super) const LOCATION: &str = "oss-";
/// Placeholders for the number of an image, and of a sprite, in the name of an object.
pub(super) const NUMBER: &str = "{Count}";
pub(super) const SPRITE_NUMBER: &str = "{TileCount}";
/// Interval of jobs that set none, in seconds.
const INTERVAL: u64 = 10;

/// Returns the images of a job that has succeeded: single images, then sprites.
pub(super) fn of(detail: &Detail, raw: &Raw) -> Vec<Image> {
    let Some(config) = &detail.snapshot_config else {
        return Vec::new();
    };
    let count = |text: &Option<String>| text.as_deref().and_then(|text| text.trim().parse::<u64>().ok());
    let sprites = count(&detail.tile_count).unwrap_or(0);
    let keep = config
        .tile_out
        .as_ref()
        .and_then(|layout| layout.is_keep_cell_pic.as_ref());
    let frames = match keep {
        Some(TileOutIsKeepCellPic::False) if sprites > 0 => 0,
        // A job that has succeeded has at least one image, also if it does not count.
        _ => count(&detail.count).unwrap_or(1),
    };
    let mut images = Vec::new();
    for (kind, file, count) in [
        (ImageKind::Frame, &config.output_file, frames),
        (ImageKind::Sprite, &config.tile_output_file, sprites),
    ] {
        for (number, key) in file.iter().flat_map(|file| keys(file, count)) {
            let mut image = Image::new(kind, raw.clone());
            image.object = file.as_ref().map(|file| object(file, key));
            image.index = i64::try_from(number).ok();
            if kind == ImageKind::Frame {
                image.offset = offset(config, number);
            }
            images.push(image);
        }
    }
    images
}

/// Returns number and key of each object. A name without a placeholder is one object, whatever the count.
fn keys(file: &OssFile, count: u64) -> impl Iterator<Item = (u64, String)> {
    let pattern = decoded(file.object.as_deref().unwrap_or_default());
    let several = pattern.contains(NUMBER) || pattern.contains(SPRITE_NUMBER);
    let count = if several { count } else { count.min(1) };
    (1..=count).map(move |number| {
        let digits = format!("{number:05}");
        (
            number,
            pattern.replace(NUMBER, &digits).replace(SPRITE_NUMBER, &digits),
        )
    })
}

fn object(file: &OssFile, key: String) -> ObjectLocation {
    let object = ObjectLocation::new(file.bucket.as_deref().unwrap_or_default(), key);
    let region = file
        .location
        .as_deref()
        .and_then(|location| location.strip_prefix(LOCATION));
    match region {
        Some(region) => object.in_region(region),
        None => object,
    }
}

/// Returns the time of an image. Not known of key frames, and of times that the vendor lists without describing them.
fn offset(config: &SnapshotConfig, number: u64) -> Option<Duration> {
    let exact =
        !matches!(config.frame_type, Some(SnapshotConfigFrameType::Intra)) && config.time_array.is_none();
    let parsed = |text: &Option<String>, default: u64| match text.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => text.trim().parse::<u64>().ok(),
        None => Some(default),
    };
    let (start, step) = (parsed(&config.time, 0)?, parsed(&config.interval, INTERVAL)?);
    let time = step
        .checked_mul(1000)?
        .checked_mul(number - 1)?
        .checked_add(start)?;
    exact.then(|| Duration::from_millis(time))
}

/// Percent-encodes the name of an object, slashes too, except for the placeholders.
pub(super) fn encoded(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out.replace("%7BCount%7D", NUMBER)
        .replace("%7BTileCount%7D", SPRITE_NUMBER)
}

/// Decodes the name of an object. Anything that is not an escape sequence stays.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = (*first == b'%').then(|| after.get(..2)).flatten();
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{decoded, encoded};

    #[test]
    fn names_are_encoded_but_for_their_placeholders() {
        let encoded = encoded("a b/截图 100%/{Count}-{TileCount}-{x}.jpg");
        assert_eq!(
            encoded,
            "a%20b%2F%E6%88%AA%E5%9B%BE%20100%25%2F{Count}-{TileCount}-%7Bx%7D.jpg"
        );
        assert_eq!(decoded(&encoded), "a b/截图 100%/{Count}-{TileCount}-{x}.jpg");
        assert_eq!(decoded("%zz%4"), "%zz%4");
        assert_eq!(decoded("%+1"), "%+1");
    }
}
