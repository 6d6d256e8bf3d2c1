//! Synthetic frames: a gradient and a bar that depend on the time, with time code, product, job and source.

use image::{Rgb, RgbImage};

use super::font;
use crate::media::content::Frame;

const WHITE: Rgb<u8> = Rgb([255, 255, 255]);
const SHADE: Rgb<u8> = Rgb([24, 28, 36]);

/// Draws a frame.
pub(super) fn draw(frame: &Frame) -> RgbImage {
    let (width, height) = (frame.width.max(1), frame.height.max(1));
    let mut image = background(width, height, frame.time_ms);
    bar(&mut image, frame.time_ms);
    let code = time_code(frame.time_ms);
    let small = (height / 180).max(1);
    let large = largest_scale(&code, width, height);
    let line = font::HEIGHT * small + 2 * small;
    font::write(&mut image, &code, (width / 2, height / 2), large, WHITE);
    let rows = [
        &frame.product,
        &format!("job {}", frame.job),
        &frame.source.label(),
    ];
    for (row, text) in (0_u32..).zip(rows) {
        let middle = height / 2 + font::HEIGHT * large + line * row;
        font::write(&mut image, text, (width / 2, middle), small, WHITE);
    }
    image
}

/// Formats a time as `00:01:02.345`.
fn time_code(time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        time_ms % 1000
    )
}

/// Returns the largest scale at which the string takes at most two thirds of the width and a fifth of the height.
fn largest_scale(text: &str, width: u32, height: u32) -> u32 {
    let by_width = width * 2 / 3 / font::width(text, 1).max(1);
    by_width.min(height / 5 / font::HEIGHT).max(1)
}

/// Draws a gradient whose color depends on the time.
fn background(width: u32, height: u32, time_ms: u64) -> RgbImage {
    let hue = u8::try_from(time_ms / 40 % 256).unwrap_or_default();
    let color = wheel(hue);
    let mut image = RgbImage::new(width, height);
    for (y, row) in (0_u32..).zip(image.rows_mut()) {
        let light = 64 + 96 * y / height;
        let shade = |channel: u8| u8::try_from(u32::from(channel) * light / 255).unwrap_or(255);
        let pixel = Rgb(color.map(shade));
        for target in row {
            *target = pixel;
        }
    }
    image
}

/// Returns a color of a wheel with 256 steps.
fn wheel(step: u8) -> [u8; 3] {
    let (sector, rest) = (step / 86, (step % 86).saturating_mul(2).saturating_add(60));
    let falling = 255_u8.saturating_sub(rest);
    match sector {
        0 => [rest, falling, 160],
        1 => [160, rest, falling],
        _ => [falling, 160, rest],
    }
}

/// Draws a bar at the lower edge that fills up once every ten seconds.
fn bar(image: &mut RgbImage, time_ms: u64) {
    let (width, height) = image.dimensions();
    let filled = u32::try_from(u64::from(width) * (time_ms % 10_000) / 10_000).unwrap_or(width);
    let top = height - (height / 30).max(1);
    for y in top..height {
        for x in 0..width {
            image.put_pixel(x, y, if x < filled { WHITE } else { SHADE });
        }
    }
}
