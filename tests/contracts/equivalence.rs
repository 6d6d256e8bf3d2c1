//! For any arguments the typed call and the call by name send the same bytes, and the vendor's check accepts them.

use mediasnap_client::arguments;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::products;
use crate::support::check::rejection;
use crate::support::server::{Reply, Server};
use crate::support::shape::{Spec, object};
use crate::support::{clock, operations, to};

#[test]
fn any_arguments_are_sent_alike_and_verify() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let answer = Reply::new(200, r#"{"Response": {"RequestId": "r"}}"#);
    let server = runtime.block_on(Server::constant(answer));
    for (product, operation) in operations() {
        let transport = to(product, &server.endpoint);
        let mut members = Spec::of(product).arguments(operation);
        // a header cannot hold every text
        members.retain(|member| member.name != "x-language");
        let mut runner = TestRunner::new(ProptestConfig {
            cases: 12,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        let result = runner.run(&object(&members), |given| {
            let given = given.as_object().unwrap();
            let sent = runtime.block_on(async {
                let unsigned = arguments::build_request(operation, given).unwrap();
                transport.call(operation, &unsigned).await.unwrap();
                products::call(&transport, operation.id, given)
                    .await
                    .unwrap()
                    .unwrap();
                server.take()
            });
            prop_assert_eq!(sent.len(), 2);
            prop_assert_eq!(&sent[0], &sent[1]);
            prop_assert_eq!(rejection(&sent[0], clock().time), None, "{:?}", sent[0]);
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{} {}: {error}", product.key, operation.id));
    }
}
