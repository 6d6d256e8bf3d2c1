//! Fields of `multipart/form-data` bodies.

/// Maximum number of fields.
const MAX_FIELDS: usize = 4096;

/// Returns the boundary between fields, if the content type is `multipart/form-data`.
pub(crate) fn boundary(content_type: &str) -> Option<&str> {
    let mut parts = content_type.split(';').map(str::trim);
    let kind = parts.next()?;
    let boundary = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.eq_ignore_ascii_case("boundary")
            .then_some(value.trim_matches('"'))
    });
    boundary.filter(|boundary| kind.eq_ignore_ascii_case("multipart/form-data") && !boundary.is_empty())
}

/// Returns the fields by name, or `None` if the body does not match the boundary or has too many. Invalid UTF-8 is replaced.
pub(crate) fn fields(body: &[u8], boundary: &str) -> Option<Vec<(String, String)>> {
    let text = String::from_utf8_lossy(body);
    let delimiter = format!("--{boundary}");
    let rest = &text[text.find(&delimiter)? + delimiter.len()..];
    let mut fields = Vec::new();
    let mut rest = rest.strip_prefix("\r\n");
    let between = format!("\r\n{delimiter}");
    while let Some(field) = rest {
        let (field, after) = field.split_once(&between).filter(|_| fields.len() < MAX_FIELDS)?;
        let (head, value) = field
            .split_once("\r\n\r\n")
            .or(field.strip_prefix("\r\n").map(|value| ("", value)))?;
        fields.push((name(head)?.to_owned(), value.to_owned()));
        if after.starts_with("--") {
            break;
        }
        rest = after.strip_prefix("\r\n");
    }
    Some(fields)
}

/// Returns the name in the headers of a field.
fn name(head: &str) -> Option<&str> {
    let is_disposition = |line: &&str| {
        let (header, _) = line.split_once(':').unwrap_or_default();
        header.eq_ignore_ascii_case("content-disposition")
    };
    let parts = head.lines().find(is_disposition)?.split(';').map(str::trim);
    parts
        .filter_map(|part| part.split_once('='))
        .find_map(|(key, value)| {
            key.eq_ignore_ascii_case("name")
                .then_some(value.trim_matches('"'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_apart() {
        let boundary = boundary("multipart/form-data; charset=utf-8; boundary=\"a b\"").unwrap();
        assert_eq!(boundary, "a b");
        assert_eq!(super::boundary("application/json; boundary=x"), None);
        let body = "--a b\r\nContent-Disposition: form-data; name=\"TaskID\"\r\n\r\nx--a\r\ny\r\n\
                    --a b\r\ncontent-type: text/plain\r\ncontent-disposition: form-data; filename=\"f\"; name=\"Z\"\r\n\r\n\r\n--a b--\r\n";
        let found = fields(body.as_bytes(), boundary).unwrap();
        assert_eq!(
            found,
            [("TaskID".into(), "x--a\r\ny".into()), ("Z".into(), String::new())]
        );
        assert_eq!(fields(b"nothing", boundary), None);
        assert_eq!(fields(b"--a b\r\nno head", boundary), None);
    }
}
