"""The OpenAPI document tells the truth: what it says of every operation is what the server does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.openapi import DATE
from tests.api.client import Client
from tests.api.test_operation import server

EXAMPLES = 10
SEED = 20261126
LEFT_OUT = "positive_data_acceptance,negative_data_rejection"
"""Not every rule can be said in a schema: that a query is SPARQL, that a type is one of the vocabulary. And a field
that is empty counts as none, as forms send those that nobody filled in."""


def document(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get("/openapi.json").text)
    return found


def test_schemathesis_finds_no_violation(sample_store: Path, tmp_path: Path) -> None:
    """It begins with the examples of the document, to which the sample corpus has answers, and varies them."""
    pytest.importorskip("schemathesis")
    with server(sample_store) as running:
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{running.url}/openapi.json",
            *("--phases", "coverage,fuzzing", "--exclude-checks", LEFT_OUT),
            *("--max-examples", str(EXAMPLES), "--seed", str(SEED), "--request-timeout", "30", "--no-color"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-4000:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested is not None
    assert int(tested[1]) >= 33


def test_every_operation_has_a_name_of_its_own_and_tells_of_problems(client: Client) -> None:
    found = document(client)
    operations = [operation for methods in found["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert {"documents", "document", "lineage", "coverage_of", "query_by_get", "resource_eli"} <= set(names)
    for operation in operations:
        assert set(operation["responses"]["default"]["content"]) == {"application/problem+json", "text/html"}
        assert "422" not in operation["responses"]
        assert operation["summary"]
    schema = found["components"]["schemas"]["Problem"]
    problem = client.get("/documents/12-CT/TW").json()
    assert set(problem) <= set(schema["properties"])
    assert set(schema["required"]) <= set(problem)
    assert "HTTPValidationError" not in json.dumps(found)


def test_the_schema_of_a_date_takes_what_the_server_takes() -> None:
    pattern = re.compile(DATE["pattern"])
    assert all(pattern.search(date) for date in ("2022", "2022-01", "2022-12-28"))
    assert not any(pattern.search(date) for date in ("", "22", "2022-13", "2022-1-1", "2022-01-40", "x2022"))
