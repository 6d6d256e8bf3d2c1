//! `mediasnap completions`: completion scripts for shells.

use clap::Args;
use clap_complete::Shell;

use crate::args;
use crate::failure::Failure;
use crate::output::writer;

/// Print a completion script for a shell
///
/// bash: mediasnap completions bash > ~/.local/share/bash-completion/completions/mediasnap
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Runs the command.
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut args::command(), "mediasnap", &mut script);
        writer::stdout(&script)
    }
}
