//! `SDK-ECDSA-P256-SHA256` and `SDK-SM2-SM3`: signatures with a private key derived from the key pair.
//!
//! Signatures are deterministic (RFC 6979), so that signing is a pure function. The official SDKs use a random number
//! instead; services accept both. The identity of SM2 is the default of the standard.

use chrono::{DateTime, Utc};
use p256::ecdsa as p256_dsa;
use p256_dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa as sm2_dsa;
use zeroize::Zeroizing;

use super::prepare::PreparedRequest;
use crate::algorithm::Algorithm;
use crate::context::SigningContext;
use crate::credentials::{AccessKey, Credentials};
use crate::encode;
use crate::error::SignError;
use crate::hash::Hash;
use crate::request::SignableRequest;
use crate::signed::SigningOutput;

/// Default identity of SM2 signers.
const IDENTITY: &str = "1234567812345678";

/// Signs with a derived private key.
pub(crate) fn sign<'a>(
    algorithm: Algorithm,
    request: &SignableRequest<'a>,
    context: &'a SigningContext<'a>,
    credentials: &'a Credentials,
    time: DateTime<Utc>,
) -> Result<SigningOutput<'a>, SignError> {
    let key = credentials.access_key(algorithm)?;
    let private = PrivateKey::derive(algorithm, key).ok_or(SignError::Unsupported {
        algorithm,
        problem: "cannot derive a private key from these credentials: use others",
    })?;
    let mut prepared = PreparedRequest::new(algorithm, request, context, key, time)?;
    let signature = private
        .sign(prepared.string_to_sign(None))
        .ok_or(SignError::Unsupported {
            algorithm,
            problem: "found no signature for this request: sign it again at another time",
        })?;
    Ok(prepared.finish(["Access=", &key.id, "", ""], &signature))
}

/// Returns whether `signature`, in hexadecimal, is a signature of `string_to_sign`.
pub(crate) fn verify(algorithm: Algorithm, key: &AccessKey, string_to_sign: &[u8], signature: &str) -> bool {
    let private = PrivateKey::derive(algorithm, key);
    let signature = encode::from_hex(signature);
    private
        .zip(signature)
        .is_some_and(|(private, der)| private.verify(string_to_sign, &der))
}

/// Derived private key.
enum PrivateKey {
    P256(p256_dsa::SigningKey),
    Sm2(sm2_dsa::SigningKey),
}

impl PrivateKey {
    /// Derives the key: the first candidate that is a valid scalar of the curve.
    fn derive(algorithm: Algorithm, key: &AccessKey) -> Option<Self> {
        (0..255)
            .filter_map(|counter| candidate(algorithm, key, counter))
            .find_map(|scalar| {
                if algorithm == Algorithm::SdkSm2Sm3 {
                    sm2_dsa::SigningKey::from_slice(IDENTITY, &*scalar)
                        .ok()
                        .map(Self::Sm2)
                } else {
                    p256_dsa::SigningKey::from_slice(&*scalar).ok().map(Self::P256)
                }
            })
    }

    /// Returns the signature in DER.
    fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::P256(key) => {
                let signature: p256_dsa::Signature = key.try_sign(message).ok()?;
                Some(signature.to_der().as_bytes().to_vec())
            }
            Self::Sm2(key) => key
                .try_sign(message)
                .ok()
                .map(|signature| signature.to_der().as_bytes().to_vec()),
        }
    }

    fn verify(&self, message: &[u8], der: &[u8]) -> bool {
        match self {
            Self::P256(key) => p256_dsa::Signature::from_der(der)
                .is_ok_and(|signature| key.verifying_key().verify(message, &signature).is_ok()),
            Self::Sm2(key) => sm2_dsa::Signature::from_der(der)
                .is_ok_and(|signature| key.verifying_key().verify(message, &signature).is_ok()),
        }
    }
}

/// Returns the candidate for a counter, plus one; `None` if that overflows.
fn candidate(algorithm: Algorithm, key: &AccessKey, counter: u8) -> Option<Zeroizing<[u8; 32]>> {
    let parts: [&[u8]; 6] = [
        &[0, 0, 0, 1],
        algorithm.as_str().as_bytes(),
        &[0],
        key.id.as_bytes(),
        &[counter],
        &[0, 0, 1, 0],
    ];
    let mut scalar = Zeroizing::new(Hash::of(algorithm).hmac(key.secret.expose().as_bytes(), &parts));
    for byte in scalar.iter_mut().rev() {
        let (sum, overflow) = byte.overflowing_add(1);
        *byte = sum;
        if !overflow {
            return Some(scalar);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use sm2::elliptic_curve::sec1::ToSec1Point as _;

    /// Private scalar, public coordinates and a signature, all made by the official SDK for this key pair.
    struct Vector {
        algorithm: Algorithm,
        scalar: &'static str,
        public: [&'static str; 2],
        string_to_sign: &'static str,
        signature: &'static str,
    }

    const VECTORS: [Vector; 2] = [
        Vector {
            algorithm: Algorithm::SdkEcdsaP256Sha256,
            scalar: "10548ed43f717205e3059180897fc5db97fde9f04503143a521d75ac6ba08126",
            public: [
                "22a832c9a75a18b3481f9500777f7b7196489a23bbf9be3bcb9e0adea2daf53a",
                "b6851e6d69d58d02f88ec1f5f863c5acf9c32a6a6c244ddebbcccec0f77ab812",
            ],
            string_to_sign: "SDK-ECDSA-P256-SHA256\n20231114T221320Z\n\
                fe444c3b055d58d93e786251d44a6a97ef18478a8ca7094d50388a4e0ac2ac71",
            signature: "304402203564556bf11b9ddf253b9da92aea70de403caae9022c6058e2179e8f30d141ec0220\
                680f450804edb87c33d26d918ae534b431ad7d0d4a767e167170d0c149bd4636",
        },
        Vector {
            algorithm: Algorithm::SdkSm2Sm3,
            scalar: "6f5d59e42ca7aa423059f04c303af2bf9a84bb719139bca2aaccb43daca2b647",
            public: [
                "59120e2e304b961ca20382e330a65a1d9156fd2d7dd43319aa3ed92f917c905a",
                "2bbb5d2f5e565cdceb06c52f8ffe990a179442d6cd1531cc6ee87244a96ad027",
            ],
            string_to_sign: "SDK-SM2-SM3\n20231114T221320Z\n\
                bb3269ac3b5b85eaf549bb3c330174386cd9e96b9fc226651e490110522cad8a",
            signature: "3046022100f550e6146817ed683089fd1ead9d59cd45f5a128919c2666cc3473698f3f9b99022100\
                abd45bc46153a5368c5907ce5b352f30e10882ec6b4a5c06d3802e034067df16",
        },
    ];

    fn key() -> AccessKey {
        AccessKey::new(
            "FAKEHWAK0000EXAMPLE1",
            "fakeHwSk/0000+exampleSecretKey0000EXAMPLE1",
        )
    }

    /// Returns the uncompressed public key without its leading byte.
    fn public(private: &PrivateKey) -> String {
        let bytes = match private {
            PrivateKey::P256(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            PrivateKey::Sm2(key) => key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        };
        encode::to_hex(&bytes[1..])
    }

    #[test]
    fn the_official_key_and_signature_are_reproduced() {
        for vector in VECTORS {
            let scalar = candidate(vector.algorithm, &key(), 0).unwrap();
            assert_eq!(encode::to_hex(&*scalar), vector.scalar);
            let private = PrivateKey::derive(vector.algorithm, &key()).unwrap();
            assert_eq!(public(&private), vector.public.concat());
            assert!(verify(
                vector.algorithm,
                &key(),
                vector.string_to_sign.as_bytes(),
                vector.signature
            ));
            assert!(!verify(vector.algorithm, &key(), b"another", vector.signature));
        }
    }

    #[test]
    fn signatures_are_deterministic_and_verify() {
        for vector in VECTORS {
            let sign = |text: &str| {
                PrivateKey::derive(vector.algorithm, &key())
                    .unwrap()
                    .sign(text.as_bytes())
                    .unwrap()
            };
            let signature = sign("text");
            assert_eq!(signature, sign("text"));
            assert_ne!(signature, sign("texu"));
            assert!(verify(
                vector.algorithm,
                &key(),
                b"text",
                &encode::to_hex(&signature)
            ));
            let other = AccessKey::new("FAKEHWAK0000EXAMPLE1", "another");
            assert!(!verify(
                vector.algorithm,
                &other,
                b"text",
                &encode::to_hex(&signature)
            ));
            assert!(!verify(vector.algorithm, &key(), b"text", "zz"));
        }
    }
}
