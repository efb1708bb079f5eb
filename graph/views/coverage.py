"""The view of a coverage: a tile for each province, about where it lies, with what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.covered import Coverage, CoverageRow, documents_of
from graph.model import DocumentSummary
from graph.views.documents import subtitle_of
from graph.views.model import Entry, Fact, Group, Line, Node, View
from graph.views.options import DEFAULT, Options, safe_link
from graph.views.text import clean, shortened, wrap
from graph.views.tiles import HEIGHT, MARGIN, WIDTH, place_tiles
from graph.views.words import Lang, word
from ontology.errors import InputError

COLUMNS: Final = ("code", "label", "status", "date", "since", "documents")
LOOKS: Final = ("issued", "cited", "inherited", "partial", "none")
NAME_SIZE: Final = 12
_DOCUMENTS: Final = 12
_ASIDE: Final = ("unplaced", "later", "elsewhere", "other_systems", "unknown_system", "other_levels", "not_acting")


def coverage_view(coverage: Coverage, options: Options = DEFAULT) -> View:
    """The view of a coverage by province. Nothing is ever left out of it.

    Raises:
        InputError: for a coverage by another level.
    """
    if coverage.level != "province":
        raise InputError(f"no map of a coverage by {coverage.level}", hint="ask for the coverage by province")
    lang, rows = options.lang, [row for row in coverage.rows if row.listed]
    places = place_tiles(row.name for row in sorted(rows, key=lambda row: row.code))
    nodes = tuple(_tile(row, f"n{place}", places[row.name], options) for place, row in enumerate(rows))
    counts = {look: sum(node.look == look for node in nodes) for look in LOOKS}
    return View(
        kind="coverage",
        lang=lang,
        title=f"{clean(coverage.directive.label)} – {word('coverage', lang)}",
        subtitle=subtitle_of(coverage.directive),
        root="",
        width=max((node.x + node.width for node in nodes), default=0) + MARGIN,
        height=max((node.y + node.height for node in nodes), default=0) + MARGIN,
        nodes=nodes,
        edges=(),
        legend=tuple(Entry("box", look, word(look, lang), count) for look, count in counts.items() if count),
        groups=tuple(Group(look, _capital(word(look, lang))) for look in LOOKS),
        columns=COLUMNS,
        notes=tuple(map(clean, _notes(coverage, lang))),
        about=(
            word("provinces", lang, count=coverage.denominator),
            word("as-of", lang, day=coverage.as_of),
            *options.about,
        ),
    )


def _tile(row: CoverageRow, key: str, place: tuple[int, int], options: Options) -> Node:
    look = "partial" if row.partial else row.status
    documents = documents_of(row)
    name = clean(row.name)
    facts = (
        Fact("code", row.code),
        Fact("status", word(look, options.lang)),
        Fact("date", row.first_date or ""),
        Fact("since", "" if row.delay_days is None else str(row.delay_days)),
        Fact("documents", _named(documents, options.lang)),
    )
    first = next(iter(documents), None)
    return Node(
        key=key,
        iri=None,
        name=name,
        look=look,
        group=look,
        facts=tuple(fact for fact in facts if fact.value),
        lines=_lines(row, look, options.lang),
        x=place[0],
        y=place[1],
        width=WIDTH,
        height=HEIGHT,
        link=None if first is None else safe_link(options.link(first.iri)),
    )


def _lines(row: CoverageRow, look: str, lang: Lang) -> tuple[Line, ...]:
    """The name, and in words what is known: colours alone tell nobody anything."""
    names = wrap(clean(row.name), WIDTH - 12, NAME_SIZE, most=2, bold=True)
    status = wrap(word(look, lang), WIDTH - 8, 11, most=1)
    return (*(Line(text, "head") for text in names), *(Line(text, "note") for text in status))


def _named(documents: tuple[DocumentSummary, ...], lang: Lang) -> str:
    first = [(shortened(clean(one.label), 120), one.date) for one in documents[:_DOCUMENTS]]
    names = [f"{label} ({day})" if day else label for label, day in first]
    more = len(documents) - len(names)
    return "; ".join([*names, *([word("more", lang, count=more)] if more else ())])


def _notes(coverage: Coverage, lang: Lang) -> Iterator[str]:
    ended = [row.name for row in coverage.rows if not row.listed]
    if ended:
        yield word("unlisted", lang, day=coverage.as_of, names=", ".join(ended))
    aside = sum(len(getattr(coverage, name)) for name in _ASIDE)
    if aside:
        yield word("in-no-row", lang, count=aside)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
