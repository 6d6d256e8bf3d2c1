"""Loaded by schemathesis: signs its requests, and lets them name things that exist.

Generated ids name nothing. Ids and URLs from earlier responses replace some of them, so that calls get further than to
`not found`.
"""

import json
import os
import pathlib
import re
import sys

import schemathesis

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from emulator import KEY_ID, SECRET  # noqa: E402
from signing import Signer  # noqa: E402

WORKED = pathlib.Path(os.environ["SCHEMATHESIS_WORKED"])
SIGNER = Signer(os.environ["SCHEMATHESIS_PRODUCT"], KEY_ID, SECRET)
FORM = "application/x-www-form-urlencoded"
# parameters and properties of responses that name a thing, and the kinds of things
IDS = re.compile(r"(task|job|template)_?id$|^(?:thumbnail)?(url)$|^(definition)$", re.IGNORECASE)
# what operations do with a thing
VERBS = re.compile(r"^(Create|Modify|Delete|Describe)|s$")
seen, count = {}, 0


def kind(operation, name):
    """What a name names; templates of the service are other things than one's own, and numbers of templates have a kind."""
    found = IDS.search(name)
    if found[3]:
        return VERBS.sub("", operation), "definition"
    return ("System" in operation, (found[1] or found[2]).lower())


def known(operation, name, value):
    """A name from an earlier response, for two of three calls."""
    global count
    count += 1
    names = seen.get(kind(operation, name))
    if not names or count % 3 == 0:
        return value
    chosen = names[count % len(names)]
    if IDS.search(name)[3] and isinstance(value, int):
        return int(chosen)
    return [chosen] if isinstance(value, list) else chosen


def operation_of(case):
    return case.operation.definition.raw["operationId"]


def json_members(case):
    """The fields of a form that are sent as JSON."""
    content = case.operation.definition.raw.get("requestBody", {}).get("content", {}).get(FORM, {})
    return [name for name, encoding in content.get("encoding", {}).items() if encoding["contentType"] == "application/json"]


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = operation_of(case)
    for holder in (case.query, case.body):
        if isinstance(holder, dict):
            holder.update({name: known(operation, name, value) for name, value in holder.items() if IDS.search(name)})
    if isinstance(case.body, dict) and case.media_type == FORM:
        encoded = {name: json.dumps(case.body[name]) for name in json_members(case) if name in case.body}
        case.body = {**case.body, **encoded}
    kwargs["auth"] = SIGNER


@schemathesis.hook
def after_call(context, case, response):
    body = json.loads(response.content) if response.content.startswith(b"{") else {}
    harvest(operation_of(case), body)
    if response.status_code < 300 and "Error" not in body.get("Response", {}):
        with WORKED.open("a", encoding="utf-8") as file:
            print(operation_of(case), file=file)


def harvest(operation, value, name=""):
    if isinstance(value, dict):
        for key, member in value.items():
            harvest(operation, member, key)
    elif isinstance(value, list):
        for element in value:
            harvest(operation, element, name)
    elif value and IDS.search(name):
        names = seen.setdefault(kind(operation, name), [])
        if str(value) not in names:
            names[:] = [*names[-20:], str(value)]
