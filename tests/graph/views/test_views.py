"""What views show of a lineage, of citations, of a cascade and of a coverage, and in which colours and words."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from graph.coverage import coverage
from graph.lineage import trace, trace_document
from graph.store import GraphStore
from graph.views import words
from graph.views.about import data_state
from graph.views.cascade import cascade_view
from graph.views.coverage import coverage_view
from graph.views.documents import quoted
from graph.views.lineage import lineage_view
from graph.views.model import View
from graph.views.options import Options
from graph.views.palette import DARK, LIGHT, Palette
from ontology.errors import InputError
from ontology.vocabulary import load_vocabulary
from tests.graph.corpus import CT12, KH83, build_parts, held
from tests.graph.test_lineage import view_of
from tests.graph.views.made import made


def notes(view: View) -> str:
    return "\n".join(view.notes)


def test_a_lineage_has_its_cascade_with_words_and_sentences(store: GraphStore) -> None:
    view = made(store, "lineage", "en")
    assert {edge.words.split(",")[0] for edge in view.edges} == {"implements", "is based on", "continues"}
    assert all(edge.quotations and edge.quotations[0].startswith("“") for edge in view.edges)
    assert {node.look for node in view.nodes} == {"root", "held", "cited"}
    assert [entry.count for entry in view.legend if entry.shape == "box"] == [1, 5, 4]
    assert sum(entry.count for entry in view.legend if entry.shape == "arrow") == len(view.edges)
    assert "Not drawn: " in notes(view)


def test_what_a_limit_left_out_is_told_by_side_and_step(store: GraphStore) -> None:
    view = made(store, "lineage", "en", max_nodes=4)
    whole = made(store, "lineage", "en")
    (line,) = [note for note in view.notes if "left out" in note]
    assert view.omitted == len(whole.nodes) - 4
    assert sum(int(count) for count in re.findall(r"(\d+) at step", line)) == view.omitted
    cut = lineage_view(trace_document(store, CT12.iri), Options("en", 4))  # by the picture, not by the question
    assert [note for note in cut.notes if "left out" in note] == [line]


def test_documents_after_a_day_are_left_out_and_counted(store: GraphStore) -> None:
    whole, view = trace_document(store, CT12.iri), trace_document(store, CT12.iri, as_of=date(2022, 6, 20))
    dates = [node.document.date for node in view.nodes]
    assert all(day is None or day <= "2022-06-20" for day in dates)
    assert 0 < len(view.nodes) < len(whole.nodes)
    assert view.later > 0
    assert f"Not counted: {view.later} documents later than 2022-06-20" in notes(lineage_view(view, Options("en")))
    assert trace_document(store, CT12.iri, as_of=date(2030, 1, 1)).nodes == whole.nodes


def test_what_hangs_on_a_later_document_alone_goes_with_it() -> None:
    documents = view_of([(1, 0), (2, 1)])
    for name, day in (("d0", "2022-01-01"), ("d1", "2023-01-01"), ("d2", None)):
        summary = documents.nodes[name]["summary"]
        documents.nodes[name]["summary"] = replace(summary, date=day)
    found = trace(documents, "d0", as_of=date(2022, 6, 1))
    assert ([node.document.iri for node in found.nodes], found.later) == (["d0"], 1)


def test_a_cycle_and_an_older_document_are_told() -> None:
    assert "Cycle: d0 → d1 → d0" in notes(lineage_view(trace(view_of([(0, 1), (1, 0)]), "d0"), Options("en")))
    documents = view_of([(1, 0)])
    for name, day in (("d0", "2022-02-01"), ("d1", "2022-01-01")):
        documents.nodes[name]["summary"] = replace(documents.nodes[name]["summary"], date=day)
    told = notes(lineage_view(trace(documents, "d0"), Options("vi")))
    assert "Có ngày trước văn bản được thực hiện 31 ngày: d1 → d0" in told


def test_citations_show_relations_of_every_kind_one_step_away(store: GraphStore) -> None:
    view = made(store, "citations", "en")
    assert {int(node.fact("step")) for node in view.nodes} == {0, 1}
    assert {edge.relation for edge in view.edges} >= {"implements"}
    assert [group.title for group in view.groups][1:] == ["What it cites", "What cites it"]


def test_a_cascade_has_levels_down_and_days_across(store: GraphStore) -> None:
    view = made(store, "cascade", "en")
    assert [band.title for band in view.bands] == ["Level: central", "Level: province", "Level: district"]
    by_key = view.by_key()
    dated = sorted((node for node in view.nodes if len(node.fact("date")) == 10), key=lambda node: node.fact("date"))
    assert [node.x for node in dated] == sorted(node.x for node in dated)
    for node in view.nodes:
        band = view.bands[[group.key for group, _ in view.grouped()].index(node.group)]
        assert band.y <= node.y <= node.y + node.height <= band.y + band.height
    assert by_key[view.root].look == "root"
    assert by_key[view.root].fact("since") == "0"
    assert all(
        tick.x >= 0 and (tick.text == "undated" or re.fullmatch(r"\d{4}-\d\d-\d\d", tick.text)) for tick in view.ticks
    )


def test_a_cascade_keeps_the_earliest(store: GraphStore) -> None:
    whole, view = made(store, "cascade"), made(store, "cascade", max_nodes=3)
    assert [node.iri for node in view.nodes] == [node.iri for node in whole.nodes[:3]]


def test_a_cascade_up_to_a_day_leaves_out_the_rest(store: GraphStore) -> None:
    view = made(store, "cascade", "en", day=date(2022, 3, 1))
    assert all(node.fact("date") <= "2022-03-01" for node in view.nodes if node.fact("date"))
    assert "later than 2022-03-01" in notes(view)


def test_a_coverage_has_the_provinces_of_its_day(store: GraphStore) -> None:
    before, after = made(store, "coverage"), made(store, "coverage", day=date(2026, 1, 1))
    assert (len(before.nodes), len(after.nodes)) == (63, 34)
    assert {node.look for node in after.nodes} == {"partial", "none"}
    assert sum(entry.count for entry in before.legend) == 63
    known = next(node for node in before.nodes if node.name == "Tây Ninh")
    assert (known.look, known.fact("date")) == ("issued", "2022-06-11")
    assert "Kế hoạch 83-KH/TU (2022-06-11)" in known.fact("documents")
    assert [line.text for line in known.lines] == ["Tây Ninh", "đã ban hành"]


def test_only_provinces_have_a_map(store: GraphStore) -> None:
    with pytest.raises(InputError, match="no map of a coverage by district"):
        coverage_view(coverage(store, CT12.iri, level="district"))


def test_a_lone_document_has_a_view(store: GraphStore) -> None:
    alone = lineage_view(trace(view_of([]), "d0"))
    assert (len(alone.nodes), alone.edges, alone.omitted) == (1, (), 0)


def test_boxes_lead_where_they_are_told_to(store: GraphStore) -> None:
    view = lineage_view(trace_document(store, CT12.iri), Options(link=lambda iri: f"/x/{iri[-3:]}"))
    assert view.nodes[0].link == "/x/k13"


def test_a_sentence_says_where_it_stands(store: GraphStore) -> None:
    (quotation, *_) = trace_document(store, KH83.iri, direction="up").edges[0].quotations
    assert quoted(quotation).endswith(f"({quotation.file}, {quotation.start}–{quotation.end})")


# -- the data --------------------------------------------------------------------------------------------------------


def test_the_same_files_have_the_same_version_and_others_another_one() -> None:
    def state(*names: str) -> object:
        return data_state(build_parts(*(held(KH83, name, 1).cites(CT12, "implements") for name in names)))

    assert state("a.txt") == state("a.txt")
    assert state("a.txt") != state("b.txt")
    assert state("a.txt", "b.txt") == state("b.txt", "a.txt")


def test_the_state_names_the_newest_date(store: GraphStore) -> None:
    found = data_state(store)
    assert re.fullmatch(r"[0-9a-f]{12}", found.version)
    assert found.newest.startswith("2022-")
    assert found.sources == len(store.sources())


# -- colours and words -----------------------------------------------------------------------------------------------


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PALETTES = [pytest.param(LIGHT, id="light"), pytest.param(DARK, id="dark")]


@pytest.mark.parametrize("palette", PALETTES)
def test_text_stands_out_from_its_ground(palette: Palette) -> None:
    """WCAG 2.1, 1.4.3: 4.5 to 1."""
    looks = [*palette.looks.values(), *palette.tiles.values()]
    pairs = [(text, look.fill) for look in looks for text in (look.head, look.text)]
    pairs += product((palette.ink, palette.soft, palette.accent), (palette.ground, palette.card))
    pairs += [(palette.note, palette.note_ground), (palette.note, palette.ground)]
    pairs += [(stroke.color, palette.ground) for stroke in (*palette.strokes.values(), palette.other)]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("palette", PALETTES)
def test_borders_and_arrows_stand_out_from_their_ground(palette: Palette) -> None:
    """WCAG 2.1, 1.4.11: 3 to 1."""
    lines = [look.line for look in (*palette.looks.values(), *palette.tiles.values())]
    lines += [stroke.color for stroke in (*palette.strokes.values(), palette.other)]
    grounds = (palette.ground, palette.card)
    assert [pair for pair in product(lines, grounds) if contrast(*pair) < 3.0] == []


def test_nothing_is_told_by_colour_alone() -> None:
    dashes = [stroke.dashes for stroke in (*LIGHT.strokes.values(), LIGHT.other)]
    assert len(set(dashes)) == len(dashes)
    assert {name: look.dashes for name, look in LIGHT.looks.items()} == {
        name: look.dashes for name, look in DARK.looks.items()
    }


def test_every_word_has_both_languages_with_the_same_values() -> None:
    for name, pair in words.words().items():
        fields = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in pair]
        assert all(pair), name
        assert fields[0] == fields[1], name


def test_relations_and_levels_are_named_by_the_vocabulary() -> None:
    vocabulary = load_vocabulary()
    assert {words.relation_in(one.slug, "vi") for one in vocabulary.relations} == {
        one.label for one in vocabulary.relations
    }
    assert all(words.relation_in(one.slug, "en") != one.slug or one.english == one.slug for one in vocabulary.relations)
    assert words.level_in("district", "vi") == "huyện"
    assert words.level_in("district", "en") == "district"


def test_a_cascade_view_needs_no_dates() -> None:
    from graph.cascade import cascade_network

    documents = view_of([(1, 0), (2, 0)])
    view = cascade_view(cascade_network(documents, "d0"), Options("en"))
    assert [tick.text for tick in view.ticks] == ["undated"]
    assert len({(node.x, node.y) for node in view.nodes}) == 3


SENTENCES = [
    ("as asked", "theo ngày được chọn"),
    ("2022-03-01 is before 2022-06-11", "ngày 01/03/2022 trước ngày 11/06/2022"),
    (
        "as asked; the directive itself is later, of 2022-01-05",
        "theo ngày được chọn; bản thân chỉ thị có sau, ngày 05/01/2022",
    ),
    ("as asked; nobody knows this", None),
    ("", None),
]


@pytest.mark.parametrize(("english", "vietnamese"), SENTENCES)
def test_sentences_about_the_data_are_said_in_vietnamese(english: str, vietnamese: str | None) -> None:
    assert words.in_vietnamese(english) == vietnamese


def test_the_reasons_of_days_are_all_known(store: GraphStore) -> None:
    for level in ("province", "district"):
        found = coverage(store, CT12.iri, level=level, today=date(2026, 1, 1))
        assert words.in_vietnamese(found.as_of_reason), found.as_of_reason
