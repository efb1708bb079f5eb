"""Documents by number, by identifier and in lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

import pyoxigraph as ox

from graph import terms
from graph.evidence import Side, Statement, sides
from graph.model import DocumentDetails, DocumentPage, DocumentSummary, Status
from graph.reading import label_of, subjects, tail, text, value
from graph.store import GraphStore
from ontology.errors import Ambiguous, InputError, NotFound

__all__ = [
    "DocumentDetails",
    "DocumentPage",
    "DocumentSummary",
    "date_statements",
    "exists",
    "find_documents",
    "fold_number",
    "list_documents",
    "resolve_one",
    "summarize",
]

_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_STATUSES: Final = ("held", "cited")
_MAX_LIMIT: Final = 10_000

Properties = dict[ox.NamedNode, dict[str, set[str]]]
"""Property -> value -> the graphs that state it."""


def fold_number(number: str, *, stroke: bool = False) -> str:
    """A number for comparison: NFC, no blanks, plain hyphens, case folded; with `stroke` also Đ as D.

    >>> fold_number("12 - ct/tw"), fold_number("457/LĐLĐ", stroke=True)
    ('12-ct/tw', '457/ldld')
    """
    folded = "".join(unicodedata.normalize("NFC", number).translate(_DASHES).split()).casefold()
    return folded.replace("đ", "d") if stroke else folded


def exists(store: GraphStore, iri: str) -> bool:
    """Whether the graph knows a document by this IRI."""
    pattern = store.raw.quads_for_pattern(ox.NamedNode(iri), terms.TYPE, terms.DOCUMENT, None)
    return next(iter(pattern), None) is not None


def summarize(store: GraphStore, iri: str) -> DocumentSummary:
    """What is known of a document in one line; of an unknown IRI, a summary with nothing in it but the IRI."""
    found = _properties(store, iri)
    dates = sides(date_statements(store, iri, found), dates=True)
    issuers = sides(_issuer_statements(store, iri, found))
    number = _first(found, terms.ID_LOCAL)
    kind, level = _first(found, terms.TYPE_DOCUMENT), _first(found, terms.LEVEL)
    status: Status = "held" if terms.HELD_IN in found else "cited"
    return DocumentSummary(
        iri=iri,
        label=_first(found, terms.LABEL) or number or _first(found, terms.TITLE) or tail(iri),
        type=tail(kind) if kind else None,
        number=number,
        date=_top(dates),
        issuer=_top(issuers),
        title=_first(found, terms.TITLE),
        status=status,
        province=_first(found, terms.PROVINCE_NAME),
        district=_first(found, terms.DISTRICT_NAME),
        level=tail(level) if level else None,
        dates=tuple(side.value for side in dates),
        issuers=tuple(side.value for side in issuers),
        scope=_first(found, terms.SCOPE),
        jurisdiction=_first(found, terms.JURISDICTION),
    )


def _properties(store: GraphStore, iri: str) -> Properties:
    found: Properties = {}
    for quad in store.raw.quads_for_pattern(ox.NamedNode(iri), None, None, None):
        found.setdefault(quad.predicate, {}).setdefault(text(quad.object), set()).add(text(quad.graph_name))
    return found


def _first(found: Properties, predicate: ox.NamedNode) -> str | None:
    """The value that most graphs state; of equal ones the first in order."""
    stated = found.get(predicate, {})
    return min(stated, key=lambda item: (-len(stated[item]), item), default=None)


def _top(found: tuple[Side, ...]) -> str | None:
    return found[0].value if found else None


def date_statements(store: GraphStore, iri: str, found: Properties | None = None) -> Iterator[Statement]:
    """Every date that a text gives to a document: its own heading's, and those of the citations."""
    found = _properties(store, iri) if found is None else found
    for date, graphs in found.get(terms.DATE_DOCUMENT, {}).items():
        for graph in graphs:
            yield Statement(date, True, graph, fact_node(store, iri, terms.DATE_DOCUMENT, graph))
    yield from _as_cited(store, iri, terms.DATE_AS_CITED)


def _issuer_statements(store: GraphStore, iri: str, found: Properties) -> Iterator[Statement]:
    for body, graphs in found.get(terms.ISSUER, {}).items():
        name = label_of(store, body) or tail(body)
        for graph in graphs:
            yield Statement(name, True, graph, None)
    yield from _as_cited(store, iri, terms.ISSUER_AS_CITED)


def _as_cited(store: GraphStore, iri: str, predicate: ox.NamedNode) -> Iterator[Statement]:
    for citation in subjects(store, terms.CITED_DOCUMENT, iri):
        said = value(store, citation, predicate)
        if said is not None:
            yield Statement(said, False, value(store, citation, terms.CITING_DOCUMENT) or citation, citation)


def fact_node(store: GraphStore, iri: str, predicate: ox.NamedNode, graph: str) -> str | None:
    """The lin:Fact node of a graph that carries the evidence of a document's property, if there is one."""
    name = ox.NamedNode(graph)
    for quad in store.raw.quads_for_pattern(None, terms.SUBJECT, ox.NamedNode(iri), name):
        if next(iter(store.raw.quads_for_pattern(quad.subject, terms.PREDICATE, predicate, name)), None) is not None:
            return text(quad.subject)
    return None


# -- by number ---------------------------------------------------------------------------------------------------------


def find_documents(store: GraphStore, number: str, *, date: str | None = None) -> tuple[DocumentSummary, ...]:
    """The documents that bear a number, ordered by IRI; none is preferred.

    The number is compared as it is; only if nothing bears it so, without regard to case, blanks and kinds of dashes
    or as a document's whole label ("Chỉ thị 12-CT/TW"); only then with Đ as D. `date` keeps those with that date as
    any text gives it; a year or a month suffices.
    """
    found = [summarize(store, iri) for iri in _bearing(store, number)]
    return tuple(item for item in found if date is None or _has_date(item, date))


def resolve_one(store: GraphStore, number_or_iri: str, *, date: str | None = None) -> DocumentSummary:
    """The one document that bears a number (or an IRI).

    Raises:
        NotFound: when there is none; the hint names numbers that look like it.
        Ambiguous: when there are several, with all of them as candidates; it never guesses.
    """
    wanted = number_or_iri.strip()
    if "://" in wanted:
        if not _is_iri(wanted) or not exists(store, wanted):
            raise NotFound(f"no document {wanted} in the graph", hint="look it up by its number")
        return summarize(store, wanted)
    found = find_documents(store, wanted, date=date)
    if len(found) == 1:
        return found[0]
    dated = f" of {date}" if date else ""
    if not found:
        raise NotFound(f"no document with the number {wanted}{dated} in the graph", hint=_similar(store, wanted, date))
    raise Ambiguous(
        f"{len(found)} documents bear the number {wanted}{dated}",
        hint="name one of them by its date or IRI",
        candidates=found,
    )


def _bearing(store: GraphStore, number: str) -> tuple[str, ...]:
    exact = ox.Literal(unicodedata.normalize("NFC", number.strip()))
    quads = store.raw.quads_for_pattern(None, terms.ID_LOCAL, exact, None)
    found = {text(quad.subject) for quad in quads}
    for stroke in (False, True):
        found = found or _folded(store, terms.ID_LOCAL, number, stroke=stroke)
        found = found or _folded(store, terms.LABEL, number, stroke=stroke)
    return tuple(sorted(iri for iri in found if exists(store, iri)))


def _folded(store: GraphStore, predicate: ox.NamedNode, wanted: str, *, stroke: bool) -> set[str]:
    folded = fold_number(wanted, stroke=stroke)
    quads = store.raw.quads_for_pattern(None, predicate, None, None)
    found = {text(quad.subject) for quad in quads if fold_number(text(quad.object), stroke=stroke) == folded}
    return {iri for iri in found if exists(store, iri)} if folded else set()


def _has_date(item: DocumentSummary, wanted: str) -> bool:
    return any(known == wanted or known.startswith(wanted + "-") for known in item.dates)


def _similar(store: GraphStore, wanted: str, date: str | None) -> str:
    if date and (others := find_documents(store, wanted)):
        return "known with the date " + ", ".join(sorted({day for item in others for day in item.dates}) or ["unknown"])
    numbers = {text(quad.object) for quad in store.raw.quads_for_pattern(None, terms.ID_LOCAL, None, None)}
    close = get_close_matches(wanted, sorted(numbers)[:50_000], n=3, cutoff=0.7)
    return "similar numbers: " + ", ".join(close) if close else "list what there is, or check the number and its symbol"


def _is_iri(candidate: str) -> bool:
    try:
        ox.NamedNode(candidate)
    except ValueError:
        return False
    return True


# -- lists -------------------------------------------------------------------------------------------------------------


def list_documents(
    store: GraphStore,
    *,
    limit: int = 50,
    offset: int = 0,
    type: str | None = None,
    province: str | None = None,
    status: str | None = None,
    q: str | None = None,
) -> DocumentPage:
    """A page of the documents, ordered by IRI, that have this type (slug), province, status ("held", "cited") and
    words.

    `q` must occur in the label, number or title, without regard to case.

    Raises:
        InputError: for a negative offset, a limit outside 1..10000, or an unknown status.
    """
    if not 0 < limit <= _MAX_LIMIT or offset < 0:
        raise InputError(f"no page of {limit} from {offset}", hint=f"limit 1 to {_MAX_LIMIT}, offset 0 or more")
    if status is not None and status not in _STATUSES:
        raise InputError(f"no status {status!r}", hint="one of " + ", ".join(_STATUSES))
    where = _where(type, province, status, q)
    head = f"SELECT DISTINCT ?d WHERE {{ {where} }} ORDER BY STR(?d) LIMIT {limit} OFFSET {offset}"
    iris = [text(row["d"]) for row in store.query(head)]  # type: ignore[union-attr]
    counted = store.query(f"SELECT (COUNT(DISTINCT ?d) AS ?n) WHERE {{ {where} }}")
    total = int(text(next(iter(counted))["n"]))  # type: ignore[arg-type]
    return DocumentPage(total, limit, offset, tuple(summarize(store, iri) for iri in iris))


def _where(type: str | None, province: str | None, status: str | None, q: str | None) -> str:
    steps = ["?d a lin:Document ."]
    if type is not None:
        steps.append(f"?d eli:type_document ?type . FILTER(STRENDS(STR(?type), {_quoted('/' + type)}))")
    if province is not None:
        steps.append(f"?d lin:provinceName {_quoted(unicodedata.normalize('NFC', province))} .")
    if status is not None:
        steps.append(f"FILTER {'' if status == 'held' else 'NOT '}EXISTS {{ ?d lin:heldIn ?part }}")
    if q:
        needle = _quoted(unicodedata.normalize("NFC", q).lower())
        steps.append(
            "FILTER EXISTS { ?d ?about ?words . VALUES ?about { rdfs:label eli:id_local dcterms:title } "
            f"FILTER(CONTAINS(LCASE(STR(?words)), {needle})) }}"
        )
    return " ".join(steps)


def _quoted(text: str) -> str:
    return str(ox.Literal(text))
