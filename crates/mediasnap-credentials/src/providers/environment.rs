//! The vendors' environment variables.

use std::fmt;
use std::sync::Arc;

use mediasnap_auth::AccessKey;
use mediasnap_core::operation::Vendor;
use mediasnap_core::{Error, ErrorKind};

use crate::config::{EnvLookup, ProviderConfig};
use crate::identity::Identity;
use crate::provider::{IdentityFuture, ProvideCredentials};

/// The variable that holds the Huawei project.
pub(crate) const PROJECT_VARIABLE: &str = "HUAWEICLOUD_SDK_PROJECT_ID";

/// The name of the variable that holds the Huawei project, for messages.
pub fn project_variable() -> &'static str {
    PROJECT_VARIABLE
}

/// The variables that a vendor's SDKs read.
struct Variables {
    id: &'static str,
    secret: &'static str,
    token: &'static str,
    project: Option<&'static str>,
    /// The region, in the order in which the vendor's tools read them.
    regions: &'static [&'static str],
}

fn variables(vendor: Vendor) -> Variables {
    match vendor {
        Vendor::Huawei => Variables {
            id: "HUAWEICLOUD_SDK_AK",
            secret: "HUAWEICLOUD_SDK_SK",
            token: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
            project: Some(PROJECT_VARIABLE),
            regions: &["HUAWEICLOUD_SDK_REGION"],
        },
        Vendor::Tencent => Variables {
            id: "TENCENTCLOUD_SECRET_ID",
            secret: "TENCENTCLOUD_SECRET_KEY",
            token: "TENCENTCLOUD_SESSION_TOKEN",
            project: None,
            regions: &["TENCENTCLOUD_REGION"],
        },
        Vendor::Alibaba => Variables {
            id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
            secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            token: "ALIBABA_CLOUD_SECURITY_TOKEN",
            project: None,
            regions: &[
                "ALIBABA_CLOUD_REGION_ID",
                "ALIBABACLOUD_REGION_ID",
                "ALICLOUD_REGION_ID",
            ],
        },
    }
}

/// The two variables that a program must have set, for messages.
pub(crate) fn required_variables(vendor: Vendor) -> [&'static str; 2] {
    let names = variables(vendor);
    [names.id, names.secret]
}

/// The variables that hold the region, in order.
pub(crate) fn region_variables(vendor: Vendor) -> &'static [&'static str] {
    variables(vendor).regions
}

/// The vendor's environment variables, read at each call.
#[derive(Clone)]
pub struct EnvironmentProvider {
    vendor: Vendor,
    config: ProviderConfig,
}

impl EnvironmentProvider {
    /// Reads the variables of `vendor` from the process.
    pub fn new(vendor: Vendor) -> Self {
        Self::from_config(vendor, &ProviderConfig::from_system())
    }

    /// Reads the variables of `vendor` by `lookup`.
    pub fn with_env(vendor: Vendor, lookup: EnvLookup) -> Self {
        Self::from_config(vendor, &ProviderConfig::from_system().with_env(lookup))
    }

    /// Reads the variables of `vendor` from `config`.
    pub fn from_config(vendor: Vendor, config: &ProviderConfig) -> Self {
        Self {
            vendor,
            config: config.clone(),
        }
    }

    fn read(&self) -> Result<Identity, Error> {
        let names = variables(self.vendor);
        let get = |name: &str| self.config.variable(name);
        let bad = |name: &str, why: &str| {
            let pair = format!("set {} and {}", names.id, names.secret);
            Error::new(
                ErrorKind::Config,
                format!("no credentials: the variable {name} {why}; {pair}"),
            )
        };
        // The end of a line that came along from a file would make a wrong signature, and a few of these lock the key.
        let clean = |name: &str, value: String| {
            if value.trim() == value {
                Ok(value)
            } else {
                Err(bad(name, "begins or ends with blanks"))
            }
        };
        let need = |name: &str| clean(name, get(name).ok_or_else(|| bad(name, "is not set"))?);
        let mut key = AccessKey::new(need(names.id)?, need(names.secret)?);
        let mut origin = format!("variables {}, {}", names.id, names.secret);
        if let Some(token) = get(names.token) {
            let token = clean(names.token, token)?;
            key = key.with_security_token(token);
            origin = format!("{origin}, {}", names.token);
        }
        let mut identity = Identity::from(key).with_source(Arc::from(origin));
        identity.project_id = names.project.and_then(get);
        Ok(identity)
    }
}

impl fmt::Debug for EnvironmentProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnvironmentProvider")
            .field("vendor", &self.vendor)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for EnvironmentProvider {
    fn name(&self) -> &'static str {
        "environment"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(async move { self.read() })
    }
}
