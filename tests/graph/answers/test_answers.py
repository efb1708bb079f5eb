"""Every answer is frames, HTML and, where it has steps, a graph; what a text says stays text."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pandas
import pytest

from graph import (
    Answer,
    Corpus,
    cascade_network,
    centrality,
    conflicts,
    coverage,
    delays,
    duties,
    gaps,
    list_bodies,
    list_documents,
    list_localities,
    orphans,
    paths,
    show,
    show_body,
    show_locality,
    trace_document,
)
from graph.answers.queries import Rows
from graph.answers.shown import MOST_ROWS
from graph.answers.tables import all_tables
from graph.cascade import cascade
from graph.model import Conflict, Conflicts, ConflictSide, DocumentPage, DocumentSummary, Quotation
from graph.store import GraphStore
from graph.view import build_view
from ontology.errors import InputError, UnsupportedFormat
from tests.graph.corpus import CT04, CT12, IRIS, KH83, LD457
from tests.graph.views.made import HOSTILE, hostile_documents, hostile_lineage

ANSWERS: dict[str, Callable[[GraphStore], Answer]] = {
    "documents": list_documents,
    "details": lambda store: show(store, KH83.iri),
    "lineage": lambda store: trace_document(store, LD457.iri),
    "citations": lambda store: Corpus(store).citations(CT12.iri),
    "paths": lambda store: paths(store, LD457.iri, CT04.iri),
    "coverage": lambda store: coverage(store, CT12.iri),
    "districts": lambda store: coverage(store, CT12.iri, level="district"),
    "cascade": lambda store: cascade(store, CT12.iri),
    "network": lambda store: cascade_network(store, CT12.iri),
    "delays": lambda store: delays(cascade_network(store, CT12.iri)),
    "centrality": lambda store: centrality(build_view(store)),
    "orphans": orphans,
    "duties": lambda store: duties(store, directive=CT12.iri),
    "gaps": gaps,
    "conflicts": conflicts,
    "bodies": list_bodies,
    "body": lambda store: show_body(store, list_bodies(store, order="-documents").bodies[0].iri),
    "localities": lambda store: list_localities(store, level="province"),
    "locality": lambda store: show_locality(store, IRIS.locality("2008", "72", "Tây Ninh")),
    "rows": lambda store: Rows("three", {"a": str, "b": int}, (("x", 1), (None, None), ("y", 2))),
}
DRAWN = ("citations", "coverage", "lineage", "network")
WITH_STEPS = ("lineage", "network", "paths")
HOSTILE_DOCUMENT = DocumentSummary(
    HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "held", HOSTILE, HOSTILE, None, (HOSTILE,)
)
HOSTILE_PLACE = Quotation(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 0, 1)


class Tags(HTMLParser):
    """The tags of a page and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


@pytest.mark.parametrize("kind", ANSWERS)
def test_each_table_is_a_frame_with_the_same_rows(store: GraphStore, kind: str) -> None:
    answer = ANSWERS[kind](store)
    for name, table in all_tables(answer).items():
        frame = answer.to_frame(name)
        assert list(frame.columns) == list(table.columns)
        assert len(frame) == len(table.rows)
        assert {str(dtype) for dtype in frame.dtypes} <= {"string", "Int64", "Float64", "boolean"}
        assert [row.count(None) for row in table.rows] == frame.isna().sum(axis=1).tolist()
    assert answer.to_frame().equals(answer.to_frame(next(iter(all_tables(answer)))))


@pytest.mark.parametrize("kind", ANSWERS)
def test_each_answer_shows_itself(store: GraphStore, kind: str) -> None:
    answer = ANSWERS[kind](store)
    page = answer._repr_html_()
    tags = Tags(page).tags
    assert ("svg" in tags, answer._repr_svg_() is not None) == (kind in DRAWN, kind in DRAWN)
    assert "table" in tags
    assert not {"script", "img", "link", "iframe", "a"} & set(tags)
    assert page == ANSWERS[kind](store)._repr_html_()


@pytest.mark.parametrize("kind", DRAWN)
def test_the_picture_is_well_formed_and_set_apart(store: GraphStore, kind: str) -> None:
    drawn = ANSWERS[kind](store)._repr_svg_()
    assert drawn is not None
    root = ElementTree.fromstring(drawn)
    names = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(names) == len(set(names)) > 2
    assert all(re.match(r"v[0-9a-f]{8}-", name) for name in names)
    assert {root.attrib["aria-labelledby"], root.attrib["aria-describedby"]} <= set(names)


def test_the_pictures_of_one_page_share_no_names(store: GraphStore) -> None:
    drawn = [str(ANSWERS[kind](store)._repr_svg_()) for kind in DRAWN]
    names = [name for one in drawn for name in re.findall(r' id="([^"]+)"', one)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", DRAWN)
def test_the_interactive_picture_stands_in_a_closed_frame(store: GraphStore, kind: str) -> None:
    shown = ANSWERS[kind](store).interactive(lang="vi", height=321)._repr_html_()
    found = Tags(shown)
    assert (found.tags, "srcdoc" in found.attributes, "src" in found.attributes) == (["iframe"], True, False)
    assert 'sandbox="allow-scripts"' in shown
    assert 'height="321"' in shown
    assert "default-src &#x27;none&#x27;" in shown.replace("&amp;", "&")


@pytest.mark.parametrize("kind", sorted(ANSWERS.keys() - set(DRAWN)))
def test_what_has_no_picture_says_so(store: GraphStore, kind: str) -> None:
    answer = ANSWERS[kind](store)
    with pytest.raises(InputError, match=r"no picture|no map"):
        answer.picture()
    with pytest.raises(InputError):
        answer.interactive()


def test_a_picture_has_at_least_one_document(store: GraphStore) -> None:
    with pytest.raises(InputError, match="0 documents"):
        ANSWERS["lineage"](store).picture(max_nodes=0)
    assert len(ANSWERS["lineage"](store).picture(max_nodes=2).nodes) == 2


@pytest.mark.parametrize("kind", WITH_STEPS)
def test_steps_are_a_graph(store: GraphStore, kind: str) -> None:
    answer = ANSWERS[kind](store)
    graph, steps = answer.to_networkx(), answer.to_frame("steps")
    assert set(graph) == set(answer.to_frame("documents")["iri"])
    assert graph.number_of_edges() == len(steps)
    assert {(source, target) for source, target in graph.edges()} == set(
        zip(steps["iri"], steps["above_iri"], strict=True)
    )
    assert graph.nodes[CT12.iri]["document"] == "Chỉ thị 12-CT/TW"


def test_without_steps_there_is_no_graph(store: GraphStore) -> None:
    with pytest.raises(InputError, match="Gaps has no steps"):
        gaps(store).to_networkx()


def test_an_unknown_table_is_refused_with_those_there_are(store: GraphStore) -> None:
    with pytest.raises(InputError, match=r"no table 'rows'\. One of documents, steps"):
        trace_document(store, LD457.iri).to_frame("rows")


def test_what_is_not_known_is_missing_in_the_frame(store: GraphStore) -> None:
    frame = trace_document(store, LD457.iri).to_frame("steps")
    levels = cascade(store, CT12.iri).to_frame()
    assert frame["days"].dtype == "Int64"
    assert levels.set_index("level").loc["commune", "median"] is pandas.NA
    assert levels.set_index("level").loc["commune", "documents"] == 0


def test_an_empty_answer_has_its_columns_and_their_types() -> None:
    frame = DocumentPage(0, 50, 0, ()).to_frame()
    assert len(frame) == 0
    assert frame["document"].dtype == "string"
    assert "0 of 0 documents" in DocumentPage(0, 50, 0, ())._repr_html_()


def test_a_page_shows_the_first_rows_and_says_how_many_more_there_are() -> None:
    rows = Rows("many", {"number": int}, tuple((number,) for number in range(MOST_ROWS + 7)))
    page = rows._repr_html_()
    assert page.count("<tr>") == MOST_ROWS + 1
    assert "7 more rows: to_frame() has all" in page
    assert len(rows.to_frame()) == MOST_ROWS + 7


def test_a_long_text_is_cut_and_shown_whole_where_one_points_at_it() -> None:
    words = "thực hiện " * 40
    page = Rows("one", {"sentence": str}, ((words,),))._repr_html_()
    assert f'title="{words.strip()}"' in page
    assert f">{words.strip()}<" not in page


def test_the_matrix_has_a_column_for_each_task(store: GraphStore) -> None:
    for matrix in duties(store).matrix():
        frame = matrix.to_frame()
        assert list(frame.columns) == ["agency", *(task or "no number" for task in matrix.tasks)]
        assert len(frame) == len(matrix.rows)
        assert "Who does what" in matrix._repr_html_()


def hostile() -> dict[str, Answer]:
    """Return answers whose every word is hostile."""
    side = ConflictSide(HOSTILE, 1, False, (), (HOSTILE_PLACE,))
    conflict = Conflict(HOSTILE, HOSTILE, HOSTILE, (side,), HOSTILE, HOSTILE_DOCUMENT, HOSTILE_DOCUMENT, HOSTILE)
    view = hostile_documents("d0")
    return {
        "lineage": hostile_lineage(),
        "picture": hostile_lineage().picture(),
        "network": cascade_network(view, "d0"),
        "coverage": replace(coverage(view, "d0"), notes=(HOSTILE,)),
        "documents": DocumentPage(1, 1, 0, (HOSTILE_DOCUMENT,)),
        "conflicts": Conflicts(1, 1, 0, {HOSTILE: 1}, (conflict,)),
        "rows": Rows(HOSTILE, {HOSTILE: str}, ((HOSTILE,),)),
    }


@pytest.mark.parametrize("kind", hostile())
def test_a_hostile_text_comes_out_as_text(kind: str) -> None:
    answer = hostile()[kind]
    shown = [answer._repr_html_(), answer._repr_svg_() or ""]
    if answer._repr_svg_():
        shown.append(answer.interactive()._repr_html_())
    for page in shown:
        found = Tags(page)
        assert not {"script", "img"} & set(found.tags)
        assert not [name for name in found.attributes if name.startswith("on")]
        assert "\u202e" not in page
    assert "&lt;img src=x" in shown[0]


def test_frames_without_pandas_name_the_extra(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UnsupportedFormat, match=r"directive-lineage\[notebooks\]"):
        gaps(store).to_frame()
    assert "<table>" in gaps(store)._repr_html_()


def test_the_first_table_with_rows_is_open(store: GraphStore) -> None:
    found = orphans(store)
    page = replace(found, documents=())._repr_html_()
    assert found.directives
    assert "<details open><summary>directives:" in page
    assert "<summary>documents:" not in page
    assert replace(found, documents=(), indirect=(), directives=())._repr_html_().count("<details open>") == 1


def test_a_wide_picture_is_made_smaller_and_no_smaller_than_can_be_read(store: GraphStore) -> None:
    view = ANSWERS["citations"](store).picture()
    assert f"--least:{round(view.width * 0.75)}px" in view._repr_html_()


def test_the_picture_in_vietnamese(store: GraphStore) -> None:
    answer = ANSWERS["lineage"](store)
    assert (answer.picture().lang, answer.picture(lang="vi").lang) == ("en", "vi")
    assert "thực hiện" in answer.interactive(lang="vi").page
