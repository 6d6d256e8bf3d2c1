//! Names of actions.

use std::borrow::Cow;

/// Converts the first letter of an action to upper case, as the services require.
pub(super) fn capitalized(action: &str) -> Cow<'_, str> {
    let mut action = Cow::Borrowed(action);
    if action.starts_with(|first: char| first.is_ascii_lowercase()) {
        action.to_mut()[..1].make_ascii_uppercase();
    }
    action
}
