//! The images of one run: recorded and printed, with the errors of those that failed.

use super::folder::Folder;
use super::saved::{Saved, table};
use crate::commands::jobs::errors::Errors;
use crate::commands::jobs::session::Session;
use crate::error::{CliError, ExitStatus};
use crate::output::node::Node;

/// After how many images in a row that fail the rest is not requested.
const MAX_FAILURES: usize = 8;

/// An error, with the name of the image unless it is about all of them.
pub(super) type Failure = (CliError, Option<String>);

/// The images of one run.
pub(super) struct Results {
    pub(super) folder: Folder,
    pub(super) saved: Vec<Saved>,
    pub(super) errors: Errors,
    /// Number of images that failed, since one did not.
    failures: usize,
}

impl Results {
    /// Starts with an empty list.
    pub(super) fn new(folder: Folder) -> Self {
        Self {
            folder,
            saved: Vec::new(),
            errors: Errors::default(),
            failures: 0,
        }
    }

    /// Whether the rest is not requested, because too many images in a row failed.
    pub(super) fn is_hopeless(&self) -> bool {
        self.failures >= MAX_FAILURES
    }

    /// Records an image or its error.
    pub(super) fn take(
        &mut self,
        session: &Session<'_>,
        image: Result<Option<Saved>, Failure>,
    ) -> Result<(), CliError> {
        match image {
            Ok(None) => {}
            Ok(Some(mut saved)) => {
                self.failures = 0;
                saved.entry = self.folder.record(saved.entry)?;
                if session.output.is_streamed() {
                    session.output.result(&saved.node(), String::new)?;
                }
                self.saved.push(saved);
            }
            Err((error, name)) => {
                self.failures += 1;
                self.errors.add(error, name);
                if self.failures == MAX_FAILURES {
                    let message =
                        format!("{MAX_FAILURES} images in a row failed, the rest was not requested");
                    self.errors.add(CliError::new(ExitStatus::Failed, message), None);
                }
            }
        }
        Ok(())
    }

    /// Prints the images in the order of the list, unless they are printed already.
    pub(super) fn print(&mut self, session: &Session<'_>) -> Result<(), CliError> {
        if session.output.is_streamed() || (self.saved.is_empty() && !self.errors.is_empty()) {
            return Ok(());
        }
        self.saved.sort_by_key(|saved| saved.number);
        let nodes: Node = self.saved.iter().map(Saved::node).collect();
        session.output.result(&nodes, || table(&self.saved))
    }
}
