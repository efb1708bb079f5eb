from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import resolve_one
from graph.paths import Paths, paths
from graph.store import GraphStore, memory_store, open_store
from graph.view import View, build_view
from ontology.errors import InputError, NotFound
from tests.graph.corpus import CT04, CT12, CT12_2007, CV578, IRIS, KH83, LD457, LD3000, Doc, Part, build_parts, held
from tests.graph.test_lineage import view_of

UNKNOWN = "https://directive-lineage.example/eli/none"


def numbers(found: Paths) -> list[list[str | None]]:
    return [[found.document(iri).number for iri in path.documents] for path in found.paths]


def relations(found: Paths) -> dict[tuple[str, str], list[tuple[str, int | None]]]:
    pairs = {(step.source, step.target) for step in found.steps}
    return {pair: [(step.relation, step.days) for step in found.between(*pair)] for pair in pairs}


def test_all_ways_from_the_letter_to_the_first_directive(store: GraphStore) -> None:
    found = paths(store, LD457.iri, CT04.iri)
    assert numbers(found) == [
        ["457/LĐLĐ", "12-CT/TW", "04-CT/TW"],
        ["457/LĐLĐ", "83-KH/TU", "12-CT/TW", "04-CT/TW"],
        ["457/LĐLĐ", "3000/LĐLĐ", "83-KH/TU", "12-CT/TW", "04-CT/TW"],
    ]
    assert (found.shortest, found.reversed, found.truncated) == (2, False, False)
    assert relations(found) == {
        (LD457.iri, CT12.iri): [("implements", 187)],
        (CT12.iri, CT04.iri): [("cites", 3836), ("continues", 3836)],
        (LD457.iri, KH83.iri): [("attaches", 30), ("implements", 30)],
        (KH83.iri, CT12.iri): [("implements", 157)],
        (LD457.iri, LD3000.iri): [("based-on", 0)],
        (LD3000.iri, KH83.iri): [("implements", 30)],
    }


def test_every_step_says_who_states_it_in_which_words(store: GraphStore) -> None:
    found = paths(store, LD3000.iri, CT12.iri)
    first, second = found.steps
    assert first.stated_in == (LD457.iri,)
    assert [quotation.file for quotation in first.quotations] == ["003.txt"]
    assert second.stated_in == (CV578.iri, LD457.iri, KH83.iri)
    assert len(second.quotations) == 3
    assert found.document(CV578.iri).number == "578-CV/BDVTU"
    with pytest.raises(KeyError):
        found.document(CT12_2007.iri)


def test_against_the_relations_the_other_direction_is_tried_and_said(store: GraphStore) -> None:
    there, back = paths(store, KH83.iri, CT04.iri), paths(store, CT04.iri, KH83.iri)
    assert (there.reversed, back.reversed) == (False, True)
    assert (back.paths, back.steps, back.shortest) == (there.paths, there.steps, 2)
    assert (back.source.number, back.target.number) == ("04-CT/TW", "83-KH/TU")


def test_where_both_directions_lead_on_the_first_one_counts() -> None:
    found = paths(view_of([(0, 1), (1, 0)]), "d1", "d0")
    assert ([path.documents for path in found.paths], found.reversed) == ([("d1", "d0")], False)


def test_relations_of_some_kinds_only(store: GraphStore) -> None:
    found = paths(store, LD457.iri, CT04.iri, relations=("based-on", "implements"))
    assert (found.paths, found.shortest, found.relations) == ((), None, ("based-on", "implements"))
    found = paths(store, LD457.iri, KH83.iri, relations=["attaches"])
    assert [step.relation for step in found.steps] == ["attaches"]


def test_a_path_that_is_longer_than_the_bound_is_not_listed_but_its_length_is_told(store: GraphStore) -> None:
    found = paths(store, LD457.iri, CT04.iri, max_length=1)
    assert (found.paths, found.steps, found.shortest, found.truncated) == ((), (), 2, False)


def test_a_long_chain_is_measured_though_no_path_is_within_the_bound() -> None:
    view = view_of([(place, place + 1) for place in range(2000)])
    found = paths(view, "d0", "d2000", max_length=3)
    assert (found.paths, found.shortest) == ((), 2000)


def test_what_the_limit_leaves_out_is_told(store: GraphStore) -> None:
    assert [paths(store, LD457.iri, CT04.iri, limit=limit).truncated for limit in (1, 2, 3, 4)] == [
        True,
        True,
        False,
        False,
    ]
    found = paths(store, LD457.iri, CT04.iri, limit=1)
    assert numbers(found) == [["457/LĐLĐ", "12-CT/TW", "04-CT/TW"]]
    assert {step.target for step in found.steps} == {CT12.iri, CT04.iri}


def test_unconnected_documents(store: GraphStore) -> None:
    found = paths(store, CT12_2007.iri, CT12.iri)
    assert (found.paths, found.shortest, found.reversed, found.truncated) == ((), None, False, False)


def test_from_a_document_to_itself(store: GraphStore) -> None:
    for where in (store, view_of([]), view_of([(0, 0)]), view_of([(0, 1), (1, 0)])):
        iri = CT12.iri if where is store else "d0"
        found = paths(where, iri, iri)
        assert ([path.documents for path in found.paths], found.steps, found.shortest) == ([(iri,)], (), 0)


def test_an_older_document_has_negative_days() -> None:
    plan = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020")
    found = paths(build_parts(held(plan, "a.txt", 1, date="2021-12-26").cites(CT12, "implements")), plan.iri, CT12.iri)
    assert [(step.relation, step.days) for step in found.steps] == [("implements", -10)]


@pytest.mark.parametrize("ends", [(UNKNOWN, CT12.iri), (CT12.iri, UNKNOWN)])
def test_an_unknown_document_is_not_found(store: GraphStore, ends: tuple[str, str]) -> None:
    for where in (store, build_view(store), memory_store()):
        with pytest.raises(NotFound, match="no document"):
            paths(where, *ends)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"relations": ["implements", "obeys"]}, "no relation 'obeys'"),
        ({"max_length": 0}, "up to 0 steps"),
        ({"max_length": 21}, "up to 21 steps"),
        ({"limit": 0}, "0 of them"),
        ({"limit": 1001}, "1001 of them"),
    ],
)
def test_impossible_questions_are_refused(store: GraphStore, options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        paths(store, LD457.iri, CT12.iri, **options)  # type: ignore[arg-type]


def test_paths_are_json(store: GraphStore) -> None:
    data = json.loads(json.dumps(paths(store, LD457.iri, CT12.iri).to_json()))
    assert data["paths"][0] == {"documents": [LD457.iri, CT12.iri]}
    assert data["steps"][0]["quotations"][0]["text"] == "12-CT/TW"


def test_copies_of_one_text_are_one_document() -> None:
    plan = Doc("ke-hoach", "1-KH/TU", "tay-ninh", "nk2020")
    copies = [IRIS.unnumbered_document(f"{name}.txt", 2) for name in "abc"]
    parts = []
    for name, copy in zip("abc", copies, strict=True):
        parts.append(held(plan, f"{name}.txt", 1, sha256="ab" * 32).states(plan.iri, "attaches", copy))
        letter = Part(f"{name}.txt", 2, copy, "cong-van", issuer="Huyện ủy", sha256="ab" * 32)
        parts.append(letter.cites(CT12, "implements"))
    store = build_parts(*parts)
    found = paths(store, plan.iri, CT12.iri)
    assert [path.documents for path in found.paths] == [(plan.iri, copies[0], CT12.iri)]
    assert found.document(copies[0]).copies == 3
    assert found.steps[1].quotations[0].also_in == ("b.txt", "c.txt")
    assert paths(build_view(store), plan.iri, CT12.iri) == found
    assert [path.documents for path in paths(store, plan.iri, copies[1]).paths] == [(plan.iri, copies[1])]


# -- the same as networkx ----------------------------------------------------------------------------------------------

KINDS = ("implements", "cites", "based-on")
EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(KINDS)), max_size=28)


def labelled(edges: list[tuple[int, int, str]]) -> View:
    view = view_of([(source, target) for source, target, _ in edges])
    view.add_nodes_from(view_of([(number, number) for number in range(8)]).nodes(data=True))
    for place, (source, target, kind) in enumerate(edges):
        view.edges[f"d{source}", f"d{target}", str(place)]["relation"] = kind
    return view


@given(EDGES, st.integers(1, 8), st.none() | st.sets(st.sampled_from(KINDS), min_size=1))
def test_the_paths_are_those_of_networkx(
    edges: list[tuple[int, int, str]], length: int, kinds: set[str] | None
) -> None:
    view = labelled(edges)
    allowed: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    allowed.add_nodes_from(view)
    allowed.add_edges_from((f"d{s}", f"d{t}") for s, t, kind in edges if kinds is None or kind in kinds)
    there, back = nx.has_path(allowed, "d0", "d1"), nx.has_path(allowed, "d1", "d0")
    ends = ("d1", "d0") if back and not there else ("d0", "d1")
    found = paths(view, "d0", "d1", relations=kinds, max_length=length, limit=1000)
    listed = [path.documents for path in found.paths]
    assert found.reversed == (back and not there)
    assert found.shortest == (nx.shortest_path_length(allowed, *ends) if there or back else None)
    assert len(listed) == len(set(listed))
    assert set(listed) == {tuple(path) for path in nx.all_simple_paths(allowed, *ends, cutoff=length)}
    assert [len(path) for path in listed] == sorted(len(path) for path in listed)
    for pair in {pair for path in listed for pair in pairwise(path)}:
        stated = {kind for s, t, kind in edges if (f"d{s}", f"d{t}") == pair and (kinds is None or kind in kinds)}
        assert [step.relation for step in found.between(*pair)] == sorted(stated)


@given(EDGES, st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_order_of_the_relations_does_not_matter(
    edges: list[tuple[int, int, str]], random: object, limit: int
) -> None:
    shuffled = list(edges)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert paths(labelled(edges), "d0", "d1", limit=limit) == paths(labelled(shuffled), "d0", "d1", limit=limit)


@given(EDGES, st.integers(1, 4))
def test_the_store_gives_the_same_as_the_view(edges: list[tuple[int, int, str]], limit: int) -> None:
    docs = [Doc("ke-hoach", f"{number}-KH/TU", "tay-ninh", "nk2020") for number in range(8)]
    parts = [held(doc, f"{place}.txt", 1, date=f"2022-01-{place + 1:02}") for place, doc in enumerate(docs)]
    for source, target, kind in edges:
        parts[(source + target) % 8].states(docs[source].iri, kind, docs[target].iri)
    store = build_parts(*parts)
    for relations in (None, ("implements",)):
        options = {"relations": relations, "limit": limit}
        found = paths(store, docs[0].iri, docs[1].iri, **options)  # type: ignore[arg-type]
        assert paths(build_view(store), docs[0].iri, docs[1].iri, **options) == found  # type: ignore[arg-type]


# -- cost --------------------------------------------------------------------------------------------------------------


def layered(layers: int, width: int) -> View:
    """Every document of a layer speaks of every one of the next; width ** (layers - 1) paths."""
    pairs = [(0, 1 + place) for place in range(width)]
    for layer in range(layers - 1):
        low = 1 + layer * width
        pairs += [(low + one, low + width + other) for one in range(width) for other in range(width)]
    last = 1 + (layers - 1) * width
    return view_of([*pairs, *((last + place, last + width) for place in range(width))])


class CountedSteps:
    """Counts how many relations a search reads."""

    def __init__(self, view: View) -> None:
        from graph.steps import ViewSteps

        self.inner, self.read = ViewSteps(view), 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def __contains__(self, iri: str) -> bool:
        return iri in self.inner

    def at(self, iri: str, *, upward: bool) -> object:
        for step in self.inner.at(iri, upward=upward):
            self.read += 1
            yield step


def test_a_directive_that_thousands_carry_out_is_not_read_from_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ends are read in turn: the few relations of the letter end the search, whatever the directive has."""
    letter = [(0, 1), (1, 2), (2, 3)]
    counted = CountedSteps(view_of([*letter, *((number, 3) for number in range(10, 5000))]))
    monkeypatch.setattr(sys.modules["graph.paths"], "steps_of", lambda _: counted)
    found = paths(view_of([]), "d0", "d3")
    assert [path.documents for path in found.paths] == [("d0", "d1", "d2", "d3")]
    assert counted.read < 20


def test_many_paths_are_not_listed_before_the_limit() -> None:
    """6 ** 7 paths of eight steps; those that the limit asks for cost a moment."""
    view = layered(7, 6)
    began = perf_counter()
    found = paths(view, "d0", "d43", limit=20)
    assert (len(found.paths), found.shortest, found.truncated) == (20, 8, True)
    assert perf_counter() - began < 5


def test_a_knot_that_leads_nowhere_costs_nothing() -> None:
    """A dense knot beside the way, from which no path leads on without coming back."""
    knot = [(one, other) for one in range(10, 30) for other in range(10, 30) if one != other]
    view = view_of([(0, 1), (1, 2), (1, 10), *knot, (11, 1)])
    began = perf_counter()
    found = paths(view, "d0", "d2", max_length=20)
    assert [path.documents for path in found.paths] == [("d0", "d1", "d2")]
    assert perf_counter() - began < 5


# -- the sample corpus -------------------------------------------------------------------------------------------------


def test_the_sample_corpus(sample_store: Path) -> None:
    with open_store(sample_store, read_only=True) as store:
        letter, directive = resolve_one(store, "457/LĐLĐ"), resolve_one(store, "04-CT/TW")
        found = paths(store, letter.iri, directive.iri)
        assert paths(build_view(store), letter.iri, directive.iri) == found
        by_role = paths(store, letter.iri, directive.iri, relations=("implements", "continues"))
    assert numbers(found) == [
        ["457/LĐLĐ", "12-CT/TW", "04-CT/TW"],
        ["457/LĐLĐ", "83-KH/TU", "12-CT/TW", "04-CT/TW"],
        ["457/LĐLĐ", "3000/LĐLĐ", "83-KH/TU", "12-CT/TW", "04-CT/TW"],
    ]
    assert numbers(by_role) == numbers(found)[:2]
    assert [(step.relation, step.days, len(step.stated_in)) for step in found.steps] == [
        ("implements", 187, 1),
        ("cites", 3836, 1),
        ("continues", 3836, 1),
        ("attaches", 30, 1),
        ("implements", 30, 1),
        ("implements", 157, 3),  # the plan itself, and the two letters that pass it on
        ("based-on", 0, 1),
        ("implements", 30, 1),
    ]
