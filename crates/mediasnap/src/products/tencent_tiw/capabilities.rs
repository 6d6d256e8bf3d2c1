//! What the product can do, by kind of source.

use crate::capability::{Capabilities, Capability, SourceCapabilities};
use crate::model::{ProductKey, SourceKind};

/// The capabilities of the product.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: ProductKey::TencentTiw,
    sources: &[SourceCapabilities {
        source: SourceKind::Whiteboard,
        capabilities: &[
            Capability::LatestMarks,
            Capability::SizeExact,
            Capability::Output,
            Capability::OutputOwner,
            Capability::Callback,
        ],
    }],
};
