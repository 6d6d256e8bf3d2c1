//! TLS: whose implementation, and which certificates are trusted.

use mediasnap_core::{Error, ErrorKind, Remedy};

/// Why the certificate of a server is rejected.
pub(crate) struct CertificateError {
    message: String,
    /// Whether trusting another certificate helps.
    is_untrusted: bool,
}

impl CertificateError {
    /// Converts it. The same certificate comes with the next connection: there is no point in a retry.
    pub(crate) fn into_error(self, context: &str) -> Error {
        let error = Error::new(ErrorKind::Connect, format!("{context}: {}", self.message)).with_permanent();
        if self.is_untrusted {
            error.with_remedy(Remedy::RootCertificates)
        } else {
            error
        }
    }
}

/// No certificate in a text that should hold some.
fn no_certificate() -> Error {
    Error::new(
        ErrorKind::Config,
        "the root certificates are no text in PEM that holds a certificate",
    )
}

#[cfg(feature = "_rustls")]
pub(crate) use with_rustls::{certificate_error, set_up};

#[cfg(feature = "_rustls")]
mod with_rustls {
    use std::error::Error as StdError;
    use std::sync::{Arc, OnceLock};

    use rustls::client::WebPkiServerVerifier;
    use rustls::client::danger::ServerCertVerifier;
    use rustls::crypto::CryptoProvider;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    use rustls::{CertificateError as Reason, ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
    use rustls_platform_verifier::{BuilderVerifierExt as _, Verifier};

    use super::{CertificateError, no_certificate};
    use crate::pinned::PinnedVerifier;
    use mediasnap_core::{Error, ErrorKind};

    /// Hands our configuration to the HTTP library: the certificates of the system, and those in `roots`.
    pub(crate) fn set_up(
        builder: reqwest::ClientBuilder,
        roots: Option<&[u8]>,
    ) -> Result<reqwest::ClientBuilder, Error> {
        let config = match roots {
            None => shared()?,
            Some(roots) => trusting(roots)?,
        };
        Ok(builder.tls_backend_preconfigured(config))
    }

    /// One for every client of the process: reading the system's certificates takes longer than anything else about a client.
    fn shared() -> Result<ClientConfig, Error> {
        static SHARED: OnceLock<ClientConfig> = OnceLock::new();
        if let Some(config) = SHARED.get() {
            return Ok(config.clone());
        }
        let config = match begin()?.with_platform_verifier() {
            Ok(config) => config.with_no_client_auth(),
            // A machine without certificates can still talk to an emulator over plain HTTP; TLS will say what is missing.
            Err(_) => begin()?
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth(),
        };
        Ok(SHARED.get_or_init(|| config).clone())
    }

    fn trusting(roots: &[u8]) -> Result<ClientConfig, Error> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(roots).collect();
        let certificates = certificates.map_err(|_| no_certificate())?;
        let mut known = RootCertStore::empty();
        let anchors: Vec<_> = certificates
            .iter()
            .filter(|certificate| known.add((*certificate).clone()).is_ok())
            .cloned()
            .collect();
        if anchors.is_empty() {
            return Err(no_certificate());
        }
        let verifier: Arc<dyn ServerCertVerifier> = match Verifier::new_with_extra_roots(anchors, provider())
        {
            Ok(verifier) => Arc::new(verifier),
            // Again a machine without certificates of its own.
            Err(_) => WebPkiServerVerifier::builder_with_provider(Arc::new(known), provider())
                .build()
                .map_err(|_| no_certificate())?,
        };
        let verifier = PinnedVerifier::new(verifier, certificates);
        Ok(begin()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth())
    }

    /// Returns why `error` is about the server's certificate, if it is.
    pub(crate) fn certificate_error(error: &reqwest::Error) -> Option<CertificateError> {
        let mut next: Option<&(dyn StdError + 'static)> = Some(error);
        while let Some(cause) = next {
            if let Some(rustls::Error::InvalidCertificate(reason)) = tls_error(cause) {
                return Some(explain(reason));
            }
            next = cause.source();
        }
        None
    }

    /// Returns the error of the TLS library. An I/O error holds it without being its source.
    fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
        if let Some(error) = error.downcast_ref() {
            return Some(error);
        }
        let inner = error.downcast_ref::<std::io::Error>()?.get_ref()?;
        tls_error(inner)
    }

    fn explain(reason: &Reason) -> CertificateError {
        let about = |message: &str| CertificateError {
            message: format!("the server's certificate {message}"),
            is_untrusted: false,
        };
        match reason {
            Reason::Expired | Reason::ExpiredContext { .. } => {
                about("has expired, or the clock of this machine is wrong")
            }
            Reason::NotValidYet | Reason::NotValidYetContext { .. } => {
                about("is not valid yet, or the clock of this machine is wrong")
            }
            Reason::NotValidForName => about("is for another host name"),
            Reason::NotValidForNameContext { expected, presented } => {
                let names = match presented.as_slice() {
                    [] => "it names none as a subject alternative name".to_owned(),
                    names => {
                        let names: Vec<&str> = names.iter().map(|name| plain(name)).collect();
                        format!("it names {}", names.join(", "))
                    }
                };
                about(&format!(
                    "is for another host name than {}: {names}",
                    expected.to_str()
                ))
            }
            Reason::Revoked => about("has been revoked"),
            Reason::InvalidPurpose | Reason::InvalidPurposeContext { .. } => {
                about("is not made for a server")
            }
            Reason::BadEncoding | Reason::UnhandledCriticalExtension => about("cannot be read"),
            // A certificate that is its own authority is `Other`.
            _ => CertificateError {
                message: "the server's certificate is not issued by an authority that is trusted here"
                    .to_owned(),
                is_untrusted: true,
            },
        }
    }

    /// Returns the name in `DnsName("host")` and the like.
    fn plain(name: &str) -> &str {
        let inner = name.split_once('(').map_or(name, |(_, inner)| inner);
        inner.trim_end_matches(')').trim_matches('"')
    }

    fn begin() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, Error> {
        ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::new(ErrorKind::Config, "TLS could not be set up").with_source(error))
    }

    /// The cryptography, without touching the default of the process.
    fn provider() -> Arc<CryptoProvider> {
        #[cfg(feature = "aws-lc")]
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        #[cfg(not(feature = "aws-lc"))]
        let provider = rustls::crypto::ring::default_provider();
        Arc::new(provider)
    }
}

/// The operating system's library explains its errors itself.
#[cfg(not(feature = "_rustls"))]
pub(crate) fn certificate_error(_: &reqwest::Error) -> Option<CertificateError> {
    None
}

/// Without rustls the HTTP library has the operating system's TLS, or none.
#[cfg(not(feature = "_rustls"))]
pub(crate) fn set_up(
    builder: reqwest::ClientBuilder,
    roots: Option<&[u8]>,
) -> Result<reqwest::ClientBuilder, Error> {
    let Some(roots) = roots else {
        return Ok(builder);
    };
    #[cfg(feature = "native-tls")]
    {
        let certificates = reqwest::Certificate::from_pem_bundle(roots).map_err(|_| no_certificate())?;
        if certificates.is_empty() {
            return Err(no_certificate());
        }
        Ok(builder.tls_certs_merge(certificates))
    }
    #[cfg(not(feature = "native-tls"))]
    {
        let _ = (builder, roots, no_certificate());
        let message = "root certificates need TLS: build with the feature `rustls` or `native-tls`";
        Err(Error::new(ErrorKind::Config, message))
    }
}
