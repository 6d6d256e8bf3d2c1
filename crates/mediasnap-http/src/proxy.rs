//! Which requests go through a proxy: what the environment says, with every way there is to write an exception.
//!
//! The HTTP library reads the same variables, but takes `name:port` and `*.domain` in `NO_PROXY` for names that no host has.

use std::net::IpAddr;

use url::{Host, Url};

/// The proxies of the environment, and what they are not for.
#[derive(Default)]
pub(crate) struct Proxies {
    http: Option<Url>,
    https: Option<Url>,
    exceptions: String,
}

impl Proxies {
    /// Those that the variables of this process name.
    pub(crate) fn of_the_environment() -> Self {
        Self::of(|name| std::env::var(name).ok())
    }

    /// Those that `lookup` gives: `HTTPS_PROXY`, `HTTP_PROXY` and else `ALL_PROXY`, with `NO_PROXY`, in either case.
    fn of(lookup: impl Fn(&str) -> Option<String>) -> Self {
        // A server's gateway sets HTTP_PROXY from a header of whoever calls it.
        if lookup("REQUEST_METHOD").is_some() {
            return Self::default();
        }
        let first = |name: &str| lookup(name).or_else(|| lookup(&name.to_ascii_lowercase()));
        let proxy = |name: &str| {
            let text = first(name).filter(|text| !text.trim().is_empty())?;
            let proxy = address(text.trim());
            if proxy.is_none() {
                tracing::warn!(
                    variable = name,
                    "holds no address of a proxy, such as http://host:port: ignored"
                );
            }
            proxy
        };
        let all = proxy("ALL_PROXY");
        Self {
            http: proxy("HTTP_PROXY").or_else(|| all.clone()),
            https: proxy("HTTPS_PROXY").or(all),
            exceptions: first("NO_PROXY").unwrap_or_default(),
        }
    }

    /// Converts the proxies for the HTTP library; `None` without proxies.
    pub(crate) fn into_rule(self) -> Option<reqwest::Proxy> {
        let none = self.http.is_none() && self.https.is_none();
        (!none).then(|| reqwest::Proxy::custom(move |url| self.to(url).cloned()))
    }

    /// The proxy for a request to `url`. This machine is always reached directly.
    fn to(&self, url: &Url) -> Option<&Url> {
        let proxy = match url.scheme() {
            "http" => self.http.as_ref(),
            "https" => self.https.as_ref(),
            _ => None,
        };
        let host = url.host()?;
        let port = url.port_or_known_default();
        let entries = self.exceptions.split([',', ' ', '\t']);
        let excepted = |entry: &str| excepts(entry, &host, port);
        proxy.filter(|_| !is_this_machine(&host) && !entries.map(str::trim).any(excepted))
    }
}

/// A proxy as written: a URL, or a bare host, which means http.
fn address(text: &str) -> Option<Url> {
    let url = if text.contains("://") {
        Url::parse(text)
    } else {
        Url::parse(&format!("http://{text}"))
    };
    let known = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    url.ok()
        .filter(|url| known.contains(&url.scheme()) && url.host().is_some())
}

fn is_this_machine(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

/// Whether `entry` of `NO_PROXY` means `host`: `*`, an address, a range of them, a domain with all below it; the first and the
/// last with a port or without.
fn excepts(entry: &str, host: &Host<&str>, port: Option<u16>) -> bool {
    let (name, wanted) = split_port(entry);
    if wanted.is_some() && wanted != port {
        return false;
    }
    let address = match host {
        Host::Domain(host) => {
            let name = name.strip_prefix('*').unwrap_or(name);
            let name = name.trim_matches('.').to_ascii_lowercase();
            let host = host.trim_end_matches('.').to_ascii_lowercase();
            let below = || {
                let sub = host.strip_suffix(&name);
                sub.is_some_and(|sub| sub.ends_with('.'))
            };
            return entry == "*" || (!name.is_empty() && (host == name || below()));
        }
        Host::Ipv4(address) => IpAddr::V4(*address),
        Host::Ipv6(address) => IpAddr::V6(*address),
    };
    entry == "*" || name.parse() == Ok(address) || is_within(address, name)
}

/// `name:80`, `[::1]:80` and `[::1]` without brackets and port; an address of version 6 has colons of its own.
fn split_port(entry: &str) -> (&str, Option<u16>) {
    if let Some((name, rest)) = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (name, rest.strip_prefix(':').and_then(|port| port.parse().ok()));
    }
    match entry.split_once(':') {
        Some((name, port)) if !port.contains(':') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

/// Whether `address` is in a range like `192.0.2.0/24`.
fn is_within(address: IpAddr, range: &str) -> bool {
    let Some((first, bits)) = range.split_once('/') else {
        return false;
    };
    let (Ok(first), Ok(bits)) = (first.parse(), bits.parse::<u32>()) else {
        return false;
    };
    match (address, first) {
        (IpAddr::V4(address), IpAddr::V4(first)) => {
            let differ = u32::from(address) ^ u32::from(first);
            bits <= 32 && differ.checked_shr(32 - bits).unwrap_or(0) == 0
        }
        (IpAddr::V6(address), IpAddr::V6(first)) => {
            let differ = u128::from(address) ^ u128::from(first);
            bits <= 128 && differ.checked_shr(128 - bits).unwrap_or(0) == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        Proxies::of(|name| {
            let found = variables.iter().find(|(own, _)| *own == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn chosen(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let url = Url::parse(url).unwrap();
        let host = |url: &Url| url.host_str().unwrap().to_owned();
        proxies(variables).to(&url).map(host)
    }

    #[test]
    fn exceptions_in_every_way_to_write_them() {
        let name = "http://api.example.com";
        for (exceptions, url, proxied) in [
            ("", name, true),
            ("api.example.com", name, false),
            ("API.Example.COM", name, false),
            ("example.com", name, false),
            (".example.com", name, false),
            ("*.example.com", name, false),
            ("example.com.", name, false),
            ("le.com", name, true),
            ("api.example.com.org", name, true),
            ("*", name, false),
            ("other.org, example.com", name, false),
            ("other.org example.com", name, false),
            (" , .", name, true),
            ("example.com:80", name, false),
            (".example.com:80", name, false),
            ("example.com:443", name, true),
            ("example.com:443", "https://api.example.com", false),
            ("example.com:8080", "http://api.example.com:8080", false),
            ("example.com", "http://api.example.com:8080", false),
            ("*:80", name, true),
            ("192.0.2.7", "http://192.0.2.7", false),
            ("192.0.2.7:80", "http://192.0.2.7", false),
            ("192.0.2.7:81", "http://192.0.2.7", true),
            ("192.0.2.0/24", "http://192.0.2.7", false),
            ("192.0.2.0/29", "http://192.0.2.8", true),
            ("0.0.0.0/0", "http://192.0.2.8", false),
            ("192.0.2.0/33", "http://192.0.2.0", true),
            ("2.7", "http://192.0.2.7", true),
            ("*", "http://192.0.2.7", false),
            ("2001:db8::1", "http://[2001:db8::1]", false),
            ("[2001:db8::1]", "http://[2001:db8::1]", false),
            ("[2001:db8::1]:81", "http://[2001:db8::1]", true),
            ("2001:db8::/32", "http://[2001:db8:1::1]", false),
            ("2001:db8::/48", "http://[2001:db8:1::1]", true),
            ("192.0.2.0/24", "http://[2001:db8::1]", true),
        ] {
            let variables = [("ALL_PROXY", "proxy"), ("no_proxy", exceptions)];
            let proxy = chosen(&variables, url);
            assert_eq!(proxy.is_some(), proxied, "{exceptions} {url}");
        }
        for here in ["http://127.0.0.2:1", "http://[::1]", "https://localhost:8080"] {
            assert_eq!(chosen(&[("ALL_PROXY", "proxy")], here), None, "{here}");
        }
    }

    #[test]
    fn which_variable_counts() {
        let (http, https) = ("http://a.example.com", "https://a.example.com");
        for (variables, url, proxy) in [
            (&[("HTTP_PROXY", "http://one:1")][..], http, Some("one")),
            (&[("http_proxy", "one:1")], http, Some("one")),
            (&[("http_proxy", "one")], https, None),
            (
                &[("HTTPS_PROXY", "one"), ("https_proxy", "two")],
                https,
                Some("one"),
            ),
            (
                &[("HTTPS_PROXY", "one"), ("ALL_PROXY", "all")],
                https,
                Some("one"),
            ),
            (&[("HTTPS_PROXY", ""), ("all_proxy", "all")], https, Some("all")),
            (&[("HTTP_PROXY", "socks5://one:1080")], http, Some("one")),
            (&[("HTTP_PROXY", "ftp://one")], http, None),
            (&[("HTTP_PROXY", "no proxy")], http, None),
            (&[("HTTP_PROXY", "one"), ("REQUEST_METHOD", "GET")], http, None),
        ] {
            assert_eq!(chosen(variables, url).as_deref(), proxy, "{variables:?} {url}");
        }
        assert!(proxies(&[("NO_PROXY", "a")]).into_rule().is_none());
        assert!(proxies(&[("HTTP_PROXY", "a")]).into_rule().is_some());
    }
}
