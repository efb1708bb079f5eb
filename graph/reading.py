"""Look-ups in the store's indexes: values of a node and the quotations behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyoxigraph as ox

from graph import terms
from graph.model import Quotation
from graph.store import GraphStore


def text(term: object) -> str:
    """The IRI or the lexical form of a term."""
    return str(getattr(term, "value", term))


def tail(iri: str) -> str:
    """The last segment of an IRI: the slug of a concept."""
    return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def values(store: GraphStore, subject: str, predicate: ox.NamedNode) -> tuple[str, ...]:
    """All values of a property in any graph, distinct and in order."""
    quads = store.raw.quads_for_pattern(ox.NamedNode(subject), predicate, None, None)
    return tuple(sorted({text(quad.object) for quad in quads}))


def value(store: GraphStore, subject: str, predicate: ox.NamedNode) -> str | None:
    """The first value of a property in order, or None."""
    return next(iter(values(store, subject, predicate)), None)


def subjects(store: GraphStore, predicate: ox.NamedNode, target: str) -> tuple[str, ...]:
    """All nodes that have a property with this IRI as its value, in order."""
    quads = store.raw.quads_for_pattern(None, predicate, ox.NamedNode(target), None)
    return tuple(sorted({text(quad.subject) for quad in quads}))


def integer(lexical: str | None) -> int | None:
    """A whole number, or None where there is none."""
    return int(lexical) if lexical is not None and lexical.lstrip("+-").isdigit() else None


def label_of(store: GraphStore, iri: str) -> str | None:
    """What a node is called: its rdfs:label, else its Vietnamese skos:prefLabel."""
    labels = values(store, iri, terms.LABEL)
    if labels:
        return labels[0]
    quads = store.raw.quads_for_pattern(ox.NamedNode(iri), terms.PREF_LABEL, None, None)
    found = [quad.object for quad in quads if isinstance(quad.object, ox.Literal)]
    return min((item.value for item in found if item.language in (None, "vi")), default=None)


def quotations(
    store: GraphStore, node: str, files: dict[tuple[str, str], str | None] | None = None
) -> tuple[Quotation, ...]:
    """The places in the sources that a node rests on (`lin:hasEvidence`), in the order in which they stand there.

    `files` keeps the names of files, for whoever asks of many nodes.
    """
    return ordered(
        quotation
        for evidence in values(store, node, terms.HAS_EVIDENCE)
        for target in values(store, evidence, terms.HAS_TARGET)
        for quotation in _at_target(store, target, {} if files is None else files)
    )


def quotations_of_relations(store: GraphStore) -> dict[str, tuple[Quotation, ...]]:
    """What `quotations` gives for each relation, read in one query."""
    rows = store.query(
        f"""SELECT ?relation ?target ?source ?selector ?start ?end ?exact ?prefix ?suffix WHERE {{
            ?relation {terms.RELATION_TYPE} ?kind ; {terms.HAS_EVIDENCE} ?evidence .
            ?evidence {terms.HAS_TARGET} ?target . ?target {terms.HAS_SELECTOR} ?selector .
            ?selector {terms.START} ?start ; {terms.END} ?end .
            OPTIONAL {{ ?target {terms.HAS_SOURCE} ?source }}
            OPTIONAL {{ ?selector {terms.EXACT} ?exact }}
            OPTIONAL {{ ?selector {terms.PREFIX} ?prefix }}
            OPTIONAL {{ ?selector {terms.SUFFIX} ?suffix }}
          }}"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    files: dict[tuple[str, str], str | None] = {}
    found: dict[str, list[Quotation]] = {}
    for row in rows:
        relation, target, source, _, start, end, exact, prefix, suffix = (text(term or "") for term in row)
        begin, until = integer(start), integer(end)
        place = (source, target.partition("#")[0])
        if place not in files:
            files[place] = file_of(store, *place) if source else None
        if begin is not None and until is not None:
            whole = prefix + exact + suffix
            quotation = Quotation(exact, whole, source, files[place], begin, until, prefix, suffix)
            found.setdefault(relation, []).append(quotation)
    return {relation: ordered(items) for relation, items in found.items()}


def ordered(found: Iterable[Quotation]) -> tuple[Quotation, ...]:
    """The quotations without repetition, by source and position."""
    return tuple(sorted(set(found), key=lambda item: (item.source, item.start, item.end, item.sentence)))


def merged(found: Iterable[Quotation]) -> tuple[Quotation, ...]:
    """The quotations in order; of those that read the same at the same place of several files only the first, with
    the names of the other files.
    """
    same: dict[tuple[str, str, int, int], list[Quotation]] = {}
    for item in ordered(found):
        same.setdefault((item.sentence, item.text, item.start, item.end), []).append(item)
    return tuple(items[0] if len(items) == 1 else _with_files(items) for items in same.values())


def _with_files(items: list[Quotation]) -> Quotation:
    first = items[0]
    names = {name for item in items for name in (item.file or item.source, *item.also_in)}
    return replace(first, also_in=tuple(sorted(names - {first.file or first.source})))


def _at_target(store: GraphStore, target: str, files: dict[tuple[str, str], str | None]) -> Iterator[Quotation]:
    said = list(store.raw.quads_for_pattern(ox.NamedNode(target), None, None, None))
    source = min((text(quad.object) for quad in said if quad.predicate == terms.HAS_SOURCE), default="")
    place = (source, target.partition("#")[0])
    if place not in files:
        files[place] = file_of(store, *place) if source else None
    file = files[place]
    for selector in sorted({text(quad.object) for quad in said if quad.predicate == terms.HAS_SELECTOR}):
        found = properties(store, selector)
        exact, prefix, suffix = (found.get(term, "") for term in (terms.EXACT, terms.PREFIX, terms.SUFFIX))
        start, end = integer(found.get(terms.START)), integer(found.get(terms.END))
        if start is None or end is None:
            continue
        yield Quotation(exact, prefix + exact + suffix, source, file, start, end, prefix, suffix)


def properties(store: GraphStore, subject: str) -> dict[ox.NamedNode, str]:
    """All that is said of a node whose properties have one value each, in one look-up."""
    quads = store.raw.quads_for_pattern(ox.NamedNode(subject), None, None, None)
    return {quad.predicate: text(quad.object) for quad in quads}


def file_of(store: GraphStore, source: str, node: str) -> str | None:
    """The name of a source's file: from the part that a node lies in, else from any part of the source."""
    part = node.split("#", 1)[0]
    name = value(store, part, terms.FILE_NAME)
    if name is not None:
        return name
    return next((value(store, graph, terms.FILE_NAME) for graph in subjects(store, terms.SOURCE, source)), None)
