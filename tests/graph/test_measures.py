from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cascade import CASCADE_LEVELS, Quartiles, cascade, cascade_network
from graph.documents import resolve_one
from graph.measures import Delays, centrality, delays, orphans
from graph.store import GraphStore, open_store
from graph.view import View, build_view
from ontology.errors import InputError
from tests.graph.corpus import CT12, CT12_2017, Doc, build_parts
from tests.graph.test_cascade import DIRECTIVE, plan, plans
from tests.graph.test_lineage import view_of

PAIRS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24)


def typed(view: View, types: dict[int, str], **more: object) -> View:
    """The view with the types of some of its documents, and with other facts of all."""
    for iri in view:
        kind = types.get(int(iri[1:]))
        view.nodes[iri]["summary"] = replace(view.nodes[iri]["summary"], type=kind, **more)
    return view


# -- delays ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> Delays:
    with open_store(sample_store, read_only=True) as store:
        return delays(cascade_network(store, resolve_one(store, "12-CT/TW", date="2022-01-05").iri))


def test_the_delays_of_the_sample(sample: Delays) -> None:
    """A district is half a year behind the directive, and three weeks behind what it carries out itself."""
    found = {row.level: row for row in sample.levels}
    assert tuple(found) == CASCADE_LEVELS
    assert found["district"].since_directive.days == Quartiles(40, 113.5, 187, 189, 191)
    above = found["district"].since_above
    assert (above.timed, above.undated, above.older, above.days) == (3, 1, 0, Quartiles(0, 10, 20, 38, 56))
    assert (found["commune"].documents, found["commune"].since_directive.days) == (0, None)


def test_the_days_since_the_directive_are_those_of_the_cascade(store: GraphStore) -> None:
    numbers = cascade(store, CT12.iri)
    for mine, row in zip(delays(cascade_network(store, CT12.iri)).levels, numbers.levels, strict=True):
        since = mine.since_directive
        assert (mine.level, mine.documents, since.timed, since.undated, since.older, since.days) == (
            *(row.level, row.documents, row.timed, row.undated, row.older, row.days),
        )


def test_what_cannot_be_timed_is_counted_and_not_guessed() -> None:
    found = delays(cascade_network(plans("2020-12-31", "2021-01-11", "2021-02", None), DIRECTIVE.iri))
    row = next(one for one in found.levels if one.level == "province")
    for since in (row.since_directive, row.since_above):
        assert (since.timed, since.undated, since.older, since.days) == (1, 2, 1, Quartiles(10, 10, 10, 10, 10))


def test_a_step_to_each_of_two_documents_counts_twice() -> None:
    first, second = plan(1, "2021-01-11"), plan(2, "2021-01-21")
    third = plan(3, "2021-02-10", level="district")
    for one in (first, second):
        one.cites(DIRECTIVE, "implements")
        third.states(third.iri, "implements", one.iri)
    found = delays(cascade_network(build_parts(first, second, third), DIRECTIVE.iri))
    row = next(one for one in found.levels if one.level == "district")
    assert (row.documents, row.since_directive.days) == (1, Quartiles(40, 40, 40, 40, 40))
    assert (row.since_above.timed, row.since_above.days) == (2, Quartiles(20, 22.5, 25, 27.5, 30))


# -- centrality --------------------------------------------------------------------------------------------------------


def test_who_stands_between() -> None:
    """2 -> 1 -> 0 and 3 -> 1: of the six ordered pairs without 1, two ways up pass it."""
    found = centrality(view_of([(1, 0), (2, 1), (3, 1)]))
    rows = {row.document.iri: row for row in found.documents}
    assert (rows["d1"].carried_out_by, rows["d1"].carries_out, rows["d1"].degree) == (2, 1, 1.0)
    assert rows["d1"].betweenness == pytest.approx(2 / 6)
    assert [rows[iri].betweenness for iri in ("d0", "d2", "d3")] == [0, 0, 0]
    assert (found.documents[0].document.iri, found.pairs, found.pivots) == ("d1", 3, None)


def test_levels_of_a_cascade(store: GraphStore) -> None:
    network = cascade_network(store, CT12.iri)
    found = centrality(network)
    assert {row.document.iri for row in found.documents} == {document.iri for document in network.documents}
    assert sum(level.documents for level in found.levels) == len(network.documents)
    empty = next(level for level in found.levels if level.level == "commune")
    assert (empty.documents, empty.degree_mean, empty.betweenness_most, empty.most_between) == (0, None, None, ())
    for level in found.levels:
        here = [row for row in found.documents if row.level == level.level]
        if here:
            assert level.degree_most == max(row.degree for row in here)
            assert level.betweenness_mean == pytest.approx(sum(row.betweenness for row in here) / len(here))


@given(PAIRS)
def test_centrality_agrees_with_networkx(pairs: set[tuple[int, int]]) -> None:
    view = view_of(pairs)
    plain = nx.DiGraph((source, target) for source, target in view.edges() if source != target)
    plain.add_nodes_from(view)
    expected = nx.betweenness_centrality(plain)
    found = centrality(view)
    assert {row.document.iri: row.betweenness for row in found.documents} == pytest.approx(expected)
    assert sum(row.carried_out_by for row in found.documents) == plain.number_of_edges() == found.pairs


def test_only_the_relations_asked_for_count() -> None:
    assert centrality(view_of([(1, 0)], relation="cites")).pairs == 0
    assert centrality(view_of([(1, 0)], relation="cites"), relations=["cites"]).pairs == 1


def test_copies_of_a_text_are_one_document() -> None:
    view = view_of([(1, 0), (2, 0)])
    for iri in ("d1", "d2"):
        view.nodes[iri]["summary"] = replace(view.nodes[iri]["summary"], copy_key="same")
    found = centrality(view)
    assert (len(found.documents), found.pairs) == (2, 1)
    assert {row.document.copies for row in found.documents} == {1, 2}


def test_pivots_estimate_the_same_each_time() -> None:
    view = view_of([(number, number // 2) for number in range(1, 40)])
    first, second = (centrality(view, pivots=10) for _ in range(2))
    assert (first, first.pivots) == (second, 10)
    assert centrality(view, pivots=400).pivots is None
    with pytest.raises(InputError, match="0 documents"):
        centrality(view, pivots=0)


def test_nothing_has_no_centre() -> None:
    found = centrality(nx.MultiDiGraph())
    assert (found.documents, found.pairs) == ((), 0)
    assert centrality(view_of([])).documents[0].degree == 0


# -- orphans -----------------------------------------------------------------------------------------------------------


def test_what_leads_to_no_directive() -> None:
    """1 implements the directive 0, 2 carries out 1, 3 stands alone, 4 leads to the plan 3; 5 is a directive."""
    view = typed(view_of([(1, 0), (2, 1), (4, 3), (3, 3), (5, 5)]), {0: "chi-thi", 5: "ket-luan"})
    found = orphans(view)
    assert [one.iri for one in found.documents] == ["d3", "d4"]
    assert [one.iri for one in found.indirect] == ["d2"]
    assert [one.iri for one in found.directives] == ["d5"]
    assert found.types == ("chi-thi", "ket-luan", "nghi-quyet")


def test_a_citation_joins_and_does_not_carry_out() -> None:
    found = orphans(typed(view_of([(1, 0)], relation="cites"), {0: "chi-thi"}))
    assert (found.documents, [one.iri for one in found.directives]) == ((), ["d0"])


def test_a_report_carries_nothing_out() -> None:
    found = orphans(typed(view_of([(1, 0)]), {0: "chi-thi", 1: "bao-cao"}))
    assert [one.iri for one in found.directives] == ["d0"]


def test_what_is_only_cited_is_no_orphan_for_what_its_text_would_say() -> None:
    assert orphans(typed(view_of([(1, 2)]), {}, status="cited")).documents == ()


def test_a_cycle_ends() -> None:
    found = orphans(typed(view_of([(1, 0), (2, 1), (1, 2)]), {0: "chi-thi"}))
    assert (found.documents, [one.iri for one in found.indirect]) == ((), ["d2"])


def test_the_types_of_directives_can_be_chosen(store: GraphStore) -> None:
    found = orphans(store, types=["chi-thi"])
    assert CT12_2017.iri in {one.iri for one in found.directives}
    assert CT12.iri not in {one.iri for one in found.directives}
    assert found == orphans(build_view(store), types=["chi-thi"])
    with pytest.raises(InputError, match="'chỉ thị'"):
        orphans(store, types=["chỉ thị"])


@given(PAIRS, st.dictionaries(st.integers(0, 7), st.sampled_from(["chi-thi", "ke-hoach"])))
def test_every_held_document_is_an_orphan_or_leads_to_a_directive(
    pairs: set[tuple[int, int]], types: dict[int, str]
) -> None:
    view = typed(view_of(pairs), types)
    directives = {iri for iri in view if types.get(int(iri[1:])) == "chi-thi"}
    leading = {iri for iri in view if nx.descendants(view, iri) & directives}
    assert {one.iri for one in orphans(view).documents} == set(view) - leading - directives


def test_measures_are_ready_for_json(store: GraphStore, sample: Delays) -> None:
    network = cascade_network(store, CT12.iri)
    for found in (sample.to_json(), centrality(network).to_json(), orphans(store).to_json()):
        assert json.loads(json.dumps(found)) == found


def test_a_document_of_no_known_level_is_counted_as_such() -> None:
    strange = Doc("ke-hoach", "7-KH/X", "tinh-7", "nk2020")
    part = plan(1, "2021-02-01", level=None).cites(DIRECTIVE, "implements").cites(strange)
    found = delays(cascade_network(build_parts(part), DIRECTIVE.iri))
    assert sum(row.documents for row in found.levels) == 1
