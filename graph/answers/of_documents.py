"""The tables of answers that are documents and the steps between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from graph.answers.tables import (
    DOCUMENT,
    PLACE,
    STEP,
    Columns,
    Outline,
    Row,
    Table,
    Tables,
    counts,
    described,
    document_cells,
    documents_table,
    labels,
    outline,
    place_cells,
    step_cells,
    tables,
)
from graph.cascade import CascadeNetwork
from graph.drawing import notes
from graph.lineage import Lineage, days_between
from graph.model import Citation, DocumentDetails, DocumentPage, DocumentSummary
from graph.paths import Paths
from graph.views.model import View
from graph.views.tables import rows

_CITATION: Final[Columns] = {"document": str, "role": str, "number": str, "date": str, "issuer": str, **PLACE}
_STEPS: Final = "each stated step, from the document that carries out to the one that it carries out"


@tables.register
def _(answer: DocumentPage) -> Tables:
    return {"documents": documents_table("each document", answer.documents)}


@outline.register
def _(answer: DocumentPage) -> Outline:
    shown = len(answer.documents)
    return Outline("Documents", (f"{shown} of {answer.total} documents",))


# -- lineage and paths -------------------------------------------------------------------------------------------------


@tables.register
def _(answer: Lineage) -> Tables:
    known = {found.iri: found for found in (*(node.document for node in answer.nodes), *answer.stating)}
    steps = (
        (
            *step_cells(known[edge.source], known[edge.target], edge.relation, edge.days, edge.quotations),
            edge.in_cascade,
            labels(known[iri] for iri in edge.stated_in if iri in known),
        )
        for edge in answer.edges
    )
    documents = ((*document_cells(node.document), node.side, node.depth) for node in answer.nodes)
    return {
        "documents": Table("each document", {**DOCUMENT, "side": str, "depth": int}, tuple(documents)),
        "steps": Table(_STEPS, {**STEP, "in_cascade": bool, "stated_in": str}, tuple(steps)),
    }


@outline.register
def _(answer: Lineage) -> Outline:
    held = sum(node.document.status == "held" for node in answer.nodes)
    facts = (described(answer.root), *_counted(len(answer.nodes), held), f"steps: {len(answer.edges)}")
    return Outline(f"Lineage of {answer.root.label}", facts, tuple(notes(answer)))


def _counted(documents: int, held: int) -> tuple[str, ...]:
    return (f"documents: {documents}", f"text held: {held}", f"known by citation only: {documents - held}")


@tables.register
def _(answer: Paths) -> Tables:
    chains = (
        (
            place,
            chain.length,
            " → ".join(answer.document(iri).label for iri in chain.documents),
            days_between(answer.document(chain.documents[-1]).date, answer.document(chain.documents[0]).date),
        )
        for place, chain in enumerate(answer.paths, start=1)
    )
    steps = (
        step_cells(answer.document(one.source), answer.document(one.target), one.relation, one.days, one.quotations)
        for one in answer.steps
    )
    on_paths = {iri for chain in answer.paths for iri in chain.documents}
    columns: Columns = {"path": int, "steps": int, "documents": str, "days": int}
    return {
        "paths": Table("each path, the shortest first; days between its ends", columns, tuple(chains)),
        "steps": Table(_STEPS, STEP, tuple(steps)),
        "documents": documents_table(
            "each document on a path", [one for one in answer.documents if one.iri in on_paths]
        ),
    }


@outline.register
def _(answer: Paths) -> Outline:
    way = "no path in either direction" if answer.shortest is None else f"shortest: {answer.shortest} steps"
    facts = (f"paths: {len(answer.paths)} of up to {answer.max_length} steps", way)
    odd = (
        (answer.reversed, "no path leads from the first to the second document: these lead back"),
        (answer.truncated, f"there are more than {answer.limit} paths"),
    )
    title = f"From {answer.source.label} to {answer.target.label}"
    return Outline(title, facts, tuple(words for holds, words in odd if holds))


# -- a cascade document by document ------------------------------------------------------------------------------------


@tables.register
def _(answer: CascadeNetwork) -> Tables:
    documents = (
        (*document_cells(found), days_between(answer.directive.date, found.date)) for found in answer.documents
    )
    steps = (step_cells(one.source, one.target, one.relation, one.days, one.quotations) for one in answer.steps)
    columns: Columns = {**DOCUMENT, "days": int}
    return {
        "documents": Table("each document, with the days since the directive", columns, tuple(documents)),
        "steps": Table(_STEPS, STEP, tuple(steps)),
    }


@outline.register
def _(answer: CascadeNetwork) -> Outline:
    held = sum(found.status == "held" for found in answer.documents)
    facts = (described(answer.directive), *_counted(len(answer.documents), held), f"steps: {len(answer.steps)}")
    left = (
        ("later than the day asked for", answer.later),
        ("drafts, reports, invitations and the like, which carry nothing out", answer.papers),
        ("stated steps that a longer way replaces, left out", answer.shortcuts),
        ("cycles", len(answer.cycles)),
    )
    return Outline(f"Cascade of {answer.directive.label}", facts, tuple(counts(left)))


# -- one document ------------------------------------------------------------------------------------------------------


@tables.register
def _(answer: DocumentDetails) -> Tables:
    facts = (
        (fact.property, fact.value, fact.as_cited, fact.documents, *place_cells(fact.quotations))
        for fact in answer.facts
    )
    assigned = (
        (one.task, one.agency, one.role, one.deadline, *place_cells(one.quotations)) for one in answer.assignments
    )
    signed = (
        (one.name, one.position, "; ".join(one.on_behalf_of) or None, *place_cells(one.quotations))
        for one in answer.signers
    )
    fact_columns: Columns = {"property": str, "value": str, "as_cited": bool, "documents": int, **PLACE}
    duty_columns: Columns = {"task": str, "agency": str, "role": str, "deadline": str, **PLACE}
    return {
        "facts": Table("each value of each property, with where it stands", fact_columns, tuple(facts)),
        "citations": _citations("each document that it cites", answer.citations, cited=True),
        "cited_by": _citations("each document that cites it", answer.cited_by, cited=False),
        "assignments": Table("each body with what it has to do", duty_columns, tuple(assigned)),
        "signers": Table("each signer", {"name": str, "position": str, "on_behalf_of": str, **PLACE}, tuple(signed)),
    }


def _citations(title: str, found: Iterable[Citation], *, cited: bool) -> Table:
    rows: list[Row] = []
    for one in found:
        other: DocumentSummary = one.cited if cited else one.citing
        rows.append((other.label, one.role, one.number, one.date, one.issuer, *place_cells(one.quotations)))
    return Table(title, _CITATION, tuple(rows), hidden=frozenset({"start", "end"}))


@outline.register
def _(answer: DocumentDetails) -> Outline:
    summary = answer.summary
    facts = (described(summary), *([summary.title] if summary.title else ()))
    warned = sorted({warning for copy in answer.copies for warning in copy.warnings})
    conflicts = counts([("facts on which the texts disagree", len(answer.conflicts))])
    return Outline(summary.label, facts, (*conflicts, *warned, *summary.reviews))


# -- a picture ---------------------------------------------------------------------------------------------------------


@tables.register
def _(answer: View) -> Tables:
    columns: Columns = dict.fromkeys(answer.columns, str)
    return {"documents": Table("each box of the picture", columns, tuple(map(_known, rows(answer))))}


def _known(cells: Sequence[str]) -> Row:
    return tuple(cell or None for cell in cells)


@outline.register
def _(answer: View) -> Outline:
    return Outline(answer.title)  # the picture says the rest
