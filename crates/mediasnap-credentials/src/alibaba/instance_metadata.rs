//! The RAM role of an ECS instance.

use std::fmt;

use mediasnap_core::{Error, ErrorKind};
use zeroize::Zeroizing;

use crate::config::ProviderConfig;
use crate::fetch::{FetchRequest, FetchResponse, TokenService, fetch, path_segment, try_fetch};
use crate::hosts::{ALIBABA_METADATA, METADATA_TOKEN_SECONDS};
use crate::identity::Identity;
use crate::parse::json::TemporaryKey;
use crate::provider::{IdentityFuture, ProvideCredentials};

const METADATA: TokenService = TokenService::metadata("the Alibaba ECS metadata service").with_retry();
const DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
const ROLE: &str = "ALIBABA_CLOUD_ECS_METADATA";
const STRICT: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";

/// Asks the metadata service of the ECS instance for the key of its RAM role, with a session token where the service has them.
/// `ALIBABA_CLOUD_ECS_METADATA` may name the role; `ALIBABA_CLOUD_IMDSV1_DISABLED` forbids to ask without a token.
pub struct AlibabaInstanceMetadata {
    config: ProviderConfig,
    role: Option<String>,
}

impl AlibabaInstanceMetadata {
    /// Looks in `config`.
    pub fn new(config: &ProviderConfig) -> Self {
        Self {
            config: config.clone(),
            role: None,
        }
    }

    /// Asks for this role.
    #[must_use]
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    async fn take(&self) -> Result<Identity, Error> {
        METADATA.check_enabled(&self.config, Some(DISABLED))?;
        let token = self.token().await?;
        let role = match self.role.clone().or_else(|| self.config.variable(ROLE)) {
            Some(role) => role,
            None => self.discover(token.as_ref()).await?,
        };
        let encoded = path_segment(role.trim());
        let reply = self.read(&encoded, token.as_ref()).await?.into_success()?;
        let key: TemporaryKey = reply.json()?;
        if let Some(code) = key.code.as_deref().filter(|code| *code != "Success") {
            return Err(reply.error_with_code(Some(code.to_owned())));
        }
        key.temporary(METADATA, METADATA.name)
    }

    /// The session token; `None` from a service that has none, which the strict mode does not accept.
    async fn token(&self) -> Result<Option<Zeroizing<String>>, Error> {
        let url = format!("{}/latest/api/token", self.config.metadata_url(ALIBABA_METADATA));
        let ask =
            FetchRequest::put(&url).header("X-aliyun-ecs-metadata-token-ttl-seconds", METADATA_TOKEN_SECONDS);
        let strict = self.config.env_flag(STRICT);
        // Where nobody is at all, nobody would answer the next question either. An answer that gets lost is another matter: packets
        // with a token live so shortly that they may not reach into a container.
        let reply = try_fetch(&self.config, METADATA, ask).await?;
        match reply.and_then(FetchResponse::into_success) {
            Ok(reply) if !reply.text().is_empty() => Ok(Some(Zeroizing::new(reply.text().to_owned()))),
            Ok(_) if strict => Err(METADATA.missing("a session token")),
            Err(error) if strict => Err(error),
            Ok(_) | Err(_) => Ok(None),
        }
    }

    async fn discover(&self, token: Option<&Zeroizing<String>>) -> Result<String, Error> {
        let reply = self.read("", token).await?.into_success()?;
        let role = reply.text().lines().next().unwrap_or_default().trim();
        if role.is_empty() {
            return Err(METADATA.error(ErrorKind::Config, "knows no RAM role of this instance"));
        }
        Ok(role.to_owned())
    }

    /// Reads with the token; where that is rejected, once without.
    async fn read(&self, name: &str, token: Option<&Zeroizing<String>>) -> Result<FetchResponse, Error> {
        let base = self.config.metadata_url(ALIBABA_METADATA);
        let url = format!("{base}/latest/meta-data/ram/security-credentials/{name}");
        if let Some(token) = token {
            let ask = FetchRequest::get(&url).header("X-aliyun-ecs-metadata-token", token);
            let reply = try_fetch(&self.config, METADATA, ask).await?;
            let done = |reply: &FetchResponse| (200..300).contains(&reply.status()) || reply.status() == 404;
            if self.config.env_flag(STRICT) || reply.as_ref().is_ok_and(done) {
                return reply;
            }
        }
        fetch(&self.config, METADATA, FetchRequest::get(&url)).await
    }
}

impl fmt::Debug for AlibabaInstanceMetadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AlibabaInstanceMetadata")
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

impl ProvideCredentials for AlibabaInstanceMetadata {
    fn name(&self) -> &'static str {
        "metadata"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        Box::pin(self.take())
    }
}
