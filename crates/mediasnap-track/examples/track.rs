//! Makes a track and a contact sheet of a folder with `images.json`: `cargo run -p mediasnap-track --example track -- FOLDER OUT`.

use std::path::PathBuf;

use mediasnap_track::{ContactSheetOptions, Manifest, TrackOptions, write_contact_sheet, write_track};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: track FOLDER OUT".into());
    };
    let manifest = Manifest::read(&folder)?;
    write_track(&manifest, &folder, &out, &TrackOptions::default())?;
    write_contact_sheet(
        &manifest,
        &folder,
        &out.join("contact-sheet.jpg"),
        &ContactSheetOptions::default(),
    )?;
    Ok(())
}
