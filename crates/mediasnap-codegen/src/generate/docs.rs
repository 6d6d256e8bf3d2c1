//! Escapes descriptions for rustdoc: characters that Markdown would parse as links or HTML tags.

use serde_json::{Value, json};

use crate::value::walk;

pub(super) fn escape(document: &mut Value) {
    walk(document, &mut |object| {
        for key in ["description", "summary", "title"] {
            if let Some(text) = object.get(key).and_then(Value::as_str) {
                let escaped = escape_text(text);
                object.insert(key.to_owned(), json!(escaped));
            }
        }
    });
}

/// Escapes `<`, `>`, `[` and `]` outside of code spans, and wraps bare web addresses.
pub(super) fn escape_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let bare = word.trim_end_matches(['.', ',', ';', ')']);
        if !code && (bare.starts_with("https://") || bare.starts_with("http://")) && !bare.contains('`') {
            out.push('<');
            out.push_str(bare);
            out.push('>');
            out.push_str(&word[bare.len()..]);
            continue;
        }
        for character in word.chars() {
            match character {
                '`' => code = !code,
                '<' | '>' | '[' | ']' if !code => out.push('\\'),
                _ => {}
            }
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape_text;

    #[test]
    fn markup_is_escaped_outside_of_code() {
        assert_eq!(escape_text("a <b> [c] `<d>`"), "a \\<b\\> \\[c\\] `<d>`");
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(
            escape_text("see https://example.com/a."),
            "see <https://example.com/a>."
        );
    }
}
