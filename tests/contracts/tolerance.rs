//! Responses with any mix of malformed values decode, and no value is lost.

use std::sync::{Arc, Mutex};

use mediasnap_client::operation::Vendor;
use mediasnap_client::{Operation, Product};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::products;
use crate::support::server::{Reply, Server};
use crate::support::shape::{Shape, Sloppy, Spec, sloppy_object};
use crate::support::{minimal, operations, to};

/// Arbitrary responses of an operation.
fn answers(product: &Product, operation: &Operation) -> Option<BoxedStrategy<Sloppy>> {
    let Some(Shape::Object(mut members)) = Spec::of(product).answer(operation) else {
        return None;
    };
    if product.vendor != Vendor::Tencent {
        return Some(sloppy_object(&members));
    }
    // without its wrapper an answer is none, and with an error in it neither
    let Some(Shape::Object(mut wrapped)) = members.pop().map(|member| member.shape) else {
        panic!("{}: no wrapper", operation.id)
    };
    wrapped.retain(|member| member.name != "Error");
    let wrap = |value: Value| json!({ "Response": value });
    let answer = sloppy_object(&wrapped).prop_map(move |(sent, kept)| (wrap(sent), kept.map(wrap)));
    Some(answer.boxed())
}

#[test]
fn every_answer_decodes_and_keeps_what_it_says() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let body = Arc::new(Mutex::new(String::new()));
    let shared = body.clone();
    let server = runtime.block_on(Server::start(move |_, _| {
        Reply::new(200, shared.lock().unwrap().as_bytes())
    }));
    for (product, operation) in operations() {
        let Some(answers) = answers(product, operation) else {
            continue;
        };
        let transport = to(product, &server.endpoint);
        let arguments = minimal(product, operation);
        let mut runner = TestRunner::new(ProptestConfig {
            cases: 24,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        let result = runner.run(&answers, |(sent, kept)| {
            let text = sent.to_string();
            body.lock().unwrap().clone_from(&text);
            let call = products::call(&transport, operation.id, &arguments);
            let outcome = match runtime.block_on(call).unwrap() {
                Ok(outcome) => outcome,
                Err(error) => return Err(TestCaseError::fail(format!("{error}\n{text}"))),
            };
            prop_assert_eq!(Some(&outcome.value), kept.as_ref(), "{}", text);
            prop_assert_eq!(outcome.json, Some(sent));
            prop_assert_eq!(outcome.raw, text.as_bytes());
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{} {}: {error}", product.key, operation.id));
    }
}
