//! What the schemes do each in their own way.

use std::borrow::Cow;

use mediasnap_auth::{
    AccessKey, Algorithm, ApiStyle, Credentials, Query, SignError, SignableRequest, SigningContext,
    SigningOutput, sign,
};

use crate::{PLAIN, Result, context, header, run, time};

#[test]
fn huawei_scope_comes_from_the_context() -> Result {
    let headers = [("X-Project-Id", "preset"), ("X-Domain-Id", "kept")];
    let request = SignableRequest {
        headers: &headers,
        ..PLAIN
    };
    let context = SigningContext {
        domain_id: Some("d".into()),
        ..context().with_project_id("p")
    };
    let signed = run(Algorithm::SdkHmacSha256, &request, &context)?;
    assert_eq!(header(&signed, "x-project-id"), Some("p"));
    assert_eq!(header(&signed, "x-domain-id"), None);
    let canonical = signed.canonical_request().unwrap();
    assert!(
        canonical.contains("\nx-domain-id:kept\n") && canonical.contains("\nx-project-id:p\n"),
        "{canonical}"
    );

    let global = SigningContext {
        region: None,
        project_id: None,
        ..context
    };
    let empty = SigningContext {
        region: Some("".into()),
        ..global.clone()
    };
    for context in [&global, &empty] {
        let signed = run(Algorithm::V11HmacSha256, &PLAIN, context)?;
        let string_to_sign = signed.string_to_sign().unwrap();
        assert!(
            string_to_sign.contains("\n20231114/globe/vod\n"),
            "{string_to_sign}"
        );
    }
    for region in [None, Some("".into())] {
        let nowhere = SigningContext {
            region,
            domain_id: None,
            ..global.clone()
        };
        let error = run(Algorithm::V11HmacSha256, &PLAIN, &nowhere).unwrap_err();
        assert_eq!(
            error,
            SignError::MissingContext {
                algorithm: Algorithm::V11HmacSha256,
                field: "region"
            }
        );
    }
    Ok(())
}

#[test]
fn huawei_leaves_out_the_body_only_by_an_exact_header() -> Result {
    let payload = |name: &str, value: &str, unsigned_payload: bool| -> Result<String> {
        let headers = [(name, value)];
        let request = SignableRequest {
            headers: &headers,
            body: b"{}",
            ..PLAIN
        };
        let signed = run(
            Algorithm::SdkHmacSha256,
            &request,
            &SigningContext {
                unsigned_payload,
                ..context()
            },
        )?;
        Ok(signed
            .canonical_request()
            .unwrap()
            .rsplit('\n')
            .next()
            .unwrap()
            .to_owned())
    };
    let digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    assert_eq!(payload("Content-Type", "text/plain", false)?, "UNSIGNED-PAYLOAD");
    assert_eq!(payload("content-type", "text/plain", false)?, digest);
    assert_eq!(payload("Content-Type", "application/json-seq", false)?, digest);
    assert_eq!(
        payload("Content-Type", "application/json", true)?,
        "UNSIGNED-PAYLOAD"
    );
    assert_eq!(payload("x-sdk-content-sha256", "abc", false)?, "abc");
    Ok(())
}

#[test]
fn preset_dates_are_kept_or_rejected() -> Result {
    let presets = [
        (Algorithm::SdkHmacSha256, "x-sdk-date", "20200101T000000Z"),
        (Algorithm::Acs3HmacSha256, "x-acs-date", "2020-01-01T00:00:00Z"),
        (Algorithm::AlibabaRoaV2, "date", "Wed, 01 Jan 2020 00:00:00 GMT"),
    ];
    for (algorithm, name, date) in presets {
        let headers = [(name, date)];
        let signed = run(
            algorithm,
            &SignableRequest {
                headers: &headers,
                ..PLAIN
            },
            &context(),
        )?;
        assert_eq!(header(&signed, name), None);
        let text = signed.canonical_request().or(signed.string_to_sign()).unwrap();
        assert!(text.contains(date), "{text}");
        let headers = [(name, "yesterday")];
        let error = run(
            algorithm,
            &SignableRequest {
                headers: &headers,
                ..PLAIN
            },
            &context(),
        )
        .unwrap_err();
        assert!(matches!(error, SignError::PresetDate { .. }), "{error}");
    }
    Ok(())
}

#[test]
fn tencent_rejects_what_it_would_not_cover() {
    let unsupported = |request: SignableRequest<'_>| {
        let error = run(Algorithm::Tc3HmacSha256, &request, &context()).unwrap_err();
        assert!(matches!(error, SignError::Unsupported { .. }), "{error}");
    };
    unsupported(SignableRequest {
        query: Query::Raw("a=1"),
        ..PLAIN
    });
    unsupported(SignableRequest {
        method: "GET",
        body: b"{}",
        ..PLAIN
    });
    let error = run(
        Algorithm::Tc3HmacSha256,
        &PLAIN,
        &SigningContext::new("", "v", "a"),
    )
    .unwrap_err();
    assert_eq!(
        error,
        SignError::MissingContext {
            algorithm: Algorithm::Tc3HmacSha256,
            field: "service"
        }
    );
}

#[test]
fn tencent_sends_no_token_with_a_skipped_signature() -> Result {
    let credentials = AccessKey::new("id", "secret").with_security_token("token").into();
    let context = context();
    let signed = sign(Algorithm::TencentSkip, &PLAIN, &context, &credentials, time(), "")?;
    assert_eq!(header(&signed, "authorization"), Some("SKIP"));
    assert_eq!(header(&signed, "x-tc-action"), Some("Act"));
    assert_eq!(header(&signed, "x-tc-token"), None);
    assert_eq!((signed.signature(), signed.canonical_request()), (None, None));
    Ok(())
}

#[test]
fn parameters_are_signed_once() {
    let twice = [("A", "1"), ("A", "2")].map(|(name, value)| (Cow::from(name), Cow::from(value)));
    let request = SignableRequest {
        query: Query::Pairs(&twice),
        ..PLAIN
    };
    let one_only = [
        Algorithm::TencentHmacSha1,
        Algorithm::Acs3HmacSha256,
        Algorithm::AlibabaRpcV1,
        Algorithm::AlibabaRoaV2,
    ];
    for algorithm in one_only {
        let error = run(algorithm, &request, &context()).unwrap_err();
        assert_eq!(
            error,
            SignError::DuplicateParameter {
                algorithm,
                name: "A".into()
            }
        );
    }
    assert!(run(Algorithm::SdkHmacSha256, &request, &context()).is_ok());

    let reserved = [
        (Algorithm::AlibabaRpcV1, "AccessKeyId=1"),
        (Algorithm::TencentHmacSha256, "Signature=1"),
    ];
    for (algorithm, query) in reserved {
        let error = run(
            algorithm,
            &SignableRequest {
                query: Query::Raw(query),
                ..PLAIN
            },
            &context(),
        )
        .unwrap_err();
        assert!(matches!(error, SignError::ReservedParameter { .. }), "{error}");
    }
}

#[test]
fn alibaba_always_covers_the_body() {
    let context = SigningContext {
        unsigned_payload: true,
        ..context()
    };
    for algorithm in [
        Algorithm::Acs3HmacSha256,
        Algorithm::AlibabaRpcV1,
        Algorithm::AlibabaRoaV2,
    ] {
        let error = run(algorithm, &PLAIN, &context).unwrap_err();
        assert!(matches!(error, SignError::Unsupported { .. }), "{error}");
    }
}

#[test]
fn a_bearer_token_is_marked_as_the_style_demands() -> Result {
    let credentials = Credentials::Bearer("token".into());
    let sign = |style, query| {
        let request = SignableRequest {
            query: Query::Raw(query),
            ..PLAIN
        };
        let context = SigningContext { style, ..context() };
        sign(
            Algorithm::AlibabaBearer,
            &request,
            &context,
            &credentials,
            time(),
            "1",
        )
        .map(SigningOutput::into_owned)
    };
    let rpc = sign(ApiStyle::Rpc, "SignatureType=x&a=b")?;
    assert_eq!(
        rpc.url(),
        "https://vod.example.com/?SignatureType=BEARERTOKEN&a=b"
    );
    assert_eq!(header(&rpc, "x-acs-bearer-token"), Some("token"));
    let roa = sign(ApiStyle::Roa, "a=b")?;
    assert_eq!(roa.url(), "https://vod.example.com/?a=b");
    assert_eq!(header(&roa, "x-acs-signature-type"), Some("BEARERTOKEN"));
    Ok(())
}

#[test]
fn an_empty_token_is_a_token_at_huawei_only() -> Result {
    let credentials = AccessKey::new("id", "secret").with_security_token("").into();
    let token = |algorithm, name| -> Result<Option<String>> {
        let context = context();
        let signed = sign(algorithm, &PLAIN, &context, &credentials, time(), "1")?;
        Ok(header(&signed, name).map(str::to_owned))
    };
    assert_eq!(
        token(Algorithm::SdkHmacSha256, "x-security-token")?,
        Some(String::new())
    );
    assert_eq!(token(Algorithm::Tc3HmacSha256, "x-tc-token")?, None);
    assert_eq!(token(Algorithm::Acs3HmacSha256, "x-acs-security-token")?, None);
    Ok(())
}
