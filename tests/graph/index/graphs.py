"""Random graphs of a few documents: with other identifiers, cycles, copies and documents without date or number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hypothesis import strategies as st

from graph.statements import NOT_SAME, SAME, Statement
from tests.graph.corpus import IRIS, LIN, Doc, Part, digest, held, nquads

NUMBERS = ("1-CT/TW", "2-KH/TU", "3-CV/HU")
RELATIONS = ("implements", "based-on", "continues", "cites")
DATES = (None, "2021-03-04", "2022-01", "2022-01-05", "2024-05-06", "2025-08-09")
PLACES = (
    ("trung-uong", "central", None),
    ("tay-ninh", "province", "Tây Ninh"),
    ("lam-dong", "province", "Lâm Đồng"),
    ("tay-ninh/duong-minh-chau", "district", "Tây Ninh"),
    (None, None, None),
)
ISSUERS = (None, "Ban Bí thư Trung ương Đảng", "Ban Thường vụ Tỉnh ủy Tây Ninh", "Ủy ban nhân dân tỉnh Lâm Đồng")
TYPES = ("chi-thi", "ke-hoach", "cong-van")


@st.composite
def docs(draw: st.DrawFn) -> Doc:
    """A document as it is cited; few numbers and places, so that many are like each other."""
    scope, level, province = draw(st.sampled_from(PLACES[:-1]))
    assert scope is not None
    return Doc(
        draw(st.sampled_from(TYPES)),
        draw(st.sampled_from(NUMBERS)),
        scope,
        draw(st.sampled_from(("k13", "nk2020", "2022"))),
        draw(st.sampled_from(DATES[:1] + DATES[3:])),
        draw(st.sampled_from(ISSUERS)),
        level,
        province,
    )


@dataclass(frozen=True)
class Text:
    """What a file says: its own document (None for one without a number), what it cites, what it states of others."""

    own: Doc | None
    place: tuple[str | None, str | None, str | None]
    facts: tuple[tuple[str, str], ...]
    cited: tuple[tuple[Doc, str, str | None], ...]
    stated: tuple[tuple[Doc, str, Doc], ...]
    draft: bool

    def part(self, name: str) -> Part:
        """The part that a file of this name gives; files of the same text are copies."""
        facts, sha256 = dict(self.facts), digest(repr(self))
        if self.own is not None:
            part = held(self.own, name, 1, sha256=sha256, **facts)
        else:
            scope, level, province = self.place
            iri = IRIS.unnumbered_document(name, 1)
            part = Part(name, 1, iri, "ke-hoach", None, scope, level, province, sha256=sha256, **facts)
        for doc, relation, date in self.cited:
            part.cites(doc, relation, date=date)
        for one, relation, other in self.stated:
            part.states(one.iri, relation, other.iri)
        if self.draft:
            part.text(part.graph, LIN + "draft", "true", "boolean")
        return part


@st.composite
def texts(draw: st.DrawFn, known: Sequence[Doc]) -> Text:
    """A text about some documents."""
    choices = {"date": DATES, "issuer": ISSUERS, "title": (None, "về việc một", "về việc hai")}
    drawn = {field: draw(st.sampled_from(values)) for field, values in choices.items()}
    doc, relation = st.sampled_from(known), st.sampled_from(RELATIONS)
    return Text(
        draw(st.none() | doc),
        draw(st.sampled_from(PLACES)),
        tuple((field, value) for field, value in drawn.items() if value),
        tuple(draw(st.lists(st.tuples(doc, relation, st.sampled_from((None, "2019-02-03"))), max_size=3))),
        tuple(draw(st.lists(st.tuples(doc, relation, doc), max_size=2))),
        draw(st.integers(0, 3)) == 0,
    )


Files: TypeAlias = dict[str, Text]


@dataclass(frozen=True)
class Step:
    """Files of texts, and of what reviewers say, that are loaded together; `bulk` tells how the texts are."""

    files: Files
    corrections: dict[str, tuple[Statement, ...]]
    bulk: bool


def nquads_of(files: Files) -> dict[str, bytes]:
    """The N-Quads of some files by the IRIs of their sources."""
    return nquads([text.part(name) for name, text in files.items()])


@st.composite
def statements(draw: st.DrawFn, known: Sequence[Doc]) -> Statement:
    """What a reviewer says of a document or a body; he may contradict himself."""
    numbers = st.sampled_from(known).map(lambda doc: doc.number)
    references = st.sampled_from(known).map(lambda doc: doc.iri) | numbers | st.sampled_from(("a.txt#1", "b.txt#1"))
    values: dict[str, st.SearchStrategy[str]] = {
        "province": st.sampled_from(("Tây Ninh", "Lâm Đồng")),
        "district": st.just("Dương Minh Châu"),
        "date": st.sampled_from(("2021-03-04", "2022-01-06")),
        "type": st.sampled_from(TYPES),
        "number": st.sampled_from((*NUMBERS, "9-KH/TU")),
        "issuer": st.sampled_from(("Ban Bí thư Trung ương Đảng", "Ủy ban nhân dân tỉnh Lâm Đồng")),
        "title": st.just("về việc ba"),
        SAME: references,
        NOT_SAME: references,
    }
    name = draw(st.sampled_from(sorted(values)))
    author = draw(st.sampled_from(("Trần B", "Lê C")))
    return Statement(draw(references), name, draw(values[name]), author, "bản gốc", "2026-01-05", 2)


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Files that are loaded in turns; those of the same name replace each other."""
    known = draw(st.lists(docs(), min_size=1, max_size=6))
    some = draw(st.lists(texts(known), min_size=1, max_size=8))
    names = st.sampled_from([f"{letter}.txt" for letter in "abcdefgh"])
    said = st.lists(statements(known), max_size=4).map(tuple)
    steps = st.builds(
        Step,
        st.dictionaries(names, st.sampled_from(some), max_size=6),
        st.dictionaries(st.sampled_from(("a.csv", "b.csv")), said, max_size=2),
        st.booleans(),
    )
    return draw(st.lists(steps, min_size=1, max_size=4))
