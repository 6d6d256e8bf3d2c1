//! Responses as XML documents, the default of Alibaba Cloud's former request style.

use std::fmt::Write as _;

use serde_json::Value;

/// Returns a document whose root has the members of an object as elements. A list repeats the element of its name.
pub(super) fn document(root: &str, value: &Value) -> String {
    let mut document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    write(&mut document, root, value);
    document
}

fn write(document: &mut String, name: &str, value: &Value) {
    if value.is_null() {
        return;
    }
    if let Value::Array(items) = value {
        return items.iter().for_each(|item| write(document, name, item));
    }
    let name = element_name(name);
    let _ = write!(document, "<{name}>");
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                write(document, name, member);
            }
        }
        Value::String(text) => escape(document, text),
        other => {
            let _ = write!(document, "{other}");
        }
    }
    let _ = write!(document, "</{name}>");
}

/// Replaces what is not part of a name: callers choose the names of some members.
fn element_name(name: &str) -> String {
    let mut valid: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "_-.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    if !valid.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
        valid.insert(0, '_');
    }
    valid
}

fn escape(document: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => document.push_str("&amp;"),
            '<' => document.push_str("&lt;"),
            '>' => document.push_str("&gt;"),
            '\r' => document.push_str("&#13;"),
            // XML has no notation for other control characters.
            '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {
                document.push(char::REPLACEMENT_CHARACTER);
            }
            _ => document.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn members_become_elements() {
        let value = json!({ "A": "<&>\u{1}", "B": [1, { "C": true }], "D": [], "E": null, "0 x": "" });
        let document = super::document("R", &value);
        let (_, root) = document.split_once('\n').unwrap();
        for part in [
            "<A>&lt;&amp;&gt;\u{fffd}</A>",
            "<B>1</B><B><C>true</C></B>",
            "<_0_x></_0_x>",
        ] {
            assert!(root.contains(part), "{root}");
        }
        assert!(
            root.starts_with("<R>")
                && root.ends_with("</R>")
                && !root.contains("<D>")
                && !root.contains("<E>")
        );
    }
}
