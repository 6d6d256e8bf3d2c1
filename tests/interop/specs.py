"""The specs as the tests need them: operations, their parameters, and schemas of responses that a validator accepts."""

import fnmatch
import functools
import pathlib

import yaml

ROOT = pathlib.Path(__file__).parents[2]


@functools.cache
def document(file):
    return yaml.safe_load((ROOT / "specs" / file).read_text(encoding="utf-8"))


@functools.cache
def spec(product):
    """The spec, joined with what it shares with others."""
    schemas = {}
    joined = join(document(f"{product}.yaml"), "", schemas)
    joined["components"]["schemas"].update(schemas)
    return joined


def join(part, file, schemas):
    """A part of `file` ("": the spec itself). Object schemas of shared files go to `schemas`, anything else is copied."""
    if isinstance(part, list):
        joined = [join(element, file, schemas) for element in part]
        return [one for element, whole in zip(part, joined)
                for one in (whole if isinstance(element, dict) and isinstance(whole, list) else [whole])]
    if not isinstance(part, dict):
        return part
    target, _, pointer = str(part.get("$ref", "")).partition("#")
    if not pointer or not (target or file):
        return {name: join(member, file, schemas) for name, member in part.items()}
    target = str(pathlib.PurePath(file).parent / target) if target else file
    found = document(target)
    for name in pointer.strip("/").split("/"):
        found = found[name]
    if not (pointer.startswith("/components/schemas/") and found.get("type") == "object"):
        return join(found, target, schemas)
    if name not in schemas:
        schemas[name] = None
        schemas[name] = join(found, target, schemas)
    return {"$ref": f"#/components/schemas/{name}"}


@functools.cache
def operations(product):
    """The operations by their id."""
    items = [item for path in spec(product)["paths"].values() for item in path.values()]
    return {item["operationId"]: item for item in items if isinstance(item, dict) and "operationId" in item}


def route(product, operation):
    """Method and path of an operation."""
    items = spec(product)["paths"].items()
    return next((method.upper(), path) for path, item in items for method, found in item.items()
                if isinstance(found, dict) and found.get("operationId") == operation)


def resolve(product, schema):
    """The schema behind references and `allOf`."""
    while "$ref" in schema:
        _, _, kind, name = schema["$ref"].split("/")
        schema = spec(product)["components"][kind][name]
    if "allOf" in schema:
        merged = {}
        for part in [*schema["allOf"], {key: value for key, value in schema.items() if key != "allOf"}]:
            merged.update(resolve(product, part))
        return merged
    return schema


def media_schema(product, holder):
    """The schema of a body or response, or None where there is none."""
    for content in resolve(product, holder).get("content", {}).values():
        return resolve(product, content["schema"])
    return None


@functools.cache
def response_schema(product, operation):
    """A JSON schema of the response of a call that succeeded, as it is on the wire. Unknown properties are not allowed."""
    responses = operations(product)[operation]["responses"]
    success = next(response for status, response in responses.items() if str(status).startswith("2"))
    schema = media_schema(product, success)
    return schema and strict(product, schema)


def strict(product, schema):
    """The schema inlined, with the types of the wire, and without properties that it does not name."""
    schema = resolve(product, schema)
    result = {}
    kind = schema.get("x-wire-type", schema.get("type"))
    if kind:
        result["type"] = [kind, "null"] if schema.get("nullable") else kind
    for limit in ("minimum", "maximum", "minLength", "maxLength", "maxItems", "pattern"):
        if limit in schema and kind == schema.get("type"):
            result[limit] = schema[limit]
    if "enum" in schema:
        result["enum"] = [*schema["enum"], None] if schema.get("nullable") else schema["enum"]
    if schema.get("x-time-format") == "rfc3339":
        result["pattern"] = r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)?$"
    if schema.get("x-time-format") == "yyyyMMddHHmmss":
        result |= {"minimum": 10**13, "maximum": 10**14} if kind == "integer" else {"pattern": r"^(\d{14})?$"}
    if "items" in schema:
        result["items"] = strict(product, schema["items"])
    if "properties" in schema:
        result["properties"] = {name: strict(product, member) for name, member in schema["properties"].items()}
        result["required"] = schema.get("required", [])
        result["additionalProperties"] = False
    return result


def documented_error(product, operation, code):
    """The entry of an error code: one with this code, or else one with a pattern that it matches; None for other codes."""
    known = [*operations(product)[operation].get("x-errors", []), *spec(product)["x-errors"]]
    exact = (entry for entry in known if entry["code"] == code)
    return next(exact, None) or next((entry for entry in known if fnmatch.fnmatchcase(code, entry["code"])), None)


def leaves(product, schema, path=""):
    """The paths of the properties of a schema: `Jobs[].Input.Media`."""
    schema = resolve(product, schema)
    if "items" in schema:
        yield from leaves(product, schema["items"], path + "[]")
    elif schema.get("properties"):
        for name, member in schema["properties"].items():
            yield from leaves(product, member, f"{path}.{name}".lstrip("."))
    else:
        yield path


def parameters(product, operation):
    """The paths of everything that can be sent with a call."""
    item = operations(product)[operation]
    for parameter in item.get("parameters", []):
        parameter = resolve(product, parameter)
        if parameter.get("x-from") == "credentials":
            continue
        content = list(parameter.get("content", {}).values())
        yield from leaves(product, content[0]["schema"] if content else parameter["schema"], parameter["name"])
    if "requestBody" in item:
        yield from leaves(product, media_schema(product, item["requestBody"]))


def paths(value, path=""):
    """The paths of the members of a JSON value that are not null."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from paths(member, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for element in value:
            yield from paths(element, path + "[]")
    elif value is not None:
        yield path
