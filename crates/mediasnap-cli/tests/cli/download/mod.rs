//! `download` against storage services as they are: busy, broken, strict, and not what they claim to be.

mod folder;
mod network;
mod results;
mod support;
mod track;
