"""Documents by number, by identifier and in lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from graph import terms
from graph.copies import Copies
from graph.corrections import corrected, corrected_numbers, with_corrections
from graph.evidence import by_support
from graph.identities import identities_of
from graph.listing import ORDERS, Place, entries, fold, fold_province, is_after, matches, ordered
from graph.model import DocumentDetails, DocumentPage, DocumentSummary, Status
from graph.reading import label_of, subjects, tail, text, value
from graph.store import GraphStore
from graph.systems import systems_of_bodies, systems_of_names
from ontology.errors import Ambiguous, InputError, NotFound
from ontology.iris import VOCABULARIES

if TYPE_CHECKING:
    from graph.search.files import Files

__all__ = [
    "MAX_LIMIT",
    "DocumentDetails",
    "DocumentPage",
    "DocumentSummary",
    "exists",
    "find_documents",
    "fold_number",
    "list_documents",
    "place_of",
    "resolve_one",
    "summarize",
]

_PADDED: Final = re.compile(r"^0(?=[1-9](?!\d))")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_STATUSES: Final = ("held", "cited")
MAX_LIMIT: Final = 10_000
_BEGUN: Final = 5
_DATE_CONFLICTS: Final = frozenset(f"{VOCABULARIES}conflict/{kind}" for kind in ("date", "number"))
_MAX_SUMMARIES: Final = 20_000
SINGLE: Final = (
    terms.TYPE_DOCUMENT,
    terms.LEVEL,
    terms.LABEL,
    terms.ID_LOCAL,
    terms.TITLE,
    terms.PROVINCE_NAME,
    terms.DISTRICT_NAME,
    terms.COMMUNE_NAME,
    terms.SCOPE,
    terms.JURISDICTION,
)
"""The properties of a document of which a summary gives one value: the one that most graphs state."""

Properties = dict[ox.NamedNode, dict[str, set[str]]]
"""Property -> value -> the graphs that state it."""


def fold_number(number: str, *, stroke: bool = False) -> str:
    """A number for comparison: NFC, no blanks, plain hyphens, case folded; with `stroke` also Đ as D and 04 as 4.

    The norms pad numbers below ten (Hướng dẫn 36-HD/VPTW, II.1); who cites them may not.

    >>> fold_number("12 - ct/tw"), fold_number("457/LĐLĐ", stroke=True), fold_number("04-CT/TW", stroke=True)
    ('12-ct/tw', '457/ldld', '4-ct/tw')
    """
    folded = "".join(unicodedata.normalize("NFC", number).translate(_DASHES).split()).casefold()
    return _PADDED.sub("", folded.replace("đ", "d")) if stroke else folded


def exists(store: GraphStore, iri: str) -> bool:
    """Whether the graph knows a document by this IRI."""
    pattern = store.raw.quads_for_pattern(ox.NamedNode(iri), terms.TYPE, terms.DOCUMENT, None)
    return next(iter(pattern), None) is not None


def summarize(store: GraphStore, iri: str) -> DocumentSummary:
    """What is known of a document in one line; of an unknown IRI, a summary with nothing in it but the IRI.

    Of an identifier that stands for another one, the summary is that of the other one.
    """
    iri = identities_of(store).canonical(iri)
    if not store.read_only:
        return _summarize(store, iri)
    known = store.summaries  # nothing can change there, and one question asks for the same document many times
    if iri not in known:
        if len(known) >= _MAX_SUMMARIES:
            known.clear()
        known[iri] = _indexed(store, iri) or _summarize(store, iri)
    return known[iri]


def _indexed(store: GraphStore, iri: str) -> DocumentSummary | None:
    """What the index of a store that is open for reading knows of a document."""
    number = None if store.index is None else store.index.find(iri)
    return None if number is None or store.index is None else store.index.summary(number)


def _summarize(store: GraphStore, iri: str) -> DocumentSummary:
    found = _properties(store, iri)
    cited = _cited_values(store, iri)
    dates = by_support(_counts(found.get(terms.DATE_DOCUMENT, {}), cited[terms.DATE_AS_CITED]), dates=True)
    names = _names(store, found.get(terms.ISSUER, {}))
    issuers = by_support(_counts(names, cited[terms.ISSUER_AS_CITED]))
    members = identities_of(store).members(iri)
    summary = compose(
        iri,
        {predicate: _first(found, predicate) for predicate in SINGLE},
        held=terms.HELD_IN in found,
        dates=with_preferred(store, iri, dates),
        issuers=issuers,
        copy_key=Copies(store).of_document(iri),
        also=members[1:],
        systems=_systems(store, found, issuers),
        draft=_is_draft(store, found.get(terms.HELD_IN, ())),
    )
    return with_corrections(store, summary, corrected(store, members))


def compose(
    iri: str,
    found: Mapping[ox.NamedNode, str | None],
    *,
    held: bool,
    dates: tuple[str, ...],
    issuers: tuple[str, ...],
    copy_key: str | None,
    also: tuple[str, ...],
    systems: tuple[str, ...],
    draft: bool,
) -> DocumentSummary:
    """The summary of a document, as texts have it, from the best value of each property in `SINGLE` and what else is
    known of it.
    """
    number, title = found.get(terms.ID_LOCAL), found.get(terms.TITLE)
    kind, level = found.get(terms.TYPE_DOCUMENT), found.get(terms.LEVEL)
    status: Status = "held" if held else "cited"
    return DocumentSummary(
        iri=iri,
        label=found.get(terms.LABEL) or number or title or tail(iri),
        type=tail(kind) if kind else None,
        number=number,
        date=next(iter(dates), None),
        issuer=next(iter(issuers), None),
        title=title,
        status=status,
        province=found.get(terms.PROVINCE_NAME),
        district=found.get(terms.DISTRICT_NAME),
        level=tail(level) if level else None,
        dates=dates,
        issuers=issuers,
        scope=found.get(terms.SCOPE),
        jurisdiction=found.get(terms.JURISDICTION),
        copy_key=copy_key,
        also=also,
        commune=found.get(terms.COMMUNE_NAME),
        systems=systems,
        draft=draft,
    )


def with_preferred(store: GraphStore, iri: str, dates: tuple[str, ...]) -> tuple[str, ...]:
    """The dates of a document, the one first that the derivation prefers where the texts disagree."""
    preferred = _preferred_date(store, iri) if len(dates) > 1 else ""
    return (preferred, *(date for date in dates if date != preferred)) if preferred in dates else dates


def _preferred_date(store: GraphStore, iri: str) -> str:
    """The date that the derivation prefers where the texts disagree; "" where it leaves that open."""
    for conflict in subjects(store, terms.CONFLICT_OF, iri):
        if value(store, conflict, terms.CONFLICT_KIND) in _DATE_CONFLICTS:
            return value(store, conflict, terms.PREFERRED_VALUE) or ""
    return ""


def _is_draft(store: GraphStore, parts: Collection[str]) -> bool:
    """Whether every part that holds a text of the document is marked as a draft."""
    return bool(parts) and all(value(store, part, terms.DRAFT) == "true" for part in parts)


def _systems(store: GraphStore, found: Properties, issuers: tuple[str, ...]) -> tuple[str, ...]:
    """By the bodies that the document's own text names, else by the best supported name that citations give."""
    acting, organizations = found.get(terms.ISSUER, {}), found.get(terms.PUBLISHER, {})
    return systems_of_bodies(store, acting, organizations) or systems_of_names(issuers[:1])


def _properties(store: GraphStore, iri: str) -> Properties:
    found: Properties = {}
    for quad in identities_of(store).quads(iri):
        found.setdefault(quad.predicate, {}).setdefault(text(quad.object), set()).add(text(quad.graph_name))
    return found


def _first(found: Properties, predicate: ox.NamedNode) -> str | None:
    """The value that most of the document's own texts state, then most graphs; of equal ones the first in order."""
    stated, own = found.get(predicate, {}), found.get(terms.HELD_IN, {}).keys()
    return min(stated, key=lambda item: (-len(stated[item] & own), -len(stated[item]), item), default=None)


def _cited_values(store: GraphStore, iri: str) -> dict[ox.NamedNode, dict[str, int]]:
    """How many documents cite a document with each date and each issuer; counted in the store, as many may cite it."""
    ways = " UNION ".join(
        f"{{ {pattern} }}" for pattern in identities_of(store).patterns(terms.CITED_DOCUMENT, iri, "?citation")
    )
    found: dict[ox.NamedNode, dict[str, int]] = {}
    for said in (terms.DATE_AS_CITED, terms.ISSUER_AS_CITED):
        rows = store.query(
            f"SELECT ?value (COUNT(DISTINCT ?by) AS ?n) WHERE {{ {ways} ?citation "
            f"{said} ?value ; {terms.CITING_DOCUMENT} ?by }} GROUP BY ?value"
        )
        assert isinstance(rows, ox.QuerySolutions)
        found[said] = {text(row["value"]): int(text(row["n"])) for row in rows if row["value"] is not None}
    return found


def _names(store: GraphStore, bodies: dict[str, set[str]]) -> dict[str, set[str]]:
    """The names of bodies with the graphs that name them."""
    found: dict[str, set[str]] = {}
    for body, graphs in bodies.items():
        found.setdefault(label_of(store, body) or tail(body), set()).update(graphs)
    return found


def _counts(headings: dict[str, set[str]], cited: dict[str, int]) -> dict[str, tuple[int, int]]:
    return {value: (len(headings.get(value, ())), cited.get(value, 0)) for value in sorted({*headings, *cited})}


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
    identities = identities_of(store)
    bearing = dict.fromkeys(identities.canonical(iri) for iri in _bearing(store, number))
    found = [summarize(store, iri) for iri in sorted(bearing)]
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
    listed = None if found or not store.read_only or store.files is None else _numbered(store, store.files, number)
    for stroke in (False, True):
        found = found or _folded(store, terms.ID_LOCAL, number, listed, stroke=stroke)
        found = found or _folded(store, terms.LABEL, number, listed, stroke=stroke)
    found |= corrected_numbers(store, number.strip())
    return tuple(sorted(iri for iri in found if exists(store, iri)))


def _numbered(store: GraphStore, files: Files, number: str) -> list[str]:
    """The identifiers of the documents that are called so, whatever the diacritics and the blanks."""
    identities = identities_of(store)
    return [member for iri in files.numbered(number) for member in identities.members(iri)]


def _folded(
    store: GraphStore, predicate: ox.NamedNode, wanted: str, listed: Collection[str] | None, *, stroke: bool
) -> set[str]:
    """What bears a number, written otherwise: among the documents that are listed by it, if there is a list."""
    folded = fold_number(wanted, stroke=stroke)
    named = [None] if listed is None else [ox.NamedNode(iri) for iri in listed]
    quads = (quad for node in named for quad in store.raw.quads_for_pattern(node, predicate, None, None))
    found = {text(quad.subject) for quad in quads if fold_number(text(quad.object), stroke=stroke) == folded}
    return {iri for iri in found if exists(store, iri)} if folded else set()


def _has_date(item: DocumentSummary, wanted: str) -> bool:
    return any(known == wanted or known.startswith(wanted + "-") for known in item.dates)


def _similar(store: GraphStore, wanted: str, date: str | None) -> str:
    if date and (others := find_documents(store, wanted)):
        return "known with the date " + ", ".join(sorted({day for item in others for day in item.dates}) or ["unknown"])
    folded, numbers = fold(wanted), set(_numbers_like(store, wanted))
    begun = sorted(number for number in numbers if folded and re.match(rf"{re.escape(folded)}(?!\d)", fold(number)))
    if begun:
        more = f" and {len(begun) - _BEGUN} more" if len(begun) > _BEGUN else ""
        return "numbers that begin so: " + ", ".join(begun[:_BEGUN]) + more
    close = get_close_matches(wanted, sorted(numbers)[:50_000], n=3, cutoff=0.7)
    return (
        "similar numbers: " + ", ".join(close)
        if close
        else "the documents are listed by lineage list, and at /documents"
    )


def _numbers_like(store: GraphStore, wanted: str) -> Iterator[str]:
    """The numbers among which one may be meant: where there is a list of them, those that begin or end as it does."""
    if not store.read_only or store.files is None:
        yield from (text(quad.object) for quad in store.raw.quads_for_pattern(None, terms.ID_LOCAL, None, None))
        return
    for iri in store.files.numbered_like(wanted):
        if (number := summarize(store, iri).number) is not None:
            yield number


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
    order: str = "-date",
    after: Place | None = None,
) -> DocumentPage:
    """A page of the documents that have this type (slug), province, status ("held", "cited") and words.

    All words of `q` must occur in number, label, title, issuer, province or district; neither case nor diacritics
    count, for `province` neither does the word for its kind ("tỉnh", "thành phố"). `order` is one of "date",
    "number", "label", "issuer", "province", with "-" before it from the last to the first. With `after` the page begins
    behind that place (`place_of`) of the order, so that documents that came in the meantime move nothing; the total
    counts all that fit, wherever they are.

    Raises:
        InputError: for a negative offset, a limit outside 1..10000, or an unknown status or order.
    """
    if not 0 < limit <= MAX_LIMIT or offset < 0:
        raise InputError(f"no page of {limit} from {offset}", hint=f"limit 1 to {MAX_LIMIT}, offset 0 or more")
    if status is not None and status not in _STATUSES:
        raise InputError(f"no status {status!r}", hint="one of " + ", ".join(_STATUSES))
    if order.removeprefix("-") not in ORDERS:
        raise InputError(f"no order {order!r}", hint="one of " + ", ".join(ORDERS) + ", perhaps with - before it")
    words, place = fold(q or ""), None if province is None else fold_province(province)
    if store.read_only and store.files is not None:
        held = None if status is None else status == "held"
        filters = {"type": type, "province": place, "held": held, "words": words}
        total, iris = store.files.listed(order, limit, offset, after=after, **filters)  # type: ignore[arg-type]
        return DocumentPage(total, limit, offset, tuple(summarize(store, iri) for iri in iris))
    found = [
        entry
        for entry in entries(store)
        if (type is None or type in entry.types)
        and (place is None or place in entry.provinces)
        and (status is None or entry.held == (status == "held"))
        and matches(entry, words)
    ]
    behind = found if after is None else [entry for entry in found if is_after(entry, after, order)]
    page = ordered(behind, order)[offset : offset + limit]
    return DocumentPage(len(found), limit, offset, tuple(summarize(store, entry.iri) for entry in page))


def place_of(store: GraphStore, iri: str, order: str) -> Place:
    """The place that a document has in an order of lists, for `list_documents` to go on behind it.

    Raises:
        NotFound: for a document that no list has.
    """
    name = order.removeprefix("-")
    if store.read_only and store.files is not None:
        value = store.files.ordered_by(name, iri)
    else:
        value = next((getattr(entry, name) for entry in entries(store) if entry.iri == iri), None)
    if value is None:
        raise NotFound(f"no document {iri} in the lists", hint="look it up by its number")
    return Place(value, iri)
