//! Names of the files that are saved, and what a reference in a track of the vendor means among them.

use std::fmt::Write as _;

use mediasnap::{Image, ImageKind};

/// Percent-encodes an object key as the path of a URL, so that `?` and `#` are part of the path.
pub(super) fn percent_encode(key: &str) -> String {
    let mut path = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            path.push(char::from(byte));
        } else {
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path
}

/// Decodes percent-encoding.
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Returns a file name for `image` that stays in the directory, whatever the vendor's name is.
pub(super) fn file_name(number: usize, image: &Image) -> String {
    let name: String = image
        .file_name()
        .unwrap_or("image")
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let tail = name.len().saturating_sub(100);
    format!("{number:03}-{}", &name[tail..])
}

/// Returns the path of an image, its object key or the path of its URL, without percent-encoding.
fn path_of(image: &Image) -> String {
    match (&image.object, &image.url) {
        (Some(object), _) => object.key.clone(),
        (None, Some(url)) => path(url.as_str()),
        (None, None) => String::new(),
    }
}

/// Returns the path of a reference or URL, without percent-encoding, query and fragment.
fn path(reference: &str) -> String {
    let path = reference.split(['?', '#']).next().unwrap_or_default();
    let path = match path.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            rest.split_once('/').map_or("", |(_, path)| path)
        }
        _ => path,
    };
    percent_decode(path)
}

/// The images of a job, by the names of the vendor and those of the files.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<(String, ImageKind, String)>);

impl Names {
    /// Adds an image that is saved as `file`.
    pub(super) fn add(&mut self, image: &Image, file: &str) {
        self.0.push((path_of(image), image.kind, file.to_owned()));
    }

    /// Returns the file that `reference` in `track` means.
    pub(super) fn file(&self, reference: &str, track: &Image) -> Option<&str> {
        let reference = path(reference);
        let name = last(&reference);
        let named = |entry: &&(String, ImageKind, String)| !name.is_empty() && last(&entry.0) == name;
        let found: Vec<_> = self.0.iter().filter(named).collect();
        let base = path_of(track);
        let beside = base.rsplit_once('/').map_or("", |(directory, _)| directory);
        let wanted = normalize(&if reference.starts_with('/') || beside.is_empty() {
            reference.clone()
        } else {
            format!("{beside}/{reference}")
        });
        let exact = |entry: &&&(String, ImageKind, String)| {
            let path = normalize(&entry.0);
            path == wanted || path == normalize(&reference)
        };
        let sprite = |entry: &&&(String, ImageKind, String)| entry.1 == ImageKind::Sprite;
        let chosen = found.iter().find(exact).or_else(|| found.iter().find(sprite));
        chosen.or(found.first()).map(|entry| entry.2.as_str())
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Resolves `.` and `..` in a path.
fn normalize(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use mediasnap::{Image, ImageKind, ObjectLocation, Raw};

    use super::{Names, percent_decode, percent_encode};

    #[test]
    fn a_key_stays_a_path() {
        assert_eq!(percent_encode("out/a_1.jpg"), "out/a_1.jpg");
        assert_eq!(percent_encode("a b?c#d%é"), "a%20b%3Fc%23d%25%C3%A9");
        assert_eq!(percent_decode("a%20b%3Fc%23d%25%C3%A9%2"), "a b?c#d%é%2");
    }

    fn object(kind: ImageKind, key: &str) -> Image {
        let mut image = Image::new(kind, Raw::default());
        image.object = Some(ObjectLocation::new("b", key));
        image
    }

    #[test]
    fn references_in_every_spelling() {
        let mut names = Names::default();
        names.add(&object(ImageKind::Frame, "out/frames/x 1.jpg"), "1");
        names.add(&object(ImageKind::Sprite, "out/sprites/x 1.jpg"), "2");
        names.add(&object(ImageKind::Frame, "out/y.jpg"), "3");
        let track = object(ImageKind::Index, "out/vtt/x.vtt");
        for (reference, file) in [
            ("../frames/x%201.jpg", Some("1")),
            ("/out/frames/x 1.jpg", Some("1")),
            ("https://host/out/frames/x%201.jpg?sign=a/b", Some("1")),
            ("//host/out/frames/x%201.jpg", Some("1")),
            ("../sprites/x 1.jpg", Some("2")),
            ("x 1.jpg", Some("2")),
            ("y.jpg", Some("3")),
            ("./y.jpg", Some("3")),
            ("z.jpg", None),
            ("", None),
        ] {
            assert_eq!(names.file(reference, &track), file, "{reference}");
        }
    }
}
