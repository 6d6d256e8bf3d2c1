//! Contact sheets of few and many frames, landscape and portrait.

use mediasnap_track::{ContactSheetOptions, Manifest, write_contact_sheet};

use crate::support::{assert_alike, colour, save_frames};

#[test]
fn all_frames_are_on_the_sheet_whatever_their_number_and_shape() {
    for (count, size) in [
        (1, (320, 180)),
        (7, (320, 180)),
        (7, (90, 160)),
        (24, (160, 90)),
        (24, (90, 160)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = save_frames(folder.path(), count, size, 0, 1_500);
        manifest.source = Some("Küste 海岸 a very long name ".repeat(20));
        manifest.duration_ms = Some(90_000);
        let out = folder.path().join("sheet.png.jpg");
        write_contact_sheet(&manifest, folder.path(), &out, &ContactSheetOptions::default()).unwrap();
        let sheet = image::open(&out).unwrap().into_rgb8();
        for number in 0..count {
            let expected = colour(number);
            let alike =
                |pixel: &image::Rgb<u8>| pixel.0.iter().zip(expected.0).all(|(a, b)| a.abs_diff(b) <= 8);
            let found = sheet.pixels().step_by(17).filter(|pixel| alike(pixel)).count();
            assert!(found > 60, "frame {number} of {count} {size:?}: {found} pixels");
        }
        let ratio = f64::from(sheet.width()) / f64::from(sheet.height());
        assert!(
            (0.4..3.5).contains(&ratio),
            "{count} {size:?}: {}x{}",
            sheet.width(),
            sheet.height()
        );
        assert_alike(*sheet.get_pixel(1, 1), image::Rgb([22, 22, 26]));
    }
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = save_frames(folder.path(), 3, (320, 180), 0, 1_000);
    let draw = |manifest: &Manifest, name: &str, options: &ContactSheetOptions| {
        write_contact_sheet(manifest, folder.path(), &folder.path().join(name), options)
    };
    let options = ContactSheetOptions::default();
    assert!(
        draw(&manifest, "sheet.gif", &options)
            .unwrap_err()
            .to_string()
            .contains("use jpeg, webp or avif")
    );
    assert!(
        draw(&Manifest::default(), "a.jpg", &options)
            .unwrap_err()
            .to_string()
            .contains("no image")
    );
    let mut wrong = ContactSheetOptions::default();
    wrong.font = Some(b"no font".to_vec());
    assert!(
        draw(&manifest, "a.jpg", &wrong)
            .unwrap_err()
            .to_string()
            .contains("font")
    );
}
