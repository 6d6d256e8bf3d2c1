//! Alibaba Cloud's former request style: XML responses, and the forms in which its clients send values.

use hmac::{Hmac, KeyInit, Mac};
use mediasnap_emulator::{ACCESS_KEY_ID, Emulator, SECRET_ACCESS_KEY};
use serde_json::json;
use sha1::Sha1;

use crate::http::{HttpResponse, send};
use crate::{call, client, start};

fn encode(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if unreserved(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// Calls an operation of VOD with exactly these parameters beside those of the signature.
async fn get(emulator: &Emulator, version: &str, parameters: &[(&str, &str)]) -> HttpResponse {
    let (time, nonce) = (
        emulator.now().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        emulator.requests().len().to_string(),
    );
    let mut all = parameters.to_vec();
    all.extend([
        ("AccessKeyId", ACCESS_KEY_ID),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &nonce),
        ("Timestamp", &time),
        ("Version", version),
    ]);
    all.sort_unstable();
    let pairs = all
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{SECRET_ACCESS_KEY}&").as_bytes()).unwrap();
    mac.update(format!("GET&%2F&{}", encode(&query)).as_bytes());
    let signature = {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
    };
    let url = format!("{}/?{query}&Signature={}", emulator.url(), encode(&signature));
    send("GET", &url, &[], b"").await
}

const VOD: &str = "2017-03-21";
const ICE: &str = "2020-11-09";

fn text(response: &HttpResponse) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

#[tokio::test]
async fn responses_are_xml_unless_the_request_names_json() {
    let emulator = start().await;
    let submit = [("Action", "SubmitSnapshotJob"), ("VideoId", "v")];
    for format in [None, Some("XML"), Some("xml")] {
        let format = format.map(|format| ("Format", format));
        let response = get(&emulator, VOD, &[&submit[..], format.as_slice()].concat()).await;
        let body = text(&response);
        assert_eq!(response.status, 200, "{body}");
        assert!(body.starts_with("<?xml"), "{body}");
        assert!(body.contains("<SubmitSnapshotJobResponse>") && body.contains("<SnapshotJob><JobId>"));
        let list = [
            ("Action", "ListJobInfo"),
            ("MediaId", "v"),
            ("JobType", "snapshot"),
        ];
        let response = get(&emulator, VOD, &[&list[..], format.as_slice()].concat()).await;
        assert!(text(&response).contains("<JobInfoList>"), "{}", text(&response));
        let missing = [("Action", "GetVodTemplate"), ("VodTemplateId", "<&>")];
        let response = get(&emulator, VOD, &[&missing[..], format.as_slice()].concat()).await;
        let body = text(&response);
        assert_eq!(response.status, 404, "{body}");
        assert!(
            body.contains("<Error>") && body.contains("<Code>NoSuchResource</Code>"),
            "{body}"
        );
        let unknown = [("Action", "NoSuchAction")];
        let response = get(&emulator, VOD, &[&unknown[..], format.as_slice()].concat()).await;
        assert!(text(&response).contains("<Code>InvalidAction.NotFound</Code>"));
    }
    let response = get(&emulator, VOD, &[&submit[..], &[("Format", "JSON")]].concat()).await;
    assert!(response.json()["SnapshotJob"]["JobId"].is_string());
    let current = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    let submitted = call(&current, "SubmitSnapshotJob", json!({ "VideoId": "v" }))
        .await
        .unwrap();
    assert!(submitted["SnapshotJob"]["JobId"].is_string());
}

#[tokio::test]
async fn flattened_values_are_read_or_rejected() {
    let emulator = start().await;
    let ice = client(&emulator, &mediasnap_alibaba_ice::PRODUCT);
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        let template = json!({ "TemplateName": name, "TimeInterval": 5, "OverwriteFormat": "a.jpg" });
        let created = call(&ice, "CreateLiveSnapshotTemplate", template).await.unwrap();
        ids.push(created["TemplateId"].as_str().unwrap().to_owned());
    }
    let json = ("Format", "JSON");
    let list = ("Action", "ListLiveSnapshotTemplates");
    let named = [list, json, ("TemplateIds.2", &ids[0]), ("TemplateIds.1", &ids[2])];
    assert_eq!(get(&emulator, ICE, &named).await.json()["TotalCount"], 2);
    let submit = [("Action", "SubmitSnapshotJob"), ("VideoId", "v"), json];
    for (version, parameters) in [
        (ICE, [list, json, ("TemplateIds", &ids[0])].to_vec()),
        (ICE, [list, json, ("TemplateIds.x", &ids[0])].to_vec()),
        (VOD, [&submit[..], &[("SpecifiedOffsetTimes.1", "1000")]].concat()),
        (
            VOD,
            [&submit[..], &[("SpecifiedOffsetTimes.1.x", "1000")]].concat(),
        ),
        (VOD, [&submit[..], &[("UserData.Extend", "{}")]].concat()),
    ] {
        let response = get(&emulator, version, &parameters).await;
        let code = response.json()["Code"].clone();
        assert_eq!(
            (response.status, code),
            (400, json!("InvalidParameter")),
            "{parameters:?}"
        );
    }
    let whole = [&submit[..], &[("SpecifiedOffsetTimes", "[1000,2000]")]].concat();
    assert_eq!(get(&emulator, VOD, &whole).await.status, 200);
}

#[tokio::test]
async fn sprite_settings_may_be_quoted_with_apostrophes() {
    let emulator = start().await;
    let vod = client(&emulator, &mediasnap_alibaba_vod::PRODUCT);
    for (settings, accepted) in [
        (
            "{'CellWidth': 120, 'CellHeight': '68', 'Columns': 3, 'Lines': 10, 'Color': 'tomato'}",
            true,
        ),
        (r#"{"CellWidth": 120, "Color": "it's"}"#, true),
        ("{'CellWidth': 120", false),
        (r#"{'CellWidth": 120}"#, false),
    ] {
        let submit = json!({ "VideoId": "v", "Count": 3, "SpriteSnapshotConfig": settings });
        let submitted = call(&vod, "SubmitSnapshotJob", submit).await;
        assert_eq!(submitted.is_ok(), accepted, "{settings}");
        let Ok(submitted) = submitted else { continue };
        let detail = json!({ "JobId": submitted["SnapshotJob"]["JobId"], "JobType": "snapshot" });
        let detail = call(&vod, "GetJobDetail", detail).await.unwrap();
        let sprite = detail["SnapshotJobDetail"]["SpriteConfig"].as_str().unwrap();
        assert!(sprite.contains(r#""wd":"120""#), "{sprite}");
    }
}
