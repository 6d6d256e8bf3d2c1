//! The region that the environment or a profile sets.

use mediasnap_core::operation::Vendor;

use crate::config::ProviderConfig;
use crate::providers::region_variables;
use crate::{alibaba, huawei, tencent};

/// A region and where it is set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RegionSetting {
    /// The region.
    pub region: String,
    /// Its source, for messages: a variable, or a profile and its file.
    pub source: String,
}

impl RegionSetting {
    /// Returns the region that a variable of `vendor` sets, else that of the selected profile. A profile that cannot be read sets
    /// none: whoever needs its credentials gets the error.
    pub fn find(vendor: Vendor, config: &ProviderConfig) -> Option<Self> {
        let variable = region_variables(vendor).iter().find_map(|name| {
            let region = config.variable(name)?.trim().to_owned();
            (!region.is_empty()).then(|| (region, format!("variable {name}")))
        });
        let of_profile = || match vendor {
            Vendor::Huawei => huawei::profile_region(config),
            Vendor::Tencent => tencent::profile_region(config),
            Vendor::Alibaba => alibaba::profile_region(config),
        };
        let (region, source) = variable.or_else(of_profile)?;
        Some(Self { region, source })
    }

    /// Returns the variable that sets the region, for messages.
    pub fn variable(vendor: Vendor) -> &'static str {
        region_variables(vendor).first().copied().unwrap_or_default()
    }
}
