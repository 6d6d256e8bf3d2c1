//! Errors: every documented code has its kind, and whatever else comes back is told apart.

use std::time::Duration;

use mediasnap_client::operation::Vendor;
use mediasnap_client::{ClientBuilder, Error, ErrorKind, Operation, Product, Transport, arguments};
use serde_json::{Value, json};

use crate::support::calls::{call, error_response};
use crate::support::server::{Reply, Server};
use crate::support::{builder, minimal, operations, to};

async fn error_of(product: &'static Product, operation: &Operation, reply: Reply) -> Error {
    let server = Server::constant(reply).await;
    call(&to(product, &server.endpoint), operation).await.unwrap_err()
}

/// `invalid-argument` is `InvalidArgument`.
fn is_kind(kind: ErrorKind, name: &str) -> bool {
    format!("{kind:?}").to_lowercase() == name.replace('-', "")
}

/// Codes of the spec that no other entry of the same list covers, with their kind and status.
fn codes(holder: &Value) -> Vec<(String, String, Option<u16>)> {
    let entries = holder["x-errors"].as_array().into_iter().flatten();
    entries
        .map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap().to_owned();
            let status = entry["status"].as_u64().map(|status| status.try_into().unwrap());
            // what begins so and is not listed itself
            (text("code").replace('*', "Unlisted"), text("kind"), status)
        })
        .collect()
}

#[tokio::test]
async fn every_documented_code_has_its_kind() {
    for product in mediasnap::products() {
        let spec: Value = serde_json::from_str(product.spec).unwrap();
        let common = codes(&spec);
        for (position, operation) in product.operations.iter().enumerate() {
            let items = spec["paths"].as_object().unwrap().values();
            let mut entries = items.flat_map(|item| item.as_object().unwrap().values());
            let entry = entries
                .find(|entry| entry["operationId"] == operation.id)
                .unwrap();
            let own = codes(entry);
            // the common codes once, by the first operation
            let shared = common
                .iter()
                .filter(|(code, ..)| position == 0 && !own.iter().any(|(other, ..)| other == code));
            for (code, kind, status) in own.iter().chain(shared) {
                let status = status.unwrap_or(if product.vendor == Vendor::Tencent {
                    200
                } else {
                    400
                });
                let error = error_of(product, operation, error_response(product, status, code, "m")).await;
                let place = format!("{} {} {code}", product.key, operation.id);
                assert!(is_kind(error.kind(), kind), "{place}: {:?}", error.kind());
                assert_eq!(error.code(), Some(code.as_str()), "{place}");
                assert_eq!(error.message(), "m", "{place}");
                assert_eq!(error.status(), Some(status), "{place}");
                assert_eq!(error.request_id(), Some("rid"), "{place}");
                assert_eq!(
                    (error.product(), error.operation()),
                    (Some(product.key), Some(operation.id))
                );
            }
        }
    }
}

#[tokio::test]
async fn a_status_without_an_envelope() {
    let kinds = [
        (400, ErrorKind::UnexpectedResponse),
        (401, ErrorKind::Authentication),
        (403, ErrorKind::PermissionDenied),
        (404, ErrorKind::NotFound),
        (408, ErrorKind::Unavailable),
        (418, ErrorKind::UnexpectedResponse),
        (429, ErrorKind::Throttled),
        (500, ErrorKind::Internal),
        (502, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
        (504, ErrorKind::Unavailable),
        (599, ErrorKind::Internal),
    ];
    for product in mediasnap::products() {
        for (status, kind) in kinds {
            let reply = Reply::new(status, "<html><h1>no</h1></html>").with("Content-Type", "text/html");
            let error = error_of(product, product.operations[0], reply).await;
            assert_eq!(error.kind(), kind, "{} {status}", product.key);
            assert_eq!((error.status(), error.code()), (Some(status), None));
            assert_eq!(error.response_body(), Some("<html><h1>no</h1></html>".as_bytes()));
        }
    }
}

#[tokio::test]
async fn an_unknown_code_is_the_vendors() {
    for product in mediasnap::products() {
        let reply = error_response(product, 400, "Brand.New", "m");
        let error = error_of(product, product.operations[0], reply).await;
        assert_eq!(error.kind(), ErrorKind::Unclassified, "{}", product.key);
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for product in mediasnap::products() {
        for status in [301, 302, 303, 307, 308] {
            let elsewhere = Server::constant(Reply::new(200, "{}")).await;
            let reply = Reply::new(status, "").with("Location", &elsewhere.endpoint);
            let server = Server::constant(reply).await;
            let error = call(&to(product, &server.endpoint), product.operations[0])
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{}", product.key);
            assert_eq!(error.status(), Some(status));
            assert!(!error.is_retryable());
            assert_eq!((server.take().len(), elsewhere.take().len()), (1, 0));
        }
    }
}

#[tokio::test]
async fn an_empty_answer_is_a_success_only_where_none_is_documented() {
    for (product, operation) in operations() {
        for (status, body, allowed) in [
            (200, "", !operation.has_response_body),
            (200, " \r\n", !operation.has_response_body),
            (204, "", !operation.has_response_body),
        ] {
            let server = Server::constant(Reply::new(status, body)).await;
            let result = call(&to(product, &server.endpoint), operation).await;
            assert_eq!(
                result.is_ok(),
                allowed,
                "{} {} {status} {body:?}",
                product.key,
                operation.id
            );
        }
        for body in ["<html></html>", "null", "\"text\"", "7", "[]", "{", "{} {}"] {
            let error = error_of(product, operation, Reply::new(200, body)).await;
            let place = format!("{} {} {body}", product.key, operation.id);
            assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{place}");
            assert_eq!(error.status(), Some(200), "{place}");
        }
    }
}

fn limited(product: &'static Product, endpoint: &str, bytes: usize) -> Transport {
    let builder = builder(product).endpoint(endpoint).max_response_size(bytes);
    builder.transport(product).unwrap()
}

#[tokio::test]
async fn an_answer_has_a_bound() {
    let body = json!({ "Response": { "RequestId": "r" }, "padding": "x".repeat(2000) }).to_string();
    let chunk = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n{chunk}"
    );
    for product in mediasnap::products() {
        for reply in [
            Reply::new(200, body.as_bytes()),
            Reply::Raw(chunked.clone().into_bytes()),
        ] {
            let server = Server::constant(reply).await;
            let operation = product.operations[0];
            let exact = limited(product, &server.endpoint, body.len());
            call(&exact, operation).await.unwrap();
            let error = call(&limited(product, &server.endpoint, body.len() - 1), operation)
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
            assert!(error.message().contains("larger than"), "{error}");
            assert_eq!(error.status(), Some(200));
            assert!(!error.is_retryable(), "the same request gets the same response");
            assert!(error.is_ambiguous());
        }
    }
}

#[tokio::test]
async fn connections_that_fail() {
    let truncated = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":".to_vec();
    let replies = [
        (Reply::close(), ErrorKind::Transport),
        (Reply::Raw(truncated), ErrorKind::Transport),
        (Reply::Raw(b"what?\r\n\r\n".to_vec()), ErrorKind::Transport),
        (Reply::Hang, ErrorKind::Timeout),
    ];
    for product in mediasnap::products() {
        for (reply, kind) in replies.clone() {
            let server = Server::constant(reply.clone()).await;
            let builder = builder(product)
                .endpoint(&server.endpoint)
                .attempt_timeout(Duration::from_millis(200));
            let transport = builder.transport(product).unwrap();
            let error = call(&transport, product.operations[0]).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{} {reply:?}: {error}", product.key);
            assert!(error.is_ambiguous() && error.is_retryable(), "{error}");
        }
        // nobody listens where a listener has just gone
        let gone = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let error = call(&to(product, &format!("http://{gone}")), product.operations[0]).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
        assert!(!error.is_ambiguous(), "{error}");
    }
}

#[tokio::test]
async fn an_error_is_one_clean_line() {
    for product in mediasnap::products() {
        let message = "first\nsecond\r\n\u{1b}[31mred\u{7}\t tabbed";
        let reply = error_response(product, 400, "Brand\n.New", message);
        let error = error_of(product, product.operations[0], reply).await;
        let line = error.to_string();
        assert!(!line.contains(char::is_control), "{line:?}");
        assert!(line.contains("first second"), "{line}");
        assert_eq!(error.message(), message, "the message itself is as sent");
        let long = error_response(product, 400, "Brand.New", &"x".repeat(100_000));
        let error = error_of(product, product.operations[0], long).await;
        assert!(error.to_string().len() < 2000);
    }
}

#[tokio::test]
async fn arguments_are_checked_before_anything_is_sent() {
    for (product, operation) in operations() {
        let server = Server::constant(Reply::new(200, "{}")).await;
        let transport = to(product, &server.endpoint);
        let mut arguments = minimal(product, operation);
        arguments.insert("NoSuchParameter".to_owned(), json!(1));
        let error = arguments::build_request(operation, &arguments).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.message().contains("NoSuchParameter"), "{error}");
        for parameter in operation.parameters {
            let mut arguments = minimal(product, operation);
            if arguments.remove(parameter.name).is_some() && parameter.required {
                let error = arguments::build_request(operation, &arguments).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidArgument);
                assert!(error.message().contains(parameter.name), "{error}");
                let typed = crate::products::call(&transport, operation.id, &arguments).await;
                let error = typed.unwrap().unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
                assert_eq!(error.operation(), Some(operation.id));
            }
        }
        assert_eq!(server.take(), []);
    }
}

#[tokio::test]
async fn missing_credentials_name_their_variable() {
    for product in mediasnap::products() {
        let empty = mediasnap_client::credentials::EnvironmentProvider::with_env(
            product.vendor,
            std::sync::Arc::new(|_: &str| None),
        );
        let builder = ClientBuilder::<Transport>::new()
            .endpoint("http://127.0.0.1:9")
            .credentials_provider(empty);
        let transport = builder.transport(product).unwrap();
        let error = call(&transport, product.operations[0]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let variable = match product.vendor {
            Vendor::Huawei => "HUAWEICLOUD_SDK_AK",
            Vendor::Tencent => "TENCENTCLOUD_SECRET_ID",
            Vendor::Alibaba => "ALIBABA_CLOUD_ACCESS_KEY_ID",
        };
        assert!(error.message().contains(variable), "{error}");
    }
}

#[tokio::test]
async fn credentials_that_cannot_sign_are_a_matter_of_configuration() {
    use mediasnap_client::auth::{AccessKey, Credentials};
    let unfit: [Credentials; 3] = [
        AccessKey::new("i d", "secret").into(),
        AccessKey::new("id", "").into(),
        AccessKey::new("id", "secret")
            .with_security_token("token\n")
            .into(),
    ];
    for product in mediasnap::products() {
        for credentials in &unfit {
            let server = Server::constant(Reply::new(200, "{}")).await;
            let client = builder(product)
                .credentials(credentials.clone())
                .project_id("project")
                .endpoint(&server.endpoint);
            let transport = client.transport(product).unwrap();
            let error = call(&transport, product.operations[0]).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{} {error}", product.key);
            assert!(server.take().is_empty(), "{}", product.key);
        }
    }
}

#[tokio::test]
async fn a_project_that_cannot_be_one_is_told_by_where_it_comes_from() {
    let in_path = operations().filter(|(_, operation)| operation.path.contains("{project_id}"));
    for (product, operation) in in_path {
        let server = Server::constant(Reply::new(200, "{}")).await;
        let client = builder(product).project_id("a/b").endpoint(&server.endpoint);
        let transport = client.transport(product).unwrap();
        let error = call(&transport, operation).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");

        let mut unsigned = arguments::build_request(operation, &minimal(product, operation)).unwrap();
        unsigned.path.push(("project_id".to_owned(), "a/b".to_owned()));
        let error = transport.call(operation, &unsigned).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{error}");
        assert!(server.take().is_empty());
    }
}
