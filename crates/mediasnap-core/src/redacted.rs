//! `Debug` output without secrets.

use std::fmt;

/// Shows a value unless an address is in it: addresses of images, streams and callbacks may hold a signature or a password.
pub struct Redacted<'a, T: ?Sized>(pub &'a T);

impl<T: fmt::Debug + ?Sized> fmt::Debug for Redacted<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if f.alternate() {
            format!("{:#?}", self.0)
        } else {
            format!("{:?}", self.0)
        };
        f.write_str(if text.contains("://") { "[redacted]" } else { &text })
    }
}

/// Implements `Debug` for a struct with named fields: those before `;` are shown as [`Redacted`], the others not at all.
///
/// A field that is in neither list does not compile.
#[macro_export]
macro_rules! redacted_debug {
    ($name:ident { $($shown:ident),* ; $($hidden:ident),* }) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let Self { $($shown,)* $($hidden: _,)* } = self;
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($shown), &$crate::Redacted($shown)))*
                    $(.field(stringify!($hidden), &::std::format_args!("[redacted]")))*
                    .finish()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    struct Call {
        id: Option<u8>,
        place: &'static str,
        #[allow(dead_code, reason = "what is hidden is not read")]
        token: &'static str,
    }

    redacted_debug!(Call { id, place; token });

    #[test]
    fn addresses_and_hidden_fields_are_not_shown() {
        let call = |place| Call {
            id: Some(1),
            place,
            token: "planted",
        };
        assert_eq!(
            format!("{:?}", call("here")),
            r#"Call { id: Some(1), place: "here", token: [redacted] }"#
        );
        assert_eq!(
            format!("{:?}", call("https://host/?planted")),
            "Call { id: Some(1), place: [redacted], token: [redacted] }"
        );
    }
}
