//! TLS: whose implementation, and which certificates are trusted.

use mediasnap_core::{Error, ErrorKind};

/// No certificate in a text that should hold some.
fn no_certificate() -> Error {
    Error::new(
        ErrorKind::Config,
        "the root certificates are no text in PEM that holds a certificate",
    )
}

#[cfg(feature = "_rustls")]
pub(crate) use with_rustls::set_up;

#[cfg(feature = "_rustls")]
mod with_rustls {
    use std::sync::{Arc, OnceLock};

    use rustls::crypto::CryptoProvider;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;
    use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};
    use rustls_platform_verifier::{BuilderVerifierExt as _, Verifier};

    use super::no_certificate;
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
        known.add_parsable_certificates(certificates.iter().cloned());
        if known.is_empty() {
            return Err(no_certificate());
        }
        let config = match Verifier::new_with_extra_roots(certificates, provider()) {
            Ok(verifier) => begin()?
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier)),
            // Again a machine without certificates of its own.
            Err(_) => begin()?.with_root_certificates(known),
        };
        Ok(config.with_no_client_auth())
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
