#!/usr/bin/env bash
# `thumbnail` of Rust's image crate enlarges small pictures, which Pillow's method of the same name never does.
# Software: image 0.25.10 (Rust), Pillow 12.0.0 (Python).
# Expected: "Scale this image down to fit within a specific size", as the crate's documentation begins, leaves a picture of 64x36 as it is
#   when it has to fit into 160x160.
# Seen: it becomes 160x90, by the fast method that is meant for making things smaller. resize does the same; there is no method that only
#   shrinks. Pillow keeps 64x36.
# Why it matters: avatars and low renditions are stored blown up and blurred, and take more bytes than the original; a port of a thumbnailer
#   from Python to Rust changes all small images and no test with a large one sees it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pillow==12.0.0
cd "$work"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "thumbnail"
version = "0.1.0"
edition = "2021"

[dependencies]
image = { version = "=0.25.10", default-features = false }

[profile.dev]
debug = false
TOML
cat >src/main.rs <<'RS'
use image::{DynamicImage, GenericImageView};

fn main() {
    for (width, height) in [(640, 360), (64, 36), (1, 1)] {
        let thumbnail = DynamicImage::new_rgb8(width, height).thumbnail(160, 160);
        println!("image: {width}x{height} becomes {}x{}", thumbnail.width(), thumbnail.dimensions().1);
    }
}
RS
{
    CARGO_TARGET_DIR=$work/target nice -n 10 cargo run --quiet
    nice -n 10 venv/bin/python -c '
from PIL import Image
for size in ((640, 360), (64, 36), (1, 1)):
    image = Image.new("RGB", size)
    image.thumbnail((160, 160))
    print("Pillow: %dx%d becomes %dx%d" % (size + image.size))'
} | tee seen.txt
diff - seen.txt <<'TEXT' || { echo "the behaviour has changed" >&2; exit 1; }
image: 640x360 becomes 160x90
image: 64x36 becomes 160x90
image: 1x1 becomes 160x160
Pillow: 640x360 becomes 160x90
Pillow: 64x36 becomes 64x36
Pillow: 1x1 becomes 1x1
TEXT
