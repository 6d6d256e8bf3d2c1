#!/usr/bin/env bash
# Models that datamodel-code-generator makes of "always there, may be null" refuse null.
# Software: datamodel-code-generator 0.89.0 with pydantic 2.14.4, an OpenAPI 3.0 document, default options.
# Expected: `nullable: true` decides whether null is taken, `required` whether the member may be missing.
# Seen: `required` decides both: a required member with `nullable: true` refuses null, an optional member without it takes null. The
#   first is mended by --strict-nullable, whose help speaks of default fields; the second is not.
# Why it matters: "always present, null until the task is finished" is how whiteboard snapshots answer; the generated client fails on every
#   answer of a running task.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q datamodel-code-generator==0.89.0 pydantic==2.14.4
cd "$work"
cat >openapi.yaml <<'YAML'
openapi: 3.0.3
info: {title: Snapshots, version: "1"}
paths: {}
components:
  schemas:
    Task:
      type: object
      required: [Status, Result]
      properties:
        Status: {type: string}
        Result: {type: string, nullable: true}
        Width: {type: integer}
YAML
cat >takes.py <<'PY'
import importlib, sys
Task = importlib.import_module(sys.argv[1]).Task

def takes(answer):
    try:
        Task.model_validate(answer)
        return "taken"
    except ValueError:
        return "refused"

print(f"{sys.argv[1]}: null in the nullable required member {takes({'Status': 'Running', 'Result': None})},",
      f"null in the optional member {takes({'Status': 'Running', 'Result': 'r', 'Width': None})},",
      f"nullable required member missing {takes({'Status': 'Running'})}")
PY
generate() {
    nice -n 10 venv/bin/datamodel-codegen --input openapi.yaml --input-file-type openapi --output-model-type pydantic_v2.BaseModel \
        --output "$@" 2>/dev/null
}
generate default.py
generate strict.py --strict-nullable
{
    venv/bin/python takes.py default
    venv/bin/python takes.py strict
} | tee seen.txt
diff - seen.txt <<'TEXT' || { echo "the behaviour has changed" >&2; exit 1; }
default: null in the nullable required member refused, null in the optional member taken, nullable required member missing refused
strict: null in the nullable required member taken, null in the optional member taken, nullable required member missing refused
TEXT
