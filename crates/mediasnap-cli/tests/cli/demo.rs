//! `mediasnap demo`: from nothing to images of all five products.

use std::time::Duration;

use crate::run::{KEYS, run_with};

const PRODUCTS: [&str; 5] = [
    "huawei-mpc",
    "huawei-vod",
    "tencent-tiw",
    "alibaba-vod",
    "alibaba-ice",
];

#[test]
fn all_five_products_leave_images() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("new/images");
    // Neither these keys nor a proxy may come into play, and nothing of them may show.
    let elsewhere = [
        ("HTTP_PROXY", "http://127.0.0.1:1"),
        ("http_proxy", "http://127.0.0.1:1"),
        ("RUST_LOG", "trace"),
    ];
    let variables = [KEYS, &elsewhere].concat();
    let ran = run_with(&["demo", "--out", out.to_str().unwrap()], &variables, b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.took < Duration::from_secs(30), "{:?}", ran.took);
    for text in ["planted", "emulator-secret-key", "Signature=", "lecture.mp4"] {
        assert!(!ran.stderr.contains(text), "{text} in {}", ran.stderr);
    }
    for product in PRODUCTS {
        let row = ran.stdout.lines().find(|line| line.starts_with(product)).unwrap();
        assert!(
            ["SUCCEEDED", "done", "Finished", "Success"]
                .iter()
                .any(|state| row.contains(state)),
            "{row}"
        );
        let images: Vec<_> = std::fs::read_dir(out.join(product)).unwrap().collect();
        assert!(images.len() >= 3, "{product}");
        for image in images {
            let image = image::open(image.unwrap().path()).unwrap();
            assert!(image.width() >= 320, "{product}");
        }
    }
    let sheet = image::open(out.join("contact-sheet.jpg")).unwrap();
    assert!(
        sheet.width() > 1000 && sheet.height() > 900,
        "{}x{}",
        sheet.width(),
        sheet.height()
    );
    assert!(ran.stdout.contains("contact-sheet.jpg"), "{}", ran.stdout);
}

#[test]
fn results_for_programs() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().to_str().unwrap();
    let result = run_with(&["demo", "--out", out, "--output", "json"], &[], b"").json();
    let products = result["products"].as_array().unwrap();
    assert_eq!(products.len(), 5);
    for product in products {
        let images = product["images"].as_array().unwrap();
        assert!(
            images
                .iter()
                .all(|image| std::path::Path::new(image.as_str().unwrap()).exists())
        );
        assert!(
            product["product"] == "tencent-tiw" || product["jobs"] == 1,
            "{product}"
        );
    }
}

#[test]
fn a_folder_that_cannot_be_made() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let out = file.path().join("x");
    let ran = run_with(&["demo", "--out", out.to_str().unwrap()], &[], b"");
    assert!(ran.failure(1).contains("cannot be written"), "{}", ran.stderr);
}
