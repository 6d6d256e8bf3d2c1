//! What the spec says a value looks like, and arbitrary values of that look: as documented, or as vendors send them.

use mediasnap_client::{Operation, Product};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The look of a value.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Text,
    Integer,
    Number,
    Boolean,
    List(Box<Shape>),
    Object(Vec<Member>),
    /// An object without a schema.
    Free,
}

#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
}

/// A lowered spec, to look shapes up in.
pub(crate) struct Spec(Value);

impl Spec {
    pub(crate) fn of(product: &Product) -> Self {
        Self(serde_json::from_str(product.spec).unwrap())
    }

    /// The entry of an operation.
    pub(crate) fn operation(&self, operation: &Operation) -> &Value {
        let items = self.0["paths"].as_object().unwrap().values();
        let mut entries = items.flat_map(|item| item.as_object().unwrap().values());
        entries
            .find(|entry| entry["operationId"] == operation.id)
            .unwrap()
    }

    /// The response of an operation, if it has a body.
    pub(crate) fn answer(&self, operation: &Operation) -> Option<Shape> {
        let answer = &self.operation(operation)["responses"]["200"];
        let schema = answer["content"]["application/json"].get("schema")?;
        Some(self.shape(schema))
    }

    /// The arguments of an operation: parameters, and the members of its body.
    pub(crate) fn arguments(&self, operation: &Operation) -> Vec<Member> {
        let entry = self.operation(operation);
        let parameters = entry["parameters"].as_array().into_iter().flatten();
        let mut arguments: Vec<Member> = parameters
            .map(|parameter| Member {
                name: parameter["name"].as_str().unwrap().to_owned(),
                shape: self.shape(&parameter["schema"]),
                required: parameter["required"] == true,
            })
            .collect();
        let content = entry["requestBody"]["content"].as_object();
        for media in content.into_iter().flat_map(Map::values) {
            if let Shape::Object(members) = self.shape(&media["schema"]) {
                arguments.extend(members);
            }
        }
        arguments
    }

    fn shape(&self, schema: &Value) -> Shape {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.shape(self.0.pointer(&reference[1..]).unwrap());
        }
        if let Some(shape) = schema.get("x-json-string") {
            return self.shape(shape);
        }
        match schema["type"].as_str().unwrap() {
            "string" => Shape::Text,
            "integer" => Shape::Integer,
            "number" => Shape::Number,
            "boolean" => Shape::Boolean,
            "array" => Shape::List(Box::new(self.shape(&schema["items"]))),
            _ => match schema["properties"].as_object() {
                None => Shape::Free,
                Some(properties) => {
                    let required = schema["required"].as_array().into_iter().flatten();
                    let required: Vec<_> = required.filter_map(Value::as_str).collect();
                    let members = properties.iter().map(|(name, property)| Member {
                        name: name.clone(),
                        shape: self.shape(property),
                        required: required.contains(&name.as_str()),
                    });
                    Shape::Object(members.collect())
                }
            },
        }
    }
}

/// Any text: other alphabets, quotes, separators of queries and forms, nothing at all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "[\\PC&&[^\u{feff}]]{0,6}",
        Just(String::new()),
        Just("a+b&c=d %2F\"'~*#?\\/".to_owned()),
    ]
}

/// A value as the documents have it.
pub(crate) fn documented(shape: &Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::Text => text().prop_map(Value::from).boxed(),
        Shape::Integer => any::<i64>().prop_map(Value::from).boxed(),
        Shape::Number => (-1e9..1e9_f64).prop_map(Value::from).boxed(),
        Shape::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Shape::List(inner) => prop::collection::vec(documented(inner), 0..3)
            .prop_map(Value::from)
            .boxed(),
        Shape::Object(members) => object(members),
        Shape::Free => anything().prop_map(|value| json!({ "member": value })).boxed(),
    }
}

/// An object of documented values: every mandatory member, any of the others.
pub(crate) fn object(members: &[Member]) -> BoxedStrategy<Value> {
    let members: Vec<BoxedStrategy<Option<(String, Value)>>> = members
        .iter()
        .map(|member| {
            let name = member.name.clone();
            let given = documented(&member.shape).prop_map(move |value| Some((name.clone(), value)));
            if member.required {
                given.boxed()
            } else {
                prop_oneof![given, Just(None)].boxed()
            }
        })
        .collect();
    members
        .prop_map(|members| Value::Object(members.into_iter().flatten().collect()))
        .boxed()
}

/// A value as a vendor may send it, and what a typed client makes of it when it is sent on; `None` is absent.
pub(crate) type Sloppy = (Value, Option<Value>);

fn same(value: impl Into<Value>) -> Sloppy {
    let value = value.into();
    (value.clone(), Some(value))
}

/// Numbers as strings, strings as numbers, null, a single element for a list, undocumented members.
pub(crate) fn sloppy(shape: &Shape) -> BoxedStrategy<Sloppy> {
    let absent = Just((Value::Null, None));
    match shape {
        Shape::Text => prop_oneof![
            6 => text().prop_map(same),
            1 => any::<i64>().prop_map(|number| (number.into(), Some(number.to_string().into()))),
            1 => any::<u64>().prop_map(|number| (number.into(), Some(number.to_string().into()))),
            1 => any::<bool>().prop_map(|value| (value.into(), Some(value.to_string().into()))),
            1 => absent,
        ]
        .boxed(),
        Shape::Integer => prop_oneof![
            4 => any::<i64>().prop_map(same),
            2 => any::<i64>().prop_map(|number| (number.to_string().into(), Some(number.into()))),
            1 => any::<i32>().prop_map(|number| (format!(" {number} ").into(), Some(number.into()))),
            1 => any::<i32>().prop_map(|number| (f64::from(number).into(), Some(number.into()))),
            1 => Just((Value::from(""), None)),
            1 => absent,
        ]
        .boxed(),
        Shape::Number => prop_oneof![
            4 => (-1e9..1e9_f64).prop_map(same),
            2 => (-1e9..1e9_f64).prop_map(|number| (number.to_string().into(), Some(number.into()))),
            1 => absent,
        ]
        .boxed(),
        Shape::Boolean => prop_oneof![
            4 => any::<bool>().prop_map(same),
            1 => any::<bool>().prop_map(|value| (value.to_string().into(), Some(value.into()))),
            1 => any::<bool>().prop_map(|value| (i64::from(value).into(), Some(value.into()))),
            1 => Just((Value::from("True"), Some(Value::from(true)))),
            1 => absent,
        ]
        .boxed(),
        Shape::List(inner) => {
            let lone = sloppy(inner).prop_filter("a lone element is one", |(sent, _)| {
                ![json!(null), json!(""), json!({}), json!(false)].contains(sent)
            });
            prop_oneof![
                4 => prop::collection::vec(sloppy(inner), 0..4).prop_map(list),
                1 => lone.prop_map(|(sent, kept)| (sent, Some(Value::from_iter(kept)))),
                1 => Just((Value::from(""), Some(json!([])))),
                1 => absent,
            ]
            .boxed()
        }
        Shape::Object(members) => prop_oneof![
            6 => sloppy_object(members),
            1 => absent,
        ]
        .boxed(),
        Shape::Free => prop_oneof![
            4 => anything().prop_map(|value| same(json!({ "member": value }))),
            1 => absent,
        ]
        .boxed(),
    }
}

fn list(elements: Vec<Sloppy>) -> Sloppy {
    let (sent, kept): (Vec<_>, Vec<_>) = elements.into_iter().unzip();
    (sent.into(), Some(kept.into_iter().flatten().collect()))
}

/// An object that may lack members, with undocumented members.
pub(crate) fn sloppy_object(members: &[Member]) -> BoxedStrategy<Sloppy> {
    let known: Vec<BoxedStrategy<(String, Option<Sloppy>)>> = members
        .iter()
        .map(|member| {
            let Member {
                name,
                shape,
                required,
            } = member.clone();
            // what the documents call mandatory has no place for "absent" in its type
            let empty = required.then(|| match shape {
                Shape::Text => Value::from(""),
                Shape::Boolean => Value::from(false),
                Shape::List(_) => json!([]),
                Shape::Number => Value::from(0.0),
                _ => Value::from(0),
            });
            let lacking = empty.clone().map(|value| (Value::Null, Some(value)));
            let given = sloppy(&shape).prop_map(move |(sent, kept)| {
                let kept = kept.or_else(|| empty.clone());
                Some((sent, kept))
            });
            (Just(name), prop_oneof![5 => given, 1 => Just(lacking)]).boxed()
        })
        .collect();
    let unknown = prop::collection::btree_map("x[A-Za-z_]{1,8}", anything(), 0..2);
    (known, unknown)
        .prop_map(|(known, unknown)| {
            let (mut sent, mut kept) = (Map::new(), Map::new());
            for (name, value) in known {
                let Some((value, left)) = value else { continue };
                sent.insert(name.clone(), value);
                kept.extend(left.map(|left| (name, left)));
            }
            for (name, value) in unknown {
                sent.insert(name.clone(), value.clone());
                kept.insert(name, value);
            }
            (sent.into(), Some(kept.into()))
        })
        .boxed()
}

/// Any JSON value.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-1e300..1e300_f64).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}
