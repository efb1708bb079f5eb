from __future__ import annotations

from graph.layout import layers


def test_layers_follow_the_longest_way() -> None:
    edges = [("457", "3000"), ("457", "83"), ("3000", "83"), ("83", "12")]
    assert layers(["457", "3000", "83", "12"], edges) == [["12"], ["83"], ["3000"], ["457"]]


def test_a_cycle_shares_a_layer() -> None:
    assert layers(["a", "b", "c"], [("a", "b"), ("b", "a"), ("c", "a")]) == [["a", "b"], ["c"]]


def test_nothing_has_no_layer() -> None:
    assert layers([], []) == []
