//! A vendor's own sprites are used as they are.

use image::RgbImage;
use mediasnap_track::{
    Grid, ImageRole, Manifest, ManifestImage, Spacing, SpriteLayout, TileSize, TrackOptions, write_track,
};

use crate::support::{assert_alike, colour, shown};

/// Draws a sprite of tiles `first..first + used` and describes it.
fn sprite(folder: &std::path::Path, file: &str, first: usize, used: u32, spacing: Spacing) -> ManifestImage {
    let (grid, tile) = (
        Grid { columns: 3, rows: 2 },
        TileSize {
            width: 40,
            height: 30,
        },
    );
    let rows = used.div_ceil(grid.columns);
    let mut image = RgbImage::new(
        spacing.extent(grid.columns, tile.width),
        spacing.extent(rows, tile.height),
    );
    for index in 0..used {
        let (x, y) = (
            spacing.offset(index % 3, tile.width),
            spacing.offset(index / 3, tile.height),
        );
        for (dx, dy) in (0..tile.width).flat_map(|dx| (0..tile.height).map(move |dy| (dx, dy))) {
            image.put_pixel(x + dx, y + dy, colour(first + index as usize));
        }
    }
    image.save(folder.join(file)).unwrap();
    let mut layout = SpriteLayout::new(grid, tile, 2_000);
    (layout.spacing, layout.tiles) = (spacing, Some(used));
    let mut described = ManifestImage::new(file, ImageRole::Sprite);
    described.layout = Some(layout);
    described
}

#[test]
fn padding_margin_and_a_short_last_row_are_counted_in() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let spacing = Spacing {
        padding: 7,
        margin: 11,
    };
    let mut manifest = Manifest::default();
    manifest.images = vec![
        sprite(images.path(), "a.png", 0, 6, spacing),
        sprite(images.path(), "b.png", 6, 4, spacing),
    ];
    let track = write_track(&manifest, images.path(), out.path(), &TrackOptions::default()).unwrap();
    assert_eq!((track.cues.len(), track.duration_ms), (10, 20_000));
    for number in 0..10_usize {
        assert_alike(shown(&track, out.path(), 2_000 * number as u64), colour(number));
    }
    assert_eq!(track.uniform, None, "HLS and DASH know no padding");
}

#[test]
fn sprites_without_space_are_a_uniform_track() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut manifest = Manifest::default();
    manifest.images = vec![
        sprite(images.path(), "a.png", 0, 6, Spacing::default()),
        sprite(images.path(), "b.png", 6, 1, Spacing::default()),
    ];
    manifest.duration_ms = Some(13_000);
    let track = write_track(&manifest, images.path(), out.path(), &TrackOptions::default()).unwrap();
    assert_eq!((track.cues.len(), track.duration_ms), (7, 13_000));
    assert_eq!(track.uniform.unwrap().interval_ms, 2_000);
    assert!(out.path().join("images.m3u8").exists());
    assert!(
        !out.path().join("adaptation-set.xml").exists(),
        "the names do not count from 1"
    );
}

#[test]
fn a_layout_that_does_not_fit_the_image_is_an_error() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut manifest = Manifest::default();
    let mut wrong = sprite(images.path(), "a.png", 0, 6, Spacing::default());
    wrong.layout.as_mut().unwrap().tile.width = 41;
    manifest.images = vec![wrong];
    let error = write_track(&manifest, images.path(), out.path(), &TrackOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("take 123x60 pixels, and the image has 120x60"),
        "{error}"
    );
    manifest.images[0].layout = None;
    let error = write_track(&manifest, images.path(), out.path(), &TrackOptions::default())
        .unwrap_err()
        .to_string();
    assert!(error.contains("needs its layout"), "{error}");
}
