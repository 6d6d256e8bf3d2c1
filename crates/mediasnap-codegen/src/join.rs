//! What several specs share stands once, in a file of its own: a reference that names a file is joined into the document.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::value::{refer_to, str};

const RULE: &str = "shared-files";
const SCHEMAS: &str = "/components/schemas/";
/// How deep parts that are copied may stand in one another: parts that copy themselves end here.
const MAX_DEPTH: usize = 64;

/// Joins what `spec` takes from other files, by references such as `shared/tencent.yaml#/components/schemas/Error`.
///
/// A named object schema becomes a component of the document, under the same name. Everything else (a property, a response, a list)
/// is copied to where the reference stands, and the elements of a list that stands in a list become elements of it. A reference
/// without a file within a shared file means that file. `read` returns a file by the path in the reference.
///
/// # Errors
/// A file or a place in it that does not exist, two schemas of one name, and copies without an end.
pub fn join(spec: &Value, read: &mut dyn FnMut(&str) -> Result<Value, String>) -> Result<Value, Error> {
    let mut joiner = Joiner {
        read,
        files: BTreeMap::new(),
        schemas: BTreeMap::new(),
    };
    let mut document = joiner.join(spec, None, 0)?;
    let Joiner { schemas, .. } = joiner;
    for (name, (origin, schema)) in schemas {
        let own = &mut document["components"]["schemas"][&name];
        if !own.is_null() && *own != refer_to(&name) {
            let message = format!("`{origin}` has a schema of this name, too; rename one");
            return Err(Error::new(name, RULE, message));
        }
        *own = schema;
    }
    Ok(document)
}

struct Joiner<'a> {
    read: &'a mut dyn FnMut(&str) -> Result<Value, String>,
    files: BTreeMap<String, Value>,
    /// The object schemas by name, with the file they are from.
    schemas: BTreeMap<String, (String, Value)>,
}

impl Joiner<'_> {
    /// Joins a part of `file`, or of the document itself.
    fn join(&mut self, part: &Value, file: Option<&str>, depth: usize) -> Result<Value, Error> {
        match part {
            Value::Object(members) => match shared_reference(members, file) {
                Some((file, pointer)) => self.target(&file, pointer, depth),
                None => members
                    .iter()
                    .map(|(name, member)| Ok((name.clone(), self.join(member, file, depth)?)))
                    .collect::<Result<Map<_, _>, _>>()
                    .map(Value::Object),
            },
            Value::Array(elements) => {
                let mut joined = Vec::with_capacity(elements.len());
                for element in elements {
                    match self.join(element, file, depth)? {
                        Value::Array(several) if element.is_object() => joined.extend(several),
                        one => joined.push(one),
                    }
                }
                Ok(Value::Array(joined))
            }
            scalar => Ok(scalar.clone()),
        }
    }

    fn target(&mut self, file: &str, pointer: &str, depth: usize) -> Result<Value, Error> {
        let place = || format!("{file}#{pointer}");
        if depth == MAX_DEPTH {
            return Err(Error::new(place(), RULE, "the reference leads back to itself"));
        }
        if !self.files.contains_key(file) {
            let content = (self.read)(file).map_err(|message| Error::new(file, RULE, message))?;
            self.files.insert(file.to_owned(), content);
        }
        let found = self.files[file].pointer(pointer).cloned();
        let found =
            found.ok_or_else(|| Error::new(place(), RULE, "there is nothing at this place of the file"))?;
        let name = pointer
            .strip_prefix(SCHEMAS)
            .filter(|_| str(&found, "type") == "object");
        let Some(name) = name else {
            return self.join(&found, Some(file), depth + 1);
        };
        match self.schemas.get(name) {
            Some((origin, _)) if origin == file => {}
            Some((origin, _)) => {
                let message = format!("`{origin}` has a schema of this name, too; rename one");
                return Err(Error::new(place(), RULE, message));
            }
            None => {
                // First the name, so that schemas which refer to one another end.
                self.schemas
                    .insert(name.to_owned(), (file.to_owned(), Value::Null));
                let schema = self.join(&found, Some(file), 0)?;
                self.schemas.insert(name.to_owned(), (file.to_owned(), schema));
            }
        }
        Ok(refer_to(name))
    }
}

/// The file and the place of a reference that leaves the document, or that stands in a shared file.
fn shared_reference<'a>(members: &'a Map<String, Value>, within: Option<&str>) -> Option<(String, &'a str)> {
    let (file, pointer) = members.get("$ref")?.as_str()?.split_once('#')?;
    match (file, within) {
        ("", None) => None,
        ("", Some(within)) => Some((within.to_owned(), pointer)),
        (file, None) => Some((file.to_owned(), pointer)),
        // Beside the file that it stands in.
        (file, Some(within)) => {
            let folder = within.rsplit_once('/').map_or("", |(folder, _)| folder);
            Some((format!("{folder}/{file}"), pointer))
        }
    }
}
