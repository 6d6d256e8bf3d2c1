//! Where a redirect leads: whether an address is in a private network, judged after name resolution.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use url::{Host, Url};

/// Timeout of a name resolution.
const RESOLUTION: Duration = Duration::from_secs(10);

/// Resolves the host of `url`; nothing for an address, and for a name that only a proxy can resolve.
pub(crate) async fn resolve(url: &Url) -> Vec<SocketAddr> {
    let Some(Host::Domain(name)) = url.host() else {
        return Vec::new();
    };
    let port = url.port_or_known_default().unwrap_or(0);
    let found = tokio::time::timeout(RESOLUTION, tokio::net::lookup_host((name, port))).await;
    match found {
        Ok(Ok(addresses)) => addresses.collect(),
        _ => Vec::new(),
    }
}

/// Whether `url`, whose name resolves to `addresses`, leads to this machine or into a private network.
pub(crate) fn is_private(url: &Url, addresses: &[SocketAddr]) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => is_private_v4(address),
        Some(Host::Ipv6(address)) => is_private_address(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost"
                || name.ends_with(".localhost")
                || addresses.iter().any(|address| is_private_address(address.ip()))
        }
        None => false,
    }
}

fn is_private_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_private_v4(address),
        IpAddr::V6(address) => {
            if let Some(address) = address.to_ipv4_mapped() {
                return is_private_v4(address);
            }
            let parts = address.segments();
            let [.., high, low] = parts;
            // Addresses of version 4 within a prefix of translation.
            if parts[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
                return is_private_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
            }
            address.is_loopback()
                || address.is_unspecified()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_multicast()
        }
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    // `0.0.0.0/8` is this machine; `100.64.0.0/10` is inside of a provider's network, where clouds have internal services.
    first == 0
        || (first == 100 && second & 0xc0 == 64)
        || address.is_loopback()
        || address.is_link_local()
        || address.is_private()
        || address.is_multicast()
        || address.is_broadcast()
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use url::Url;

    use super::is_private;

    #[test]
    fn private_networks_in_every_spelling() {
        for (host, private) in [
            ("127.0.0.1", true),
            ("2130706433", true),
            ("0x7f.1", true),
            ("0", true),
            ("10.1.2.3", true),
            ("172.16.0.1", true),
            ("172.32.0.1", false),
            ("192.168.1.1", true),
            ("169.254.169.254", true),
            ("100.100.100.200", true),
            ("100.128.0.1", false),
            ("203.0.113.9", false),
            ("8.8.8.8", false),
            ("localhost", true),
            ("LOCALHOST.", true),
            ("a.localhost", true),
            ("example.com", false),
            ("[::1]", true),
            ("[::]", true),
            ("[fe80::1]", true),
            ("[fd00::1]", true),
            ("[::ffff:10.0.0.1]", true),
            ("[64:ff9b::10.0.0.1]", true),
            ("[64:ff9b::8.8.8.8]", false),
            ("[2001:4860:4860::8888]", false),
        ] {
            let url = Url::parse(&format!("http://{host}/x")).unwrap();
            assert_eq!(is_private(&url, &[]), private, "{host}");
        }
    }

    #[test]
    fn a_name_counts_by_what_it_resolves_to() {
        let url = Url::parse("https://storage.example.com/x").unwrap();
        let addresses = |list: &[&str]| -> Vec<SocketAddr> {
            list.iter().map(|address| address.parse().unwrap()).collect()
        };
        assert!(!is_private(&url, &addresses(&["203.0.113.9:443"])));
        assert!(is_private(&url, &addresses(&["203.0.113.9:443", "10.0.0.1:443"])));
        assert!(is_private(&url, &addresses(&["[::1]:443"])));
    }
}
