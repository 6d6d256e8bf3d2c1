//! What the product can do, by kind of source.

use crate::capability::{Capabilities, Capability, SourceCapabilities};
use crate::model::{ProductKey, SourceKind};

/// The capabilities of the product.
pub static CAPABILITIES: Capabilities = Capabilities {
    product: ProductKey::HuaweiMpc,
    sources: &[SourceCapabilities {
        source: SourceKind::Object,
        capabilities: &[
            Capability::AtOne,
            Capability::AtMany,
            Capability::AtMilliseconds,
            Capability::Every,
            Capability::EveryUncounted,
            Capability::EveryStart,
            Capability::EveryLength,
            Capability::SizeExact,
            Capability::SizeLongerSide,
            Capability::Jpeg,
            Capability::Output,
            Capability::OutputFileName,
            Capability::OutputExactDirectory,
            Capability::Archive,
            Capability::Synchronous,
            Capability::UserData,
            Capability::List,
            Capability::ListByState,
            Capability::ListByTime,
            Capability::Cancel,
            Capability::BatchedQueries,
        ],
    }],
};
