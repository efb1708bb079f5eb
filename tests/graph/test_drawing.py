from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from graph.drawing import mermaid, outline, tree
from graph.lineage import trace, trace_document
from graph.model import DocumentSummary
from graph.store import GraphStore
from graph.view import build_view
from tests.graph.corpus import CT04, CT12, KH83, LD457, Doc, build_parts, held
from tests.graph.test_lineage import view_of

UP = """\
Công văn 457/LĐLĐ · 2022-07-11 · Dương Minh Châu, Tây Ninh · Ban Thường vụ Liên đoàn Lao động huyện Dương Minh Châu [held]
└─ based on (0 days): Công văn 3000/LĐLĐ · 2022-07-11 · Tây Ninh · Ban Thường vụ Liên đoàn Lao động tỉnh Tây Ninh [cited only]
   └─ implements (30 days): Kế hoạch 83-KH/TU · 2022-06-11 · Tây Ninh · Ban Thường vụ Tỉnh ủy Tây Ninh [held]
      └─ implements (157 days): Chỉ thị 12-CT/TW · 2022-01-05 · Ban Bí thư Trung ương Đảng [held]
         └─ continues (3836 days): Chỉ thị 04-CT/TW · 2011-07-06 · Ban Bí thư Trung ương Đảng [cited only]
also stated: Công văn 457/LĐLĐ implements Kế hoạch 83-KH/TU
also stated: Công văn 457/LĐLĐ implements Chỉ thị 12-CT/TW"""  # noqa: E501


def test_the_tree_upward(store: GraphStore) -> None:
    assert "\n".join(tree(trace_document(store, LD457.iri, direction="up"))) == UP


def test_the_tree_downward_stands_by_province(store: GraphStore) -> None:
    lines = tree(trace_document(store, CT12.iri, direction="down"))
    outline = [re.sub(r" · .*", "", line) for line in lines if not line.startswith("also")]
    assert outline == [
        "Chỉ thị 12-CT/TW",
        "├─ implemented by (20 days): Công văn 1218-CV/TU",
        "│  └─ implemented by (20 days): Công văn 492-CV/HU",
        "├─ implemented by (157 days): Kế hoạch 83-KH/TU",
        "│  ├─ implemented by (16 days): Công văn 578-CV/BDVTU",
        "│  └─ implemented by (30 days): Công văn 3000/LĐLĐ",
        "│     └─ basis of (0 days): Công văn 457/LĐLĐ",
        "└─ implemented by (285 days): Kế hoạch 41-KH/TU",
        "   └─ implemented by: Kế hoạch của Ban Thường vụ Huyện ủy Tây Sơn",
    ]


def test_both_sides_have_headings(store: GraphStore) -> None:
    lines = tree(trace_document(store, KH83.iri))
    assert lines.index("carries out:") < lines.index("is carried out by:")


def test_a_limit_is_told(store: GraphStore) -> None:
    lines = tree(trace_document(store, CT12.iri, direction="down", limit=4))
    assert "left out: 5 documents beyond the limit of 4" in lines
    lines = tree(trace_document(store, CT12.iri, direction="down", max_depth=0))
    assert lines[-1] == "left out: documents more than 0 steps away"


def test_one_step_is_one_step(store: GraphStore) -> None:
    lines = tree(trace_document(store, CT12.iri, direction="down", max_depth=1))
    assert lines[-1] == "left out: documents more than 1 step away"


def test_the_outline_has_the_lines_of_the_tree(store: GraphStore) -> None:
    lineage = trace_document(store, CT12.iri)
    lines = [line for line in tree(lineage) if "─ " in line]
    branches = [branch for _, side in outline(lineage) for branch in side]
    assert [line[: len(branch.indent)] for line, branch in zip(lines, branches, strict=True)] == [
        branch.indent for branch in branches
    ]
    assert [len(branch.indent) // 3 for branch in branches] == [branch.depth for branch in branches]
    assert [side for side, _ in outline(lineage)] == ["up", "down"]


def test_a_cycle_is_drawn_once_and_told() -> None:
    lines = tree(trace(view_of([(0, 1), (1, 2), (2, 0)]), "d0", direction="up"))
    assert lines[-1] == "cycle: d0 -> d1 -> d2 -> d0"
    assert "      └─ implements: d0 (see above)" in lines


def test_what_stands_above_is_named_not_repeated() -> None:
    lines = tree(trace(view_of([(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)]), "d0", direction="down"))
    assert sum("(see above)" in line for line in lines) == 1
    assert sum("d4" in line for line in lines) == 1


def test_a_very_deep_tree_is_drawn() -> None:
    lineage = trace(view_of([(place + 1, place) for place in range(1200)]), "d0", direction="down", limit=2000)
    assert len(tree(lineage)) == 1201


def test_mermaid(store: GraphStore) -> None:
    text = mermaid(trace_document(store, CT04.iri, direction="down"))
    lines = text.splitlines()
    assert lines[0] == "flowchart BT"
    assert lines[1] == '  n0["Chỉ thị 04-CT/TW<br/>2011-07-06<br/>cited only"]:::root'
    assert sum("-->" in line for line in lines) == 2
    assert text.endswith("\n")


def test_mermaid_tells_what_its_cap_left_out(store: GraphStore) -> None:
    text = mermaid(trace_document(store, CT12.iri, direction="down"), max_nodes=3)
    assert 'more["6 documents are left out"]' in text


HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ['"] --> x["', "<script>alert(1)</script>", "`**b**`", "#quot;", "a\nb", "%%{init}%%", "click n0 call x()", "end"]
)


@given(HOSTILE)
def test_no_label_breaks_out_of_its_box(label: str) -> None:
    view = view_of([(0, 1)])
    view.nodes["d1"]["summary"] = DocumentSummary(
        "d1", label, None, None, None, None, None, "held", label or None, None, None
    )
    lines = mermaid(trace(view, "d0")).splitlines()
    (box,) = [line for line in lines if line.startswith("  n1[")]
    inner = box.removeprefix('  n1["').removesuffix('"]:::held')
    assert not set(inner.replace("<br/>", "")) & set('"<>`[]{}|\n')
    assert len(tree(trace(view, "d0"))) >= 2


# -- as stated, between documents that are not held, older than what is carried out ----------------------------------


def test_every_stated_step_stands_in_the_tree_that_is_asked_for_them(store: GraphStore) -> None:
    lines = tree(trace_document(store, LD457.iri, direction="up"), stated=True)
    assert [re.sub(r" · .*", "", line) for line in lines] == [
        "Công văn 457/LĐLĐ",
        "├─ implements (187 days): Chỉ thị 12-CT/TW",
        "│  └─ continues (3836 days): Chỉ thị 04-CT/TW",
        "├─ implements (30 days): Kế hoạch 83-KH/TU",
        "│  └─ implements (157 days): Chỉ thị 12-CT/TW (see above)",
        "└─ based on (0 days): Công văn 3000/LĐLĐ",
        "   └─ implements (30 days): Kế hoạch 83-KH/TU (see above)",
    ]


def test_every_stated_step_is_an_arrow_of_the_flowchart_that_is_asked_for_them(store: GraphStore) -> None:
    lineage = trace_document(store, LD457.iri, direction="up")
    arrows = [mermaid(lineage, stated=stated).count(">|") for stated in (False, True)]
    assert arrows == [len(lineage.cascade), len(lineage.edges)] == [4, 6]


def test_a_step_between_documents_that_are_not_held_says_who_states_it() -> None:
    first = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020", "2022-06-01")
    second = Doc("ke-hoach", "2-KH/HU", "tay-ninh/tan-bien", "nk2020", "2022-07-01")
    letters = [held(Doc("cong-van", f"{n}-CV/HU", f"tay-ninh/{n}", "nk2020"), f"{n}.txt", 1) for n in range(3, 8)]
    for letter in letters:
        letter.cites(first).cites(second).states(second.iri, "implements", first.iri)
    store = build_parts(*letters)
    expected = [
        "Kế hoạch 1-KH/TU · 2022-06-01 [cited only]",
        "└─ implemented by (30 days): Kế hoạch 2-KH/HU · 2022-07-01 [cited only] (between documents not held, "
        "stated in Công văn 3-CV/HU, Công văn 4-CV/HU, Công văn 5-CV/HU and 2 more)",
    ]
    for stated in (False, True):
        assert tree(trace_document(store, first.iri), stated=stated)[-1:] == expected[1:]
        assert tree(trace(build_view(store), first.iri, direction="down"), stated=stated) == expected


def test_a_step_from_or_to_a_document_that_is_held_needs_no_such_word(store: GraphStore) -> None:
    lineage = trace_document(store, CT12.iri)
    assert "not held" not in "\n".join(tree(lineage))
    assert {lineage.stated_by_others(edge) for edge in lineage.edges} == {()}


def test_a_document_older_than_what_it_carries_out_is_told() -> None:
    older = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020")
    dates = {"2022-01-04": "1 day", "2021-12-26": "10 days"}
    for day, days in dates.items():
        lines = tree(trace_document(build_parts(held(older, "a.txt", 1, date=day).cites(CT12, "implements")), CT12.iri))
        assert f"└─ implemented by (-{days}): Kế hoạch 1-KH/TU · {day} [held]" in lines
        assert lines[-1] == f"older by {days}: Kế hoạch 1-KH/TU implements Chỉ thị 12-CT/TW"
