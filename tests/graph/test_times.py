from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.times import RECURRING, first_day, parse_time

SINCE = "2022-06-11"
ROWS = [  # stated, form, due in a document of 11 June 2022, why
    ("2022-07-15", "day", date(2022, 7, 15), "a day"),
    ("2021-01-01", "day", date(2021, 1, 1), "kept although it is before the document: the text says so"),
    ("2024-02-29", "day", date(2024, 2, 29), "a leap day"),
    ("2023-02-29", "other", None, "no such day"),
    ("2022-07", "month", date(2022, 7, 31), "its last day"),
    ("2024-02", "month", date(2024, 2, 29), "the last day of a leap February"),
    ("2022-13", "other", None, "no such month"),
    ("2022-00", "other", None, "no such month"),
    ("2025-Q1", "quarter", date(2025, 3, 31), "its last day"),
    ("2025-Q2", "quarter", date(2025, 6, 30), "its last day"),
    ("2025-Q4", "quarter", date(2025, 12, 31), "its last day"),
    ("2025-Q5", "other", None, "no such quarter"),
    ("2032", "year", date(2032, 12, 31), "its last day"),
    ("0000", "other", None, "the calendar has no such year"),
    ("--12", "month-of-each-year", date(2022, 12, 31), "later in the year of the document"),
    ("--06", "month-of-each-year", date(2022, 6, 30), "the month of the document is not over"),
    ("--03", "month-of-each-year", date(2023, 3, 31), "over in the year of the document"),
    ("--02", "month-of-each-year", date(2023, 2, 28), "the last day of that February"),
    ("--13", "other", None, "no such month"),
    ("--12-25", "day-of-each-year", date(2022, 12, 25), "later in the year"),
    ("--06-11", "day-of-each-year", date(2022, 6, 11), "the day of the document itself"),
    ("--06-10", "day-of-each-year", date(2023, 6, 10), "the day before it"),
    ("--02-29", "day-of-each-year", date(2023, 2, 28), "the last day of February where there is no 29th"),
    ("--02-30", "other", None, "no year has it"),
    ("yearly", "yearly", date(2022, 12, 31), "the last day of the year"),
    ("continuous", "continuous", None, "has no end"),
    ("sau hội nghị", "other", None, "words"),
    ("", "other", None, "nothing"),
    ("٢٠٢٢", "other", None, "digits of another script"),
    ("2022-07-15\n", "other", None, "a form with something after it"),
]


@pytest.mark.parametrize(("stated", "form", "due", "why"), ROWS, ids=[f"{row[0]!r} {row[3]}" for row in ROWS])
def test_forms_of_time(stated: str, form: str, due: date | None, why: str) -> None:
    time = parse_time(stated)
    assert (time.stated, time.form, time.due(SINCE)) == (stated, form, due)
    assert time.recurs == (form in RECURRING)


@pytest.mark.parametrize("stated", ["--12", "--12-25", "yearly"])
@pytest.mark.parametrize("since", [None, "", "tháng sáu", "2022-02-31"])
def test_what_recurs_in_a_document_without_a_date_has_no_day(stated: str, since: str | None) -> None:
    assert parse_time(stated).due(since) is None
    assert parse_time("2025-Q1").due(since) == date(2025, 3, 31)


@pytest.mark.parametrize(
    ("since", "due"),
    [("2026-02", date(2026, 2, 10)), ("2026", date(2026, 2, 10)), ("2026-02-11", date(2027, 2, 10))],
)
def test_a_date_without_its_day_counts_from_the_first_day(since: str, due: date) -> None:
    assert parse_time("--02-10").due(since) == due


def test_no_day_after_the_last_one_of_the_calendar() -> None:
    assert parse_time("--06-01").due("9999-12-31") is None


DIGITS = st.text("0123456789-Q", max_size=10)
STATED = st.one_of(st.text(), DIGITS, st.sampled_from([row[0] for row in ROWS]))


@given(STATED, st.one_of(st.none(), st.text(), DIGITS))
def test_no_text_breaks_it(stated: str, since: str | None) -> None:
    time = parse_time(stated)
    due = time.due(since)
    assert time.stated == stated
    assert due is None or time.form not in ("continuous", "other")
    start = first_day(since)
    if due is not None and time.recurs:
        assert start is not None and 0 <= (due - start).days <= 366


@given(st.dates(), st.dates())
def test_a_day_is_due_on_itself_whenever_it_was_said(day: date, since: date) -> None:
    assert parse_time(day.isoformat()).due(since.isoformat()) == day
