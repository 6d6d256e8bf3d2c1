//! The table in the core's README that says, vendor by vendor, what is sent again: made from the specs' codes and from calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use mediasnap_client::auth::{AccessKey, Credentials};
use mediasnap_client::credentials::{Identity, IdentityFuture, ProvideCredentials};
use mediasnap_client::operation::{ErrorCode, Vendor};
use mediasnap_client::{Operation, Product, Transport, arguments};

use crate::support::calls::error_response;
use crate::support::server::{Recorded, Reply, Server};
use crate::support::{PROJECT, at_once, builder, minimal, root, samples};

/// How often a read and a create are sent at the most: a number that no other rule leads to.
const MOST: u32 = 4;

/// What comes of a failure, in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    Again,
    ReadsAgain,
    ByTheirClock,
    WithOtherCredentials,
    Never,
}

impl Outcome {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Again, "again, creates too"),
        (Self::ReadsAgain, "again, but creates never"),
        (Self::ByTheirClock, "once more, by the vendor's clock"),
        (
            Self::WithOtherCredentials,
            "once more, with other credentials if there are any",
        ),
        (Self::Never, "never"),
    ];
}

/// Credentials that are replaced when they are rejected.
#[derive(Default)]
struct Rotating(AtomicUsize);

impl ProvideCredentials for Rotating {
    fn name(&self) -> &'static str {
        "rotating"
    }

    fn resolve_identity(&self) -> IdentityFuture<'_> {
        let key = AccessKey::new(format!("KEY{}", self.0.load(Ordering::SeqCst)), "secret");
        let identity = Identity::from(Credentials::from(key)).with_project_id(PROJECT);
        Box::pin(async move { Ok(identity) })
    }

    fn invalidate(&self, _: &Identity) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// The requests that one call sends when `reply` is all it ever gets.
async fn requests(product: &'static Product, operation: &Operation, reply: &Reply) -> Vec<Recorded> {
    let server = Server::constant(reply.clone()).await;
    let patience = match reply {
        Reply::Hang => Duration::from_millis(40),
        _ => Duration::from_secs(30),
    };
    let transport: Transport = builder(product)
        .endpoint(&server.endpoint)
        .credentials_provider(Rotating::default())
        .retry(at_once(MOST))
        .attempt_timeout(patience)
        .transport(product)
        .unwrap();
    let declared = product.operation(operation.id).unwrap();
    let unsigned = arguments::build_request(declared, &minimal(product, declared)).unwrap();
    transport.call(operation, &unsigned).await.unwrap_err();
    server.take()
}

/// What comes of `reply` to a read and to a create.
pub(crate) async fn outcome(
    product: &'static Product,
    read: &Operation,
    create: &Operation,
    reply: &Reply,
) -> Outcome {
    // An hour ahead of the contracts' clock.
    let reply = reply.clone().with("Date", "Fri, 02 Jan 2026 04:04:05 GMT");
    let reads = requests(product, read, &reply).await;
    let creates = requests(product, create, &reply).await;
    match (reads.len(), creates.len()) {
        (4, 4) => Outcome::Again,
        (4, 1) => Outcome::ReadsAgain,
        (1, 1) => Outcome::Never,
        (2, 2) if reads[1].header("authorization").unwrap().contains("KEY1") => Outcome::WithOtherCredentials,
        (2, 2) => Outcome::ByTheirClock,
        other => panic!("{}: {other:?} requests after {reply:?}", product.key),
    }
}

/// `operation` with other error codes.
fn with_errors(operation: &Operation, errors: &'static [ErrorCode]) -> Operation {
    Operation {
        errors,
        paging: None,
        id: operation.id,
        action: operation.action,
        method: operation.method,
        path: operation.path,
        summary: operation.summary,
        docs: operation.docs,
        idempotent: operation.idempotent,
        rate_limit: operation.rate_limit,
        parameters: operation.parameters,
        body: operation.body,
        has_response_body: operation.has_response_body,
        success_status: operation.success_status,
    }
}

/// What comes of every failure that has no code.
fn nameless(vendor: Vendor) -> Vec<(String, Reply)> {
    let broken = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":".to_vec();
    let mut all = vec![
        ("a connection that breaks".to_owned(), Reply::close()),
        ("a connection that breaks".to_owned(), Reply::Raw(broken)),
        ("no response in time".to_owned(), Reply::Hang),
        ("a redirect".to_owned(), Reply::new(307, "").with("Location", "/")),
        (
            "a delay in `Retry-After` beyond the longest one".to_owned(),
            Reply::new(429, "").with("Retry-After", "3600"),
        ),
        (
            "a code that no document lists".to_owned(),
            Reply::new(
                if vendor == Vendor::Tencent { 200 } else { 400 },
                r#"{"Code":"Brand.New","error_code":"Brand.New","error_msg":"m","Response":{"Error":{"Code":"Brand.New"}}}"#,
            ),
        ),
    ];
    for body in ["", "<html></html>", "[]"] {
        all.push(("HTTP 200 that cannot be read".to_owned(), Reply::new(200, body)));
    }
    all.push(("HTTP 200 that cannot be read".to_owned(), Reply::new(204, "")));
    for status in [400, 401, 403, 404, 408, 429, 500, 502, 503, 504] {
        all.push((format!("HTTP {status}"), Reply::new(status, "<html></html>")));
    }
    match vendor {
        Vendor::Huawei => {
            for (words, text) in [
                (
                    "signature expired",
                    "signature expired, server time:20260102T040405Z",
                ),
                ("decrypt token fail", "decrypt token fail"),
            ] {
                for code in ["APIG.0301", "APIGW.0301"] {
                    let body = format!(r#"{{"error_code":"{code}","error_msg":"{text}"}}"#);
                    all.push((
                        format!("`{code}` with the words \"{words}\""),
                        Reply::new(401, body),
                    ));
                }
            }
        }
        Vendor::Alibaba => {
            let delay = Reply::new(400, r#"{"Code":"Any"}"#).with("x-acs-retry-after", "1");
            all.push((
                "any code of a 4xx with a delay in `x-acs-retry-after`".to_owned(),
                delay,
            ));
            let delay = Reply::new(503, r#"{"Code":"Any"}"#).with("x-acs-retry-after", "1");
            all.push(("HTTP 503 with a delay in `x-acs-retry-after`".to_owned(), delay));
        }
        Vendor::Tencent => {}
    }
    all
}

/// One cell for each outcome and vendor: what leads to it.
async fn cells() -> BTreeMap<(Outcome, &'static str), BTreeSet<String>> {
    let mut cells: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    let mut known: BTreeMap<(&str, String), Outcome> = BTreeMap::new();
    for (product, read, create) in samples() {
        let vendor = product.vendor;
        let mut cases: Vec<(String, Reply, &'static [ErrorCode])> = Vec::new();
        for (label, reply) in nameless(vendor) {
            cases.push((label, reply, &[]));
        }
        let own = product.operations.iter().map(|operation| operation.errors);
        for errors in std::iter::once(product.errors).chain(own) {
            for error in errors {
                let status = error
                    .status
                    .unwrap_or(if vendor == Vendor::Tencent { 200 } else { 400 });
                let code = error.code.replace('*', "Unlisted");
                let reply = error_response(product, status, &code, "m");
                cases.push((format!("`{}`", error.code), reply, errors));
            }
        }
        for (label, reply, errors) in cases {
            let (read, create) = (with_errors(read, errors), with_errors(create, errors));
            let outcome = outcome(product, &read, &create, &reply).await;
            let before = known.insert((vendor.as_str(), label.clone()), outcome);
            assert!(
                before.is_none_or(|before| before == outcome),
                "{} treats {label} in another way: {before:?}, {outcome:?}",
                product.key
            );
            cells.entry((outcome, vendor.as_str())).or_default().insert(label);
        }
    }
    cells
}

/// The cell's text: what comes without a code, then codes, without those that a prefix covers. Of what is never sent again
/// there is too much to list.
fn text(outcome: Outcome, labels: &BTreeSet<String>) -> String {
    let (codes, mut parts): (Vec<_>, Vec<_>) =
        labels.iter().cloned().partition(|label| label.starts_with('`'));
    if outcome == Outcome::Never {
        parts.push("every other documented code".to_owned());
        return parts.join(", ");
    }
    let prefixes: Vec<&str> = codes.iter().filter_map(|code| code.strip_suffix("*`")).collect();
    let covered = |code: &str| {
        let longer = |prefix: &str| code.starts_with(prefix) && *code != format!("{prefix}*`");
        prefixes.iter().any(|prefix| longer(prefix))
    };
    parts.extend(codes.iter().filter(|code| !covered(code)).cloned());
    parts.join(", ")
}

#[tokio::test]
async fn the_table_says_what_is_sent_again() {
    let mut cells = cells().await;
    for vendor in ["huawei", "tencent", "alibaba"] {
        let again = cells.entry((Outcome::Again, vendor)).or_default();
        // `retries::what_could_not_be_sent_is_tried_again` holds it.
        again.insert("no connection".to_owned());
    }
    let mut lines = vec![
        "| sent again | Huawei Cloud | Tencent Cloud | Alibaba Cloud |".to_owned(),
        "| --- | --- | --- | --- |".to_owned(),
    ];
    for (outcome, name) in Outcome::ALL {
        let cell = |vendor| text(outcome, cells.get(&(outcome, vendor)).unwrap_or(&BTreeSet::new()));
        let [huawei, tencent, alibaba] = ["huawei", "tencent", "alibaba"].map(cell);
        lines.push(format!("| {name} | {huawei} | {tencent} | {alibaba} |"));
    }
    let expected = lines.join("\n");
    let readme = std::fs::read_to_string(root().join("crates/mediasnap-client/README.md")).unwrap();
    assert!(
        readme.contains(&expected),
        "crates/mediasnap-client/README.md, section `Retries`, should hold:\n\n{expected}\n"
    );
}

/// The most requests are the caller's to say; the table must not depend on it.
#[tokio::test]
async fn a_policy_without_retries_sends_one_request() {
    for (product, read, create) in samples() {
        for (label, reply) in nameless(product.vendor) {
            if matches!(reply, Reply::Hang) {
                continue;
            }
            for operation in [read, create] {
                let server = Server::constant(reply.clone()).await;
                let transport = crate::support::calls::transport(
                    product,
                    &server.endpoint,
                    mediasnap_client::RetryPolicy::none(),
                );
                crate::support::calls::call(&transport, operation)
                    .await
                    .unwrap_err();
                assert_eq!(server.take().len(), 1, "{} {label}", product.key);
            }
        }
    }
}
