from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.layout import COLUMN, ROW, layers, positions

PAIRS = st.sets(st.tuples(st.integers(0, 9).map(str), st.integers(0, 9).map(str)), max_size=20)
NODES = [str(number) for number in range(10)]


def test_layers_follow_the_longest_way() -> None:
    edges = [("457", "3000"), ("457", "83"), ("3000", "83"), ("83", "12")]
    assert layers(["457", "3000", "83", "12"], edges) == [["12"], ["83"], ["3000"], ["457"]]


def test_a_cycle_shares_a_layer() -> None:
    assert layers(["a", "b", "c"], [("a", "b"), ("b", "a"), ("c", "a")]) == [["a", "b"], ["c"]]


def test_nothing_has_no_place() -> None:
    assert (layers([], []), positions([], [])) == ([], {})


def test_a_wide_layer_is_broken_into_rows() -> None:
    leaves = [f"leaf{number:02}" for number in range(63)]
    placed = positions(["root", *leaves], [(leaf, "root") for leaf in leaves])
    assert len({placed[leaf][1] for leaf in leaves}) > 3
    assert max(x for x, _ in placed.values()) - min(x for x, _ in placed.values()) < 20 * COLUMN


@given(PAIRS)
def test_no_two_boxes_overlap(pairs: set[tuple[str, str]]) -> None:
    placed = sorted(positions(NODES, pairs).values(), key=lambda place: (place[1], place[0]))
    assert len(placed) == len(NODES)
    for (x, y), (next_x, next_y) in pairwise(placed):
        assert next_y - y >= ROW or (next_y == y and next_x - x >= COLUMN - 1)


@given(PAIRS)
def test_the_same_question_has_the_same_picture(pairs: set[tuple[str, str]]) -> None:
    assert positions(NODES, pairs) == positions(NODES, sorted(pairs, reverse=True))
