//! Huawei's own ways to send a region elsewhere: a variable for each region, and a file.

use std::path::PathBuf;

use mediasnap_core::Error;
use mediasnap_credentials::{ProviderConfig, read_file};

use super::parse::parse;
use super::regions_file;

/// The variable that names the file.
const FILE: &str = "HUAWEICLOUD_SDK_REGIONS_FILE";

/// The endpoints in `HUAWEICLOUD_SDK_REGION_<SERVICE>_<REGION>`, or in the regions file; none without either.
pub(super) fn huawei(
    service: &str,
    region: &str,
    provider_config: &ProviderConfig,
) -> Result<Vec<String>, Error> {
    let service = service.to_ascii_uppercase();
    let variable = format!(
        "HUAWEICLOUD_SDK_REGION_{service}_{}",
        region.replace('-', "_").to_ascii_uppercase()
    );
    if let Some(list) = provider_config.variable(&variable) {
        let list: Vec<String> = list
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(Into::into)
            .collect();
        if !list.is_empty() {
            return checked(list, &format!("the variable {variable}"));
        }
    }
    let named = provider_config.variable(FILE).map(PathBuf::from);
    let path = match named {
        Some(path) => path,
        None => match provider_config
            .home_path(".huaweicloud/regions.yaml")
            .filter(|path| path.exists())
        {
            Some(path) => path,
            None => return Ok(Vec::new()),
        },
    };
    let text = read_file(&path)?;
    let entries = regions_file::parse(&text, &path.display().to_string())?;
    // Where a region stands twice, the later entry counts.
    let found = entries
        .into_iter()
        .rev()
        .find(|entry| entry.service == service && entry.id == region);
    let found = found.map(|entry| entry.endpoints).unwrap_or_default();
    checked(found, &path.display().to_string())
}

/// The endpoints as they are. An invalid one is an error that names its position.
fn checked(list: Vec<String>, place: &str) -> Result<Vec<String>, Error> {
    for endpoint in &list {
        parse(endpoint).map_err(|error| error.context(place))?;
    }
    Ok(list)
}
