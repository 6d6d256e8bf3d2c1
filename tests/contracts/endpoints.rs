//! From every region of the vendors' endpoint maps to its host.

use mediasnap_client::{ClientBuilder, Error, ErrorKind, Product, Transport, endpoint};
use serde_json::Value;

use crate::support::{product_folder, read_json};

fn endpoints(product: &Product) -> Value {
    read_json(&product_folder(product).join("endpoints.json"))
}

fn transport(product: &'static Product, region: Option<&str>) -> Result<Transport, Error> {
    let builder = ClientBuilder::<Transport>::new();
    match region {
        Some(region) => builder.region(region),
        None => builder,
    }
    .transport(product)
}

#[test]
fn every_region_has_its_host() {
    for product in mediasnap::products() {
        let endpoints = endpoints(product);
        let hosts = endpoints["regions"].as_object().unwrap();
        let default = product.default_region;
        assert!(
            hosts.contains_key(default),
            "add `{default}` to endpoints.json of {}",
            product.key
        );
        for (region, host) in hosts {
            let resolved = endpoint::resolve(product, region).unwrap();
            let expected = format!("https://{}", host.as_str().unwrap());
            assert_eq!(resolved, expected, "{} {region}", product.key);
            let mut unlisted = product.servers.iter().flat_map(|server| server.unlisted);
            let is_listed = endpoint::regions(product).contains(&region.as_str());
            assert!(is_listed != unlisted.any(|name| name == region), "{region}");
        }
    }
}

#[test]
fn an_unknown_region_is_an_error_with_all_that_are_known() {
    for product in mediasnap::products() {
        let error = transport(product, Some("no region")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let regions = endpoint::regions(product).join(", ");
        assert!(error.to_string().ends_with(&regions), "{error}");
    }
}

#[test]
fn lists_name_public_regions_alone() {
    for product in mediasnap::products() {
        for region in endpoint::regions(product) {
            let is_internal = ["internal", "test", "inner", "nebula"]
                .iter()
                .any(|part| region.contains(part));
            assert!(!is_internal, "{} {region}", product.key);
        }
    }
}

#[test]
fn no_region_stands_in_two_entries() {
    for product in mediasnap::products() {
        let servers = product.servers.iter();
        let mut all: Vec<_> = servers
            .flat_map(|server| server.regions.iter().chain(server.unlisted))
            .collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "{}", product.key);
        assert!(all.contains(&&product.default_region), "{}", product.key);
    }
}

#[test]
fn regions_outside_of_the_map() {
    for product in mediasnap::products() {
        let endpoints = endpoints(product);
        let resolved = endpoint::resolve(product, "xx-nowhere-9");
        if let Some(pattern) = endpoints["others"].as_str() {
            let host = pattern.replace("{region}", "xx-nowhere-9");
            assert_eq!(resolved.unwrap(), format!("https://{host}"));
        } else {
            let error = resolved.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert_eq!(error.product(), Some(product.key));
            for region in endpoint::regions(product) {
                assert!(error.message().contains(region), "{error} does not name {region}");
            }
        }
    }
}

#[test]
fn a_region_cannot_lead_elsewhere() {
    let hostile = [
        "",
        "evil.example/",
        "evil.example#",
        "cn north",
        "a@b",
        "..",
        "cn-north-4.evil.example",
        "区域",
    ];
    for product in mediasnap::products() {
        for region in hostile {
            let error = transport(product, Some(region)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{} `{region}`", product.key);
        }
    }
}

#[test]
fn without_a_region() {
    for product in mediasnap::products() {
        let made = transport(product, None);
        if let Some(host) = endpoints(product)["none"].as_str() {
            assert_eq!(made.unwrap().endpoint(), format!("https://{host}"));
        } else {
            let error = made.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.message().contains(product.default_region), "{error}");
        }
    }
}

#[test]
fn an_endpoint_wins_over_the_region() {
    let given = [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("proxy.example", "https://proxy.example"),
        ("proxy.example:8443", "https://proxy.example:8443"),
        ("https://proxy.example:443", "https://proxy.example"),
        ("HTTPS://Proxy.Example", "https://proxy.example"),
    ];
    for product in mediasnap::products() {
        for (text, endpoint) in given {
            let builder = ClientBuilder::<Transport>::new()
                .endpoint(text)
                .region("xx-nowhere-9");
            assert_eq!(builder.transport(product).unwrap().endpoint(), endpoint);
        }
    }
}

#[test]
fn an_endpoint_is_a_host_and_nothing_else() {
    let wrong = [
        "",
        "ftp://example.com",
        "https://",
        "https://example.com/path",
        "https://example.com?query",
        "https://example.com#fragment",
        "https://user:PLANTEDSECRET@example.com",
        "user:PLANTEDSECRET@example.com",
        "not a url",
    ];
    for product in mediasnap::products() {
        for text in wrong {
            let builder = ClientBuilder::<Transport>::new().endpoint(text);
            let error = builder.transport(product).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "`{text}`");
            assert!(!format!("{error} {error:?}").contains("PLANTEDSECRET"), "{error}");
        }
    }
}
