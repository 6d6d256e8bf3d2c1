//! Trust in a server certificate that the caller has given itself, as private clouds have them.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

/// Verifies like `inner`. A certificate that is byte for byte among the given ones needs no authority; its dates and its name are
/// checked as ever, and the handshake proves its key.
#[derive(Debug)]
pub(crate) struct PinnedVerifier {
    inner: Arc<dyn ServerCertVerifier>,
    certificates: Vec<CertificateDer<'static>>,
}

impl PinnedVerifier {
    /// Creates a verifier that trusts `certificates` themselves in addition to what `inner` trusts.
    pub(crate) fn new(
        inner: Arc<dyn ServerCertVerifier>,
        certificates: Vec<CertificateDer<'static>>,
    ) -> Self {
        Self { inner, certificates }
    }
}

/// Whether `reason` says only that no trusted authority has issued the certificate. The dates are checked before that.
fn is_about_the_issuer(reason: &CertificateError) -> bool {
    match reason {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => true,
        // webpki's word for a certificate that is its own authority; rustls has none.
        CertificateError::Other(other) => other.to_string() == "CaUsedAsEndEntity",
        _ => false,
    }
}

impl ServerCertVerifier for PinnedVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let result =
            self.inner
                .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let is_untrusted =
            matches!(&result, Err(Error::InvalidCertificate(reason)) if is_about_the_issuer(reason));
        if is_untrusted && self.certificates.contains(end_entity) {
            verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        result
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
