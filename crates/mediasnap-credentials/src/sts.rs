//! What the STS calls of all vendors share: the role that is assumed, and form bodies.

use bytes::Bytes;

use crate::config::ProviderConfig;

/// The role that `AssumeRole` requests credentials for.
#[derive(Debug, Clone, Default)]
pub struct RoleRequest {
    pub(crate) arn: String,
    pub(crate) session: Option<String>,
    pub(crate) seconds: Option<u32>,
    pub(crate) policy: Option<String>,
    pub(crate) external_id: Option<String>,
    /// Alibaba: the region whose STS is used.
    pub(crate) sts_region: Option<String>,
    /// Alibaba: whether to use the STS host inside of a VPC.
    pub(crate) vpc: Option<bool>,
}

impl RoleRequest {
    /// Creates a request for the role `arn`.
    pub fn new(arn: impl Into<String>) -> Self {
        Self {
            arn: arn.into(),
            ..Self::default()
        }
    }

    /// Sets the session name, which the vendor's audit log shows. Default: a name with the current time.
    #[must_use]
    pub fn with_session_name(mut self, name: impl Into<String>) -> Self {
        self.session = Some(name.into());
        self
    }

    /// Sets the lifetime of the credentials in seconds. Default: 3600 (Alibaba) or 7200 (Tencent).
    #[must_use]
    pub fn with_duration_seconds(mut self, seconds: u32) -> Self {
        self.seconds = Some(seconds);
        self
    }

    /// Sets a policy in JSON that restricts the credentials further.
    #[must_use]
    pub fn with_policy(mut self, policy: impl Into<String>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Sets the external id that the role's trust policy requires.
    #[must_use]
    pub fn with_external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Returns the session name to send.
    pub(crate) fn session(&self, config: &ProviderConfig) -> String {
        let default = || format!("mediasnap-{}", config.clock.now().timestamp());
        self.session
            .clone()
            .filter(|name| !name.is_empty())
            .unwrap_or_else(default)
    }
}

/// Encodes `parameters` as a form body.
pub(crate) fn form(parameters: &[(&str, &str)]) -> Bytes {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parameters);
    Bytes::from(form.finish())
}
