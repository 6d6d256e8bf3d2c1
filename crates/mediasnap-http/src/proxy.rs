//! Which requests go through a proxy: what the environment says, with every way there is to write an exception.
//!
//! The HTTP library reads the same variables, but takes `name:port` and `*.domain` in `NO_PROXY` for names that no host has.

use std::ffi::OsString;
use std::net::IpAddr;

use url::{Host, Url};

use crate::route::{Route, record, record_from_now_on};

/// The proxies of the environment, and what they are not for.
#[derive(Default)]
pub(crate) struct Proxies {
    http: Option<Route>,
    https: Option<Route>,
    exceptions: String,
}

impl Proxies {
    /// Those that the variables of this process name.
    pub(crate) fn of_the_environment() -> Self {
        Self::of(|name| std::env::var_os(name))
    }

    /// Those that `lookup` gives: `HTTPS_PROXY`, `HTTP_PROXY` and else `ALL_PROXY`, with `NO_PROXY`, in either case.
    pub(crate) fn of(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let is_cgi = lookup("REQUEST_METHOD").is_some();
        let first = |upper: &'static str, lower: &'static str| {
            // A server's gateway sets HTTP_PROXY from a header of whoever calls it.
            let upper_value = lookup(upper).filter(|_| !(is_cgi && upper == "HTTP_PROXY"));
            upper_value
                .map(|value| (upper, value))
                .or_else(|| lookup(lower).map(|value| (lower, value)))
        };
        let proxy = |upper, lower| {
            let (name, value) = first(upper, lower)?;
            // What is no text is no proxy either.
            let text = value.into_string().unwrap_or_else(|_| "://".to_owned());
            let text = text.trim();
            (!text.is_empty()).then(|| Route::new(name, address(text)))
        };
        let all = proxy("ALL_PROXY", "all_proxy");
        Self {
            http: proxy("HTTP_PROXY", "http_proxy").or_else(|| all.clone()),
            https: proxy("HTTPS_PROXY", "https_proxy").or(all),
            exceptions: first("NO_PROXY", "no_proxy")
                .map(|(_, value)| value.to_string_lossy().into_owned())
                .unwrap_or_default(),
        }
    }

    /// Converts the proxies for the HTTP library; `None` without proxies.
    pub(crate) fn into_rule(self) -> Option<reqwest::Proxy> {
        let none = self.http.is_none() && self.https.is_none();
        (!none).then(|| {
            record_from_now_on();
            reqwest::Proxy::custom(move |url| {
                let route = self.to(url)?;
                record(route);
                Some(route.address().to_owned())
            })
        })
    }

    /// The proxy for a request to `url`. This machine is always reached directly.
    fn to(&self, url: &Url) -> Option<&Route> {
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

/// A proxy as written: a URL without path, query and fragment, or a bare host, which means http.
fn address(text: &str) -> Option<Url> {
    let url = if text.contains("://") {
        Url::parse(text)
    } else {
        Url::parse(&format!("http://{text}"))
    };
    let known = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    // A password with a bare `#`, `/` or `?` ends the host early: another host than was meant.
    let is_whole =
        |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    url.ok()
        .filter(|url| known.contains(&url.scheme()) && url.has_host() && is_whole(url))
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
            found.map(|(_, value)| (*value).into())
        })
    }

    fn chosen(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let url = Url::parse(url).unwrap();
        proxies(variables).to(&url).map(ToString::to_string)
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
            (
                &[("HTTP_PROXY", "http://one:1")][..],
                http,
                "http://one:1 (HTTP_PROXY)",
            ),
            (&[("http_proxy", "one:1")], http, "http://one:1 (http_proxy)"),
            (
                &[("HTTPS_PROXY", "one"), ("https_proxy", "two")],
                https,
                "http://one (HTTPS_PROXY)",
            ),
            (
                &[("HTTPS_PROXY", "one"), ("ALL_PROXY", "all")],
                https,
                "http://one (HTTPS_PROXY)",
            ),
            (
                &[("HTTPS_PROXY", ""), ("all_proxy", "all")],
                https,
                "http://all (all_proxy)",
            ),
            (
                &[("HTTP_PROXY", "socks5://u:pw@one:1080")],
                http,
                "socks5://one:1080 (HTTP_PROXY)",
            ),
            (
                &[("http_proxy", "one"), ("REQUEST_METHOD", "GET")],
                http,
                "http://one (http_proxy)",
            ),
        ] {
            assert_eq!(
                chosen(variables, url).as_deref(),
                Some(proxy),
                "{variables:?} {url}"
            );
        }
        assert_eq!(chosen(&[("http_proxy", "one")], https), None);
        assert_eq!(
            chosen(&[("HTTP_PROXY", "one"), ("REQUEST_METHOD", "GET")], http),
            None
        );
        assert!(proxies(&[("NO_PROXY", "a")]).into_rule().is_none());
        assert!(proxies(&[("HTTP_PROXY", "a")]).into_rule().is_some());
    }

    #[test]
    fn a_value_that_is_no_proxy_never_leads_to_a_direct_connection() {
        for value in [
            "ftp://one",
            "no proxy",
            "socks://127.0.0.1:1080",
            "http://user:p#w@127.0.0.1:1",
            "http://user:12#w@127.0.0.1:1",
            "http://user:12/w@127.0.0.1:1",
            "http://user:12?w@127.0.0.1:1",
            "http://:1",
            "one:port",
        ] {
            let url = Url::parse("https://a.example.com").unwrap();
            let proxies = proxies(&[("ALL_PROXY", value)]);
            let route = proxies.to(&url).unwrap();
            assert!(!route.is_usable(), "{value}");
            assert!(route.address().ends_with(":0"), "{value}");
        }
    }
}
