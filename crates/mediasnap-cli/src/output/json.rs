//! Formats JSON token by token: values are not parsed, so none can change.

/// Formats valid JSON with an indentation of two spaces.
pub(crate) fn pretty(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut chars = text.chars().filter(Filter::default().keep()).peekable();
    let mut in_string = false;
    while let Some(c) = chars.next() {
        if in_string {
            out.push(c);
            match c {
                '\\' => out.extend(chars.next()),
                '"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '{' | '[' => {
                out.push(c);
                let close = if c == '{' { '}' } else { ']' };
                if let Some(close) = chars.next_if_eq(&close) {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => out.push(c),
        }
    }
    out
}

/// Removes whitespace between tokens, so that valid JSON fits on one line.
pub(crate) fn compact(text: &str) -> String {
    text.chars().filter(Filter::default().keep()).collect()
}

/// Distinguishes whitespace between tokens from whitespace in strings.
#[derive(Default)]
struct Filter {
    in_string: bool,
    escaped: bool,
}

impl Filter {
    fn keep(mut self) -> impl FnMut(&char) -> bool {
        move |c| {
            if self.in_string {
                match c {
                    _ if self.escaped => self.escaped = false,
                    '\\' => self.escaped = true,
                    '"' => self.in_string = false,
                    _ => {}
                }
                return true;
            }
            self.in_string = *c == '"';
            !c.is_ascii_whitespace()
        }
    }
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::{compact, pretty};

    const TEXT: &str = r#" {"a" : [1.10, {"b\"{": "x , \\"}, [ ], { }], "c":12345678901234567890123 } "#;

    #[test]
    fn tokens_are_unmodified() {
        let formatted = pretty(TEXT);
        assert_eq!(
            formatted,
            "{\n  \"a\": [\n    1.10,\n    {\n      \"b\\\"{\": \"x , \\\\\"\n    },\n    [],\n    {}\n  ],\n  \
             \"c\": 12345678901234567890123\n}"
        );
        assert_eq!(compact(&formatted), compact(TEXT));
        assert_eq!(
            compact(TEXT),
            r#"{"a":[1.10,{"b\"{":"x , \\"},[],{}],"c":12345678901234567890123}"#
        );
    }
}
