//! What the message about a wrong signature tells: whether both sides signed the same string.

use crate::algorithm::Algorithm;
use crate::alibaba::acs3;
use crate::encode::to_hex;
use crate::hash::Hash;
use crate::secret::Secret;

/// Returns whether `message`, which says that `authorization` does not match, repeats the string that was signed: then the
/// request arrived as it was sent, and `secret` is not that of the key.
///
/// The string of `ACS3-HMAC-SHA256` ends in the digest of the canonical request, or the message holds that request itself.
pub fn is_same_string_to_sign(message: &str, authorization: &str, secret: &Secret) -> bool {
    let algorithm = Algorithm::Acs3HmacSha256;
    let Some(signature) = authorization
        .strip_prefix(algorithm.as_str())
        .and_then(|rest| rest.split("Signature=").nth(1))
    else {
        return false;
    };
    let is_signed = |digest: &str| {
        let text = format!("{}\n{digest}", algorithm.as_str());
        to_hex(&acs3::signature(algorithm, secret, text.as_bytes())) == signature
    };
    let mut digests = message
        .split(|character: char| !character.is_ascii_hexdigit())
        .filter(|run| run.len() == 64);
    let canonical = || {
        let (_, text) = message.split_once("is:")?;
        let text = text.trim().trim_start_matches('[').trim_end_matches(['.', ']']);
        Some(to_hex(&Hash::of(algorithm).digest(text.as_bytes())))
    };
    digests.any(is_signed) || canonical().is_some_and(|digest| is_signed(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_or_the_canonical_request() {
        let secret = Secret::from("secret");
        let digest = to_hex(&Hash::Sha256.digest(b"POST\n/\n"));
        let text = format!("ACS3-HMAC-SHA256\n{digest}");
        let signature = acs3::signature(Algorithm::Acs3HmacSha256, &secret, text.as_bytes());
        let authorization = format!(
            "ACS3-HMAC-SHA256 Credential=AK,SignedHeaders=host,Signature={}",
            to_hex(&signature)
        );
        for message in [
            format!("does not match. server string to sign is:{text}"),
            format!("server string to sign is:[{text}]."),
            "server canonicalRequest is:[POST\n/\n]".to_owned(),
        ] {
            assert!(
                is_same_string_to_sign(&message, &authorization, &secret),
                "{message}"
            );
            assert!(!is_same_string_to_sign(
                &message,
                &authorization,
                &Secret::from("other")
            ));
            assert!(!is_same_string_to_sign(
                &message,
                "TC3-HMAC-SHA256 Signature=x",
                &secret
            ));
        }
        let other = "server string to sign is:ACS3-HMAC-SHA256\n".to_owned() + &"0".repeat(64);
        assert!(!is_same_string_to_sign(&other, &authorization, &secret));
        assert!(!is_same_string_to_sign("", &authorization, &secret));
    }
}
