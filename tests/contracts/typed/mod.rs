//! The typed side of every operation: arguments by wire name go through the generated builders, one function an operation.
//!
//! A new operation gets an arm in its product's file; the wire contract says so when it is missing.

mod alibaba_ice;
mod alibaba_vod;
mod huawei_mpc;
mod huawei_vod;
mod tencent_tiw;

use std::fmt::{Debug, Display};

use mediasnap_core::{Error, ProductClient, Response, Transport};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Arguments of one call, keyed by wire names.
pub(crate) type Args = Map<String, Value>;

/// What a typed call answered, without its type.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The typed value in `{:#?}` form.
    pub(crate) debug: String,
    /// The typed value, serialised again.
    pub(crate) value: Value,
    /// What `Response::json` says.
    pub(crate) json: Option<Value>,
    pub(crate) raw: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    pub(crate) attempts: u32,
}

/// Makes the typed call of `operation` over `transport`; `None` when no arm of the product's file names it.
pub(crate) async fn call(
    transport: &Transport,
    operation: &str,
    args: &Args,
) -> Option<Result<Outcome, Error>> {
    let transport = transport.clone();
    macro_rules! on {
        ($product:ident) => {{
            let client = mediasnap::$product::Client::from_transport(transport);
            $product::call(&client, operation, args).await
        }};
    }
    match transport.product().key {
        "huawei-mpc" => on!(huawei_mpc),
        "huawei-vod" => on!(huawei_vod),
        "tencent-tiw" => on!(tencent_tiw),
        "alibaba-vod" => on!(alibaba_vod),
        "alibaba-ice" => on!(alibaba_ice),
        key => panic!("add a file for `{key}` to tests/contracts/typed"),
    }
}

/// Calls one setter of a builder for each argument that is given.
macro_rules! set {
    ($builder:expr, $args:expr; $($setter:ident = $convert:ident($name:literal) $(as $open_enum:ident)?),* $(,)?) => {{
        let mut builder = $builder;
        $(if let Some(value) = $args.get($name) {
            let value = $convert(value);
            $(let value = types::$open_enum::from(value);)?
            builder = builder.$setter(value);
        })*
        builder
    }};
}

/// Sends an operation whose arguments are parameters.
macro_rules! parameters {
    ($builder:expr, $args:expr; $($rest:tt)*) => {
        outcome(set!($builder, $args; $($rest)*).send().await)
    };
}

/// Sends an operation whose arguments are members of its body.
macro_rules! body {
    ($builder:expr, $args:expr; $($rest:tt)*) => {
        outcome($builder.body_map(|body| set!(body, $args; $($rest)*)).send().await)
    };
}

use {body, parameters, set};

fn outcome<T: Debug + Serialize>(result: Result<Response<T>, Error>) -> Result<Outcome, Error> {
    let response = result?;
    let (json, raw) = (response.json(), response.raw().to_vec());
    let (status, attempts) = (response.status(), response.attempts());
    let request_id = response.request_id().map(str::to_owned);
    let value = response.into_inner();
    Ok(Outcome {
        debug: format!("{value:#?}"),
        value: serde_json::to_value(&value).unwrap(),
        json,
        raw,
        status,
        request_id,
        attempts,
    })
}

/// The object that a builder makes; a missing member is a mistake of the fixture.
fn built<B, T: TryFrom<B>>(builder: B) -> T
where
    T::Error: Display,
{
    T::try_from(builder).unwrap_or_else(|error| panic!("the fixture is wrong: {error}"))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

fn integer(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no integer"))
}

fn boolean(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| panic!("{value} is no boolean"))
}

fn each<T>(value: &Value, convert: fn(&Value) -> T) -> Vec<T> {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is no list"))
        .iter()
        .map(convert)
        .collect()
}

fn texts(value: &Value) -> Vec<String> {
    each(value, text)
}

fn integers(value: &Value) -> Vec<i64> {
    each(value, integer)
}

/// An object that the vendor leaves open.
fn json<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}
