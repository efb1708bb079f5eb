from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.evidence import by_support, weigh

Counts = dict[str, tuple[int, int]]
ROWS: list[tuple[Counts, list[str], str]] = [  # headings and citing documents by date, the dates in order, why
    ({}, [], "nothing is said"),
    ({"2022-06-11": (1, 0)}, ["2022-06-11"], "one heading"),
    ({"2022-06-11": (1, 0), "2022-06-21": (0, 2)}, ["2022-06-11", "2022-06-21"], "a heading outweighs two citations"),
    ({"2012-08-12": (0, 1), "2021-08-12": (0, 2)}, ["2021-08-12", "2012-08-12"], "two citations outweigh one"),
    ({"2012-08-12": (0, 1), "2021-08-12": (0, 1)}, ["2012-08-12", "2021-08-12"], "equal ones stand by value"),
    ({"2025-11": (1, 0), "2025-11-05": (0, 1)}, ["2025-11-05"], "a month and a day of it agree"),
    (
        {"2025-11": (1, 0), "2025-11-05": (0, 1), "2025-11-06": (0, 1)},
        ["2025-11", "2025-11-05", "2025-11-06"],
        "a month with two days stays",
    ),
    ({"2025-1": (1, 0), "2025-11": (0, 1)}, ["2025-1", "2025-11"], "a prefix is no month"),
]


@pytest.mark.parametrize(("counts", "values"), [row[:2] for row in ROWS], ids=[row[2] for row in ROWS])
def test_which_date_has_more_behind_it(counts: Counts, values: list[str]) -> None:
    assert list(by_support(counts, dates=True)) == values


COUNTS = st.dictionaries(
    st.sampled_from(["2022", "2022-01", "2022-01-05", "2022-02", "2021-08-12"]),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
)


@given(COUNTS)
def test_the_order_in_which_they_come_does_not_matter(counts: Counts) -> None:
    backwards = dict(reversed(counts.items()))
    assert weigh(counts, dates=True) == weigh(backwards, dates=True)


@given(COUNTS)
def test_nothing_that_supports_a_value_is_lost(counts: Counts) -> None:
    weighed = weigh(counts, dates=True)
    assert sum(headings for _, headings, _ in weighed) == sum(headings for headings, _ in counts.values())
    assert sum(citing for _, _, citing in weighed) == sum(citing for _, citing in counts.values())
    assert {value for value, _, _ in weighed} <= counts.keys()
