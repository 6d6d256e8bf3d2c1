//! Test videos whose frames show their time: brightness of the left half for seconds, of the right half for the fraction.

use std::path::Path;
use std::process::Command;

/// Duration of the videos in seconds, and frame rate of most of them.
pub(crate) const LENGTH: u32 = 8;
pub(crate) const RATE: u32 = 10;
/// Difference in brightness between two seconds, and between the begin and the end of one.
const STEP: f64 = 24.0;
const SCALE: f64 = 200.0;

/// Returns whether `ffmpeg` is installed. If it is required, a test fails without it.
pub(crate) fn has_ffmpeg() -> bool {
    let there = Command::new("ffmpeg")
        .arg("-version")
        .output()
        .is_ok_and(|output| output.status.success());
    let needed = std::env::var_os("MEDIASNAP_REQUIRE_FFMPEG").is_some_and(|value| value != "0");
    assert!(
        there || !needed,
        "MEDIASNAP_REQUIRE_FFMPEG is set, and ffmpeg is not there"
    );
    if !there {
        #[allow(
            clippy::print_stderr,
            reason = "who reads the output of a test that did nothing should know"
        )]
        {
            eprintln!("skipped: there is no ffmpeg");
        }
    }
    there
}

fn run(arguments: &[&str], path: &Path) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error"])
        .args(arguments)
        .arg("-y")
        .arg(path)
        .output();
    let made = made.unwrap();
    assert!(
        made.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&made.stderr)
    );
}

/// Creates a video of a size with the options of the codec; `more` follows the video filter.
pub(crate) fn make(path: &Path, size: &str, more: &str, options: &[&str]) {
    let source = format!(
        "color=black:s={size}:r={RATE}:d={LENGTH},geq=lum=16+if(lt(X\\,W/2)\\,{STEP}*floor(T+0.001)\\,{SCALE}*mod(T+0.001\\,1)):cb=128:cr=128,format=yuv420p{more}"
    );
    run(&[&["-f", "lavfi", "-i", &source], options].concat(), path);
}

/// Creates a still image.
pub(crate) fn still(path: &Path) {
    run(
        &["-f", "lavfi", "-i", "color=red:s=160x90", "-frames:v", "1"],
        path,
    );
}

/// Creates a video with audio that begins `late` seconds before it.
pub(crate) fn make_late(path: &Path, late: &str) {
    let silent = path.with_extension("silent.mkv");
    make(&silent, "160x90", "", &["-c:v", "libx264", "-qp", "0"]);
    let (silent, tone) = (silent.to_str().unwrap(), "sine=frequency=440:duration=9");
    let inputs = ["-itsoffset", late, "-i", silent, "-f", "lavfi", "-i", tone];
    run(&[&inputs[..], &["-c:v", "copy", "-c:a", "aac"]].concat(), path);
}

/// Copies a video to another file with other options.
pub(crate) fn remake(from: &Path, path: &Path, options: &[&str]) {
    run(&[&["-i", from.to_str().unwrap()], options].concat(), path);
}

/// Returns the time that an image shows, in seconds.
pub(crate) fn time_in(image: &image::DynamicImage) -> f64 {
    let gray = image.to_luma8();
    let (width, height) = (gray.width(), gray.height());
    // The brightness in the middle of a half, on the scale of the video from 16 to 235.
    let light = |left: u32| {
        let half =
            image::imageops::crop_imm(&gray, left + width / 8, height / 4, width / 4, height / 2).to_image();
        let sum: u32 = half.pixels().map(|pixel| u32::from(pixel.0[0])).sum();
        f64::from(sum) / f64::from(half.width() * half.height()) * 219.0 / 255.0
    };
    (light(0) / STEP).round() + light(width / 2) / SCALE
}
