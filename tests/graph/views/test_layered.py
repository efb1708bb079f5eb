"""Boxes do not overlap, arrows run behind none of them, and few of them cross."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.views.layered import WIDTH, Layout, crossings, lay_out, ordered
from graph.views.routes import routes

NODES = [f"{number:02}" for number in range(16)]
PAIRS = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=30)
UPWARD = PAIRS.map(lambda pairs: {(max(pair), min(pair)) for pair in pairs if pair[0] != pair[1]})
HEIGHTS = {node: 50 + 7 * (place % 5) for place, node in enumerate(NODES)}
COLUMNS = st.sampled_from([None, 2, 3])


def laid(pairs: set[tuple[str, str]], columns: int | None = None) -> Layout:
    return lay_out(NODES, pairs, HEIGHTS, columns=columns)


@given(PAIRS, COLUMNS)
def test_no_two_boxes_overlap(pairs: set[tuple[str, str]], columns: int | None) -> None:
    places = laid(pairs, columns).places
    assert set(places) == set(NODES)
    for one, other in combinations(NODES, 2):
        (x, y), (other_x, other_y) = places[one], places[other]
        beside = abs(x - other_x) >= WIDTH + 20
        below = y + HEIGHTS[one] + 10 <= other_y or other_y + HEIGHTS[other] + 10 <= y
        assert beside or below, (one, other)


@given(UPWARD, COLUMNS)
def test_what_carries_out_stands_below(pairs: set[tuple[str, str]], columns: int | None) -> None:
    places = laid(pairs, columns).places
    assert all(places[source][1] > places[target][1] + HEIGHTS[target] for source, target in pairs)


@given(UPWARD, COLUMNS)
def test_the_picture_holds_all_of_it(pairs: set[tuple[str, str]], columns: int | None) -> None:
    layout = laid(pairs, columns)
    assert all(x >= 0 and y >= 0 for x, y in layout.places.values())
    assert max(x for x, _ in layout.places.values()) + WIDTH <= layout.width
    assert max(y + HEIGHTS[node] for node, (_, y) in layout.places.items()) <= layout.height


def points(path: str) -> list[tuple[float, float]]:
    """The corners of a path of absolute commands: where each of its pieces ends."""
    found: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([MHVCQ])([-0-9. ]+)", path):
        values = [float(number) for number in numbers.split()]
        x, y = found[-1] if found else (0.0, 0.0)
        found.append(
            (values[0], y) if command == "H" else (x, values[0]) if command == "V" else (values[-2], values[-1])
        )
    return found


@given(UPWARD, COLUMNS)
@settings(max_examples=60)
def test_no_arrow_runs_behind_a_box(pairs: set[tuple[str, str]], columns: int | None) -> None:
    layout, edges = laid(pairs, columns), sorted(pairs)
    for (source, target), route in zip(edges, routes(layout, HEIGHTS, edges), strict=True):
        corners = points(route.path)
        assert corners[-1][1] >= layout.places[source][1]
        for (x, y), (end, bottom) in pairwise(corners):
            if x != end:
                continue
            for node, (left, top) in layout.places.items():
                inside = left < x < left + WIDTH and y < top + HEIGHTS[node] and bottom > top
                assert not inside, (source, target, node)


@given(PAIRS)
@settings(max_examples=40)
def test_the_same_question_has_the_same_picture(pairs: set[tuple[str, str]]) -> None:
    assert laid(pairs).places == lay_out(NODES, sorted(pairs, reverse=True), HEIGHTS).places


@given(st.permutations(NODES[:6]), st.permutations(NODES[6:12]), UPWARD)
def test_crossings_are_those_that_one_counts(upper: list[str], lower: list[str], pairs: set[tuple[str, str]]) -> None:
    edges = [(source, target) for source, target in pairs if source in lower and target in upper]
    counted = sum(
        (lower.index(one[0]) - lower.index(other[0])) * (upper.index(one[1]) - upper.index(other[1])) < 0
        for one, other in combinations(edges, 2)
    )
    assert crossings([upper, lower], edges) == counted


def test_the_order_has_fewer_crossings() -> None:
    upper, lower = [f"u{n}" for n in range(6)], [f"l{n}" for n in range(6)]
    edges = [(f"l{n}", f"u{5 - n}") for n in range(6)]
    assert crossings([upper, lower], edges) == 15
    assert crossings(ordered([upper, lower], edges), edges) == 0


def test_siblings_keep_the_order_of_time() -> None:
    leaves = ["c", "a", "d", "b"]  # in the order of time
    places = lay_out(
        ["root", *leaves], {(leaf, "root") for leaf in leaves}, dict.fromkeys(["root", *leaves], 60)
    ).places
    assert sorted(leaves, key=lambda leaf: places[leaf][0]) == leaves


def test_a_wide_layer_is_stacked_below_what_it_carries_out() -> None:
    plans = [f"p{n:02}" for n in range(24)]
    letters = [f"l{n:02}" for n in range(24)]
    edges = {*((plan, "root") for plan in plans), *zip(letters, plans, strict=True)}
    layout = lay_out(["root", *plans, *letters], edges, dict.fromkeys(["root", *plans, *letters], 60))
    assert layout.width < 10 * (WIDTH + 60)
    assert (
        max(abs(layout.places[one][0] - layout.places[other][0]) for one, other in zip(letters, plans, strict=True))
        < 300
    )


@pytest.mark.parametrize("nodes", [[], ["a"]])
def test_little_is_laid_out_as_well(nodes: list[str]) -> None:
    assert set(lay_out(nodes, set(), dict.fromkeys(nodes, 60)).places) == set(nodes)


def test_a_cycle_and_a_document_that_carries_itself_out_have_arrows() -> None:
    edges = [("a", "b"), ("b", "a"), ("a", "a")]
    heights = {"a": 60, "b": 60}
    drawn = routes(lay_out(["a", "b"], set(edges), heights), heights, edges)
    assert len({route.path for route in drawn}) == 3
    assert all(route.label is None for route in drawn)
