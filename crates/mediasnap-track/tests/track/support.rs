//! Frames that can be told apart by their colour, and a look into sheets.

use std::path::Path;

use image::{Rgb, RgbImage};
use mediasnap_track::{ImageRole, Manifest, ManifestImage, Track};

/// The colour of the frame with this number.
pub(crate) fn colour(number: usize) -> Rgb<u8> {
    let part = |step: usize| u8::try_from(number * step % 224 + 16).unwrap();
    Rgb([part(37), part(91), part(151)])
}

/// Saves `count` frames of one size in `folder`, one each `interval_ms` from `first_ms` on.
pub(crate) fn save_frames(
    folder: &Path,
    count: usize,
    size: (u32, u32),
    first_ms: u64,
    interval_ms: u64,
) -> Manifest {
    let mut manifest = Manifest::default();
    for number in 0..count {
        let file = format!("{number:03}.png");
        RgbImage::from_pixel(size.0, size.1, colour(number))
            .save(folder.join(&file))
            .unwrap();
        let mut image = ManifestImage::new(file, ImageRole::Frame);
        image.offset_ms = Some(first_ms + interval_ms * u64::try_from(number).unwrap());
        manifest.images.push(image);
    }
    manifest
}

/// The colour in the middle of the tile that is shown at `time_ms`.
pub(crate) fn shown(track: &Track, out: &Path, time_ms: u64) -> Rgb<u8> {
    let cue = track.cue_at(time_ms).expect("a cue for every time");
    let sheet = image::open(out.join(&track.sheets[cue.sheet].file))
        .unwrap()
        .into_rgb8();
    *sheet.get_pixel(cue.x + cue.width / 2, cue.y + cue.height / 2)
}

/// Fails unless two colours are the same to the eye.
#[track_caller]
pub(crate) fn assert_alike(found: Rgb<u8>, expected: Rgb<u8>) {
    let far = found.0.iter().zip(expected.0).any(|(a, b)| a.abs_diff(b) > 12);
    assert!(!far, "found {found:?}, expected {expected:?}");
}
