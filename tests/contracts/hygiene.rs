//! Secrets planted in every place that takes one come out nowhere: not in what is printed, logged or checked in.

use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex, Once};

use mediasnap_client::auth::{AccessKey, Credentials, Secret};
use mediasnap_client::credentials::{EnvironmentProvider, Identity, StaticProvider};
use mediasnap_client::operation::Vendor;
use mediasnap_client::{Error, ErrorKind, Product, Transport, arguments};
use serde_json::json;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::products;
use crate::support::calls::{call, error_response};
use crate::support::server::{Reply, Server};
use crate::support::{PROJECT, argument_sets, at_once, builder, minimal, operations, root};

/// What no output may hold: a part of every planted text.
const PLANTED: &str = "PLANTED";
const SECRET: &str = "PLANTEDSECRETKEY0123456789";
const TOKEN: &str = "PLANTEDTOKEN/+==0123456789";

/// Every kind of credentials that a vendor takes, with secrets planted.
fn identities(product: &Product) -> Vec<Identity> {
    let key = || AccessKey::new("AKIDEXAMPLE", SECRET);
    let mut all = vec![
        Identity::from(key()),
        Identity::from(key().with_security_token(TOKEN)),
    ];
    match product.vendor {
        Vendor::Huawei => all.push(Identity::new(Credentials::Token(Secret::from(TOKEN)))),
        Vendor::Alibaba => all.push(Identity::new(Credentials::Bearer(Secret::from(TOKEN)))),
        Vendor::Tencent => {}
    }
    all.into_iter()
        .map(|identity| identity.with_project_id(PROJECT))
        .collect()
}

fn clean(place: &str, text: &str) {
    assert!(!text.contains(PLANTED), "{place} shows a secret:\n{text}");
}

fn clean_debug(place: &str, value: &impl Debug) {
    clean(place, &format!("{value:?}\n{value:#?}"));
}

/// An error with all its causes, in every form there is.
fn clean_error(place: &str, error: &Error) {
    clean_debug(place, error);
    clean(place, &error.to_string());
    clean(place, error.message());
    clean(place, &format!("{:?} {:?}", error.code(), error.request_id()));
    clean_debug(place, &causes(error));
}

fn transport(product: &'static Product, identity: Identity, endpoint: &str) -> Transport {
    let builder = builder(product).credentials(identity).endpoint(endpoint);
    builder.transport(product).unwrap()
}

#[tokio::test]
async fn clients_and_what_they_are_made_of() {
    for product in mediasnap::products() {
        for identity in identities(product) {
            clean_debug("credentials", &identity.credentials);
            clean_debug("an identity", &identity);
            clean_debug("a provider", &StaticProvider::new(identity.clone()));
            let builder = builder(product)
                .credentials(identity.clone())
                .endpoint("http://127.0.0.1:9");
            clean_debug("a builder", &builder);
            let transport = builder.transport(product).unwrap();
            clean_debug("a transport", &transport);
            let operation = product.operations[0];
            let unsigned = arguments::build_request(operation, &minimal(product, operation)).unwrap();
            clean_debug("an unsigned request", &unsigned);
            let signed = transport.sign(operation, &unsigned).await.unwrap();
            clean_debug("a signed request", &signed);
            let holds = format!("{} {:?}", signed.url, signed.headers);
            assert!(!holds.contains(SECRET), "a key goes out: {holds}");
        }
        let environment =
            EnvironmentProvider::with_env(product.vendor, Arc::new(|_: &str| Some(SECRET.to_owned())));
        clean_debug("the environment", &environment);
    }
}

#[tokio::test]
async fn typed_clients_and_their_builders() {
    let server = Server::constant(Reply::new(200, r#"{"Response": {"RequestId": "r"}}"#)).await;
    for (product, operation) in operations() {
        for identity in identities(product) {
            let transport = transport(product, identity, &server.endpoint);
            clean_debug("a client", &products::client_of(transport.clone()));
            let outcome = products::call(&transport, operation.id, &minimal(product, operation)).await;
            clean("a request builder", &outcome.unwrap().unwrap().builder);
        }
    }
}

/// Responses that repeat parts of the request, as gateways do that explain a wrong signature.
fn echoes(product: &Product) -> Vec<Reply> {
    let message =
        format!("server string to sign is: POST\n/\nx-acs-security-token:{TOKEN}\n{SECRET} is the key");
    let (status, code) = match product.vendor {
        Vendor::Huawei => (401, "APIGW.0301"),
        Vendor::Tencent => (200, "AuthFailure.SignatureFailure"),
        Vendor::Alibaba => (400, "SignatureDoesNotMatch"),
    };
    vec![
        error_response(product, status, code, &message),
        error_response(product, status, &format!("{code}.{SECRET}"), "m"),
        Reply::new(500, message.clone()),
        Reply::new(200, message.clone()),
        Reply::new(
            400,
            format!("<Error><Code>{SECRET}</Code><Message>{message}</Message></Error>"),
        ),
        error_response(product, 400, "Brand.New", &message).with("X-Request-Id", TOKEN),
        Reply::new(302, "").with("Location", &format!("/?token={TOKEN}")),
        Reply::new(
            200,
            format!(r#"{{"Response": "{SECRET}", "RequestId": ["{SECRET}"]}}"#),
        ),
        Reply::new(
            200,
            format!(r#"{{"Response": {{"Result": "{SECRET}"}}, "Total": "{SECRET}", "total": "{SECRET}"}}"#),
        ),
        Reply::Raw(format!("HTTP/1.1 200 {SECRET}\r\nContent-Length: 100\r\n\r\n{TOKEN}").into_bytes()),
        Reply::Raw(format!("{SECRET}\r\n\r\n").into_bytes()),
    ]
}

#[tokio::test]
async fn errors_do_not_repeat_what_the_vendor_repeats() {
    for product in mediasnap::products() {
        for identity in identities(product) {
            for reply in echoes(product) {
                let server = Server::constant(reply.clone()).await;
                let transport = transport(product, identity.clone(), &server.endpoint);
                let operation = product.operations[0];
                let typed = products::call(&transport, operation.id, &minimal(product, operation)).await;
                let Err(error) = typed.unwrap() else { continue };
                let shown = format!("{error} {error:?} {:?}", causes(&error));
                // what of the echo the client knows to be secret
                for secret in held(&identity) {
                    assert!(!shown.contains(secret), "{}: {reply:?}\n{shown}", product.key);
                }
            }
        }
    }
}

/// The secrets that an identity holds.
fn held(identity: &Identity) -> Vec<&str> {
    match &identity.credentials {
        Credentials::AccessKey(key) => {
            let token = key.security_token.as_ref().map(Secret::expose);
            std::iter::once(key.secret.expose()).chain(token).collect()
        }
        Credentials::Token(secret) | Credentials::Bearer(secret) => vec![secret.expose()],
        _ => Vec::new(),
    }
}

/// Every cause of an error, in every form there is.
fn causes(error: &Error) -> Vec<String> {
    let first = std::error::Error::source(error);
    std::iter::successors(first, |error| error.source())
        .map(|error| format!("{error} {error:?}"))
        .collect()
}

#[tokio::test]
async fn errors_of_connections_and_of_secrets_that_cannot_be_sent() {
    for product in mediasnap::products() {
        let operation = product.operations[0];
        let gone = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        for identity in identities(product) {
            let transport = transport(product, identity, &format!("http://{gone}"));
            let error = call(&transport, operation).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connect);
            clean_error("a connection that fails", &error);
        }
        let broken =
            AccessKey::new("AKIDEXAMPLE", SECRET).with_security_token(format!("{TOKEN}\r\nX-Evil: 1"));
        let identity = Identity::from(broken).with_project_id(PROJECT);
        let transport = transport(product, identity, &format!("http://{gone}"));
        let error = call(&transport, operation).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        clean_error("a token that no header can hold", &error);
    }
}

/// What `log` and `tracing` were told.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<u8>>>);

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Told {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

static LOG: Mutex<String> = Mutex::new(String::new());

thread_local! {
    /// Whether this thread's test reads the log: others run at the same time, the generator's among them, which tells much.
    static READS_LOG: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if !READS_LOG.get() {
            return;
        }
        let line = format!("{} {} {}\n", record.level(), record.target(), record.args());
        LOG.lock().unwrap().push_str(&line);
    }

    fn flush(&self) {}
}

#[tokio::test]
async fn a_traced_call_tells_nothing_of_its_content() {
    static LOGGER: Once = Once::new();
    LOGGER.call_once(|| {
        log::set_logger(&Logger).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
    READS_LOG.set(true);
    let told = Told::default();
    let writer = told.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // With a single subscriber, what other threads run first would stay disabled for this one.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(subscriber);
    let mut signatures = Vec::new();
    for (product, operation) in operations() {
        for identity in identities(product) {
            let failure = error_response(product, 503, "InternalError", &format!("{SECRET} {TOKEN}"));
            let server = Server::start(move |number, _| match number {
                0 => failure.clone(),
                _ => Reply::new(200, r#"{"Response": {"RequestId": "rid", "x": "PLANTEDANSWER"}}"#),
            })
            .await;
            let builder = builder(product).endpoint(&server.endpoint).retry(at_once(2));
            let transport = builder.credentials(identity).transport(product).unwrap();
            let (_, mut arguments) = argument_sets(product, operation).swap_remove(1);
            for value in arguments.values_mut().filter(|value| value.is_string()) {
                *value = json!("PLANTEDARGUMENT");
            }
            arguments.remove("x-language");
            // a create is not sent again; whether it succeeds is not the point
            let outcome = products::call(&transport, operation.id, &arguments)
                .await
                .unwrap();
            drop(outcome);
            for request in server.take() {
                let authorization = request.header("authorization").unwrap_or_default();
                signatures.extend(
                    authorization
                        .rsplit_once('=')
                        .map(|(_, signature)| signature.to_owned()),
                );
            }
        }
    }
    let traced = told.text();
    assert!(traced.contains("call"), "nothing was traced");
    for (product, operation) in operations() {
        assert!(traced.contains(operation.id) && traced.contains(product.key));
    }
    for (place, text) in [("tracing", &traced), ("log", &*LOG.lock().unwrap())] {
        clean(place, text);
        assert!(!signatures.is_empty());
        for signature in &signatures {
            assert!(!text.contains(signature), "{place} shows a signature");
        }
        for content in [
            "SignedHeaders",
            "d3e680e618708efbf2cae7cc9312",
            "截图",
            "example-bucket",
        ] {
            assert!(!text.contains(content), "{place} shows {content}");
        }
    }
}

#[tokio::test]
async fn answers_show_themselves_and_nothing_else() {
    for product in mediasnap::products() {
        let operation = product.operations[0];
        for identity in identities(product) {
            let server = Server::constant(Reply::new(200, r#"{"Response": {"RequestId": "r"}}"#)).await;
            let transport = transport(product, identity, &server.endpoint);
            let outcome = products::call(&transport, operation.id, &minimal(product, operation)).await;
            clean_debug("an outcome", &outcome.unwrap().unwrap());
        }
    }
}

/// Keys in the forms that vendors hand out, and this machine's own paths, stand in nothing that is shipped.
#[test]
fn what_is_shipped_holds_no_key_and_no_path() {
    let home = std::env::var("HOME").unwrap_or_default();
    for product in mediasnap::products() {
        let path = root().join(format!("crates/mediasnap-{}/openapi.json", product.key));
        let lowered = crate::support::read_json(&path);
        let generated = mediasnap_codegen::generate(&lowered).unwrap();
        for (place, text) in [("openapi.json", product.spec), ("generated code", &generated)] {
            for sign in [
                "AKID",
                "LTAI",
                "EMULATORAK",
                "emulator-secret",
                "SECRETKEY",
                "-----BEGIN",
            ] {
                assert!(!text.contains(sign), "{} of {} holds {sign}", place, product.key);
            }
            let here = root();
            assert!(
                !text.contains(here.to_str().unwrap()),
                "{place} holds a path of this machine"
            );
            assert!(home.len() < 2 || !text.contains(&format!("{home}/")), "{place}");
        }
    }
}
