//! What every `products/<key>/typed.rs` is written with: macros and converters that hand arguments, given by wire name, to the
//! generated builders.

use std::fmt::{Debug, Display};

use mediasnap_client::wire::Misfit;
use mediasnap_client::{Error, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Arguments of one call, keyed by wire names.
pub(crate) type Args = Map<String, Value>;

/// Result of a typed call, without its type.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The request builder in `{:#?}` form.
    pub(crate) builder: String,
    /// The typed value in `{:#?}` form.
    pub(crate) debug: String,
    /// The typed value, serialized again.
    pub(crate) value: Value,
    /// What `Response::json` returns.
    pub(crate) json: Option<Value>,
    pub(crate) raw: Vec<u8>,
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    pub(crate) attempts: u32,
    pub(crate) misfits: Vec<Misfit>,
}

/// Calls one setter of a builder for each argument that is present.
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
    ($builder:expr, $args:expr; $($rest:tt)*) => {{
        let builder = set!($builder, $args; $($rest)*);
        let printed = format!("{builder:#?}");
        outcome(printed, builder.send().await)
    }};
}

/// Sends an operation whose arguments are properties of its body.
macro_rules! body {
    ($builder:expr, $args:expr; $($rest:tt)*) => {{
        let builder = $builder.body_map(|body| set!(body, $args; $($rest)*));
        let printed = format!("{builder:#?}");
        outcome(printed, builder.send().await)
    }};
}

pub(crate) use {body, parameters, set};

pub(crate) fn outcome<T: Debug + Serialize>(
    builder: String,
    result: Result<Response<T>, Error>,
) -> Result<Outcome, Error> {
    let response = result?;
    let (json, raw) = (response.json(), response.raw().to_vec());
    let (status, attempts) = (response.status(), response.attempts());
    let request_id = response.request_id().map(str::to_owned);
    let misfits = response.misfits().to_vec();
    let value = response.into_inner();
    Ok(Outcome {
        builder,
        debug: format!("{value:#?}"),
        value: serde_json::to_value(&value).unwrap(),
        json,
        raw,
        status,
        request_id,
        attempts,
        misfits,
    })
}

/// The object that a builder makes. A missing property is a mistake in the arguments file.
pub(crate) fn built<B, T: TryFrom<B>>(builder: B) -> T
where
    T::Error: Display,
{
    T::try_from(builder).unwrap_or_else(|error| panic!("the arguments are wrong: {error}"))
}

pub(crate) fn string(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is not a string"))
        .to_owned()
}

pub(crate) fn integer(value: &Value) -> i64 {
    value
        .as_i64()
        .unwrap_or_else(|| panic!("{value} is not an integer"))
}

pub(crate) fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is not a number"))
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    each(value, number)
}

pub(crate) fn boolean(value: &Value) -> bool {
    value
        .as_bool()
        .unwrap_or_else(|| panic!("{value} is not a boolean"))
}

pub(crate) fn each<T>(value: &Value, convert: fn(&Value) -> T) -> Vec<T> {
    value
        .as_array()
        .unwrap_or_else(|| panic!("{value} is not a list"))
        .iter()
        .map(convert)
        .collect()
}

pub(crate) fn strings(value: &Value) -> Vec<String> {
    each(value, string)
}

pub(crate) fn integers(value: &Value) -> Vec<i64> {
    each(value, integer)
}

/// An object that the vendor leaves open.
pub(crate) fn json<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}
