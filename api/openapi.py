"""The OpenAPI document: what FastAPI makes of the routes, and the one form of all errors, which it does not know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.errors import PROBLEM
from api.examples import BODIES, answer_example, parameter_example
from api.negotiation import HTML
from api.schemas import components
from api.transport import AS_OF, DATA

DATE: Final = {"pattern": r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$"}
"""Schema of a date as far as it is known; days that not every month has are taken, too."""
DAY: Final = {"format": "date"}
"""Schema of a day."""
_TEXT: Final = {"type": "string"}
_PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "What went wrong, and what to do about it (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "hint"],
    "properties": {
        "type": {**_TEXT, "format": "uri-reference", "description": "Where the kind of problem is explained"},
        "title": {**_TEXT, "description": "What all problems of its code have in common"},
        "status": {"type": "integer", "description": "The status of the answer"},
        "detail": {**_TEXT, "description": "What is wrong with this request"},
        "code": {**_TEXT, "description": "The kind of problem, for programs"},
        "hint": {**_TEXT, "description": "What to do"},
        "request": {**_TEXT, "description": "Id of the request, as it stands in the log"},
        "candidates": {
            "type": "array",
            "description": "What could be meant, where a number is ambiguous",
            "items": {"$ref": "#/components/schemas/Candidate"},
        },
    },
}
_CANDIDATE: Final[dict[str, Any]] = {
    "title": "Candidate",
    "description": "A document that an ambiguous number could mean.",
    "type": "object",
    "required": ["iri", "label", "date", "issuer"],
    "properties": {
        "iri": {**_TEXT, "format": "uri"},
        "label": _TEXT,
        "date": {"type": ["string", "null"]},
        "issuer": {"type": ["string", "null"]},
    },
}
_RESULTS: Final[dict[str, Any]] = {
    "title": "SparqlResults",
    "description": "SPARQL 1.1 Query Results JSON Format: `results` of SELECT, `boolean` of ASK.",
    "type": "object",
    "required": ["head"],
    "properties": {
        "head": {"$ref": "#/components/schemas/SparqlHead"},
        "results": {"$ref": "#/components/schemas/SparqlBindings"},
        "boolean": {"type": "boolean"},
    },
}
_HEAD: Final[dict[str, Any]] = {
    "title": "SparqlHead",
    "description": "The variables of SELECT, in their order.",
    "type": "object",
    "properties": {"vars": {"type": "array", "items": _TEXT}},
}
_BINDINGS: Final[dict[str, Any]] = {
    "title": "SparqlBindings",
    "description": "The solutions, each with its terms by the names of the variables; an unbound one is left out.",
    "type": "object",
    "required": ["bindings"],
    "properties": {
        "bindings": {
            "type": "array",
            "items": {
                "title": "SparqlSolution",
                "type": "object",
                "additionalProperties": {"$ref": "#/components/schemas/SparqlTerm"},
            },
        }
    },
}
_TERM: Final[dict[str, Any]] = {
    "title": "SparqlTerm",
    "description": "An RDF term; the value of a triple is an object.",
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"], "type": "string"},
        "value": {"anyOf": [_TEXT, {"title": "SparqlTriple", "type": "object", "additionalProperties": True}]},
        "datatype": _TEXT,
        "xml:lang": _TEXT,
    },
}
_ANY_PROBLEM: Final = {
    "description": "A problem",
    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}, HTML: {"schema": _TEXT}},
}
_HEADERS: Final[dict[str, Any]] = {
    DATA: {"description": "Version of the data that the answer is from", "schema": _TEXT},
    AS_OF: {"description": "When these data last changed", "schema": {**_TEXT, "format": "date-time"}},
}
_WITHOUT_DATA: Final = ("live", "named_queries", "metrics")
"""Operations whose answers are not from the data."""
_OF_FASTAPI: Final = ("HTTPValidationError", "ValidationError")


def operation_id(route: APIRoute) -> str:
    """The name of an operation in generated clients: that of its function, and of the kind of resource."""
    kind = route.path.strip("/").partition("/")[0]
    return f"{route.name}_{kind}" if route.name == "resource" else route.name


def complete(app: FastAPI) -> None:
    """Let the OpenAPI document of *app* tell of problems."""
    made: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        known = app.openapi_schema is not None
        document = made()
        if not known:
            _tell(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _tell(document: dict[str, Any]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _OF_FASTAPI:
        schemas.pop(name, None)
    schemas |= {schema["title"]: schema for schema in (_PROBLEM, _CANDIDATE, _RESULTS, _HEAD, _BINDINGS, _TERM)}
    schemas |= components()
    document["components"]["headers"] = _HEADERS
    for operation in _operations(document):
        responses = operation["responses"]
        responses.pop("422", None)
        for status, response in responses.items():
            if status >= "4":
                response["content"] = _ANY_PROBLEM["content"]
            elif operation["operationId"] not in _WITHOUT_DATA:
                shared = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
                response["headers"] = {**response.get("headers", {}), **shared}
        responses["default"] = _ANY_PROBLEM
        _show(operation)


def _show(operation: dict[str, Any]) -> None:
    """Put examples into an operation: of its parameters, of what may be sent to it, and of what it answers to them."""
    name = operation["operationId"]
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _of_text(parameter["schema"])
        if (example := parameter_example(name, parameter["name"])) is not None:
            parameter["example"] = example
    for media_type, sent in operation.get("requestBody", {}).get("content", {}).items():
        if media_type in BODIES:
            sent["example"] = BODIES[media_type]
    if (answered := answer_example(name)) is not None:
        next(iter(operation["responses"]["200"]["content"].values()))["example"] = answered


def _of_text(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that is left out where it has no value: null cannot stand in an address.

    >>> _of_text({"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Date", "format": "date"})
    {'type': 'string', 'format': 'date'}
    """
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    kept = {name: value for name, value in schema.items() if name not in ("anyOf", "title")}
    return {**kinds[0], **kept} if len(kinds) == 1 else {**kept, **({"anyOf": kinds} if kinds else {})}


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()
