//! What the product can do, by kind of source.

use crate::capability::{Capabilities, Capability, SourceCapabilities};
use crate::model::{ProductKey, SourceKind};

/// The capabilities of the product.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: ProductKey::HuaweiVod,
    sources: &[
        SourceCapabilities {
            source: SourceKind::Media,
            capabilities: &[
                Capability::AtOne,
                Capability::AtMany,
                Capability::Every,
                Capability::EveryUncounted,
                Capability::Evenly,
                Capability::SizeLongerSide,
                Capability::Jpeg,
                Capability::Cover,
                Capability::SetCover,
                Capability::List,
                Capability::ListByMedia,
            ],
        },
        SourceCapabilities {
            source: SourceKind::Object,
            capabilities: &[
                Capability::AtOne,
                Capability::AtMany,
                Capability::EveryUncounted,
                Capability::EveryPercent,
                Capability::SizeExact,
                Capability::Jpeg,
                Capability::Png,
                Capability::Sprite,
                Capability::SpriteEvery,
                Capability::SpriteEveryPercent,
                Capability::Output,
                Capability::OutputFileName,
                Capability::UserData,
                Capability::Callback,
            ],
        },
    ],
};
