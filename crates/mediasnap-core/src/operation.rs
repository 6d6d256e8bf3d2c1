//! The operation table: what a spec says of a product and its operations, as plain data that generated code fills.

use crate::error::ErrorKind;

/// A cloud product: one spec, one crate, one client.
#[derive(Debug)]
pub struct Product {
    /// The key that names spec, crate, feature and module.
    pub key: &'static str,
    /// The product's name in words.
    pub title: &'static str,
    /// Whose product it is; decides signature, envelope and headers.
    pub vendor: Vendor,
    /// The vendor's short service name (`mpc`), as it stands in credential scopes and override variables.
    pub service: &'static str,
    /// The API version (`v1`, `2019-09-19`).
    pub version: &'static str,
    /// How an operation is named in a request.
    pub dispatch: Dispatch,
    /// The region that the spec's server entry has as its default.
    pub default_region: &'static str,
    /// The scheme of addresses in the vendor's object storage (`oss`); `None` where the product takes no objects.
    pub object_scheme: Option<&'static str>,
    /// The hosts and the regions they serve; exceptions first.
    pub servers: &'static [Server],
    /// Error codes that every operation can return.
    pub errors: &'static [ErrorCode],
    /// Every operation of the product.
    pub operations: &'static [&'static Operation],
    /// The lowered spec, as JSON text.
    pub spec: &'static str,
}

impl Product {
    /// The operation with the vendor's name `id` (`SubmitSnapshotJob`).
    pub fn operation(&self, id: &str) -> Option<&'static Operation> {
        self.operations
            .iter()
            .copied()
            .find(|operation| operation.id == id)
    }

    /// Returns the meaning of `code` in the spec: the operation's codes before the product's, exact before prefix, long before short.
    pub fn error_kind(&self, operation: &Operation, code: &str) -> Option<ErrorKind> {
        let listed = || operation.errors.iter().chain(self.errors);
        let exact = listed().find(|error| error.code == code);
        let longest = || {
            let matching = listed().filter(|error| error.matches(code));
            matching.reduce(|best, next| {
                if next.code.len() > best.code.len() {
                    next
                } else {
                    best
                }
            })
        };
        exact.or_else(longest).map(|error| error.kind)
    }
}

/// A vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vendor {
    /// Huawei Cloud.
    Huawei,
    /// Tencent Cloud.
    Tencent,
    /// Alibaba Cloud.
    Alibaba,
}

impl Vendor {
    /// The vendor's name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Huawei => "huawei",
            Self::Tencent => "tencent",
            Self::Alibaba => "alibaba",
        }
    }
}

/// How an operation is named in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dispatch {
    /// By method and path.
    Path,
    /// By a header that holds the action; the path is `/`.
    Action,
}

/// A host and the regions it serves.
#[derive(Debug)]
pub struct Server {
    /// The host name, with `{region}` where the region goes.
    pub host: &'static str,
    /// The regions it serves.
    pub regions: &'static [&'static str],
    /// Further regions that it serves, which are not open to the public.
    pub unlisted: &'static [&'static str],
    /// Whether a region outside of `regions` resolves by this host too.
    pub open: bool,
}

/// An error code that a vendor documents.
#[derive(Debug)]
pub struct ErrorCode {
    /// The exact code, or a prefix when it ends in `*`.
    pub code: &'static str,
    /// The HTTP status it comes with, where known.
    pub status: Option<u16>,
    /// Kind of error that the code stands for.
    pub kind: ErrorKind,
    /// Explanation of the code.
    pub message: &'static str,
}

impl ErrorCode {
    /// Whether `code` is this code, or has this prefix.
    pub fn matches(&self, code: &str) -> bool {
        match self.code.strip_suffix('*') {
            Some(prefix) => code.starts_with(prefix),
            None => self.code == code,
        }
    }
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// The vendor's name of the operation.
    pub id: &'static str,
    /// The value of the action header, for products that dispatch by action.
    pub action: Option<&'static str>,
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with `{name}` for path parameters.
    pub path: &'static str,
    /// Purpose of the operation, in one line.
    pub summary: &'static str,
    /// The vendor's page.
    pub docs: &'static str,
    /// Whether sending it twice has the effect of sending it once.
    pub idempotent: bool,
    /// The documented rate limit.
    pub rate_limit: Option<RateLimit>,
    /// How its list is paged.
    pub paging: Option<Paging>,
    /// Error codes of this operation, besides the product's.
    pub errors: &'static [ErrorCode],
    /// Every parameter: path, query, header and the members of the body.
    pub parameters: &'static [Parameter],
    /// Form of the request body.
    pub body: Body,
    /// Whether a successful response has a body.
    pub has_response_body: bool,
    /// The documented status of a successful response; any 2xx is one.
    pub success_status: u16,
}

impl Operation {
    /// The parameter with the wire name `name`.
    pub fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// A documented rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests a second, for one account.
    pub per_second: u32,
}

/// How a list is paged; every name is a wire name.
#[derive(Debug)]
pub struct Paging {
    /// The style and its parameters.
    pub style: PagingStyle,
    /// The dotted path of the list in the response.
    pub items: &'static str,
    /// The dotted path of the total, where the response has one.
    pub total: Option<&'static str>,
}

/// The styles that vendors page in.
#[derive(Debug)]
#[non_exhaustive]
pub enum PagingStyle {
    /// Page number and size.
    Page {
        /// The parameter of the page number.
        page: &'static str,
        /// The parameter of the page size.
        size: &'static str,
        /// The number of the first page.
        first: i64,
    },
    /// Offset and limit.
    Offset {
        /// The parameter of the offset.
        offset: &'static str,
        /// The parameter of the page size.
        limit: &'static str,
    },
    /// An opaque token from the previous page.
    Token {
        /// The parameter of the token.
        token: &'static str,
        /// The parameter of the page size.
        size: &'static str,
        /// The member of the response that holds the next token.
        next: &'static str,
    },
    /// A start time from the previous page.
    Time {
        /// The parameter of the start time.
        start: &'static str,
        /// The parameter of the page size.
        limit: &'static str,
        /// The member of the response that holds the next start time.
        next: &'static str,
    },
}

/// One parameter.
#[derive(Debug)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub location: Location,
    /// How its value becomes text.
    pub encoding: Encoding,
    /// Type of the value.
    pub kind: Kind,
    /// Whether the vendor asks for it always.
    pub required: bool,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A member of the JSON body.
    Body,
    /// A field of the form body.
    Form,
}

/// How a value becomes text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The value as it is.
    Plain,
    /// A list repeats its key.
    Repeat,
    /// A list numbers its key from 1: `Name.1`.
    Indexed,
    /// One compact JSON text.
    Json,
}

/// Type of a parameter value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list.
    List,
    /// An object.
    Object,
}

/// Form of a request body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    None,
    /// A JSON object.
    Json,
    /// A form.
    Form,
}

impl Body {
    /// The media type of such a body.
    pub fn media_type(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Json => Some("application/json"),
            Self::Form => Some("application/x-www-form-urlencoded"),
        }
    }
}
