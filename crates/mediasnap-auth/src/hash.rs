//! Digests and message authentication codes.

use hmac::{Hmac, KeyInit as _};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use sm3::Sm3;
use zeroize::{Zeroizing, optimization_barrier};

use crate::algorithm::Algorithm;
use crate::bytes::Short;
use crate::encode;

/// Block length of SHA-1, SHA-256 and SM3, to which HMAC pads its keys.
const BLOCK: usize = 64;

/// Digest of an empty body, the most frequent one.
const SHA256_OF_NOTHING: [u8; 32] = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// Hash function with 32 bytes of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    /// SHA-256.
    Sha256,
    /// SM3, the Chinese national standard.
    Sm3,
}

impl Hash {
    /// Returns the hash function of an algorithm that uses one of these.
    pub(crate) const fn of(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::SdkHmacSm3 | Algorithm::Acs3HmacSm3 => Self::Sm3,
            #[cfg(feature = "ecdsa-sm2")]
            Algorithm::SdkSm2Sm3 => Self::Sm3,
            _ => Self::Sha256,
        }
    }

    /// Returns the digest of `data`.
    pub(crate) fn digest(self, data: &[u8]) -> [u8; 32] {
        match self {
            Self::Sha256 if data.is_empty() => SHA256_OF_NOTHING,
            Self::Sha256 => Sha256::digest(data).into(),
            Self::Sm3 => Sm3::digest(data).into(),
        }
    }

    /// Returns the HMAC of the concatenated `parts`.
    pub(crate) fn hmac(self, key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(&Mac::new(self, key).of(parts));
        out
    }
}

/// Returns the MD5 digest of the concatenated `parts` in hexadecimal.
pub(crate) fn md5_hex(parts: &[&str]) -> String {
    let digest = parts.iter().fold(Md5::new(), Md5::chain_update);
    encode::to_hex(&digest.finalize())
}

/// HMAC with its key set, ready for data.
#[derive(Clone)]
pub(crate) enum Mac {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sm3(Hmac<Sm3>),
}

impl Mac {
    /// Sets the key of an HMAC with this hash function.
    pub(crate) fn new(hash: Hash, key: &[u8]) -> Self {
        let block = padded(key, |key| hash.digest(key));
        match hash {
            Hash::Sha256 => Self::Sha256(Hmac::new((&*block).into())),
            Hash::Sm3 => Self::Sm3(Hmac::new((&*block).into())),
        }
    }

    /// Sets the key of an HMAC with SHA-1.
    pub(crate) fn sha1(key: &[u8]) -> Self {
        let block = padded(key, |key| Sha1::digest(key).into());
        Self::Sha1(Hmac::new((&*block).into()))
    }

    /// Overwrites the key, so that it does not remain in memory.
    pub(crate) fn forget(&mut self) {
        match self {
            Self::Sha1(mac) => *mac = Hmac::new(&[0; BLOCK].into()),
            Self::Sha256(mac) => *mac = Hmac::new(&[0; BLOCK].into()),
            Self::Sm3(mac) => *mac = Hmac::new(&[0; BLOCK].into()),
        }
        optimization_barrier(self);
    }

    /// Returns the code of the concatenated `parts`.
    pub(crate) fn of(self, parts: &[&[u8]]) -> Code {
        match self {
            Self::Sha1(mac) => code(mac, parts),
            Self::Sha256(mac) => code(mac, parts),
            Self::Sm3(mac) => code(mac, parts),
        }
    }
}

/// Message authentication code.
pub(crate) type Code = Short<32>;

fn code(mut mac: impl hmac::Mac, parts: &[&[u8]]) -> Code {
    for part in parts {
        mac.update(part);
    }
    let code = mac.finalize().into_bytes();
    Code::written(|bytes| {
        bytes[..code.len()].copy_from_slice(&code);
        code.len()
    })
}

/// Pads a key with zeros to one block, as HMAC does. A longer key is hashed first.
fn padded<const N: usize>(key: &[u8], digest: impl FnOnce(&[u8]) -> [u8; N]) -> Zeroizing<[u8; BLOCK]> {
    let mut block = Zeroizing::new([0; BLOCK]);
    if let Some(head) = block.get_mut(..key.len()) {
        head.copy_from_slice(key);
    } else {
        block[..N].copy_from_slice(&digest(key));
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::to_hex;

    #[test]
    fn hmac_of_rfc_4231() {
        let mac = Hash::Sha256.hmac(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        assert_eq!(
            to_hex(&mac),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        let long = Hash::Sha256.hmac(
            &[0xaa; 131],
            &[b"Test Using Larger Than Block-Size Key - Hash Key First"],
        );
        assert_eq!(
            to_hex(&long),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn hmac_sha1_of_rfc_2202() {
        assert_eq!(
            to_hex(&Mac::sha1(b"Jefe").of(&[b"what do ya want ", b"for nothing?"])),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        );
        assert_eq!(
            to_hex(&Mac::sha1(&[0xaa; 80]).of(&[b"Test Using Larger Than Block-Size Key - Hash Key First"])),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"
        );
    }

    #[test]
    fn a_key_is_forgotten() {
        for mut mac in [
            Mac::sha1(b"key"),
            Mac::new(Hash::Sha256, b"key"),
            Mac::new(Hash::Sm3, b"key"),
        ] {
            let with_key = mac.clone().of(&[b"data"])[..].to_vec();
            mac.forget();
            assert_ne!(mac.of(&[b"data"])[..], with_key);
        }
    }

    #[test]
    fn the_digest_of_an_empty_body_is_right() {
        assert_eq!(SHA256_OF_NOTHING, <[u8; 32]>::from(Sha256::digest(b"")));
    }

    #[test]
    fn sm3_of_the_standard() {
        assert_eq!(
            to_hex(&Hash::Sm3.digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }
}
