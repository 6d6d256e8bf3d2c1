//! Typed ways into the vendor's own request.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

/// Changes to vendors' request types, by type. See [`SnapshotRequestBuilder::customize`](super::SnapshotRequestBuilder::customize).
#[derive(Clone, Default)]
pub struct Customizations(Vec<(TypeId, Arc<dyn Any + Send + Sync>)>);

type Change<R> = Box<dyn Fn(&mut R) + Send + Sync>;

impl Customizations {
    /// Adds a change of the request type `R`; several changes of one type apply in the order they were added.
    pub fn add<R: 'static>(&mut self, change: impl Fn(&mut R) + Send + Sync + 'static) {
        let change: Change<R> = Box::new(change);
        self.0.push((TypeId::of::<R>(), Arc::new(change)));
    }

    /// Applies the changes of the type `R` to `request`: what an adapter does with a request that it has converted.
    pub fn apply<R: 'static>(&self, request: &mut R) {
        for (_, change) in self.0.iter().filter(|(id, _)| *id == TypeId::of::<R>()) {
            if let Some(change) = change.downcast_ref::<Change<R>>() {
                change(request);
            }
        }
    }

    /// Whether there are changes of the type `R`.
    pub fn has<R: 'static>(&self) -> bool {
        self.0.iter().any(|(id, _)| *id == TypeId::of::<R>())
    }

    /// Whether there are none at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Customizations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customizations({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Customizations;

    #[test]
    fn changes_apply_to_their_type_in_order() {
        let mut customizations = Customizations::default();
        customizations.add(|number: &mut i32| *number += 1);
        customizations.add(|number: &mut i32| *number *= 10);
        customizations.add(|text: &mut String| text.push('x'));
        let (mut number, mut text) = (1, String::new());
        customizations.apply(&mut number);
        customizations.apply(&mut text);
        assert_eq!((number, text.as_str()), (20, "x"));
        assert!(customizations.has::<i32>() && !customizations.has::<u8>());
    }
}
