//! Frames of video files, extracted with `ffmpeg` and `ffprobe`.

mod arguments;
mod extract;
pub(super) mod extraction;
mod probe;
pub(super) mod process;
mod stream;
pub(super) mod video;
