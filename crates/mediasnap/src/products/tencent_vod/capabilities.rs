//! What the product can do, by kind of source.

use crate::capability::{Capabilities, Capability, SourceCapabilities};
use crate::model::{ProductKey, SourceKind};

/// The capabilities of the product.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: ProductKey::TencentVod,
    sources: &[SourceCapabilities {
        source: SourceKind::Media,
        capabilities: &[
            Capability::AtOne,
            Capability::AtMany,
            Capability::AtMilliseconds,
            Capability::AtPercents,
            Capability::Every,
            Capability::EveryUncounted,
            Capability::EveryPercent,
            Capability::SizeExact,
            Capability::SizeLongerSide,
            Capability::Jpeg,
            Capability::Png,
            Capability::WebP,
            Capability::Sprite,
            Capability::SpriteEvery,
            Capability::SpriteEveryPercent,
            Capability::WebVtt,
            Capability::SpriteKeepFrames,
            Capability::Template,
            Capability::UserData,
            Capability::Cover,
            Capability::List,
            Capability::ListByMedia,
            Capability::ListByState,
            Capability::ListByTime,
            Capability::Cancel,
        ],
    }],
};
