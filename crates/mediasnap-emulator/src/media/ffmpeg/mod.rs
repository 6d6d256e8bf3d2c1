//! Frames of video files, extracted with `ffmpeg` and `ffprobe`.

mod extract;
pub(super) mod process;
pub(super) mod video;
