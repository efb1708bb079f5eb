from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.evidence import Statement, best, by_support, sides

Row = tuple[list[tuple[str, bool, str]], list[str], str | None, str]
ROWS: list[Row] = [
    ([], [], None, "nothing is said"),
    ([("2022-06-11", True, "a")], ["2022-06-11"], "2022-06-11", "one heading"),
    (
        [("2022-06-11", True, "a"), ("2022-06-21", False, "b"), ("2022-06-21", False, "c")],
        ["2022-06-11", "2022-06-21"],
        "2022-06-11",
        "the heading outweighs two citations",
    ),
    (
        [("2012-08-12", False, "a"), ("2021-08-12", False, "b"), ("2021-08-12", False, "c")],
        ["2021-08-12", "2012-08-12"],
        "2021-08-12",
        "two citations outweigh one",
    ),
    ([("2012-08-12", False, "a"), ("2021-08-12", False, "b")], ["2012-08-12", "2021-08-12"], None, "undecided"),
    (
        [("2012-08-12", False, "a"), ("2012-08-12", False, "a"), ("2021-08-12", False, "b")],
        ["2012-08-12", "2021-08-12"],
        None,
        "one document that cites twice counts once",
    ),
    (
        [("2025-11", True, "a"), ("2025-11-05", False, "b")],
        ["2025-11-05"],
        "2025-11-05",
        "a month and a day of it agree",
    ),
    (
        [("2025-11", True, "a"), ("2025-11-05", False, "b"), ("2025-11-06", False, "c")],
        ["2025-11", "2025-11-05", "2025-11-06"],
        "2025-11",
        "a month with two days stays",
    ),
    ([("2025-1", True, "a"), ("2025-11", False, "b")], ["2025-1", "2025-11"], "2025-1", "a prefix is no month"),
]


@pytest.mark.parametrize(("said", "values", "preferred"), [row[:3] for row in ROWS], ids=[row[3] for row in ROWS])
def test_which_date_has_more_behind_it(
    said: list[tuple[str, bool, str]], values: list[str], preferred: str | None
) -> None:
    found = sides((Statement(value, heading, by, None) for value, heading, by in said), dates=True)
    assert [side.value for side in found] == values
    assert best(found) == preferred


STATEMENTS = st.lists(
    st.builds(
        Statement,
        st.sampled_from(["2022", "2022-01", "2022-01-05", "2021-08-12"]),
        st.booleans(),
        st.sampled_from("abc"),
        st.none(),
    )
)


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_statements_does_not_matter(statements: list[Statement], random: object) -> None:
    shuffled = list(statements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sides(statements, dates=True) == sides(shuffled, dates=True)


@given(STATEMENTS)
def test_counting_alone_finds_the_same_order(statements: list[Statement]) -> None:
    distinct = [Statement(item.value, item.heading, str(place), None) for place, item in enumerate(statements)]
    counts: dict[str, tuple[int, int]] = {}
    for item in distinct:
        headings, citing = counts.get(item.value, (0, 0))
        counts[item.value] = (headings + item.heading, citing + (not item.heading))
    assert by_support(counts, dates=True) == tuple(side.value for side in sides(distinct, dates=True))


@given(STATEMENTS)
def test_no_statement_is_lost(statements: list[Statement]) -> None:
    heard = {by for side in sides(statements, dates=True) for by in side.headings | side.citing}
    assert heard == {statement.by for statement in statements}
