from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from statistics import median

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cascade import CASCADE_LEVELS, Cascade, CascadeLevel, Quartiles, cascade
from graph.coverage import carriers
from graph.documents import resolve_one
from graph.store import GraphStore, memory_store, open_store
from graph.view import build_view
from ontology.errors import NotFound
from tests.graph.corpus import CT04, CT12, CT12_2017, IRIS, Doc, Part, build_parts
from tests.graph.test_lineage import view_of

DIRECTIVE = Doc("chi-thi", "1-CT/TW", "trung-uong", "k13", "2021-01-01", level="central")


def level(found: Cascade, name: str) -> CascadeLevel:
    return next(row for row in found.levels if row.level == name)


def plan(number: int, day: str | None = None, *, level: str | None = "province", sha256: str | None = None) -> Part:
    doc = Doc("ke-hoach", f"{number}-KH/TU", f"tinh-{number}", "nk2020")
    return Part(f"{number}.txt", 1, doc.iri, "ke-hoach", doc.number, None, level, date=day, sha256=sha256)


def plans(*days: str | None) -> GraphStore:
    return build_parts(*(plan(place, day).cites(DIRECTIVE, "implements") for place, day in enumerate(days)))


# -- the sample corpus -------------------------------------------------------------------------------------------------

SAMPLE = {  # level: documents, held, cited, undated, first, last, days
    "central": (1, 0, 1, 0, "2022-02-22", "2022-02-22", Quartiles(48, 48, 48, 48, 48)),
    "province": (9, 6, 3, 0, "2022-01-25", "2022-10-17", Quartiles(20, 135, 173, 187, 285)),
    "district": (4, 4, 0, 1, "2022-02-14", "2022-07-15", Quartiles(40, 113.5, 187, 189, 191)),
    "commune": (0, 0, 0, 0, None, None, None),
    "unknown": (0, 0, 0, 0, None, None, None),
}


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> Cascade:
    with open_store(sample_store, read_only=True) as store:
        return cascade(store, resolve_one(store, "12-CT/TW", date="2022-01-05").iri)


@pytest.mark.parametrize("name", CASCADE_LEVELS)
def test_the_levels_of_the_sample(sample: Cascade, name: str) -> None:
    row = level(sample, name)
    assert (row.documents, row.held, row.cited, row.undated, row.first, row.last, row.days) == SAMPLE[name]
    assert row.older == 0


def test_the_sum_of_the_sample(sample: Cascade) -> None:
    total = sample.total
    assert (total.documents, total.held, total.cited, total.timed, total.undated) == (14, 10, 4, 13, 1)
    assert total.days == Quartiles(20, 64, 173, 187, 285)


def test_fan_out_and_depth_of_the_sample(sample: Cascade) -> None:
    widest = [document.label for document in sample.fan_out.widest]
    assert (sample.fan_out.documents, sample.fan_out.median, sample.fan_out.most, widest) == (
        7,
        1.0,
        5,
        ["Chỉ thị 12-CT/TW"],
    )
    assert (sample.depth, [document.number for document in sample.deepest]) == (3, ["457/LĐLĐ"])


def test_the_odd_steps_of_the_sample(sample: Cascade) -> None:
    """The plan of Tây Sơn has no date: both steps from it are without days, and nothing is guessed."""
    assert [(step.source.district, step.target.number) for step in sample.unknown] == [
        ("Tây Sơn", "41-KH/TU"),
        ("Tây Sơn", "12-CT/TW"),
    ]
    assert all(step.quotations and step.stated_in == (step.source.iri,) for step in sample.unknown)
    assert (sample.steps, sample.negative, sample.cycles, sample.later, sample.notes) == (22, (), (), 0, ())


def test_as_of_a_day_of_the_sample(sample_store: Path, sample: Cascade) -> None:
    with open_store(sample_store, read_only=True) as store:
        found = cascade(store, sample.directive.iri, as_of=date(2022, 6, 10))
        assert cascade(build_view(store), sample.directive.iri, as_of=date(2022, 6, 10)) == found
    assert (found.total.documents, found.later) == (6, 8)
    assert (level(found, "province").documents, level(found, "province").last) == (3, "2022-05-20")
    assert found.total.undated == 1  # it may be of that time, and is not guessed to be later


# -- one at a time -----------------------------------------------------------------------------------------------------


def test_the_same_from_the_store_and_from_the_view(store: GraphStore) -> None:
    for doc in (CT04, CT12, CT12_2017):
        assert cascade(build_view(store), doc.iri) == cascade(store, doc.iri)


def test_a_directive_that_nothing_carries_out(store: GraphStore) -> None:
    for where, iri in ((store, CT12_2017.iri), (view_of([]), "d0")):
        found = cascade(where, iri)
        assert (found.total.documents, found.steps, found.depth, found.deepest, found.later) == (0, 0, 0, (), 0)
        assert (found.fan_out.documents, found.fan_out.median, found.fan_out.most) == (0, None, 0)
        assert found.total.days is None


@pytest.mark.parametrize("where", [memory_store(), view_of([])], ids=["store", "view"])
def test_an_unknown_directive_is_not_found(where: GraphStore) -> None:
    with pytest.raises(NotFound):
        cascade(where, "https://directive-lineage.example/eli/none")


def test_a_document_that_is_only_cited_counts_as_such() -> None:
    cited = Doc("ke-hoach", "9-KH/TU", "tay-ninh", "nk2020", "2021-01-11", level="province")
    part = plan(1, "2021-02-01", level="district").cites(cited, "implements")
    part.states(cited.iri, "implements", DIRECTIVE.iri).cites(DIRECTIVE)
    row = level(cascade(build_parts(part), DIRECTIVE.iri), "province")
    assert (row.documents, row.held, row.cited, row.first, row.days) == (
        1,
        0,
        1,
        "2021-01-11",
        Quartiles(10, 10, 10, 10, 10),
    )


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((5,), Quartiles(5, 5, 5, 5, 5)),
        ((0, 10), Quartiles(0, 2.5, 5, 7.5, 10)),
        ((4, 1, 2, 3), Quartiles(1, 1.75, 2.5, 3.25, 4)),
        ((1, 2, 3, 4, 100), Quartiles(1, 2, 3, 4, 100)),
        ((7, 7, 7), Quartiles(7, 7, 7, 7, 7)),
    ],
)
def test_quartiles_by_the_inclusive_method(days: tuple[int, ...], expected: Quartiles) -> None:
    stated = (date.fromordinal(date(2021, 1, 1).toordinal() + number).isoformat() for number in days)
    assert cascade(plans(*stated), DIRECTIVE.iri).total.days == expected


def test_a_document_older_than_the_directive_is_listed_and_counts_for_no_time() -> None:
    found = cascade(plans("2020-12-22", "2021-01-31", "2020-12-31"), DIRECTIVE.iri)
    row = level(found, "province")
    assert (row.documents, row.timed, row.older, row.undated, row.first) == (3, 1, 2, 0, "2021-01-31")
    assert row.days == Quartiles(30, 30, 30, 30, 30)
    assert [(step.source.number, step.days) for step in found.negative] == [("0-KH/TU", -10), ("2-KH/TU", -1)]
    assert found.negative[0].quotations[0].text == "1-CT/TW"


def test_a_document_older_than_the_plan_that_it_carries_out_is_listed() -> None:
    first, second = plan(1, "2021-03-01"), plan(2, "2021-02-01", level="district")
    first.cites(DIRECTIVE, "implements")
    second.states(second.iri, "based-on", first.iri)
    found = cascade(build_parts(first, second), DIRECTIVE.iri)
    assert [(step.relation, step.days) for step in found.negative] == [("based-on", -28)]
    assert (level(found, "district").older, found.depth) == (0, 2)


@pytest.mark.parametrize("day", [None, "2021-02"])
def test_what_is_not_dated_to_the_day_is_unknown(day: str | None) -> None:
    found = cascade(plans(day, "2021-01-02"), DIRECTIVE.iri)
    assert (found.total.undated, found.total.timed, found.total.days) == (1, 1, Quartiles(1, 1, 1, 1, 1))
    assert [step.days for step in found.unknown] == [None]


def test_a_directive_without_a_day_gives_dates_but_no_days() -> None:
    directive = Doc("chi-thi", "1-CT/TW", "trung-uong", "k13", level="central")
    found = cascade(build_parts(plan(1, "2021-02-01").cites(directive, "implements")), directive.iri)
    assert (found.total.timed, found.total.first, found.total.days) == (1, "2021-02-01", None)
    assert "the day of the directive is not known" in found.notes[0]


@pytest.mark.parametrize(
    ("day", "as_of", "later"),
    [
        ("2021-02-02", "2021-02-01", 1),
        ("2021-02-01", "2021-02-01", 0),
        (None, "2021-02-01", 0),
        ("2021-02", "2021-02-01", 0),
        ("2021-03", "2021-02-01", 1),
        ("2022", "2021-12-31", 1),
        ("2021", "2021-01-31", 0),
    ],
)
def test_as_of_leaves_out_what_is_later(day: str | None, as_of: str, later: int) -> None:
    found = cascade(plans(day), DIRECTIVE.iri, as_of=date.fromisoformat(as_of))
    assert (found.later, found.total.documents, found.steps) == (later, 1 - later, 1 - later)


def test_a_directive_that_is_later_than_the_day_is_said() -> None:
    found = cascade(plans("2021-02-01"), DIRECTIVE.iri, as_of=date(2020, 1, 1))
    assert (found.directive.number, found.later) == ("1-CT/TW", 1)
    assert found.notes == ("the directive itself is later, of 2021-01-01",)


@pytest.mark.parametrize("name", ["central", "province", "district", "commune", None])
def test_each_level(name: str | None) -> None:
    found = cascade(build_parts(plan(1, level=name).cites(DIRECTIVE, "implements")), DIRECTIVE.iri)
    assert [row.documents for row in found.levels] == [int(row == (name or "unknown")) for row in CASCADE_LEVELS]


def test_copies_of_one_text_count_once() -> None:
    parts = [
        Part(f"{name}.txt", 1, IRIS.unnumbered_document(f"{name}.txt", 1), "ke-hoach", sha256="ab" * 32).cites(
            DIRECTIVE, "implements"
        )
        for name in "abc"
    ]
    found = cascade(build_parts(*parts), DIRECTIVE.iri)
    assert (found.total.documents, found.steps, found.fan_out.most) == (1, 1, 1)
    assert found.unknown[0].source.copies == 3


def test_two_kinds_of_step_between_one_pair_are_two_steps_and_one_document() -> None:
    first, second = plan(1, "2021-02-01"), plan(2, "2021-03-01", level="district")
    first.cites(DIRECTIVE, "implements")
    second.states(second.iri, "based-on", first.iri).states(second.iri, "implements", first.iri)
    found = cascade(build_parts(first, second), DIRECTIVE.iri)
    assert (found.steps, found.total.documents, found.fan_out.most, found.depth) == (3, 2, 1, 2)


def test_a_cycle_is_told_and_ends() -> None:
    found = cascade(view_of([(1, 0), (2, 1), (1, 2), (3, 2)]), "d0")
    assert [[document.iri for document in cycle] for cycle in found.cycles] == [["d1", "d2"]]
    assert (found.total.documents, found.depth, [document.iri for document in found.deepest]) == (3, 2, ["d3"])
    back = cascade(view_of([(1, 0), (0, 1), (0, 0)]), "d0")
    assert [[document.iri for document in cycle] for cycle in back.cycles] == [["d0", "d1"]]
    assert (back.total.documents, back.depth) == (1, 0)


def test_a_very_long_cascade() -> None:
    found = cascade(view_of([(place + 1, place) for place in range(3000)]), "d0")
    assert (found.depth, found.fan_out.median, found.deepest[0].iri) == (3000, 1, "d3000")


def test_thousands_of_documents_with_shortcuts() -> None:
    pairs = [(number, (number - 1) // 10) for number in range(1, 5000)] + [(number, 0) for number in range(11, 5000)]
    found = cascade(view_of(pairs), "d0")
    assert (found.total.documents, found.depth, found.fan_out.most, found.fan_out.documents) == (4999, 4, 10, 500)


def test_a_cascade_is_json(store: GraphStore) -> None:
    data = json.loads(json.dumps(cascade(store, CT12.iri, as_of=date(2022, 6, 30)).to_json()))
    assert (data["as_of"], [row["level"] for row in data["levels"]]) == ("2022-06-30", list(CASCADE_LEVELS))


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_the_figures_are_those_of_networkx(pairs: set[tuple[int, int]]) -> None:
    acyclic = {(max(pair), min(pair)) for pair in pairs if pair[0] != pair[1]}
    view = view_of(acyclic)
    found = cascade(view, "d0")
    members = carriers(view, "d0") | {"d0"}
    every: nx.DiGraph[str] = nx.DiGraph(view.subgraph(members).edges())
    every.add_node("d0")
    direct = nx.transitive_reduction(every)
    counts = [count for _, count in direct.in_degree() if count]
    assert found.total.documents == len(members) - 1
    assert found.depth == nx.dag_longest_path_length(every)
    assert found.steps == every.number_of_edges()
    assert (found.fan_out.most, found.fan_out.documents) == (max(counts, default=0), len(counts))
    assert found.fan_out.median == (median(counts) if counts else None)
    for row in (*found.levels, found.total):
        assert row.documents == row.held + row.cited == row.timed + row.undated + row.older
