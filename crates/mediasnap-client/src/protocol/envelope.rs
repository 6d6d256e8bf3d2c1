//! The fields of a success that say whether it failed, without decoding the rest.

use mediasnap_core::wire::{self, without_byte_order_mark};
use mediasnap_core::{decode_as_declared, decode_object};

/// Content of an error envelope, whatever its spelling.
#[derive(Default)]
pub(super) struct Envelope {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

/// The members of a 2xx response that classification needs.
pub(super) struct Peek {
    pub(super) response: Option<Inner>,
    pascal: Option<String>,
    camel: Option<String>,
    snake: Option<String>,
}

decode_object!(Peek {
    optional response = "Response",
    optional pascal = "RequestId",
    optional camel = "requestId",
    optional snake = "request_id",
});

impl Peek {
    /// The request id in the first spelling that there is; a response may have several.
    pub(super) fn request_id(self) -> Option<String> {
        self.pascal.or(self.camel).or(self.snake)
    }
}

/// Tencent's wrapped response.
pub(super) struct Inner {
    pub(super) error: Option<InBand>,
    pub(super) request_id: Option<String>,
}

decode_object!(Inner { optional error = "Error", optional request_id = "RequestId" });
decode_as_declared!(Inner);

/// An error inside of an HTTP 200.
pub(super) struct InBand {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
}

decode_object!(InBand { optional code = "Code", optional message = "Message" });
decode_as_declared!(InBand);

/// The members that matter, when `body` is a JSON object.
pub(super) fn peek(body: &[u8]) -> Option<Peek> {
    if is_object(body) {
        wire::decode(body).ok().map(|decoded| decoded.value)
    } else {
        None
    }
}

/// Whether `body` begins as an object does.
pub(super) fn is_object(body: &[u8]) -> bool {
    let mut bytes = without_byte_order_mark(body).iter();
    bytes.find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}
