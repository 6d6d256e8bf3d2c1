//! What a call tells `tracing`: one span with known fields, one event an attempt, and the correction of a clock.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use mediasnap_client::Product;
use mediasnap_client::operation::Vendor;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::support::calls::{SUCCESS, call, error_response, transport};
use crate::support::server::{Reply, Server};
use crate::support::{at_once, region, samples};

type Fields = BTreeMap<String, String>;

/// Names and values, as they are recorded.
#[derive(Default)]
struct Collected(Fields);

impl Visit for Collected {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }
}

/// The spans named `call` with all their fields, and the events of the workspace's crates.
#[derive(Default)]
struct Told {
    declared: Vec<Vec<&'static str>>,
    spans: Vec<Fields>,
    events: Vec<Fields>,
}

#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Told>>);

impl<S: tracing::Subscriber> Layer<S> for Listener {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        if attributes.metadata().name() != "call" || !attributes.metadata().target().starts_with("mediasnap")
        {
            return;
        }
        let mut fields = Collected::default();
        attributes.record(&mut fields);
        let mut told = self.0.lock().unwrap();
        let names = attributes.metadata().fields().iter().map(|field| field.name());
        told.declared.push(names.collect());
        told.spans.push(fields.0);
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Collected::default();
        values.record(&mut fields);
        // one call at a time
        if let Some(span) = self.0.lock().unwrap().spans.last_mut() {
            span.extend(fields.0);
        }
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("mediasnap") {
            let mut fields = Collected::default();
            event.record(&mut fields);
            self.0.lock().unwrap().events.push(fields.0);
        }
    }
}

/// What a create of `product` tells, when it gets `replies` in turn.
async fn told(product: &'static Product, replies: Vec<Reply>) -> Told {
    let listener = Listener::default();
    let subscriber = tracing_subscriber::registry().with(listener.clone());
    // `tracing` skips the bookkeeping of enabled call sites while one dispatcher is alone.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(subscriber);
    let (_, read, _) = samples().find(|(other, ..)| other.key == product.key).unwrap();
    let last = replies.len() - 1;
    let server = Server::start(move |number, _| replies[number.min(last)].clone()).await;
    let transport = transport(product, &server.endpoint, at_once(3));
    let _ = call(&transport, read).await;
    std::mem::take(&mut *listener.0.lock().unwrap())
}

const FIELDS: [&str; 8] = [
    "attempts",
    "code",
    "duration_ms",
    "operation",
    "product",
    "region",
    "request_id",
    "status",
];

#[tokio::test]
async fn one_span_a_call_and_one_event_an_attempt() {
    for (product, read, _) in samples() {
        let success = told(product, vec![Reply::new(503, ""), Reply::new(200, SUCCESS)]).await;
        let failure = told(
            product,
            vec![error_response(product, 400, "Brand.New", "planted words")],
        )
        .await;
        for (told, attempts, status, code) in [
            (&success, "2", "200", None),
            (&failure, "1", "400", Some("Brand.New")),
        ] {
            let [span] = told.spans.as_slice() else {
                panic!("{}: {:?}", product.key, told.spans);
            };
            let mut declared = told.declared[0].clone();
            declared.sort_unstable();
            assert_eq!(declared, FIELDS);
            let field = |name: &str| span.get(name).map(String::as_str);
            assert_eq!(field("product"), Some(product.key));
            assert_eq!(field("operation"), Some(read.id));
            assert_eq!(field("region"), Some(region(product)));
            assert_eq!(field("attempts"), Some(attempts));
            assert_eq!(field("status"), Some(status), "{}", product.key);
            assert_eq!(field("code"), code);
            let duration: u64 = field("duration_ms").unwrap().parse().unwrap();
            assert!(duration < 60_000, "{duration}");
            assert_eq!(told.events.len().to_string(), attempts, "{:?}", told.events);
            let numbers: Vec<&str> = told
                .events
                .iter()
                .map(|event| event["attempt"].as_str())
                .collect();
            assert_eq!(numbers, ["1", "2"][..told.events.len()]);
        }
        assert_eq!(failure.spans[0]["request_id"], "rid");
        assert!(!format!("{:?}", failure.events).contains("planted"));
    }
}

#[tokio::test]
async fn the_correction_of_a_clock_is_told() {
    for (product, ..) in samples() {
        let (status, code) = match product.vendor {
            Vendor::Huawei => (401, "APIGW.0301"),
            Vendor::Tencent => (200, "AuthFailure.SignatureExpire"),
            Vendor::Alibaba => (400, "InvalidTimeStamp.Expired"),
        };
        // Twenty minutes ahead of the contracts' clock.
        let late = error_response(product, status, code, "signature expired")
            .with("Date", "Fri, 02 Jan 2026 03:24:05 GMT");
        let told = told(product, vec![late, Reply::new(200, SUCCESS)]).await;
        let corrections: Vec<&Fields> = told
            .events
            .iter()
            .filter(|event| event.contains_key("seconds"))
            .collect();
        assert_eq!(corrections.len(), 1, "{:?}", told.events);
        assert_eq!(corrections[0]["seconds"], "1200");
        assert!(corrections[0]["message"].contains("clock"));
    }
}
