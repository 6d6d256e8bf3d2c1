//! What the product can do, by kind of source.

use crate::capability::{Capabilities, Capability, SourceCapabilities};
use crate::model::{ProductKey, SourceKind};

/// The capabilities of the product.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: ProductKey::AlibabaMts,
    sources: &[SourceCapabilities {
        source: SourceKind::Object,
        capabilities: &[
            Capability::AtOne,
            Capability::AtMilliseconds,
            Capability::Every,
            Capability::EveryUncounted,
            Capability::EveryCount,
            Capability::EveryStart,
            Capability::SizeExact,
            Capability::Jpeg,
            Capability::Sprite,
            Capability::SpriteEvery,
            Capability::SpriteSpacing,
            Capability::SpriteKeepFrames,
            Capability::Output,
            Capability::OutputFileName,
            Capability::Synchronous,
            Capability::UserData,
            Capability::List,
            Capability::ListByState,
            Capability::ListByTime,
            Capability::BatchedQueries,
        ],
    }],
};
