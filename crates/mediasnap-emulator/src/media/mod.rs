//! Sources and the images captured from them: cut out of videos with `ffmpeg`, or synthetic.

pub(crate) mod content;
mod ffmpeg;
pub(crate) mod library;
pub(crate) mod render;
pub(crate) mod source;
pub(crate) mod video_info;
pub(crate) mod webvtt;
