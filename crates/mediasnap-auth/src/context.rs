//! What a scheme needs besides the request.

use std::borrow::Cow;

use crate::alibaba::Style;

/// What a scheme needs besides the request. Each scheme reads the fields it knows and ignores the rest.
///
/// ```
/// use mediasnap_auth::SigningContext;
///
/// let context = SigningContext { region: Some("ap-guangzhou".into()), ..SigningContext::new("tiw", "2019-09-19", "DescribeSnapshotTask") };
/// assert_eq!(context.service, "tiw");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SigningContext<'a> {
    /// The vendor's short service name, part of the scope that TC3 and V11 sign.
    pub service: Cow<'a, str>,
    /// The API version, sent by Tencent Cloud and Alibaba Cloud.
    pub version: Cow<'a, str>,
    /// The action, sent by Tencent Cloud and Alibaba Cloud.
    pub action: Cow<'a, str>,
    /// The region: part of the scope of V11, sent by Tencent Cloud.
    pub region: Option<Cow<'a, str>>,
    /// The Huawei Cloud project the request is for, sent as `X-Project-Id`.
    pub project_id: Option<Cow<'a, str>>,
    /// The Huawei Cloud account of a global service, sent as `X-Domain-Id` when there is no project.
    pub domain_id: Option<Cow<'a, str>>,
    /// The language of Tencent Cloud's messages, `zh-CN` or `en-US`.
    pub language: Option<Cow<'a, str>>,
    /// How the client names itself to Tencent Cloud.
    pub request_client: Option<Cow<'a, str>>,
    /// Leaves the body out of the signature, where the scheme can (TC3 and Huawei Cloud's schemes).
    pub unsigned_payload: bool,
    /// The style of the Alibaba Cloud call.
    pub style: Style,
}

impl<'a> SigningContext<'a> {
    /// A context with these three and nothing else.
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

    /// The same with a region.
    #[must_use]
    pub fn with_region(mut self, region: impl Into<Cow<'a, str>>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The same with a Huawei Cloud project.
    #[must_use]
    pub fn with_project_id(mut self, project_id: impl Into<Cow<'a, str>>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// The same with a language.
    #[must_use]
    pub fn with_language(mut self, language: impl Into<Cow<'a, str>>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// The same with a name for the client.
    #[must_use]
    pub fn with_request_client(mut self, request_client: impl Into<Cow<'a, str>>) -> Self {
        self.request_client = Some(request_client.into());
        self
    }
}
