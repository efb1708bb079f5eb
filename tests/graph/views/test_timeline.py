"""Levels down, days across, no box over another."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.views.timeline import WIDTH, Dated, lay_out

LEVELS = ("central", "province", "district")
BOXES = st.lists(
    st.builds(
        lambda level, day, height: (level, day, height),
        st.sampled_from(LEVELS),
        st.none() | st.integers(0, 4000),
        st.integers(30, 80),
    ),
    max_size=30,
).map(
    lambda found: [
        Dated(f"n{place}", level, None if day is None else date(2015, 1, 1) + timedelta(days=day), height)
        for place, (level, day, height) in enumerate(found)
    ]
)


@given(BOXES)
def test_no_two_boxes_overlap(boxes: list[Dated]) -> None:
    timeline = lay_out(boxes, LEVELS)
    assert set(timeline.places) == {box.key for box in boxes}
    for one, other in combinations(boxes, 2):
        (x, y), (other_x, other_y) = timeline.places[one.key], timeline.places[other.key]
        beside = abs(x - other_x) >= WIDTH
        assert beside or y + one.height <= other_y or other_y + other.height <= y


@given(BOXES)
def test_a_later_day_stands_farther_right_and_a_lower_level_lower(boxes: list[Dated]) -> None:
    timeline = lay_out(boxes, LEVELS)
    for one, other in combinations(boxes, 2):
        (x, y), (other_x, other_y) = timeline.places[one.key], timeline.places[other.key]
        if one.day is not None and other.day is not None:
            assert (x <= other_x) if one.day <= other.day else (x >= other_x)
        if LEVELS.index(one.level) < LEVELS.index(other.level):
            assert y + one.height < other_y


def test_boxes_without_a_day_stand_behind_all_others() -> None:
    day = date(2022, 1, 5)
    timeline = lay_out([Dated("a", "central", day, 40), Dated("b", "province", None, 40)], LEVELS)
    assert timeline.undated is not None
    assert timeline.places["b"][0] == timeline.undated > timeline.places["a"][0] + WIDTH


def test_a_long_stretch_is_shortened_and_marked() -> None:
    days = [date(2011, 7, 6), date(2022, 1, 5), date(2022, 2, 1)]
    timeline = lay_out([Dated(str(day), "central", day, 40) for day in days], LEVELS)
    assert [mark.broken for mark in timeline.marks if mark.day <= days[1]] == [False, True]
    assert timeline.width < 700


def test_the_axis_has_room_for_its_words() -> None:
    days = [date(2022, 1, 1) + timedelta(days=number) for number in range(200)]
    marks = lay_out([Dated(str(day), "province", day, 40) for day in days], LEVELS).marks
    assert all(after.x - before.x >= 92 for before, after in pairwise(marks))
