//! TLS: whose certificates are trusted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mediasnap_client::auth::AccessKey;
use mediasnap_client::{ErrorKind, Remedy, RetryPolicy, Transport};
use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::products::{ALIBABA, builder, call};

/// An unknown certificate authority, as PEM, and a server for `localhost` with a certificate from it; counts whole handshakes.
async fn server() -> (String, String, Arc<AtomicUsize>) {
    let key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = authority.self_signed(&key).unwrap().pem();
    let own = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&own, &Issuer::new(authority, key)).unwrap();
    let (endpoint, served, _) = serve(&leaf, &own).await;
    (endpoint, pem, served)
}

/// Serves `certificate`; counts whole handshakes, and connections.
async fn serve(certificate: &Certificate, key: &KeyPair) -> (String, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = Arc::new(AtomicUsize::new(0));
    let connections = Arc::new(AtomicUsize::new(0));
    let (count, all) = (served.clone(), connections.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            all.fetch_add(1, Ordering::SeqCst);
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = [0; 4096];
            if stream.read(&mut head).await.is_ok_and(|length| length > 0) {
                count.fetch_add(1, Ordering::SeqCst);
                let answer = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
                let _ = stream.write_all(answer).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    (format!("https://localhost:{port}"), served, connections)
}

/// A certificate that is its own authority, as `openssl req -x509` makes it.
fn self_signed(key: &KeyPair, is_ca: bool, years: std::ops::Range<i32>) -> Certificate {
    let mut own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    own.is_ca = if is_ca {
        IsCa::Ca(BasicConstraints::Unconstrained)
    } else {
        IsCa::NoCa
    };
    own.not_before = date_time_ymd(years.start, 1, 1);
    own.not_after = date_time_ymd(years.end, 1, 1);
    own.self_signed(key).unwrap()
}

fn client(endpoint: &str, roots: Option<&str>) -> Result<Transport, mediasnap_client::Error> {
    let builder = builder()
        .endpoint(endpoint)
        .retry(RetryPolicy::none())
        .credentials(AccessKey::new("a", "s"));
    let builder = match roots {
        Some(pem) => builder.root_certificates(pem),
        None => builder,
    };
    builder.transport(&ALIBABA)
}

#[tokio::test]
async fn an_authority_is_trusted_when_the_caller_says_so() {
    let (endpoint, pem, served) = server().await;
    let error = call(&client(&endpoint, None).unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(!error.is_ambiguous());
    assert_eq!(served.load(Ordering::SeqCst), 0);

    let (_, stranger, _) = server().await;
    let error = call(&client(&endpoint, Some(&stranger)).unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");

    for roots in [pem.clone(), format!("{stranger}{pem}")] {
        call(&client(&endpoint, Some(&roots)).unwrap()).await.unwrap();
    }
    assert_eq!(served.load(Ordering::SeqCst), 2);
    // Whoever is trusted, the name has to be the server's.
    let other = endpoint.replace("localhost", "127.0.0.1");
    let error = call(&client(&other, Some(&pem)).unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
}

#[tokio::test]
async fn what_is_no_certificate_is_an_error_at_once() {
    let (_, pem, _) = server().await;
    let broken = pem.replacen("-----END", "!!!-----END", 1);
    let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for roots in ["", "no certificate", broken.as_str(), empty] {
        let error = client("https://localhost", Some(roots)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        assert!(error.message().contains("in PEM"), "{error}");
    }
}

#[tokio::test]
async fn a_server_certificate_that_is_given_itself_is_trusted() {
    for is_ca in [true, false] {
        let key = KeyPair::generate().unwrap();
        let own = self_signed(&key, is_ca, 2020..2120);
        let (endpoint, served, _) = serve(&own, &key).await;
        call(&client(&endpoint, Some(&own.pem())).unwrap()).await.unwrap();
        assert_eq!(served.load(Ordering::SeqCst), 1);
        // The name and the key are still checked.
        let other = endpoint.replace("localhost", "127.0.0.1");
        let error = call(&client(&other, Some(&own.pem())).unwrap())
            .await
            .unwrap_err();
        assert!(
            error
                .message()
                .ends_with("another host name than 127.0.0.1: it names localhost"),
            "{error}"
        );
        let twin = self_signed(&KeyPair::generate().unwrap(), is_ca, 2020..2120);
        let error = call(&client(&endpoint, Some(&twin.pem())).unwrap())
            .await
            .unwrap_err();
        assert_eq!(error.remedy(), Some(Remedy::RootCertificates), "{error}");
        assert_eq!(served.load(Ordering::SeqCst), 1);
    }
    for (years, word) in [(2001..2002, "has expired"), (2100..2120, "is not valid yet")] {
        let key = KeyPair::generate().unwrap();
        let own = self_signed(&key, true, years);
        let (endpoint, ..) = serve(&own, &key).await;
        let error = call(&client(&endpoint, Some(&own.pem())).unwrap())
            .await
            .unwrap_err();
        assert!(error.message().contains(word), "{error}");
        assert_eq!(error.remedy(), None);
    }
}

#[tokio::test]
async fn a_certificate_error_is_a_sentence_and_final() {
    let key = KeyPair::generate().unwrap();
    let (endpoint, _, connections) = serve(&self_signed(&key, true, 2020..2120), &key).await;
    let transport = client(&endpoint, None)
        .unwrap()
        .with_retry(RetryPolicy::standard());
    let error = call(&transport).await.unwrap_err();
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    assert!(!error.is_retryable());
    assert_eq!(
        error.message(),
        "could not connect: the server's certificate is not issued by an authority that is trusted here"
    );
}
