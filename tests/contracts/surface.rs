//! What users compile against: the public signatures of every client, and the checked-in specs they come from.

use similar::TextDiff;

use crate::support::{read_json, root, snapshot};

#[test]
fn public_signatures() {
    for product in mediasnap::products() {
        let path = root().join(format!("crates/mediasnap-{}/openapi.json", product.key));
        let surface = mediasnap_codegen::surface(&read_json(&path)).unwrap();
        snapshot("surface", product.key, &surface);
    }
}

#[test]
fn the_lowered_specs_are_up_to_date() {
    for product in mediasnap::products() {
        let file = format!("specs/{}.yaml", product.key);
        let text = std::fs::read_to_string(root().join(&file)).unwrap();
        let mut shared = |file: &str| {
            let text = std::fs::read_to_string(root().join("specs").join(file)).unwrap();
            serde_norway::from_str(&text).map_err(|error| error.to_string())
        };
        let spec = mediasnap_codegen::join(&serde_norway::from_str(&text).unwrap(), &mut shared).unwrap();
        let lowered = mediasnap_codegen::lower_to_text(&file, &spec).unwrap();
        let checked_in = format!("crates/mediasnap-{}/openapi.json", product.key);
        let found = std::fs::read_to_string(root().join(&checked_in)).unwrap();
        let difference = TextDiff::from_lines(&found, &lowered);
        assert!(
            found == lowered,
            "{}\n{checked_in} is not what {file} lowers to; run `cargo xtask generate`",
            difference
                .unified_diff()
                .context_radius(2)
                .header(&checked_in, "lowered")
        );
        assert_eq!(product.spec, found, "{checked_in} is not the one that was built");
    }
}

#[test]
fn every_spec_is_a_product() {
    let mut specs: Vec<String> = std::fs::read_dir(root().join("specs"))
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    specs.sort();
    let mut products: Vec<&str> = mediasnap::products().iter().map(|product| product.key).collect();
    products.sort_unstable();
    assert_eq!(specs, products);
}
