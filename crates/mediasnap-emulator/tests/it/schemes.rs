//! All signature schemes, and what is rejected in each.

use std::borrow::Cow;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mediasnap_client::auth::{
    AccessKey, Algorithm, Credentials, Query, Secret, SignableRequest, SigningContext, sign,
};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, HUAWEI_PROJECT_ID, SECRET_ACCESS_KEY};

use crate::http::{HttpResponse, send};

/// A request of one scheme, to be signed.
struct Case {
    algorithm: Algorithm,
    method: &'static str,
    path: String,
    query: &'static [(&'static str, &'static str)],
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    context: SigningContext<'static>,
}

const ASK: &[(&str, &str)] = &[("SdkAppId", "1"), ("TaskID", "x y")];
const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];
const FORM: &[(&str, &str)] = &[("Content-Type", "application/x-www-form-urlencoded")];

fn cases() -> Vec<Case> {
    let huawei = |algorithm| Case {
        algorithm,
        method: "GET",
        path: format!("/v1/{HUAWEI_PROJECT_ID}/thumbnails"),
        query: &[("size", "1"), ("page", "0")],
        headers: JSON,
        body: "",
        context: SigningContext::new("mpc", "v1", "ListThumbnailsTask").with_region("cn-north-4"),
    };
    let tiw = || SigningContext::new("tiw", "2019-09-19", "DescribeSnapshotTask");
    let tencent = |algorithm, method, query, headers, body| Case {
        algorithm,
        method,
        path: "/".into(),
        query,
        headers,
        body,
        context: tiw(),
    };
    let multipart: &[(&str, &str)] = &[("Content-Type", "multipart/form-data; boundary=cut")];
    let fields = "--cut\r\nContent-Disposition: form-data; name=\"SdkAppId\"\r\n\r\n1\r\n\
                  --cut\r\nContent-Disposition: form-data; name=\"TaskID\"\r\n\r\nx\r\n--cut--\r\n";
    let alibaba = |algorithm| Case {
        algorithm,
        method: "POST",
        path: "/".into(),
        query: &[("VideoId", "a b*~")],
        headers: &[],
        body: "",
        context: SigningContext::new("vod", "2017-03-21", "ListSnapshots"),
    };
    let json = r#"{"SdkAppId":1,"TaskID":"x"}"#;
    vec![
        huawei(Algorithm::SdkHmacSha256),
        huawei(Algorithm::SdkHmacSm3),
        huawei(Algorithm::V11HmacSha256),
        huawei(Algorithm::SdkEcdsaP256Sha256),
        huawei(Algorithm::SdkSm2Sm3),
        tencent(Algorithm::Tc3HmacSha256, "POST", &[], JSON, json),
        tencent(Algorithm::Tc3HmacSha256, "POST", &[], multipart, fields),
        tencent(Algorithm::Tc3HmacSha256, "GET", ASK, FORM, ""),
        tencent(Algorithm::TencentHmacSha1, "GET", ASK, &[], ""),
        tencent(Algorithm::TencentHmacSha256, "GET", ASK, &[], ""),
        tencent(
            Algorithm::TencentHmacSha256,
            "POST",
            &[],
            FORM,
            "SdkAppId=1&TaskID=x",
        ),
        alibaba(Algorithm::Acs3HmacSha256),
        alibaba(Algorithm::Acs3HmacSm3),
        alibaba(Algorithm::AlibabaRpcV1),
    ]
}

impl Case {
    /// Sends the request, signed with these credentials at a time.
    async fn send(
        &self,
        emulator: &Emulator,
        credentials: &Credentials,
        time: DateTime<Utc>,
        nonce: u32,
    ) -> HttpResponse {
        let host = emulator.address().to_string();
        self.send_to(emulator, &host, credentials, time, nonce).await
    }

    /// Sends the request, signed for a host.
    async fn send_to(
        &self,
        emulator: &Emulator,
        host: &str,
        credentials: &Credentials,
        time: DateTime<Utc>,
        nonce: u32,
    ) -> HttpResponse {
        let query: Vec<(Cow<'_, str>, Cow<'_, str>)> = self
            .query
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        let request = SignableRequest {
            method: self.method,
            scheme: "http",
            host,
            path: &self.path,
            query: Query::Pairs(&query),
            headers: self.headers,
            body: self.body.as_bytes(),
        };
        let nonce = nonce.to_string();
        let signed = sign(self.algorithm, &request, &self.context, credentials, time, &nonce).unwrap();
        let mut headers = self.headers.to_vec();
        headers.extend(signed.headers());
        let body = signed.body().unwrap_or(self.body.as_bytes());
        let url = signed
            .url()
            .replacen(&format!("http://{host}"), emulator.url(), 1);
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("host"));
        send(self.method, &url, &headers, body).await
    }

    fn name(&self) -> String {
        format!("{} {}", self.algorithm.as_str(), self.method)
    }

    /// Returns the error code of the vendor. Huawei Cloud has one code for all errors.
    fn code<'a>(&self, tencent: &'a str, alibaba: &'a str) -> &'a str {
        match &*self.context.service {
            "tiw" => tencent,
            "vod" => alibaba,
            _ => "APIGW.0301",
        }
    }
}

/// Returns the error code of a response, or an empty string.
fn code(response: &HttpResponse) -> String {
    let body = response.json();
    let places = ["/error_code", "/Response/Error/Code", "/Code"];
    let found = places.iter().find_map(|place| body.pointer(place)?.as_str());
    found.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_scheme_is_checked() {
    let emulator = Emulator::builder()
        .access_key(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
        .temporary_key("TEMPORARY", "s", "a-token")
        .rate_limits(false)
        .start()
        .await
        .unwrap();
    let good: Credentials = AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY).into();
    let mut nonce = 0;
    for case in cases() {
        let name = case.name();
        let now = emulator.now();
        let mut next = || {
            nonce += 1;
            nonce
        };
        let response = case.send(&emulator, &good, now, next()).await;
        let fine = case.code("InvalidParameter.TaskNotFound", "");
        let fine = if fine == "APIGW.0301" { "" } else { fine };
        assert_eq!(
            (code(&response), response.status),
            (fine.to_owned(), 200),
            "{name}"
        );

        let wrong = AccessKey::new(ACCESS_KEY_ID, "wrong").into();
        let response = case.send(&emulator, &wrong, now, next()).await;
        let expected = case.code("AuthFailure.SignatureFailure", "SignatureDoesNotMatch");
        assert_eq!(code(&response), expected, "{name}: wrong secret");

        let unknown = AccessKey::new("NOBODY", SECRET_ACCESS_KEY).into();
        let response = case.send(&emulator, &unknown, now, next()).await;
        let expected = case.code("AuthFailure.SecretIdNotFound", "InvalidAccessKeyId.NotFound");
        assert_eq!(code(&response), expected, "{name}: unknown key");

        let minutes = if case.context.service == "tiw" { 5 } else { 15 };
        let expected = case.code("AuthFailure.SignatureExpire", "InvalidTimeStamp.Expired");
        for late in [false, true] {
            let off = Duration::from_secs(minutes * 60 + 20);
            let time = if late { now + off } else { now - off };
            let response = case.send(&emulator, &good, time, next()).await;
            assert_eq!(code(&response), expected, "{name}: wrong time");
            let off = Duration::from_secs(minutes * 60 - 20);
            let time = if late { now + off } else { now - off };
            let response = case.send(&emulator, &good, time, next()).await;
            assert_eq!(code(&response), fine, "{name}: time within the window");
        }

        let temporary = |token: &str| -> Credentials {
            AccessKey::new("TEMPORARY", "s")
                .with_security_token(Secret::from(token))
                .into()
        };
        let response = case.send(&emulator, &temporary("a-token"), now, next()).await;
        assert_eq!(code(&response), fine, "{name}: token");
        let response = case.send(&emulator, &temporary("another"), now, next()).await;
        let expected = case.code("AuthFailure.TokenFailure", "InvalidSecurityToken.Malformed");
        assert_eq!(code(&response), expected, "{name}: wrong token");
        let without = AccessKey::new("TEMPORARY", "s").into();
        let response = case.send(&emulator, &without, now, next()).await;
        let expected = case.code("AuthFailure.TokenFailure", "MissingSecurityToken");
        assert_eq!(code(&response), expected, "{name}: no token");
    }
}

fn tc3(body: &'static str, service: &'static str) -> Case {
    Case {
        algorithm: Algorithm::Tc3HmacSha256,
        method: "POST",
        path: "/".into(),
        query: &[],
        headers: JSON,
        body,
        context: SigningContext::new(service, "2019-09-19", "DescribeSnapshotTask"),
    }
}

#[tokio::test]
async fn tc3_is_accepted_for_a_host_without_its_port_and_for_its_own_service() {
    let emulator = Emulator::builder().rate_limits(false).start().await.unwrap();
    let good: Credentials = AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY).into();
    let host = emulator.address().to_string();
    let body = r#"{"SdkAppId":1,"TaskID":"x"}"#;
    let (accepted, rejected) = ("InvalidParameter.TaskNotFound", "AuthFailure.SignatureFailure");
    for (host, service, expected) in [
        (&*host, "tiw", accepted),
        ("127.0.0.1", "tiw", accepted),
        // The SDK for Node.js takes the first label of the endpoint.
        ("127.0.0.1", "127", accepted),
        (&*host, "127", accepted),
        ("127.0.0.2", "tiw", rejected),
        (&*host, "cvm", rejected),
    ] {
        let case = tc3(body, service);
        let response = case.send_to(&emulator, host, &good, emulator.now(), 1).await;
        assert_eq!(code(&response), expected, "{host} {service}");
    }
}

#[tokio::test]
async fn a_nonce_is_unique_for_vendor_key_and_timestamp() {
    let emulator = Emulator::builder()
        .access_key("a", "s")
        .access_key("b", "s")
        .rate_limits(false)
        .start()
        .await
        .unwrap();
    let key = |id: &str| -> Credentials { AccessKey::new(id, "s").into() };
    let now = emulator.now();
    let all = cases();
    let case = |algorithm| all.iter().find(|case| case.algorithm == algorithm).unwrap();
    let (tencent, alibaba) = (
        case(Algorithm::TencentHmacSha256),
        case(Algorithm::Acs3HmacSha256),
    );
    let second = chrono::TimeDelta::seconds(1);
    for (case, id, time, expected) in [
        (tencent, "a", now, "InvalidParameter.TaskNotFound"),
        (tencent, "a", now, "AuthFailure.SignatureFailure"),
        (tencent, "a", now - second, "InvalidParameter.TaskNotFound"),
        (tencent, "b", now, "InvalidParameter.TaskNotFound"),
        (alibaba, "a", now, ""),
        (alibaba, "a", now - second, "SignatureNonceUsed"),
        (alibaba, "b", now, ""),
    ] {
        let response = case.send(&emulator, &key(id), time, 77).await;
        assert_eq!(code(&response), expected, "{} {id}", case.name());
    }
}

#[tokio::test]
async fn deeply_nested_parameters_are_rejected() {
    let emulator = Emulator::builder().rate_limits(false).start().await.unwrap();
    let good: Credentials = AccessKey::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY).into();
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let (deep, deeper) = (leak("a.".repeat(30_000)), leak("a.".repeat(100_000)));
    let context = || SigningContext::new("tiw", "2019-09-19", "DescribeSnapshotTask");
    let case = |algorithm, method, query, headers, body| Case {
        algorithm,
        method,
        path: "/".into(),
        query,
        headers,
        body,
        context: context(),
    };
    let query: &'static [(&'static str, &'static str)] = Box::leak(Box::new([(deep, "1")]));
    let multipart: &[(&str, &str)] = &[("Content-Type", "multipart/form-data; boundary=cut")];
    let fields =
        format!("--cut\r\nContent-Disposition: form-data; name=\"{deeper}\"\r\n\r\n1\r\n--cut--\r\n");
    for case in [
        case(Algorithm::Tc3HmacSha256, "GET", query, FORM, ""),
        case(
            Algorithm::TencentHmacSha256,
            "POST",
            &[],
            FORM,
            leak(format!("{deeper}=1")),
        ),
        case(Algorithm::Tc3HmacSha256, "POST", &[], multipart, leak(fields)),
    ] {
        let response = case.send(&emulator, &good, emulator.now(), 1).await;
        assert_eq!(code(&response), "InvalidParameter", "{}", case.name());
    }
}
