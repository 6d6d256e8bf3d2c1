//! `mediasnap demo`: from nothing to images of all products.

use mediasnap::SourceKind;
use mediasnap::conformance::cases;

use crate::support::run::{KEYS, run, run_with};

#[test]
fn all_products_leave_images() {
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
    for text in ["planted", "emulator-secret-key", "Signature=", "film.mp4"] {
        assert!(!ran.stderr.contains(text), "{text} in {}", ran.stderr);
    }
    let mut seen = std::collections::HashMap::new();
    for product in mediasnap::products() {
        let product = product.key;
        let row = ran.stdout.lines().find(|line| line.starts_with(product)).unwrap();
        assert!(
            ["SUCCE", "Finished", "Success", "FINISH"]
                .iter()
                .any(|state| row.contains(state)),
            "{row}"
        );
        let images: Vec<_> = std::fs::read_dir(out.join(product)).unwrap().collect();
        assert!(images.len() >= 3, "{product}");
        for image in images {
            let path = image.unwrap().path();
            let other = seen.insert(std::fs::read(&path).unwrap(), product);
            assert!(
                other.is_none_or(|other| other == product),
                "{product} has an image of {other:?}"
            );
            let image = image::open(path).unwrap();
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
    assert_eq!(products.len(), mediasnap::products().len());
    for product in products {
        let images = product["images"].as_array().unwrap();
        assert!(
            images
                .iter()
                .all(|image| std::path::Path::new(image.as_str().unwrap()).exists())
        );
        // A product without a list says so before anything is sent.
        let key = product["product"].as_str().unwrap();
        let lists = |source: SourceKind| {
            let list = ["list", key, "--source", source.as_str(), "--dry-run"];
            let region = ["--region", "cn-north-4", "--endpoint", "http://127.0.0.1:1"];
            run(&[&list[..], &region].concat()).code == 0
        };
        let cases = cases();
        let mut cases = cases.iter().filter(|case| case.product.as_str() == key);
        let lists = cases.any(|case| lists(case.source) || case.filter.media.is_some());
        assert_eq!(product["jobs"] == 1, lists, "{product}");
        assert!(lists || product["jobs"].is_null(), "{product}");
    }
}

#[test]
fn a_folder_that_cannot_be_made() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let out = file.path().join("x");
    let ran = run_with(&["demo", "--out", out.to_str().unwrap()], &[], b"");
    assert!(ran.failure(1).contains("cannot be written"), "{}", ran.stderr);
}
