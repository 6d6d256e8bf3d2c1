"""Checks of every response that an official SDK receives, and a record of what was sent and received."""

import collections
import json
import re

import jsonschema
import requests
import specs

# (product, operation) -> the paths of the arguments that were sent, and of the properties that were received
SENT, RECEIVED = collections.defaultdict(set), collections.defaultdict(set)


class Wire:
    """Keeps the last HTTP response. The SDKs of all vendors use `requests`."""

    last = None

    @classmethod
    def watch(cls):
        send = requests.adapters.HTTPAdapter.send

        def watched(adapter, *arguments, **options):
            cls.last = None
            cls.last = send(adapter, *arguments, **options)
            return cls.last

        requests.adapters.HTTPAdapter.send = watched


Wire.watch()


def check(product, operation, arguments, model):
    """Checks a response on the wire against the spec, and the SDK's model of it against the types that the SDK declares."""
    schema = specs.response_schema(product, operation)
    response = Wire.last
    assert response.ok, response.status_code
    if schema is None:
        assert response.status_code == 204 and response.content == b"", (response.status_code, response.content)
        body = {}
    else:
        assert response.status_code == 200
        assert response.headers["content-type"] == "application/json"
        body = json.loads(response.content)
        jsonschema.validate(body, schema)
    SENT[product, operation].update(specs.paths(arguments))
    RECEIVED[product, operation].update(specs.paths(body))
    wrong = list(wrong_types(model, type(model).__name__))
    assert not wrong, wrong


def wrong_types(model, path):
    """The attributes of a model that are not of the type that the SDK declares."""
    for name, value, declared in attributes(model):
        yield from wrong_value(value, declared, f"{path}.{name}", type(model))


def attributes(model):
    """Name, value and declared type of each attribute of a model of any of the SDKs."""
    if hasattr(model, "openapi_types"):
        for name, declared in model.openapi_types.items():
            yield name, getattr(model, name), declared
    elif hasattr(model, "_deserialize"):
        for name, accessor in vars(type(model)).items():
            # a deprecated attribute declares no type
            if isinstance(accessor, property) and accessor.__doc__:
                declared = re.search(r":rtype: (.+)", accessor.__doc__)[1].strip()
                yield name, getattr(model, name), declared
    else:
        for name, declared in annotations(type(model)).items():
            yield name, getattr(model, name), declared


def annotations(kind):
    """The types of the constructor of a model of Alibaba's SDKs, as strings."""
    return {name: str(text) for name, text in kind.__init__.__annotations__.items()}


SCALARS = {"str": str, "int": int, "float": (int, float), "bool": bool}


def wrong_value(value, declared, path, holder):
    if value is None:
        return
    listed = re.fullmatch(r"(?:List|list)\[(.+)\]|list of (.+)", declared)
    if listed:
        if not isinstance(value, list):
            yield f"{path} is {value!r}, not a list"
            return
        for element in value:
            yield from wrong_value(element, listed[1] or listed[2], path + "[]", holder)
    elif declared in SCALARS:
        if not isinstance(value, SCALARS[declared]) or (declared != "bool" and isinstance(value, bool)):
            yield f"{path} is {value!r}, not {declared}"
    elif declared.startswith(("dict", "Dict")):
        if not isinstance(value, dict):
            yield f"{path} is {value!r}, not a dictionary"
    else:
        name = re.sub(r"^:class:`|`$", "", declared).rsplit(".", 1)[-1]
        if type(value).__name__ != name:
            yield f"{path} is {value!r}, no {name}"
        else:
            yield from wrong_types(value, path)
