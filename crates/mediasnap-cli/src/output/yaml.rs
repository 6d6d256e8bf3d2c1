//! YAML in block style: numbers keep their digits, and strings that could be read as another type are quoted.

use super::node::{Node, quoted};

/// Writes `node` as one YAML document.
pub(crate) fn write(node: &Node) -> String {
    let mut out = String::new();
    match node {
        Node::Array(elements) if !elements.is_empty() => array(&mut out, elements, 0),
        Node::Object(members) if !members.is_empty() => object(&mut out, members, 0),
        scalar => {
            out.push_str(&plain(scalar));
            out.push('\n');
        }
    }
    out
}

fn array(out: &mut String, elements: &[Node], depth: usize) {
    for (index, element) in elements.iter().enumerate() {
        // The first line of a nested array shares the line of its dash.
        if index > 0 || !out.ends_with("- ") {
            indent(out, depth);
        }
        out.push_str("- ");
        match element {
            Node::Array(inner) if !inner.is_empty() => array(out, inner, depth + 1),
            Node::Object(members) if !members.is_empty() => object(out, members, depth + 1),
            scalar => {
                out.push_str(&plain(scalar));
                out.push('\n');
            }
        }
    }
}

fn object(out: &mut String, members: &[(String, Node)], depth: usize) {
    for (index, (name, value)) in members.iter().enumerate() {
        if index > 0 || !out.ends_with("- ") {
            indent(out, depth);
        }
        out.push_str(&text(name));
        out.push(':');
        match value {
            Node::Array(elements) if !elements.is_empty() => {
                out.push('\n');
                array(out, elements, depth + 1);
            }
            Node::Object(inner) if !inner.is_empty() => {
                out.push('\n');
                object(out, inner, depth + 1);
            }
            scalar => {
                out.push(' ');
                out.push_str(&plain(scalar));
                out.push('\n');
            }
        }
    }
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn plain(node: &Node) -> String {
    match node {
        Node::String(value) => text(value),
        other => other.to_string(),
    }
}

/// Returns `value` unquoted if it can only be read as a string, else quoted as in JSON, which is valid YAML.
fn text(value: &str) -> String {
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let bare = value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
        && !words.contains(&value.to_ascii_lowercase().as_str());
    if bare {
        return value.to_owned();
    }
    // Valid in JSON strings, but line breaks or invalid in YAML.
    let mut safe = String::new();
    for c in quoted(value).chars() {
        if c.is_control() || ['\u{2028}', '\u{2029}', '\u{feff}'].contains(&c) {
            let escaped = format!("\\u{:04x}", u32::from(c));
            safe += &escaped;
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_as_the_same_value() {
        let json = r#"{"a":[],"b":{},"c":[[1,[2,"x"]],{"d":null,"e":[{"f":true}]},{}],"no":"no","n":1.10,
            "t":"2020-01-01","u":"http://x/y?z=1#a: b","v":"- a\n b","w":"","x":"\u0085\u2028é😀","12":"12","y":" z ","~":"~"}"#;
        let yaml = write(&Node::parse(json).unwrap());
        let read: serde_json::Value = serde_norway::from_str(&yaml).unwrap();
        assert_eq!(read, serde_json::from_str::<serde_json::Value>(json).unwrap());
        assert!(yaml.contains("n\": 1.10\n"), "{yaml}");
    }

    #[test]
    fn scalars_stand_alone() {
        assert_eq!(
            write(&Node::parse("18446744073709551616").unwrap()),
            "18446744073709551616\n"
        );
        assert_eq!(write(&Node::parse("\"a b\"").unwrap()), "\"a b\"\n");
        assert_eq!(write(&Node::parse("[]").unwrap()), "[]\n");
    }
}
