//! Product keys as strings.

use std::fmt;
use std::str::FromStr;

use mediasnap_core::{Error, ErrorKind};

use super::product::ProductKey;

impl fmt::Display for ProductKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProductKey {
    type Err = Error;

    /// Parses a key.
    ///
    /// # Errors
    /// `Config` for an unknown key. The message lists the known ones.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|key| key.as_str() == text)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::ALL.iter().map(|key| key.as_str()).collect();
                Error::new(
                    ErrorKind::Config,
                    format!("unknown product `{text}`; there are {}", known.join(", ")),
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::ProductKey;

    #[test]
    fn a_key_reads_back_from_its_string_and_its_json() {
        for key in ProductKey::ALL.iter().copied() {
            assert_eq!(key.as_str().parse::<ProductKey>().unwrap(), key);
            let json = serde_json::to_string(&key).unwrap();
            assert_eq!(json, format!("\"{key}\""));
            assert_eq!(serde_json::from_str::<ProductKey>(&json).unwrap(), key);
        }
        let error = "huawei".parse::<ProductKey>().unwrap_err();
        assert!(error.message().contains("huawei-mpc"), "{error}");
    }
}
