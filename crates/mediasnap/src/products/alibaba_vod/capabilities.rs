//! What the product can do, by kind of source.

use crate::capability::{Capabilities, Capability, SourceCapabilities};
use crate::model::{ProductKey, SourceKind};

/// The capabilities of the product.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: ProductKey::AlibabaVod,
    sources: &[SourceCapabilities {
        source: SourceKind::Media,
        capabilities: &[
            Capability::AtOne,
            Capability::AtMany,
            Capability::AtMilliseconds,
            Capability::Every,
            Capability::EveryCount,
            Capability::EveryStart,
            Capability::Evenly,
            Capability::SizeExact,
            Capability::Sprite,
            Capability::SpriteEvery,
            Capability::SpriteSpacing,
            Capability::SpriteKeepFrames,
            Capability::Template,
            Capability::UserData,
            Capability::Callback,
            Capability::List,
            Capability::ListByMedia,
            Capability::BatchedQueries,
        ],
    }],
};
