"""The tables of answers about bodies and localities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.answers.tables import Columns, Outline, Row, Table, Tables, documents_table, outline, tables
from graph.bodies import BodyDetails, BodyPage, BodySummary
from graph.gazetteer import LocalityName
from graph.linked import Named
from graph.localities import LocalityDetails, LocalityPage, LocalitySummary

_BODY: Final[Columns] = {
    "body": str, "kind": str, "system": str, "place": str, "province": str, "documents": int, "duties": int, "iri": str,
}  # fmt: skip
_LOCALITY: Final[Columns] = {
    "code": str, "locality": str, "kind": str, "level": str, "edition": str, "valid_from": str, "valid_until": str,
    "lies_in": str, "province": str, "predecessors": str, "successors": str, "documents": int, "bodies": int,
    "iri": str,
}  # fmt: skip
_BESIDE: Final[Columns] = {"body": str, "is": str, "iri": str}
_NAMED: Final[Columns] = {"locality": str, "kind": str, "level": str, "edition": str, "iri": str}


def _joined(words: Iterable[str]) -> str | None:
    return "; ".join(words) or None


def _body(one: BodySummary) -> Row:
    places = _joined(place.name for place in one.places)
    return (
        *(one.label, _joined(one.kinds), _joined(one.systems), places, one.province),
        *(one.documents, one.duties, one.iri),
    )


def _bodies(title: str, found: Iterable[BodySummary]) -> Table:
    return Table(title, _BODY, tuple(map(_body, found)))


@tables.register
def _(answer: BodyPage) -> Tables:
    return {"bodies": _bodies("each body", answer.bodies)}


@outline.register
def _(answer: BodyPage) -> Outline:
    return Outline("Bodies", (f"{len(answer.bodies)} of {answer.total} bodies",))


@tables.register
def _(answer: BodyDetails) -> Tables:
    near: tuple[tuple[str, tuple[Named, ...]], ...] = (
        ("above it", answer.above),
        ("below it", answer.below.items),
        ("before it", answer.before),
        ("after it", answer.after),
    )
    beside = tuple((one.label, where, one.iri) for where, found in near for one in found)
    return {
        "documents": documents_table("documents that it issued, those that are held first", answer.documents.items),
        "body": _bodies("the body", [answer.summary]),
        "beside": Table("what it belongs to, what belongs to it, and what it became", _BESIDE, beside),
    }


@outline.register
def _(answer: BodyDetails) -> Outline:
    one, documents = answer.summary, answer.documents
    facts = (
        *((f"also called {', '.join(answer.names)}",) if answer.names else ()),
        f"{len(documents.items)} of {documents.total} documents",
        f"duties: {one.duties}",
    )
    return Outline(one.label, facts)


def _locality(one: LocalitySummary) -> Row:
    begun, ended = (day.isoformat() if day else None for day in (one.valid_from, one.valid_until))
    return (
        *(one.code, one.name, one.kind, one.level, one.edition, begun, ended),
        *(one.lies_in.name if one.lies_in else None, one.province),
        *(_joined(other.name for other in found) for found in (one.predecessors, one.successors)),
        *(one.documents, one.bodies, one.iri),
    )


def _localities(title: str, found: Iterable[LocalitySummary]) -> Table:
    return Table(title, _LOCALITY, tuple(map(_locality, found)))


def _named(title: str, found: Iterable[LocalityName]) -> Table:
    return Table(title, _NAMED, tuple((one.name, one.kind, one.level, one.edition, one.iri) for one in found))


@tables.register
def _(answer: LocalityPage) -> Tables:
    return {"localities": _localities("each locality", answer.localities)}


@outline.register
def _(answer: LocalityPage) -> Outline:
    return Outline("Localities", (f"{len(answer.localities)} of {answer.total} localities",))


@tables.register
def _(answer: LocalityDetails) -> Tables:
    bodies = tuple((one.label, "of it", one.iri) for one in answer.bodies.items)
    return {
        "documents": documents_table("its documents, those that are held first", answer.documents.items),
        "locality": _localities("the locality", [answer.summary]),
        "below": _named("what lies in it", answer.below),
        "bodies": Table("its bodies", _BESIDE, bodies),
    }


@outline.register
def _(answer: LocalityDetails) -> Outline:
    one, documents = answer.summary, answer.documents
    counted = (f"{len(documents.items)} of {documents.total} documents", f"bodies: {answer.bodies.total}")
    return Outline(f"{one.name} ({one.level}, edition {one.edition})", counted)
