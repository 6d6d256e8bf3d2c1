//! `mediasnap sheet`: draws a contact sheet of downloaded images.

use std::path::PathBuf;

use clap::Args;
use mediasnap_track::{ContactSheetOptions, Manifest, write_contact_sheet};

use super::track::failed;
use crate::error::{CliError, ExitStatus};
use crate::output::node::Node;
use crate::output::{Format, OutputArgs};

/// Draw a contact sheet of downloaded images: all frames with their times, under the name of the source
///
/// Reads images.json in DIR, as `mediasnap download` writes it.
#[derive(Debug, Args)]
pub(crate) struct Sheet {
    /// Directory of the images
    #[arg(value_name = "DIR")]
    images: PathBuf,

    /// Write the contact sheet to this file: .jpg, .webp or .avif
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Put this many frames beside each other [default: about as wide as high]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    columns: Option<u32>,

    /// Make the sheet this many pixels wide; it grows where frames would become too small
    #[arg(long, value_name = "PIXELS", default_value_t = 1280, value_parser = clap::value_parser!(u32).range(1..))]
    width: u32,

    /// Write with this TrueType or OpenType font, for example one with Chinese characters
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,

    #[command(flatten)]
    output: OutputArgs,
}

impl Sheet {
    /// Runs the command.
    pub(crate) fn run(self) -> Result<(), CliError> {
        let output = self.output.open(Format::Table)?;
        let mut options = ContactSheetOptions::default();
        (options.columns, options.width) = (self.columns, self.width);
        if let Some(path) = &self.font {
            let font = std::fs::read(path)
                .map_err(|error| CliError::new(ExitStatus::Failed, format!("{}: {error}", path.display())))?;
            options.font = Some(font);
        }
        let manifest = Manifest::read(&self.images).map_err(|error| failed(&error))?;
        write_contact_sheet(&manifest, &self.images, &self.out, &options).map_err(|error| failed(&error))?;
        let out = self.out.display().to_string();
        output.result(&Node::object([("out", out.as_str().into())]), || {
            format!("{out}\n")
        })
    }
}
