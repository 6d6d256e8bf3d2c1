//! Renders the bytes of objects.

mod archive;
mod cache;
pub(crate) mod encode;
mod font;
mod frames;
mod object;
mod pool;
pub(crate) mod queue;
mod run;
mod scene;
