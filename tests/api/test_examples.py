"""What the OpenAPI document says of answers is so: its examples are asked for, and every answer fits its schema.

The answers that it shows are those of the sample corpus. Where other ones are right now, write them with
`REWRITE_EXAMPLES=1 python -m pytest tests/api/test_examples.py`, and read the difference before it is kept.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
import pytest

from api import Settings, create_app
from api.examples import ANSWERS, BODIES, OF_OPERATIONS, PARAMETERS
from api.schemas import ADDED
from api.schemas import ANSWERS as KINDS
from graph.corrections import load_corrections
from graph.derive import derive
from graph.statements import read_statements
from graph.store import open_store
from tests.api.client import Client, running
from tests.api.test_sources import LETTER, settings_in

REFERENCE = r'"#/components/schemas/(\w+)"'
REWRITE = "REWRITE_EXAMPLES" in os.environ
KEPT = (
    *("bodies", "body", "cascade_of", "coverage_of", "document", "documents", "find", "gaps_of", "lineage"),
    *("list_conflicts", "list_duties", "localities", "locality", "path", "query_by_get"),
)
"""The operations of which the document shows an answer."""
WITHOUT = {
    "cursor": "it is opaque, and another one for other data",
    "default": "it excludes the graph that is named",
    "default-graph-uri": "the union is what most want",
    "named": "it is for the page",
    "named-graph-uri": "the union is what most want",
}
"""Parameters without an example, and why."""


def _document() -> dict[str, Any]:
    return create_app(Settings()).openapi()


def _operations(document: Mapping[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Id -> method, path, and what the document says of it."""
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


DOCUMENT = _document()
OPERATIONS = _operations(DOCUMENT)
ASKED = [name for name, (method, _, _) in OPERATIONS.items() if method == "get"]


def strict(schema: Any) -> Any:
    """A schema that takes no members but those that it names."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: strict(each) for name, each in schema.items() if name not in ("example", "discriminator")}
    if "properties" in schema and schema.get("type") == "object":
        made["additionalProperties"] = False
    return made


COMPONENTS = {"schemas": {name: strict(schema) for name, schema in DOCUMENT["components"]["schemas"].items()}}


def check(operation: str, value: Any, status: str = "200") -> None:
    """Compare an answer with its schema."""
    content = OPERATIONS[operation][2]["responses"][status]["content"]
    schema = next(iter(content.values()))["schema"]
    validator = jsonschema_rs.Draft202012Validator({**schema, "components": COMPONENTS}, validate_formats=True)
    errors = [
        f"{'/'.join(map(str, error.instance_path))}: {error.message}"[:300] for error in validator.iter_errors(value)
    ]
    assert not errors


@pytest.fixture(scope="module")
def client(sample_store: Path) -> Iterator[Client]:
    with running(create_app(Settings(store=sample_store, query_workers=1))) as opened:
        yield opened


def asked(operation: str) -> tuple[str, dict[str, Any]]:
    """The path and the parameters of an operation, of its examples."""
    _, path, said = OPERATIONS[operation]
    values = {"query": dict[str, Any](), "path": dict[str, Any]()}
    for parameter in said.get("parameters", ()):
        if "example" in parameter:
            values[parameter["in"]][parameter["name"]] = parameter["example"]
    return path.format_map({name: quote(value) for name, value in values["path"].items()}), values["query"]


@pytest.mark.parametrize("operation", ASKED)
def test_the_examples_of_an_operation_are_answered(client: Client, operation: str) -> None:
    path, parameters = asked(operation)
    answer = client.get(path, parameters, headers={})
    assert answer.status_code == 200, answer.text
    media_type = answer.headers["content-type"].partition(";")[0]
    said = OPERATIONS[operation][2]["responses"]["200"]
    assert media_type in said["content"]
    assert {name for name in said.get("headers", {}) if name not in answer.headers} <= {"Link"}
    if operation in KEPT:
        file = ANSWERS / f"{operation}.json"
        if REWRITE:
            file.write_text(json.dumps(answer.json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        assert answer.json() == json.loads(file.read_text(encoding="utf-8"))
        check(operation, answer.json())


def test_the_answers_are_shown() -> None:
    assert {file.stem for file in ANSWERS.glob("*.json")} == set(KEPT)
    for name in KEPT:
        shown = next(iter(OPERATIONS[name][2]["responses"]["200"]["content"].values()))["example"]
        assert shown == json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))


def test_the_query_that_may_be_sent_is_answered(client: Client) -> None:
    for media_type, body in BODIES.items():
        answer = client.post("/sparql", content=body.encode(), headers={"Content-Type": media_type})
        assert answer.json() == json.loads((ANSWERS / "query_by_get.json").read_text(encoding="utf-8"))
        check("query_by_post", answer.json())


def test_every_parameter_has_an_example_and_every_example_a_parameter() -> None:
    parameters = {
        (name, parameter["name"]): "example" in parameter
        for name, (_, _, said) in OPERATIONS.items()
        for parameter in said.get("parameters", ())
    }
    assert {name for (_, name), shown in parameters.items() if not shown} == WITHOUT.keys()
    assert {name for _, name in parameters} >= PARAMETERS.keys()
    assert {(name, each) for name, own in OF_OPERATIONS.items() for each in own} <= parameters.keys()


def test_the_switch_is_off() -> None:
    assert not REWRITE, "unset REWRITE_EXAMPLES: with it every answer is taken to be right"


# -- schemas -----------------------------------------------------------------------------------------------------------

MANY = [
    ("find", "/search", {"q": "tây ninh", "limit": 50}),
    ("find", "/search", {}),
    ("documents", "/documents", {"limit": 3}),
    ("documents", "/documents", {"limit": 500}),
    ("documents", "/documents", {"q": "no such words"}),
    ("bodies", "/bodies", {"limit": 3}),
    ("bodies", "/bodies", {"limit": 500}),
    ("bodies", "/bodies", {"q": "no such words"}),
    ("localities", "/localities", {"limit": 3}),
    ("localities", "/localities", {"limit": 500, "sort": "-documents"}),
    ("lineage", "/documents/12-CT/TW/lineage", {"date": "2022-01-05"}),
    ("lineage", "/documents/12-CT/TW/lineage", {"date": "2022-01-05", "max_depth": 1}),
    ("coverage_of", "/coverage/12-CT/TW", {"date": "2022-01-05"}),
    ("coverage_of", "/coverage/12-CT/TW", {"date": "2022-01-05", "as_of": "2026-01-01"}),
    ("coverage_of", "/coverage/12-CT/TW", {"date": "2022-01-05", "level": "district"}),
    ("coverage_of", "/coverage/04-CT/TW", {"date": "2011", "level": "commune", "province": "Tây Ninh"}),
    ("cascade_of", "/cascade/12-CT/TW", {"date": "2022-01-05"}),
    ("gaps_of", "/gaps", {"limit": 500}),
    ("path", "/path", {"from": "12-CT/TW", "from_date": "2022-01-05", "to": "457/LĐLĐ"}),
    ("path", "/path", {"from": "457/LĐLĐ", "to": "12-CT/TW", "to_date": "2022-01-05"}),
    ("list_duties", "/duties", {}),
    ("list_conflicts", "/conflicts", {}),
    ("corrections", "/corrections", {}),
    ("named_queries", "/queries", {}),
    ("live", "/health/live", {}),
    ("ready", "/health/ready", {}),
    ("query_by_get", "/sparql", {"query": "SELECT * { ?s ?p ?o } LIMIT 100"}),
    ("query_by_get", "/sparql", {"query": "ASK { }"}),
    ("query_by_get", "/sparql", {"query": "SELECT ('a'@vi AS ?a) (1 AS ?b) (<<( <urn:a> <urn:b> 1 )>> AS ?c) {}"}),
]


@pytest.mark.parametrize(("operation", "path", "parameters"), MANY, ids=[f"{row[0]}-{n}" for n, row in enumerate(MANY)])
def test_answers_fit_their_schemas(client: Client, operation: str, path: str, parameters: dict[str, str]) -> None:
    answer = client.get(path, parameters)
    assert answer.status_code == 200, answer.text
    check(operation, answer.json())


def test_every_document_fits_its_schema(client: Client) -> None:
    listed = client.get("/documents", {"limit": 500}).json()["documents"]
    assert len(listed) > 30
    for document in listed:
        check("document", client.get(f"/documents/{document['id']}").json())
        check("lineage", client.get(f"/documents/{document['id']}/lineage").json())


def test_every_body_and_its_localities_fit_their_schemas(client: Client) -> None:
    listed = client.get("/bodies", {"limit": 500}).json()["bodies"]
    assert len(listed) > 30
    for body in listed:
        check("body", client.get(f"/bodies/{body['id']}").json())
    for iri in sorted({place["iri"] for body in listed for place in body["places"]}):
        check("locality", client.get(f"/localities/{quote(iri, safe='')}").json())


def test_what_reviewers_say_fits_its_schema(sample_store: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_store, tmp_path / "store")
    file = tmp_path / "c.csv"
    file.write_text(
        "about,property,value,author,reason,on\n"
        "ke-hoach-chi-thi-04.txt#1,province,Lâm Đồng,Trần Thị B,con dấu trên bản gốc,2026-01-05\n"
        "83-KH/TU,title,Về công tác đối ngoại,Trần Thị B,bản in,2026-01-05\n",
        encoding="utf-8",
    )
    with open_store(tmp_path / "store") as store:
        load_corrections(store, file.name, read_statements(file).statements)
        derive(store)
    with running(create_app(Settings(store=tmp_path / "store", query_workers=1))) as client:
        found = client.get("/corrections").json()
        assert {item["state"] for item in found["corrections"]} == {"applies", "ambiguous"}
        check("corrections", found)
        corrected = client.get(f"/documents/{quote(found['corrections'][0]['documents'][0], safe='')}")
        check("document", corrected.json())
        assert corrected.json()["corrections"]
        check("coverage_of", client.get("/coverage/04-CT/TW", {"date": "2011"}).json())


def test_what_is_loaded_fits_its_schema(tmp_path: Path) -> None:
    settings, tokens = settings_in(tmp_path)
    headers = {"Authorization": f"Bearer {tokens['writer']}", "Accept": "application/json"}
    with running(create_app(settings)) as client:
        for status in ("201", "200"):
            answer = client.post("/sources?name=KH+83.txt", content=LETTER, headers=headers)
            assert str(answer.status_code) == status
            assert answer.json()["records"]
            check("load_source", answer.json(), status)


def test_other_members_and_missing_ones_do_not_fit() -> None:
    found = json.loads((ANSWERS / "lineage.json").read_text(encoding="utf-8"))
    check("lineage", found)
    for wrong in ({**found, "more": 1}, {**found, "root": {**found["root"], "more": 1}}):
        with pytest.raises(AssertionError):
            check("lineage", wrong)
    for name in found:
        with pytest.raises(AssertionError):
            check("lineage", {key: value for key, value in found.items() if key != name})


def test_what_is_added_to_a_result_is_in_its_schema_once() -> None:
    for kind, added in ADDED.items():
        assert kind in KINDS
        required = DOCUMENT["components"]["schemas"][kind.__name__]["required"]
        assert sorted(required) == sorted({*required, *added})


def test_every_reference_leads_somewhere_and_no_schema_is_idle() -> None:
    text = json.dumps({**DOCUMENT, "components": {}})
    schemas, wanted, seen = DOCUMENT["components"]["schemas"], set(re.findall(REFERENCE, text)), set[str]()
    while wanted:
        name = wanted.pop()
        seen.add(name)
        wanted |= set(re.findall(REFERENCE, json.dumps(schemas[name]))) - seen
    assert seen == schemas.keys()
