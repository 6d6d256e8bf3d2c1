"""schemathesis calls every operation of the specs, signed, with what fits them and what does not, and checks the responses.

No response has an undocumented status or media type, a body that its schema does not allow, or a status of 500 and above.
"""

import json
import os
import pathlib
import subprocess
import sys

import products
import pytest
import specs

HERE = pathlib.Path(__file__).parent
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_schema_conformance", "response_headers_conformance"]
# generated calls of an operation, in addition to those at every limit of its parameters
EXAMPLES = 10


def run(document, url, folder, checks, **environment):
    """Runs schemathesis on an OpenAPI document. A failure shows its report."""
    folder.joinpath("openapi.json").write_text(json.dumps(document, default=str), encoding="utf-8")
    command = [sys.executable, "-m", "schemathesis.cli", "run", "openapi.json", "--url", url, "--checks", ",".join(checks)]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", str(EXAMPLES), "--seed", "1", "--no-color"]
    command += ["--continue-on-failure", "--no-shrink", "--warnings", "off", "--request-timeout", "20"]
    variables = {"PYTHONPATH": str(HERE), **environment}
    result = subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, timeout=600, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def wire(value):
    """A spec with the types of the wire instead of those that the vendor documents."""
    if isinstance(value, dict):
        changed = {name: wire(member) for name, member in value.items()}
        return changed | ({"type": value["x-wire-type"]} if "x-wire-type" in value else {})
    return [wire(element) for element in value] if isinstance(value, list) else value


@pytest.mark.parametrize("product", products.KEYS)
def test_product(start, tmp_path, product):
    # jobs that end soon, but not before they can be cancelled
    emulator = start("--no-rate-limits", "--job-duration", "1s")
    worked = tmp_path / "worked"
    environment = {"SCHEMATHESIS_PRODUCT": product, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "SCHEMATHESIS_WORKED": str(worked)}
    run(wire(specs.spec(product)), emulator.url, tmp_path, CHECKS, **environment)
    # that nothing was found counts only where calls got through
    idle = set(specs.operations(product)) - set(worked.read_text(encoding="utf-8").split())
    idle -= getattr(products.module(product, "flows"), "NOT_BY_CHANCE", set())
    assert not idle, f"these never worked: {sorted(idle)}"


def test_control(start, tmp_path):
    """The document that the emulator serves of itself."""
    emulator = start()
    document = emulator.control("GET", "openapi.json")
    checks = [*CHECKS, "negative_data_rejection", "unsupported_method", "allow_header_conformance"]
    run(document, emulator.url, tmp_path, checks)
