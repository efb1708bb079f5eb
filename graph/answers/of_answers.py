"""The tables of answers about localities, levels, duties, gaps, conflicts and measures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.answers.queries import Rows
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
from graph.cascade import Cascade, CascadeLevel, CascadeStep, Quartiles
from graph.covered import STATUSES, Coverage, CoverageRow, documents_of
from graph.duty import Duties
from graph.gaps import Gaps
from graph.matrix import Matrix
from graph.measures import Centrality, Delays, Orphans
from graph.model import Conflicts

_DAYS: Final[Columns] = {"least": int, "lower": float, "median": float, "upper": float, "greatest": int}
_ASIDE: Final = ("unplaced", "later", "elsewhere", "other_systems", "unknown_system", "other_levels", "not_acting")


def _spread(days: Quartiles | None) -> Row:
    if days is None:
        return (None,) * len(_DAYS)
    return (days.least, days.lower, days.median, days.upper, days.greatest)


# -- coverage ----------------------------------------------------------------------------------------------------------


@tables.register
def _(answer: Coverage) -> Tables:
    localities: Columns = {
        "code": str, "locality": str, "parent": str, "status": str, "first": str, "days": int, "documents": str,
        "before": str, "certain": bool, "listed": bool,
    }  # fmt: skip
    systems: Columns = {"system": str, **dict.fromkeys(STATUSES, int), "documents": int}
    counted = ((one.system, one.issued, one.cited, one.inherited, one.none, one.documents) for one in answer.by_system)
    aside = ((*document_cells(found), name) for name in _ASIDE for found in getattr(answer, name))
    return {
        "localities": Table("each locality, those first of which something is known", localities, _rows(answer)),
        "systems": Table("the same localities, counted for each system of bodies", systems, tuple(counted)),
        "aside": Table("each document that counts for no locality", {**DOCUMENT, "because": str}, tuple(aside)),
    }


def _rows(answer: Coverage) -> tuple[Row, ...]:
    return tuple(
        (
            *(row.code, row.name, row.parent, row.described, row.first_date, row.delay_days),
            *(labels(documents_of(row)), _before(row), row.certain, row.listed),
        )
        for row in answer.rows
    )


def _before(row: CoverageRow) -> str | None:
    """What is known of each locality that went into one."""
    return "; ".join(f"{part.name}: {part.status}" for part in row.parts) or None


@outline.register
def _(answer: Coverage) -> Outline:
    numbers = [f"{status}: {answer.count(status)}" for status in STATUSES]
    days = f"{answer.denominator} localities ({answer.level}) as of {answer.as_of} ({answer.as_of_reason})"
    facts = (described(answer.directive), days, *numbers)
    unknown = "“none” means that nothing is known here, not that nothing was issued"
    return Outline(f"Coverage of {answer.directive.label}", facts, (unknown, *answer.notes))


# -- cascades and their measures ---------------------------------------------------------------------------------------


@tables.register
def _(answer: Cascade) -> Tables:
    columns: Columns = {
        "level": str, "documents": int, "held": int, "cited": int, "undated": int, "older": int, "first": str,
        "last": str, **_DAYS,
    }  # fmt: skip
    odd: list[tuple[str, CascadeStep]] = [("no days", one) for one in answer.unknown]
    odd += [("older than what it carries out", one) for one in answer.negative]
    steps = tuple(
        (*step_cells(one.source, one.target, one.relation, one.days, one.quotations), why) for why, one in odd
    )
    return {
        "levels": Table(
            "each level: documents that carry it out, and days since the directive",
            columns,
            tuple(map(_level, (*answer.levels, answer.total))),
        ),
        "odd": Table("each step that counts for no time", {**STEP, "because": str}, steps),
    }


def _level(row: CascadeLevel) -> Row:
    numbers = (row.level, row.documents, row.held, row.cited, row.undated, row.older, row.first, row.last)
    return (*numbers, *_spread(row.days))


@outline.register
def _(answer: Cascade) -> Outline:
    wide = answer.fan_out
    facts = (
        described(answer.directive),
        f"depth: {answer.depth} steps ({labels(answer.deepest) or 'nothing carries it out'})",
        f"fan-out: at most {wide.most} ({labels(wide.widest) or 'none'})",
    )
    cycles = counts([("cycles", len(answer.cycles)), ("later than the day asked for", answer.later)])
    return Outline(f"How {answer.directive.label} went down", facts, (*answer.notes, *cycles))


@tables.register
def _(answer: Delays) -> Tables:
    columns: Columns = {"level": str, "documents": int, "since": str, "timed": int, "undated": int, "older": int}
    rows = (
        (one.level, one.documents, since, found.timed, found.undated, found.older, *_spread(found.days))
        for one in answer.levels
        for since, found in (("directive", one.since_directive), ("document above", one.since_above))
    )
    return {"levels": Table("each level, timed twice: days since what", {**columns, **_DAYS}, tuple(rows))}


@outline.register
def _(answer: Delays) -> Outline:
    facts = (described(answer.directive), "days, with quartiles by the inclusive method")
    undated = "what has no date to the day, or one before what it carries out, is counted and not timed"
    return Outline(f"Delays of {answer.directive.label} by level", facts, (undated,))


@tables.register
def _(answer: Centrality) -> Tables:
    levels: Columns = {
        "level": str, "documents": int, "degree_mean": float, "degree_most": float, "betweenness_mean": float,
        "betweenness_most": float, "most_between": str,
    }  # fmt: skip
    level_rows = (
        (
            *(one.level, one.documents, one.degree_mean, one.degree_most, one.betweenness_mean, one.betweenness_most),
            labels(one.most_between),
        )
        for one in answer.levels
    )
    documents: Columns = {"carried_out_by": int, "carries_out": int, "degree": float, "betweenness": float, **DOCUMENT}
    rows = (
        (one.carried_out_by, one.carries_out, one.degree, one.betweenness, *document_cells(one.document))
        for one in answer.documents
    )
    return {
        "levels": Table("each level", levels, tuple(level_rows)),
        "documents": Table("each document, those first that stand between most others", documents, tuple(rows)),
    }


@outline.register
def _(answer: Centrality) -> Outline:
    facts = (f"documents: {len(answer.documents)}", f"pairs of documents with a step: {answer.pairs}")
    sampled = f"betweenness is estimated from {answer.pivots} documents" if answer.pivots else ""
    return Outline("Centrality by level", facts, (sampled,) if sampled else ())


@tables.register
def _(answer: Orphans) -> Tables:
    return {
        "documents": documents_table("each held document from which no way leads to a directive", answer.documents),
        "directives": documents_table("each directive that nobody here carries out", answer.directives),
        "indirect": documents_table(
            "each held document that names no directive, but what leads to one", answer.indirect
        ),
    }


@outline.register
def _(answer: Orphans) -> Outline:
    facts = (
        f"directives are documents of the types {', '.join(answer.types)}",
        f"held documents from which no way leads to a directive: {len(answer.documents)}",
        f"directives that nobody here carries out: {len(answer.directives)}",
    )
    unknown = "what these texts do not say may stand in documents that are not here"
    return Outline("Orphans", facts, (unknown,))


# -- duties ------------------------------------------------------------------------------------------------------------


@tables.register
def _(answer: Duties) -> Tables:
    shared: Columns = {"due": str, "recurs": bool, "confidence": float, **PLACE}
    duties: Columns = {
        "document": str, "place": str, "task": str, "agency": str, "role": str, "deadline": str, **shared, "iri": str,
    }  # fmt: skip
    milestones: Columns = {"document": str, "place": str, "kind": str, "when": str, **shared, "iri": str}
    agencies: Columns = {"agency": str, "role": str, "duties": int}
    rows = (
        (
            *(one.document.label, one.document.place, one.task, one.agency, one.role, one.deadline),
            *(None if one.due is None else one.due.isoformat(), one.recurs, one.confidence),
            *(*place_cells(one.quotations), one.document.iri),
        )
        for one in answer.duties
    )
    dated = (
        (
            *(one.document.label, one.document.place, one.kind, one.when),
            *(None if one.due is None else one.due.isoformat(), one.recurs, one.confidence),
            *(*place_cells(one.quotations), one.document.iri),
        )
        for one in answer.milestones
    )
    counted = ((one.agency, role or None, number) for one in answer.by_agency() for role, number in one.roles.items())
    return {
        "duties": Table("each body with what it has to do, and by when", duties, tuple(rows)),
        "milestones": Table("each dated duty of a whole document", milestones, tuple(dated)),
        "agencies": Table("each body in each role, with the number of its duties", agencies, tuple(counted)),
    }


@outline.register
def _(answer: Duties) -> Outline:
    facts = (f"duties: {answer.total}", f"milestones: {answer.milestone_total}")
    held = (len(answer.duties), len(answer.milestones))
    cut = f"shown are {held[0]} duties and {held[1]} milestones" if answer.truncated else ""
    left = counts([("left out, as no day can be computed for them", answer.undated)])
    return Outline("Duties", facts, (*([cut] if cut else ()), *left))


@tables.register
def _(answer: Matrix) -> Tables:
    names = [task or "no number" for task in answer.tasks]
    rows = ((row.agency, *(", ".join(filter(None, cell)) or None for cell in row.cells)) for row in answer.rows)
    columns: Columns = {"agency": str, **dict.fromkeys(names, str)}
    return {"matrix": Table("each body, with its roles in each task", columns, tuple(rows))}


@outline.register
def _(answer: Matrix) -> Outline:
    return Outline(f"Who does what in {answer.document.label}", (described(answer.document),))


# -- gaps, conflicts, rows of queries ----------------------------------------------------------------------------------


@tables.register
def _(answer: Gaps) -> Tables:
    columns: Columns = {"cited_by": int, "roles": str, "between": bool, "carries_out": str, "carried_out_by": str}
    rows = (
        (
            *(gap.cited_by, "; ".join(f"{one.role or 'no role'} {one.documents}" for one in gap.roles), gap.between),
            *(labels(gap.carries_out), labels(gap.carried_out_by), *document_cells(gap.document)),
        )
        for gap in answer.gaps
    )
    citers = (
        (gap.document.label, one.document.label, one.role, *place_cells(one.quotations))
        for gap in answer.gaps
        for one in gap.citers
    )
    return {
        "gaps": Table("each document that is cited and not held", {**columns, **DOCUMENT}, tuple(rows)),
        "citers": Table(
            "each document that cites one", {"gap": str, "document": str, "role": str, **PLACE}, tuple(citers)
        ),
    }


@outline.register
def _(answer: Gaps) -> Outline:
    return Outline("Cited and not held", (f"{len(answer.gaps)} of {answer.total} documents",))


@tables.register
def _(answer: Conflicts) -> Tables:
    columns: Columns = {
        "conflict": int, "kind": str, "document": str, "against": str, "value": str, "preferred": bool, "texts": int,
        "reason": str, **PLACE,
    }  # fmt: skip
    return {"sides": Table("each side of each conflict", columns, tuple(_sides(answer)))}


def _sides(answer: Conflicts) -> Iterator[Row]:
    for place, one in enumerate(answer.conflicts, start=answer.offset + 1):
        against = one.against.label if one.against else None
        for side in one.sides:
            preferred = None if one.better_supported is None else side.value == one.better_supported
            about = (place, one.kind, one.document.label, against, side.value, preferred, side.documents, one.reason)
            yield (*about, *place_cells(side.quotations))


@outline.register
def _(answer: Conflicts) -> Outline:
    return Outline("Conflicts", (f"{len(answer.conflicts)} of {answer.total}", *counts(answer.counts.items())))


@tables.register
def _(answer: Rows) -> Tables:
    return {"rows": Table("each row of the answer", answer.columns, answer.rows, hidden=frozenset())}


@outline.register
def _(answer: Rows) -> Outline:
    cut = (f"cut after {len(answer.rows)} rows",) if answer.truncated else ()
    return Outline(answer.title, (f"{len(answer.rows)} rows",), cut)
