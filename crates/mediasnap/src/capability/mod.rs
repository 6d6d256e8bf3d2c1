//! What a product can do, as data: checked before any I/O, and shown as a matrix.

mod capabilities;
mod kind;
mod matrix;
mod required;

pub use capabilities::{Capabilities, SourceCapabilities};
pub use kind::Capability;
pub use matrix::matrix;
