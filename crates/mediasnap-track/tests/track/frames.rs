//! Frames become sheets.

use std::time::Duration;

use mediasnap_track::{Grid, Manifest, TileSize, Track, TrackOptions, write_track};

use crate::support::{assert_alike, colour, save_frames, shown};

fn options() -> TrackOptions {
    TrackOptions::default()
}

fn with(set: impl FnOnce(&mut TrackOptions)) -> TrackOptions {
    let mut options = options();
    set(&mut options);
    options
}

#[test]
fn every_time_shows_its_frame() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut manifest = save_frames(images.path(), 23, (320, 180), 0, 5_000);
    manifest.duration_ms = Some(113_500);
    let options = with(|options| options.grid = Grid { columns: 4, rows: 3 });
    let track = write_track(&manifest, images.path(), out.path(), &options).unwrap();
    assert_eq!(
        (track.sheets.len(), track.cues.len(), track.duration_ms),
        (2, 23, 113_500)
    );
    for number in 0..23_usize {
        let time = 5_000 * u64::try_from(number).unwrap();
        assert_alike(shown(&track, out.path(), time), colour(number));
        assert_alike(
            shown(&track, out.path(), (time + 4_999).min(113_499)),
            colour(number),
        );
    }
    assert!(track.cue_at(113_500).is_none());
}

#[test]
fn the_files_are_those_that_players_read() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut manifest = save_frames(images.path(), 5, (320, 180), 0, 2_000);
    manifest.source = Some("</script><b>film & more".to_owned());
    let options = with(|options| options.grid = Grid { columns: 2, rows: 2 });
    let track = write_track(&manifest, images.path(), out.path(), &options).unwrap();
    let read = |name: &str| std::fs::read_to_string(out.path().join(name)).unwrap();
    insta::assert_snapshot!("thumbnails.vtt", read("thumbnails.vtt"));
    let hide_sizes = |text: String| {
        let digits = |text: &str| {
            text.split(|c: char| !c.is_ascii_digit())
                .next()
                .unwrap_or("")
                .len()
        };
        let at = text
            .find("andwidth=\"")
            .map(|at| at + 10)
            .or_else(|| text.find("BANDWIDTH=").map(|at| at + 10));
        at.map_or(text.clone(), |at| {
            format!("{}N{}", &text[..at], &text[at + digits(&text[at..])..])
        })
    };
    insta::assert_snapshot!("images.m3u8", read("images.m3u8"));
    insta::assert_snapshot!("image-stream-inf.m3u8", hide_sizes(read("image-stream-inf.m3u8")));
    insta::assert_snapshot!("adaptation-set.xml", hide_sizes(read("adaptation-set.xml")));
    let page = read("index.html");
    assert!(page.contains("&lt;/script&gt;&lt;b&gt;film &amp; more"));
    assert_eq!(
        page.matches("</script>").count(),
        2,
        "a name cannot end the script"
    );
    assert!(
        !page.contains("http:") && !page.contains("https:"),
        "the page opens from disk"
    );
    let again: Track = serde_json::from_str(&read("track.json")).unwrap();
    assert_eq!(again, track);
}

#[test]
fn frames_at_uneven_times_make_a_track_that_hls_and_dash_cannot_express() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut manifest = save_frames(images.path(), 3, (64, 36), 0, 1_000);
    for (image, offset) in manifest.images.iter_mut().zip([1_000, 5_000, 30_000]) {
        image.offset_ms = Some(offset);
    }
    let track = write_track(&manifest, images.path(), out.path(), &options()).unwrap();
    assert_eq!(track.uniform, None);
    assert!(!out.path().join("images.m3u8").exists() && !out.path().join("adaptation-set.xml").exists());
    let sampled = with(|options| options.every = Some(Duration::from_secs(5)));
    let track = write_track(&manifest, images.path(), out.path(), &sampled).unwrap();
    assert_eq!(track.uniform.unwrap().interval_ms, 5_000);
    assert!(out.path().join("images.m3u8").exists() && out.path().join("adaptation-set.xml").exists());
    for (time, number) in [(0, 0), (4_999, 0), (5_000, 1), (29_999, 1), (30_000, 2)] {
        assert_alike(shown(&track, out.path(), time), colour(number));
    }
}

#[test]
fn portrait_and_odd_frames_keep_their_proportions() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let manifest = save_frames(images.path(), 2, (90, 160), 0, 1_000);
    let track = write_track(&manifest, images.path(), out.path(), &options()).unwrap();
    assert_eq!((track.cues[0].width, track.cues[0].height), (160, 284));
    let boxed = with(|options| {
        options.tile = Some(TileSize {
            width: 160,
            height: 90,
        });
    });
    let track = write_track(&manifest, images.path(), out.path(), &boxed).unwrap();
    let sheet = image::open(out.path().join(&track.sheets[0].file))
        .unwrap()
        .into_rgb8();
    assert_alike(*sheet.get_pixel(10, 45), image::Rgb([0, 0, 0]));
    assert_alike(*sheet.get_pixel(80, 45), colour(0));
}

#[test]
fn one_frame_is_a_track() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut manifest = save_frames(images.path(), 1, (320, 180), 3_000, 0);
    manifest.duration_ms = Some(60_000);
    let track = write_track(&manifest, images.path(), out.path(), &options()).unwrap();
    assert_eq!(track.cues.len(), 1);
    assert_eq!((track.cues[0].start_ms, track.cues[0].end_ms), (0, 60_000));
    assert_eq!((track.sheets[0].width, track.sheets[0].height), (160, 90));
}

#[test]
fn what_cannot_be_made_says_why() {
    let (images, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let fails = |manifest: &Manifest, options: &TrackOptions| {
        write_track(manifest, images.path(), out.path(), options)
            .unwrap_err()
            .to_string()
    };
    assert!(fails(&Manifest::default(), &options()).contains("no frame"));
    let mut untimed = save_frames(images.path(), 1, (64, 36), 0, 0);
    untimed.images[0].offset_ms = None;
    assert!(fails(&untimed, &options()).contains("000.png: the time of the frame is not known"));
    let frames = save_frames(images.path(), 200, (64, 36), 0, 1_000);
    let huge = with(|options| {
        options.tile = Some(TileSize {
            width: 4_000,
            height: 4_000,
        });
    });
    assert!(fails(&frames, &huge).contains("make the grid or the tiles smaller"));
    let none = with(|options| options.quality = 0);
    assert!(fails(&frames, &none).contains("from 1 to 100"));
    std::fs::write(images.path().join("000.png"), "<html>").unwrap();
    assert!(fails(&frames, &options()).contains("000.png"));
    std::fs::remove_file(images.path().join("001.png")).unwrap();
    std::fs::remove_file(images.path().join("000.png")).unwrap();
    assert!(fails(&frames, &options()).contains("00"));
}
