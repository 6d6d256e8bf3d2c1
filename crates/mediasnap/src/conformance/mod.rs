//! Conformance suite: checks what every product does through the unified client against a running service.
//!
//! [`cases`] returns an example for each kind of source of each product; a new product gets its tests by writing its own. The suite
//! runs against anything that a [`Harness`] describes, such as the emulator of this workspace.

mod case;
mod checks;
mod failures;
mod fault;
mod harness;
mod run;
mod suite;

pub use case::{Case, MakeTemplate};
pub use harness::Harness;
pub use suite::{Report, cases};
