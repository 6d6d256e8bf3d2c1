//! SECURITY.md says nothing that no test holds, and `Debug` shows nothing of what it says is not shown.

use mediasnap::{Config, JobFailure, JobId, JobState, ProductKey, Raw, SnapshotJob, SnapshotRequest, Source};
use serde_json::{Map, Value, json};

use crate::products;
use crate::support::server::{Reply, Server};
use crate::support::shape::{Shape, Spec};
use crate::support::{minimal, operations, root, to};

/// The sentences under "What is done with secrets", by how they begin, and what holds them: a file, and a name in it.
const CLAIMS: [(&str, &str, &str); 17] = [
    (
        "Secret keys, security tokens",
        "tests/contracts/signing/hygiene.rs",
        "fn a_secret_prints_nothing_of_itself(",
    ),
    (
        "It overwrites them",
        "crates/mediasnap-auth/src/secret.rs",
        "Zeroizing",
    ),
    (
        "The emulator compares",
        "crates/mediasnap-auth/src/secret.rs",
        "fn constant_time_eq(",
    ),
    (
        "`Debug` output of public types",
        "tests/contracts/security.rs",
        "fn debug_shows_no_address_and_no_data_of_the_caller(",
    ),
    (
        "No error message and no log event",
        "crates/mediasnap-client/tests/it/explain.rs",
        "fn no_error_repeats_the_signature_of_the_attempt(",
    ),
    (
        "The vendor's message is part",
        "tests/contracts/hygiene.rs",
        "fn errors_do_not_repeat_what_the_vendor_repeats(",
    ),
    (
        "`response_body` of an error",
        "tests/contracts/hygiene.rs",
        "fn errors_do_not_repeat_what_the_vendor_repeats(",
    ),
    (
        "An error about a rejected signature",
        "crates/mediasnap-client/tests/it/explain.rs",
        "fn elsewhere_the_key_and_its_source_are_named(",
    ),
    (
        "An error behind a proxy",
        "crates/mediasnap-http/src/route.rs",
        "fn a_rejection_names_the_proxy_its_variable_and_its_status(",
    ),
    (
        "The command takes credentials",
        "crates/mediasnap-cli/tests/cli/hygiene.rs",
        "fn bad_input_is_not_quoted(",
    ),
    (
        "Options of its emulator",
        "crates/mediasnap-cli/tests/cli/emulator.rs",
        "fn secrets_come_from_files_and_are_never_repeated(",
    ),
    (
        "`--dry-run` prints",
        "crates/mediasnap-cli/tests/cli/unified.rs",
        "fn other_commands_send_what_their_dry_run_shows(",
    ),
    (
        "`mediasnap doctor` warns",
        "crates/mediasnap-cli/tests/cli/connection/network.rs",
        "fn doctor_warns_of_a_file_that_everyone_can_change(",
    ),
    (
        "Every attempt is signed anew",
        "tests/contracts/failures/retries.rs",
        "fn every_attempt_is_signed_anew(",
    ),
    (
        "Redirects are not followed",
        "tests/contracts/failures/errors.rs",
        "fn redirects_are_not_followed(",
    ),
    (
        "Signing reads the bytes",
        "tests/contracts/signing/props.rs",
        "fn what_is_signed_verifies_until_it_is_changed(",
    ),
    (
        "Huawei's and Alibaba's schemes",
        "tests/contracts/signing/props/sample.rs",
        "fn covers(",
    ),
];

#[test]
fn every_sentence_about_secrets_is_held_by_a_test() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let section = page
        .split("## ")
        .find_map(|part| part.strip_prefix("What is done with secrets"));
    let text = section
        .unwrap()
        .replace("\n- ", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let mut sentences = text.split_inclusive(". ");
    let mut claims = CLAIMS.iter();
    for (begin, file, name) in &mut claims {
        let sentence = sentences.next().unwrap_or_default();
        assert!(
            sentence.starts_with(begin),
            "expected `{begin}..`, found `{sentence}`"
        );
        let file = std::fs::read_to_string(root().join(file)).unwrap();
        assert!(file.contains(name), "`{begin}`: there is no `{name}`");
    }
    // The last one belongs to the sentence before it.
    let rest: Vec<&str> = sentences.collect();
    assert!(
        matches!(rest.as_slice(), [last] if last.starts_with("Tencent's TC3 covers")),
        "{rest:?}"
    );
}

const PLANTED: &str = "PLANTED";

/// A response in which every string is a signed address, or user data.
fn planted(shape: &Shape, name: &str) -> Value {
    match shape {
        Shape::Text if name.to_lowercase().replace('_', "").contains("userdata") => json!(PLANTED),
        Shape::Text => json!("https://host/a?auth_key=PLANTED"),
        Shape::Integer | Shape::Number => json!(1),
        Shape::Boolean => json!(true),
        Shape::List(inner) => json!([planted(inner, name)]),
        Shape::Object(members) => members
            .iter()
            .map(|member| (member.name.clone(), planted(&member.shape, &member.name)))
            .chain([("NobodyNamedThis".to_owned(), json!(PLANTED))])
            .collect::<Map<String, Value>>()
            .into(),
        Shape::Free => json!({ "a": PLANTED }),
    }
}

#[tokio::test]
async fn debug_shows_no_address_and_no_data_of_the_caller() {
    let mut responses = 0;
    for (product, operation) in operations() {
        let Some(shape) = Spec::of(product).answer(operation) else {
            continue;
        };
        let mut body = planted(&shape, "");
        // An error within a success is an error.
        if let Some(response) = body.get_mut("Response").and_then(Value::as_object_mut) {
            response.remove("Error");
        }
        let server = Server::constant(Reply::new(200, body.to_string())).await;
        let called = products::call(
            &to(product, &server.endpoint),
            operation.id,
            &minimal(product, operation),
        )
        .await;
        let Ok(outcome) = called.unwrap() else { continue };
        assert!(
            !outcome.debug.contains(PLANTED),
            "{} {}",
            operation.id,
            outcome.debug
        );
        responses += 1;
    }
    assert!(responses > 10, "{responses} responses were decoded");

    let url = "rtmp://host/a?txSecret=PLANTED";
    let request = SnapshotRequest::builder(Source::stream(url))
        .user_data(PLANTED)
        .callback("https://user:PLANTED@host/")
        .build()
        .unwrap();
    let mut job = SnapshotJob::new(
        ProductKey::ALL[0],
        JobId::new("1").unwrap(),
        JobState::Failed,
        Raw::new(r#"{"a":"PLANTED"}"#),
    );
    job.user_data = Some(PLANTED.to_owned());
    job.failure = Some(JobFailure::new(None, Some(format!("cannot read {url}"))));
    let config = Config::new().endpoint("https://user:PLANTED@host");
    for text in [
        format!("{request:?} {request:#?} {:?}", request.source),
        format!("{job:?} {job:#?}"),
        format!("{config:?}"),
    ] {
        assert!(!text.contains(PLANTED), "{text}");
    }
}
