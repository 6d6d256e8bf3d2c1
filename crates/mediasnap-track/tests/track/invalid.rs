//! Options and manifests that cannot make a track are errors before anything is written.

use std::time::Duration;

use mediasnap_track::{
    ContactSheetOptions, Grid, ImageRole, Manifest, ManifestImage, SpriteLayout, TileSize, TrackOptions,
    write_contact_sheet, write_track,
};
use proptest::prelude::*;

use crate::support::save_frames;

/// A change that breaks options.
type Change = fn(&mut TrackOptions);

#[test]
fn options_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = save_frames(folder.path(), 3, (8, 6), 0, 1_000);
    let out = folder.path().join("out");
    let wrong: [(Change, &str); 9] = [
        (|options| options.grid.columns = 0, "at least one column"),
        (|options| options.grid.rows = 0, "at least one column"),
        (
            |options| options.tile = Some(TileSize { width: 0, height: 9 }),
            "at least one pixel",
        ),
        (|options| options.quality = 0, "from 1 to 100"),
        (
            |options| options.every = Some(Duration::from_nanos(1)),
            "at least a millisecond",
        ),
        (|options| options.every = Some(Duration::MAX), "too long"),
        (
            |options| options.duration = Some(Duration::ZERO),
            "at least a millisecond",
        ),
        (
            |options| options.base_url = Some("https://a.example/\nb".to_owned()),
            "control character",
        ),
        (
            |options| {
                options.every = Some(Duration::from_millis(1));
                options.duration = Some(Duration::from_secs(3_600));
            },
            "at most",
        ),
    ];
    for (change, expected) in wrong {
        let mut options = TrackOptions::default();
        change(&mut options);
        let error = write_track(&manifest, folder.path(), &out, &options)
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn names_stay_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "",
        "../a.png",
        "/etc/hostname",
        "a/../../b.png",
        "a\n00:00:00.000 --> 00:00:01.000.png",
    ] {
        let mut manifest = Manifest::default();
        manifest.images = vec![ManifestImage::new(name, ImageRole::Frame)];
        let track = write_track(
            &manifest,
            folder.path(),
            &folder.path().join("out"),
            &TrackOptions::default(),
        );
        let sheet = write_contact_sheet(
            &manifest,
            folder.path(),
            &folder.path().join("sheet.jpg"),
            &ContactSheetOptions::default(),
        );
        for error in [track.unwrap_err().to_string(), sheet.unwrap_err().to_string()] {
            assert!(error.contains("is not the name of a file"), "{error}");
        }
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_name_with_signs_of_an_address_is_encoded() {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = save_frames(folder.path(), 1, (20, 10), 0, 1_000);
    let name = "50% #1?.png";
    std::fs::rename(
        folder.path().join(&manifest.images[0].file),
        folder.path().join(name),
    )
    .unwrap();
    manifest.images[0].file = name.to_owned();
    manifest.images[0].kind = ImageRole::Sprite;
    let (grid, tile) = (
        Grid { columns: 2, rows: 1 },
        TileSize {
            width: 10,
            height: 10,
        },
    );
    manifest.images[0].layout = Some(SpriteLayout::new(grid, tile, 1_000));
    let out = folder.path().join("out");
    let track = write_track(&manifest, folder.path(), &out, &TrackOptions::default()).unwrap();
    assert_eq!(track.sheets[0].file, "50%25%20%231%3F.png");
    assert!(out.join(name).exists());
    let vtt = std::fs::read_to_string(out.join("thumbnails.vtt")).unwrap();
    assert!(vtt.contains("\n50%25%20%231%3F.png#xywh=10,0,10,10\n"), "{vtt}");
}

proptest! {
    /// Whatever numbers a manifest has, the result is a track or an error.
    #[test]
    fn no_manifest_panics(
        offset in proptest::option::of(any::<u64>()),
        duration in proptest::option::of(any::<u64>()),
        (columns, rows) in any::<(u32, u32)>(),
        (width, height) in any::<(u32, u32)>(),
        (padding, margin) in any::<(u32, u32)>(),
        tiles in proptest::option::of(any::<u32>()),
        interval in any::<u64>(),
        is_sprite in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = save_frames(folder.path(), 2, (8, 6), 0, 1_000);
        manifest.duration_ms = duration;
        let image = &mut manifest.images[0];
        image.offset_ms = offset;
        let mut layout = SpriteLayout::new(Grid { columns, rows }, TileSize { width, height }, interval);
        (layout.spacing.padding, layout.spacing.margin, layout.tiles) = (padding, margin, tiles);
        image.layout = Some(layout);
        if is_sprite {
            image.kind = ImageRole::Sprite;
            manifest.images.truncate(1);
        }
        let _ = write_track(&manifest, folder.path(), &folder.path().join("out"), &TrackOptions::default());
    }
}
