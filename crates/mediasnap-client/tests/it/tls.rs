//! TLS: whose certificates are trusted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mediasnap_client::auth::AccessKey;
use mediasnap_client::{ErrorKind, RetryPolicy, Transport};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
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
    let private = PrivateKeyDer::try_from(own.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], private)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = Arc::new(AtomicUsize::new(0));
    let count = served.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
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
    (format!("https://localhost:{port}"), pem, served)
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
