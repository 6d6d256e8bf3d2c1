//! Images on disk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Trip;
use super::stage::Stage;
use crate::error::{CliError, ExitStatus};

/// An image that was downloaded.
pub(super) struct Saved {
    pub(super) path: PathBuf,
}

/// Downloads the images of `trip` into `folder`, as 1.jpg, 2.jpg and so on.
pub(super) async fn download(stage: &Stage, trip: &Trip, folder: &Path) -> Result<Vec<Saved>, CliError> {
    let unwritable = |error: std::io::Error| {
        CliError::new(
            ExitStatus::Failed,
            format!("{} cannot be written: {error}", folder.display()),
        )
    };
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let mut saved = Vec::new();
    for (index, url) in trip.urls.iter().enumerate() {
        let bytes = fetch(stage, url).await?;
        let extension = match image::guess_format(&bytes) {
            Ok(image::ImageFormat::Jpeg) => "jpg",
            Ok(image::ImageFormat::Png) => "png",
            _ => {
                return Err(CliError::new(
                    ExitStatus::Failed,
                    format!("{}: {url} is no image", trip.product),
                ));
            }
        };
        let path = folder.join(format!("{}.{extension}", index + 1));
        std::fs::write(&path, &bytes).map_err(unwritable)?;
        saved.push(Saved { path });
    }
    Ok(saved)
}

async fn fetch(stage: &Stage, url: &str) -> Result<Vec<u8>, CliError> {
    let failed = |error: reqwest::Error| {
        CliError::new(
            ExitStatus::Failed,
            format!("{url} cannot be downloaded: {}", error.without_url()),
        )
    };
    let request = stage.http().get(url).timeout(Duration::from_secs(20));
    let answer = request
        .send()
        .await
        .map_err(failed)?
        .error_for_status()
        .map_err(failed)?;
    Ok(answer.bytes().await.map_err(failed)?.to_vec())
}
