"""The OpenAPI document: what FastAPI makes of the routes, and the one form of all errors, which it does not know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.errors import PROBLEM
from api.negotiation import HTML

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
            "items": {
                "type": "object",
                "required": ["iri", "label"],
                "properties": {
                    "iri": {**_TEXT, "format": "uri"},
                    "label": _TEXT,
                    "date": {"type": ["string", "null"]},
                    "issuer": {"type": ["string", "null"]},
                },
            },
        },
    },
}
_ANY_PROBLEM: Final = {
    "description": "A problem",
    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}, HTML: {"schema": _TEXT}},
}
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
    schemas["Problem"] = _PROBLEM
    for operation in _operations(document):
        operation["responses"].pop("422", None)
        operation["responses"]["default"] = _ANY_PROBLEM


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in document["paths"].values():
        yield from methods.values()
