//! The one shape of YAML that a regions file has: services, each a list of `id` with `endpoint` or `endpoints`.

use mediasnap_core::{Error, ErrorKind};

/// One region of one service.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// The service's name, in upper case.
    pub(super) service: String,
    pub(super) id: String,
    pub(super) endpoints: Vec<String>,
}

/// A region that is being read.
#[derive(Default)]
struct PartialRegion {
    id: String,
    /// The list under `endpoints`, which stands before `endpoint`.
    list: Vec<String>,
    single: Option<String>,
}

#[derive(Default)]
struct Reader {
    entries: Vec<Region>,
    service: Option<String>,
    region: Option<PartialRegion>,
    /// Whether the lines that follow are items of `endpoints`.
    listing: bool,
}

/// How a region is written; YAML has more ways, and one that is not read here must not be passed over.
const REGION: &str = "a region is written as `id: ..` with `endpoint: ..` or `endpoints: ..`, a line each";

/// Reads the entries that have an `id` and at least one endpoint.
pub(super) fn parse(text: &str, file: &str) -> Result<Vec<Region>, Error> {
    let mut reader = Reader::default();
    for (number, line) in text.lines().enumerate() {
        let line = without_comment(line);
        if line.trim().is_empty() || matches!(line.trim(), "---" | "...") {
            continue;
        }
        reader
            .line(&line)
            .map_err(|why| Error::new(ErrorKind::Config, format!("{file}, line {}: {why}", number + 1)))?;
    }
    reader.finish();
    Ok(reader.entries)
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), &'static str> {
        let content = line.trim();
        if let Some(item) = content
            .strip_prefix('-')
            .filter(|item| item.is_empty() || item.starts_with(' '))
        {
            return self.item(item.trim());
        }
        if content.starts_with(['{', '[']) {
            return Err(REGION);
        }
        let Some((key, value)) = pair(content) else {
            return Err("neither `key: value` nor a list item");
        };
        if line.starts_with(' ') {
            return self.member(key, value);
        }
        self.finish();
        if !matches!(value, "" | "[]") {
            return Err("a service is followed by a list of regions");
        }
        self.service = Some(plain(key).to_ascii_uppercase());
        Ok(())
    }

    fn item(&mut self, item: &str) -> Result<(), &'static str> {
        if item.starts_with(['{', '[']) {
            return Err(REGION);
        }
        match (pair(item), &mut self.region) {
            (None, Some(region)) if self.listing && !item.is_empty() => {
                region.list.push(plain(item));
                Ok(())
            }
            (pair, _) => {
                self.close();
                if self.service.is_none() {
                    return Err("a region outside of a service");
                }
                self.region = Some(PartialRegion::default());
                match pair {
                    Some((key, value)) => self.member(key, value),
                    None if item.is_empty() => Ok(()),
                    None => Err(REGION),
                }
            }
        }
    }

    fn member(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        let Some(region) = &mut self.region else {
            return Err("a value outside of a list of regions");
        };
        self.listing = false;
        match plain(key).as_str() {
            "id" => region.id = plain(value),
            "endpoint" => region.single = Some(plain(value)),
            "endpoints" if value.is_empty() => self.listing = true,
            "endpoints" => match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
                Some(list) => region.list = list.split(',').map(plain).collect(),
                None => return Err("`endpoints` is a list"),
            },
            _ => {}
        }
        Ok(())
    }

    /// Ends the entry that is being read.
    fn close(&mut self) {
        self.listing = false;
        let (Some(region), Some(service)) = (self.region.take(), &self.service) else {
            return;
        };
        let endpoints = region
            .list
            .into_iter()
            .chain(region.single)
            .filter(|endpoint| !endpoint.is_empty());
        let entry = Region {
            service: service.clone(),
            id: region.id,
            endpoints: endpoints.collect(),
        };
        if !entry.id.is_empty() && !entry.endpoints.is_empty() {
            self.entries.push(entry);
        }
    }

    fn finish(&mut self) {
        self.close();
        self.service = None;
    }
}

/// `key: value` or `key:`; the colon of a URL does not count.
fn pair(text: &str) -> Option<(&str, &str)> {
    match text.split_once(": ") {
        Some((key, value)) => Some((key.trim(), value.trim())),
        None => text.strip_suffix(':').map(|key| (key.trim(), "")),
    }
}

/// A scalar without its quotes.
fn plain(text: &str) -> String {
    let text = text.trim();
    for quote in ['\'', '"'] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return inner.to_owned();
        }
    }
    text.to_owned()
}

/// A line without its comment: from a `#` that begins the line or follows a blank, outside of quotes.
fn without_comment(line: &str) -> String {
    let mut quote = None;
    let mut before = ' ';
    for (index, character) in line.char_indices() {
        match (character, quote) {
            ('#', None) if before.is_whitespace() => return line[..index].trim_end().to_owned(),
            ('\'' | '"', None) => quote = Some(character),
            (character, Some(open)) if character == open => quote = None,
            _ => {}
        }
        before = character;
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(service: &str, region: &str, endpoints: &[&str]) -> Region {
        let endpoints = endpoints.iter().map(|endpoint| (*endpoint).to_owned()).collect();
        Region {
            service: service.into(),
            id: region.into(),
            endpoints,
        }
    }

    #[test]
    fn every_way_to_write_an_endpoint() {
        let text = "---\n# note\nVOD:\n  - id: 'cn-north-1'   # old\n    endpoint: 'https://a.example.com'\n  - id: \"cn-x\"\n\
                    \x20   endpoints:\n      - https://b.example.com\n      - 'http://c#d:81'\n    endpoint: z.example.com\nmpc:\n\
                    - 'id': cn-y\n  endpoints: [d.example.com, \"e.example.com\"]\n-\n  endpoint: f\n  id: cn-z\n- id: cn-none\n";
        assert_eq!(
            parse(text, "f").unwrap(),
            [
                entry("VOD", "cn-north-1", &["https://a.example.com"]),
                entry(
                    "VOD",
                    "cn-x",
                    &["https://b.example.com", "http://c#d:81", "z.example.com"]
                ),
                entry("MPC", "cn-y", &["d.example.com", "e.example.com"]),
                entry("MPC", "cn-z", &["f"]),
            ]
        );
    }

    #[test]
    fn another_shape_is_refused_with_its_line() {
        for (text, line) in [
            ("VOD: {}", 1),
            ("- id: a", 1),
            ("VOD:\n  id: a", 2),
            ("VOD:\n  - a", 2),
            ("VOD:\n  - id: a\n    endpoints: b", 3),
            ("VOD:\nwhat", 2),
            ("VOD:\n  - {id: a, endpoint: b}", 2),
            ("VOD:\n  -\n    {id: a, endpoint: b}", 3),
            ("{VOD: [{id: a, endpoint: b}]}", 1),
        ] {
            let error = parse(text, "f").unwrap_err();
            assert!(
                error.message().starts_with(&format!("f, line {line}: ")),
                "{error}"
            );
        }
    }
}
