//! What the product can do, by kind of source.

use crate::capability::{Capabilities, Capability, SourceCapabilities};
use crate::model::{ProductKey, SourceKind};

const ON_DEMAND: &[Capability] = &[
    Capability::AtOne,
    Capability::AtMilliseconds,
    Capability::Every,
    Capability::EveryCount,
    Capability::EveryStart,
    Capability::SizeExact,
    Capability::Sprite,
    Capability::SpriteEvery,
    Capability::SpriteSpacing,
    Capability::Output,
    Capability::OutputFileName,
    Capability::Template,
    Capability::Name,
    Capability::UserData,
    Capability::List,
    Capability::ListByState,
    Capability::ListByTime,
];

/// The capabilities of the product.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: ProductKey::AlibabaIce,
    sources: &[
        SourceCapabilities {
            source: SourceKind::Media,
            capabilities: ON_DEMAND,
        },
        SourceCapabilities {
            source: SourceKind::Object,
            capabilities: ON_DEMAND,
        },
        SourceCapabilities {
            source: SourceKind::Stream,
            capabilities: &[
                Capability::Output,
                Capability::OutputEndpoint,
                Capability::Template,
                Capability::Name,
                Capability::Callback,
                Capability::List,
                Capability::ListByState,
                Capability::ListByTime,
                Capability::Cancel,
                Capability::Commands,
                Capability::ImagesByTime,
            ],
        },
    ],
};
