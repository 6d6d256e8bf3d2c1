//! A small product of each vendor, with an operation that reads and one that creates.

use mediasnap_client::operation::{Body, Dispatch, ErrorCode, Operation, Product, Server, Vendor};
use mediasnap_client::{ClientBuilder, Error, ErrorKind, RawResponse, Transport, arguments};

const READ: Operation = Operation {
    id: "Read",
    action: None,
    method: "GET",
    path: "/v1/{project_id}/things",
    summary: "Reads.",
    docs: "https://example.com",
    idempotent: true,
    rate_limit: None,
    paging: None,
    errors: &[],
    parameters: &[],
    body: Body::None,
    has_response_body: true,
    success_status: 200,
};

const fn error(code: &'static str, kind: ErrorKind) -> ErrorCode {
    ErrorCode {
        code,
        status: None,
        kind,
        message: "",
    }
}

pub(crate) static HUAWEI_READ: Operation = READ;

pub(crate) static HUAWEI: Product = Product {
    key: "huawei-test",
    title: "Test",
    vendor: Vendor::Huawei,
    service: "vod",
    version: "v1",
    dispatch: Dispatch::Path,
    default_region: "cn-north-4",
    object_scheme: None,
    servers: &[Server {
        host: "vod.{region}.example.com",
        regions: &["cn-north-4", "cn-east-2"],
        unlisted: &[],
        open: false,
    }],
    errors: &[error("APIGW.0301", ErrorKind::Authentication)],
    operations: &[&HUAWEI_READ],
    spec: "{}",
};

const CREATE: Operation = Operation {
    id: "Create",
    action: Some("Create"),
    method: "POST",
    path: "/",
    idempotent: false,
    ..READ
};

pub(crate) static TENCENT: Product = Product {
    key: "tencent-test",
    vendor: Vendor::Tencent,
    service: "tiw",
    version: "2019-09-19",
    dispatch: Dispatch::Action,
    default_region: "ap-guangzhou",
    object_scheme: None,
    servers: &[
        Server {
            host: "tiw.intl.tencentcloudapi.com",
            regions: &["ap-singapore"],
            unlisted: &[],
            open: false,
        },
        Server {
            host: "tiw.tencentcloudapi.com",
            regions: &["ap-guangzhou"],
            unlisted: &["ap-guangzhou-test"],
            open: true,
        },
    ],
    errors: &[
        error("AuthFailure.TokenFailure", ErrorKind::TokenExpired),
        error("AuthFailure*", ErrorKind::Authentication),
    ],
    operations: &[&TENCENT_CREATE],
    ..HUAWEI
};

pub(crate) static ALIBABA_CREATE: Operation = CREATE;

pub(crate) static TENCENT_CREATE: Operation = CREATE;

pub(crate) static ALIBABA: Product = Product {
    key: "alibaba-test",
    vendor: Vendor::Alibaba,
    version: "2017-03-21",
    dispatch: Dispatch::Action,
    servers: &[
        Server {
            host: "vod.cn-shanghai.aliyuncs.com",
            regions: &["cn-hangzhou"],
            unlisted: &[],
            open: false,
        },
        Server {
            host: "vod.{region}.aliyuncs.com",
            regions: &["cn-shanghai"],
            unlisted: &[],
            open: true,
        },
    ],
    errors: &[
        error("InvalidSecurityToken*", ErrorKind::TokenExpired),
        error("SignatureDoesNotMatch", ErrorKind::Authentication),
    ],
    operations: &[&ALIBABA_CREATE],
    ..HUAWEI
};

/// Calls the only operation of the product.
pub(crate) async fn call(transport: &Transport) -> Result<RawResponse, Error> {
    let operation = transport.product().operations[0];
    let unsigned = arguments::build_request(operation, &serde_json::Map::new()).unwrap();
    transport.call(operation, &unsigned).await
}

pub(crate) fn builder() -> ClientBuilder {
    ClientBuilder::new()
}
