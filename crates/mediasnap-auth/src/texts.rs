//! The texts that lead to a signature, one after the other in one allocation.

use crate::encode;
use crate::hash::Hash;

/// Canonical request, string to sign and signature, as far as a scheme has them.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    all: Vec<u8>,
    canonical_end: usize,
    to_sign_end: usize,
}

impl Texts {
    /// Begins with a canonical request. The string to sign comes next.
    pub(crate) fn canonical(request: Vec<u8>) -> Self {
        Self {
            canonical_end: request.len(),
            to_sign_end: request.len(),
            all: request,
        }
    }

    /// Begins with the string to sign of a scheme without canonical request. The signature comes next.
    pub(crate) fn to_sign(text: Vec<u8>) -> Self {
        Self {
            canonical_end: 0,
            to_sign_end: text.len(),
            all: text,
        }
    }

    /// Adds a string to sign: these pieces, and the digest of the canonical request.
    pub(crate) fn add_to_sign(&mut self, pieces: &[&str], hash: Hash) {
        let digest = hash.digest(&self.all);
        for piece in pieces {
            self.all.extend_from_slice(piece.as_bytes());
        }
        self.all.extend_from_slice(&encode::hex(&digest));
        self.to_sign_end = self.all.len();
    }

    /// Adds a signature in hexadecimal.
    pub(crate) fn add_signature(&mut self, signature: &[u8; 32]) {
        self.all.extend_from_slice(&encode::hex(signature));
    }

    /// Adds a signature that is text.
    pub(crate) fn add_signature_text(&mut self, signature: &str) {
        self.all.extend_from_slice(signature.as_bytes());
    }

    /// The canonical request.
    pub(crate) fn canonical_request(&self) -> &[u8] {
        &self.all[..self.canonical_end]
    }

    /// The string to sign.
    pub(crate) fn string_to_sign(&self) -> &[u8] {
        &self.all[self.canonical_end..self.to_sign_end]
    }

    /// The signature.
    pub(crate) fn signature(&self) -> &[u8] {
        &self.all[self.to_sign_end..]
    }
}

/// The room that string to sign and signature take behind a canonical request, in nearly every case.
pub(crate) const ROOM: usize = 256;

/// One of the texts as text; `None` where the scheme has none.
pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}
