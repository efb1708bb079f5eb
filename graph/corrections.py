"""Corrections: what reviewers say, as statements in a graph of their own, and what it comes to for a document.

A file of corrections is a source of its own: loading it again replaces what it said, and loading documents leaves it
as it is. Which document a correction means, and whether it applies, follows from all that is in the store, and stands
in the derived graph (`graph.reviews`); whoever reads documents asks here what was corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Final, Literal, TypeAlias

import pyoxigraph as ox

from graph import terms
from graph.model import CorrectedFact, DocumentSummary, Json, to_json
from graph.reading import integer, label_of, subjects, tail, text, value, values
from graph.statements import NOT_SAME, PLACES, SAME, Statement
from graph.store import GraphStore
from ontology.errors import Ambiguous, InputError, LineageError, NotFound
from ontology.gazetteer import Gazetteer, load_gazetteer
from ontology.iris import slug
from ontology.vocabulary import load_vocabulary

State: TypeAlias = Literal["applies", "waiting", "ambiguous", "contradicted"]
APPLIES: Final = "applies"
_PREDICATES: Final = {
    "province": terms.PROVINCE_NAME,
    "district": terms.DISTRICT_NAME,
    "commune": terms.COMMUNE_NAME,
    "date": terms.DATE_DOCUMENT,
    "type": terms.TYPE_DOCUMENT,
    "number": terms.ID_LOCAL,
    "issuer": terms.ISSUER,
    "title": terms.TITLE,
}
_LEVELS: Final = ("province", "district", "commune")
_REFORM: Final = "2025-07"


@dataclass(frozen=True, slots=True)
class Correction:
    """A statement in the store, with the file and the line that make it."""

    iri: str
    about: str
    property: str
    value: str
    author: str
    reason: str
    on: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class CorrectionState:
    """What became of a correction.

    `subjects` are the documents or bodies that it is about, `documents` those of them that are documents, `candidates`
    those among which it leaves a choice, `also` those to which it carries over. `texts_say` holds what the texts say of
    the property themselves; it is empty where they do not say it.
    """

    correction: Correction
    state: State
    subjects: tuple[str, ...]
    labels: tuple[str, ...]
    documents: tuple[str, ...]
    candidates: tuple[str, ...]
    also: tuple[str, ...]
    texts_say: tuple[str, ...]

    @property
    def joins(self) -> bool:
        """Whether it says that two are one, or that they are not."""
        return self.correction.property in _JOINING

    def to_json(self) -> Json:
        """The correction and its state as one JSON object."""
        stated, found = to_json(self.correction), to_json(self)
        assert isinstance(stated, dict)
        assert isinstance(found, dict)
        del found["correction"]
        return {**stated, **found}


def word_of(item: Correction) -> str:
    """Who says so, when and why, on one line."""
    return f"a reviewer's word ({item.author}, {item.on}: {item.reason})"


# -- loading -----------------------------------------------------------------------------------------------------------


def load_corrections(store: GraphStore, name: str, statements: Iterable[Statement]) -> bool:
    """Put what a file says in the place of what it said before; True if anything changed.

    What it comes to is derived by `graph.derive.derive`.

    Raises:
        StoreError: when the store is read-only or cannot be written.
    """
    graph = ox.NamedNode(store.iris.corrections_graph)
    quads = {quad for quad in _of_others(store, name) if quad.predicate != terms.TYPE or quad.object != terms.AGENT}
    quads = _with_agents(store, quads)
    for statement in statements:
        quads |= set(_quads(store, name, statement, graph))
    return store.replace_graph(graph.value, quads)


def remove_corrections(store: GraphStore, name: str) -> bool:
    """Remove what a file says.

    Raises:
        NotFound: when the store has no corrections of a file with this name.
        StoreError: when the store is read-only or cannot be written.
    """
    known = correction_files(store)
    if name not in known:
        raise NotFound(
            f"no corrections of a file {name!r} in the store",
            hint="the files are: " + ", ".join(known) if known else "lineage corrections lists what there is",
        )
    return load_corrections(store, name, ())


def correction_files(store: GraphStore) -> tuple[str, ...]:
    """The names of the files whose corrections are in the store, in order."""
    quads = store.raw.quads_for_pattern(None, terms.CORRECTION_FILE, None, None)
    return tuple(sorted({text(quad.object) for quad in quads}))


def _of_others(store: GraphStore, name: str) -> Iterator[ox.Quad]:
    """The statements of all files but one."""
    graph = ox.NamedNode(store.iris.corrections_graph)
    own = ox.Literal(name)
    dropped = {quad.subject for quad in store.raw.quads_for_pattern(None, terms.CORRECTION_FILE, own, graph)}
    for quad in store.raw.quads_for_pattern(None, None, None, graph):
        if quad.subject not in dropped:
            yield quad


def _with_agents(store: GraphStore, quads: set[ox.Quad]) -> set[ox.Quad]:
    """The statements with those authors that they name, and no others."""
    named = {quad.object for quad in quads if quad.predicate == terms.ATTRIBUTED_TO}
    kept = {quad for quad in quads if quad.predicate != terms.LABEL or quad.subject in named}
    graph = ox.NamedNode(store.iris.corrections_graph)
    types = (ox.Quad(agent, terms.TYPE, terms.AGENT, graph) for agent in named if isinstance(agent, ox.NamedNode))
    return kept | set(types)


def _quads(store: GraphStore, name: str, statement: Statement, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    said = (statement.about, statement.property, statement.value, statement.author, statement.reason, statement.on)
    node = ox.NamedNode(f"{graph.value}#correction-{_digest(name, *said)}")
    author = ox.NamedNode(f"{graph.value}#author-{_digest(statement.author)}")
    for predicate, found in (
        (terms.TYPE, terms.CORRECTION),
        (terms.SUBJECT_AS_WRITTEN, ox.Literal(statement.about)),
        (terms.CORRECTED_PROPERTY, ox.Literal(statement.property)),
        (terms.CORRECTED_VALUE, ox.Literal(statement.value)),
        (terms.ATTRIBUTED_TO, author),
        (terms.REASON, ox.Literal(statement.reason, language="und")),
        (terms.DATE, ox.Literal(statement.on, datatype=ox.NamedNode(f"{terms.XSD}date"))),
        (terms.CORRECTION_FILE, ox.Literal(name)),
        (terms.CORRECTION_LINE, ox.Literal(str(statement.line), datatype=terms.INTEGER)),
    ):
        yield ox.Quad(node, predicate, found, graph)
    yield ox.Quad(author, terms.TYPE, terms.AGENT, graph)
    yield ox.Quad(author, terms.LABEL, ox.Literal(statement.author), graph)


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]


# -- reading -----------------------------------------------------------------------------------------------------------


def read_corrections(store: GraphStore) -> tuple[Correction, ...]:
    """All statements in the store, by file and line."""
    graph = ox.NamedNode(store.iris.corrections_graph)
    nodes = store.raw.quads_for_pattern(None, terms.TYPE, terms.CORRECTION, graph)
    found = [_correction(store, text(quad.subject)) for quad in nodes]
    return tuple(sorted(found, key=lambda item: (item.file, item.line, item.iri)))


def _correction(store: GraphStore, node: str) -> Correction:
    graph = ox.NamedNode(store.iris.corrections_graph)
    said = {
        quad.predicate: text(quad.object) for quad in store.raw.quads_for_pattern(ox.NamedNode(node), None, None, graph)
    }
    author = said.get(terms.ATTRIBUTED_TO, "")
    return Correction(
        iri=node,
        about=said.get(terms.SUBJECT_AS_WRITTEN, ""),
        property=said.get(terms.CORRECTED_PROPERTY, ""),
        value=said.get(terms.CORRECTED_VALUE, ""),
        author=(label_of(store, author) if author else None) or "",
        reason=said.get(terms.REASON, ""),
        on=said.get(terms.DATE, ""),
        file=said.get(terms.CORRECTION_FILE, ""),
        line=integer(said.get(terms.CORRECTION_LINE)) or 0,
    )


def list_corrections(store: GraphStore) -> tuple[CorrectionState, ...]:
    """All corrections with what became of them, by file and line."""
    return tuple(_state(store, item) for item in read_corrections(store))


def _state(store: GraphStore, item: Correction) -> CorrectionState:
    about = values(store, item.iri, terms.CORRECTION_OF)
    state = value(store, item.iri, terms.CORRECTION_STATE)
    return CorrectionState(
        correction=item,
        state=_STATES.get(state or "", "waiting"),
        subjects=about,
        labels=tuple(label_of(store, iri) or tail(iri) for iri in about),
        documents=tuple(iri for iri in about if terms.DOCUMENT.value in values(store, iri, terms.TYPE)),
        candidates=values(store, item.iri, terms.MAY_BE),
        also=values(store, item.iri, terms.CARRIES_OVER_TO),
        texts_say=tuple(sorted({said for iri in about for said in texts_say(store, iri, item.property)})),
    )


def problem_of(found: CorrectionState, others: Iterable[CorrectionState]) -> LineageError | None:
    """Why a correction does not apply, with its file and line and what to do; None for one that does, or that waits.

    `others` are all corrections of the store, among which are those that contradict it.
    """
    item = found.correction
    place = f"{item.file}, line {item.line}"
    if found.state == "ambiguous":
        return Ambiguous(
            f"{place}: {len(found.candidates)} documents or bodies may be meant by {_named(item)}",
            hint="name it by its IRI, or a document by number and date",
        )
    if found.state != "contradicted":
        return None
    against = sorted(
        f"{other.correction.file}, line {other.correction.line}"
        for other in others
        if other.state == "contradicted"
        and other.correction.iri != item.iri
        and (other.correction.property == item.property or {other.correction.property, item.property} == _JOINING)
        and not set(other.subjects).isdisjoint(found.subjects)
    )
    what = " and ".join(against) if against else "other corrections"
    return InputError(f"{place}: {_named(item)} is contradicted by {what}", hint="keep one of them; none applies now")


def _named(item: Correction) -> str:
    return f"{item.about!r} {item.property} {item.value!r}"


_JOINING: Final = {SAME, NOT_SAME}
_STATES: Final[Mapping[str, State]] = {
    "applies": "applies",
    "waiting": "waiting",
    "ambiguous": "ambiguous",
    "contradicted": "contradicted",
}


def texts_say(store: GraphStore, iri: str, property: str) -> tuple[str, ...]:
    """What the texts themselves say of a property of a document, in order; empty where they do not say it."""
    predicate = _PREDICATES.get(property)
    if predicate is None:
        return ()
    found = values(store, iri, predicate)
    if predicate == terms.ISSUER:
        return tuple(sorted(label_of(store, body) or tail(body) for body in found))
    return tuple(tail(item) for item in found) if predicate == terms.TYPE_DOCUMENT else found


def corrected(store: GraphStore, members: Iterable[str]) -> tuple[Correction, ...]:
    """The corrections that apply to a document with these identifiers, one for each property, by property."""
    found: dict[str, Correction] = {}
    known = list(members)
    for link in (terms.CORRECTION_OF, terms.CARRIES_OVER_TO):
        nodes = {node for iri in known for node in subjects(store, link, iri)}
        applying = (node for node in nodes if value(store, node, terms.CORRECTION_STATE) == APPLIES)
        for item in sorted((_correction(store, node) for node in applying), key=lambda item: item.iri):
            found.setdefault(item.property, item)
    return tuple(found[name] for name in sorted(found))


def corrected_facts(store: GraphStore, members: Iterable[str]) -> tuple[CorrectedFact, ...]:
    """What reviewers say of a document with these identifiers, beside what its texts say, by property."""
    known = tuple(members)
    return tuple(
        CorrectedFact(
            property=item.property,
            value=item.value,
            author=item.author,
            reason=item.reason,
            on=item.on,
            file=item.file,
            texts_say=tuple(sorted({said for iri in known for said in texts_say(store, iri, item.property)})),
            carried_over=set(values(store, item.iri, terms.CORRECTION_OF)).isdisjoint(known),
        )
        for item in corrected(store, known)
    )


def corrected_numbers(store: GraphStore, number: str) -> set[str]:
    """The documents to which a reviewer gives a number."""
    nodes = store.raw.quads_for_pattern(None, terms.CORRECTED_VALUE, ox.Literal(number), None)
    numbering = {
        node for quad in nodes if value(store, node := text(quad.subject), terms.CORRECTED_PROPERTY) == "number"
    }
    applying = (node for node in numbering if value(store, node, terms.CORRECTION_STATE) == APPLIES)
    return {iri for node in applying for iri in values(store, node, terms.CORRECTION_OF)}


def corrected_documents(store: GraphStore) -> set[str]:
    """The documents that corrections that apply speak of or carry over to."""
    applying = store.raw.quads_for_pattern(None, terms.CORRECTION_STATE, ox.Literal(APPLIES), None)
    nodes = [text(quad.subject) for quad in applying]
    links = (terms.CORRECTION_OF, terms.CARRIES_OVER_TO)
    return {iri for node in nodes for link in links for iri in values(store, node, link)}


def with_corrections(store: GraphStore, summary: DocumentSummary, said: Iterable[Correction]) -> DocumentSummary:
    """What is known of a document, with what reviewers say in the place of what its texts say."""
    known = {item.property: item for item in said}
    if not known:
        return summary
    given = {name: item.value for name, item in known.items() if name not in (SAME, NOT_SAME)}
    found = replace(
        summary,
        type=given.get("type", summary.type),
        number=given.get("number", summary.number),
        date=given.get("date", summary.date),
        issuer=given.get("issuer", summary.issuer),
        title=given.get("title", summary.title),
        corrected=tuple(given),
        reviews=tuple(f"{name} {known[name].value} is {word_of(known[name])}" for name in given),
    )
    if "date" in given:
        found = replace(found, dates=tuple(dict.fromkeys((given["date"], *summary.dates))))
    if "issuer" in given:
        found = replace(found, issuers=tuple(dict.fromkeys((given["issuer"], *summary.issuers))))
    if {"type", "number"} & given.keys() and found.number is not None:
        found = replace(found, label=f"{_type_label(found.type)} {found.number}")
    return _placed(store, found, given) if not given.keys().isdisjoint(PLACES) else found


def _placed(store: GraphStore, summary: DocumentSummary, given: Mapping[str, str]) -> DocumentSummary:
    place = corrected_place(store, (summary.iri, *summary.also), given, summary.date)
    return replace(
        summary,
        province=place.province,
        district=place.district,
        commune=place.commune,
        level=place.level,
        scope=place.scope or summary.scope,
        jurisdiction=place.jurisdiction,
    )


def _type_label(kind: str | None) -> str:
    return next((one.label for one in load_vocabulary().document_types if one.slug == kind), "Văn bản")


# -- places ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document was issued, as corrected; `scope` is None where level and names do not tell it."""

    level: str | None
    province: str | None
    district: str | None
    commune: str | None
    scope: str | None
    jurisdiction: str | None


def corrected_place(store: GraphStore, members: Iterable[str], said: Mapping[str, str], day: str | None) -> Place:
    """The place of a document: what is corrected (property -> value), and of the rest what its texts say."""
    known = list(members)

    def stated(predicate: ox.NamedNode) -> str | None:
        return min((found for iri in known for found in values(store, iri, predicate)), default=None)

    level = stated(terms.LEVEL)
    level = tail(level) if level else next((one for one in ("commune", "district") if one in said), None)
    names = {one: said.get(one) or stated(_PREDICATES[one]) for one in PLACES}
    gazetteer = load_gazetteer()
    return Place(
        level=level,
        province=names["province"],
        district=names["district"],
        commune=names["commune"],
        scope=_scope(gazetteer, level, names, day),
        jurisdiction=_jurisdiction(store, gazetteer, level, names, day),
    )


def province_scope(province: str) -> str:
    """The scope of the provincial bodies of a province, one for all spellings that the gazetteer knows."""
    names = {one.name for one in load_gazetteer().find(province, "province")}
    return slug(names.pop() if len(names) == 1 else province)


def _scope(gazetteer: Gazetteer, level: str | None, names: Mapping[str, str | None], day: str | None) -> str | None:
    """The path of slugs that `loaders` gives to a document of this level and place."""
    province, district, commune = (names[one] for one in _LEVELS)
    if province is None or level not in _LEVELS:
        return None
    above = province_scope(province)
    if level == "province":
        return above
    if level == "district" and district is not None:
        kinds = {one.kind for one in gazetteer.find(district, "district")}
        kind = f"{kinds.pop()}-" if len(kinds) == 1 else ""
        below = slug(district)
        return f"{above}/{below if below.startswith(kind) else kind + below}"
    if level == "commune" and commune is not None:
        if district is not None:
            return f"{above}/{slug(district)}/{slug(commune)}"
        return f"{above}/{slug(commune)}" if day is not None and day >= _REFORM else None
    return None


def _jurisdiction(
    store: GraphStore, gazetteer: Gazetteer, level: str | None, names: Mapping[str, str | None], day: str | None
) -> str | None:
    """The locality of the gazetteer, if exactly one answers to level and names on that day."""
    if level not in ("province", "district") or names[level] is None or names["province"] is None:
        return None
    when = _day(day)
    found = gazetteer.find(names[level] or "", level, when)
    if level == "district":
        codes = {(one.code, one.edition) for one in gazetteer.find(names["province"], "province")}
        found = tuple(one for one in found if (one.parent_code, one.edition) in codes)
    return store.iris.locality(found[0].edition, found[0].code, found[0].name) if len(found) == 1 else None


def _day(written: str | None) -> date | None:
    try:
        return None if written is None else date.fromisoformat(written + "-01-01"[len(written) - 4 :])
    except ValueError:
        return None
