//! `mediasnap completions`: completion scripts for shells.

use clap::Args;
use clap_complete::Shell;

use crate::error::CliError;
use crate::output::writer;

/// Print a completion script for a shell
///
/// bash: mediasnap completions bash > ~/.local/share/bash-completion/completions/mediasnap
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Prints the script that completes `definition`.
    pub(crate) fn run(&self, mut definition: clap::Command) -> Result<(), CliError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut definition, "mediasnap", &mut script);
        writer::stdout(&script)
    }
}
