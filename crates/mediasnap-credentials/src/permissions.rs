//! Who can change the files that credentials are loaded from.

use std::path::{Path, PathBuf};

use mediasnap_core::operation::Vendor;

use crate::config::ProviderConfig;
use crate::{alibaba, huawei, tencent};

/// Returns the files with profiles of `vendor` that every user of this machine can change.
pub fn world_writable(vendor: Vendor, config: &ProviderConfig) -> Vec<PathBuf> {
    let files = match vendor {
        Vendor::Huawei => huawei::profile_files(config),
        Vendor::Tencent => tencent::profile_files(config),
        Vendor::Alibaba => alibaba::profile_files(config),
    };
    files.into_iter().filter(|path| is_world_writable(path)).collect()
}

#[cfg(unix)]
fn is_world_writable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o002 != 0)
}

#[cfg(not(unix))]
fn is_world_writable(_: &Path) -> bool {
    false
}
