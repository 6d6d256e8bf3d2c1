//! Call that is signed: service, action, region and other inputs of a scheme beside the request.

use std::borrow::Cow;

use crate::algorithm::Algorithm;
use crate::error::SignError;

/// Call that is signed: the inputs of a scheme beside the request. Each scheme reads the fields it needs and ignores the
/// others.
///
/// ```
/// use mediasnap_auth::SigningContext;
///
/// let context = SigningContext::new("tiw", "2019-09-19", "DescribeSnapshotTask").with_region("ap-guangzhou");
/// assert_eq!(context.service, "tiw");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigningContext<'a> {
    /// The vendor's short service name, part of the scope that TC3 and V11 sign.
    pub service: Cow<'a, str>,
    /// API version, sent by Tencent Cloud and Alibaba Cloud.
    pub version: Cow<'a, str>,
    /// Action, sent by Tencent Cloud and Alibaba Cloud.
    pub action: Cow<'a, str>,
    /// Region: part of the scope of V11, sent by Tencent Cloud.
    pub region: Option<Cow<'a, str>>,
    /// Huawei Cloud project of the request, sent as `X-Project-Id`.
    pub project_id: Option<Cow<'a, str>>,
    /// Huawei Cloud account of a request to a global service, sent as `X-Domain-Id` if there is no project.
    pub domain_id: Option<Cow<'a, str>>,
    /// Language of Tencent Cloud's messages: `zh-CN` or `en-US`.
    pub language: Option<Cow<'a, str>>,
    /// Name of the client, sent to Tencent Cloud.
    pub request_client: Option<Cow<'a, str>>,
    /// Leaves the body out of the signature. Supported by TC3 and Huawei Cloud's schemes. Default: `false`.
    pub unsigned_payload: bool,
    /// API style of the Alibaba Cloud call. Default: RPC.
    pub style: ApiStyle,
}

impl<'a> SigningContext<'a> {
    /// Creates a context with these three fields and defaults for the others.
    pub fn new(
        service: impl Into<Cow<'a, str>>,
        version: impl Into<Cow<'a, str>>,
        action: impl Into<Cow<'a, str>>,
    ) -> Self {
        Self {
            service: service.into(),
            version: version.into(),
            action: action.into(),
            ..Self::default()
        }
    }

    /// Sets the region.
    #[must_use]
    pub fn with_region(mut self, region: impl Into<Cow<'a, str>>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the Huawei Cloud project.
    #[must_use]
    pub fn with_project_id(mut self, project_id: impl Into<Cow<'a, str>>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// Sets the language of messages.
    #[must_use]
    pub fn with_language(mut self, language: impl Into<Cow<'a, str>>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Sets the name of the client.
    #[must_use]
    pub fn with_request_client(mut self, request_client: impl Into<Cow<'a, str>>) -> Self {
        self.request_client = Some(request_client.into());
        self
    }

    /// Rejects an unsigned payload, for schemes that always sign the body.
    pub(crate) fn require_signed_payload(&self, algorithm: Algorithm) -> Result<(), SignError> {
        if self.unsigned_payload {
            let problem = "always covers the body: clear `SigningContext::unsigned_payload`";
            return Err(SignError::Unsupported { algorithm, problem });
        }
        Ok(())
    }
}

/// API style of an Alibaba Cloud product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiStyle {
    /// RPC: every request goes to `/`; a parameter or header names the action.
    #[default]
    Rpc,
    /// ROA (REST): method and path name the action.
    Roa,
}

/// Returns `None` for an empty string.
pub(crate) fn non_empty(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
