//! The small part of INI that credentials files use.

use mediasnap_core::{Error, ErrorKind};
use zeroize::Zeroizing;

/// One section: its name and its entries, keys in lower case.
pub(crate) struct Section {
    pub(crate) name: String,
    entries: Vec<(String, Zeroizing<String>)>,
}

impl Section {
    /// The value of `key`, unless it is absent or empty. The last of several counts.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        let entry = self.entries.iter().rev().find(|(name, _)| name == key);
        entry
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }
}

/// Reads sections. A line that begins with `#` or `;` is a comment; a value goes to the end of its line, whatever is in it,
/// because secrets may hold any character.
pub(crate) fn parse(text: &str, file: &str) -> Result<Vec<Section>, Error> {
    let mut sections: Vec<Section> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let bad = |why: &str| {
            Err(Error::new(
                ErrorKind::Config,
                format!("{file}, line {}: {why}", number + 1),
            ))
        };
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            let Some(name) = name.strip_suffix(']') else {
                return bad("a section begins and does not end with `]`");
            };
            sections.push(Section {
                name: name.trim().to_owned(),
                entries: Vec::new(),
            });
            continue;
        }
        let Some((key, value)) = line.split_once(['=', ':']) else {
            return bad("neither `key = value` nor `[section]`");
        };
        let Some(section) = sections.last_mut() else {
            return bad("a value before the first `[section]`");
        };
        section.entries.push((
            key.trim().to_ascii_lowercase(),
            Zeroizing::new(value.trim().to_owned()),
        ));
    }
    Ok(sections)
}

/// The section `name`; without it an error that says which sections there are.
pub(crate) fn section(sections: Vec<Section>, name: &str, file: &str) -> Result<Section, Error> {
    let names: Vec<String> = sections
        .iter()
        .map(|section| format!("[{}]", section.name))
        .collect();
    sections
        .into_iter()
        .rev()
        .find(|section| section.name == name)
        .ok_or_else(|| {
            let found = if names.is_empty() {
                "none at all".to_owned()
            } else {
                names.join(", ")
            };
            Error::new(
                ErrorKind::Config,
                format!("{file} has no section [{name}], but {found}"),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_every_character() {
        let text =
            "# note\n; note\n[ basic ]\r\nAK = an=id\n sk : a#b;c \"d\" \nempty =\n[other]\nak=x\nak=y";
        let sections = parse(text, "f").unwrap();
        assert_eq!(sections[0].name, "basic");
        assert_eq!(sections[0].get("ak"), Some("an=id"));
        assert_eq!(sections[0].get("sk"), Some("a#b;c \"d\""));
        assert_eq!(sections[0].get("empty"), None);
        assert_eq!(section(sections, "other", "f").unwrap().get("ak"), Some("y"));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_value() {
        for (text, why) in [
            ("secretvalue", "f, line 1: neither `key = value` nor `[section]`"),
            (
                "\na = secretvalue",
                "f, line 2: a value before the first `[section]`",
            ),
            ("[a", "f, line 1: a section begins and does not end with `]`"),
        ] {
            let error = parse(text, "f").err().unwrap();
            assert_eq!(error.message(), why);
        }
        let sections = parse("[work]\na=b\n[home]", "f").unwrap();
        let error = section(sections, "default", "f").err().unwrap();
        assert_eq!(error.message(), "f has no section [default], but [work], [home]");
        assert!(
            section(Vec::new(), "default", "f")
                .err()
                .unwrap()
                .message()
                .ends_with("but none at all")
        );
    }
}
