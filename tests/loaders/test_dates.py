"""Dates, times and terms."""

import pytest

from loaders.dates import find_dates
from loaders.terms import period_of, same_period
from loaders.times import duration, find_times

DATES = [
    ("ngày 05/01/2022 của", ["2022-01-05"]),
    ("ngày 5/1/2022", ["2022-01-05"]),
    ("ngày 05 tháng 01 năm 2022", ["2022-01-05"]),
    ("ngày 28-5-2013,", ["2013-05-28"]),
    ("ngày 30/02/2022", []),
    ("tháng 7/2022", []),
    ("từ 01/7/2024 đến hết ngày 31/12/2024", ["2024-07-01", "2024-12-31"]),
    ("112/3/20223", []),
]


@pytest.mark.parametrize(("text", "values"), DATES)
def test_find_dates(text: str, values: list[str]) -> None:
    assert [date.value for date in find_dates(text)] == values


TIMES = [
    ("hoàn thành trong tháng 7/2022", ["2022-07"]),
    ("sơ kết vào quý i/2025; tổng kết quý iv năm 2032", ["2025-Q1", "2032-Q4"]),
    ("báo cáo tháng 12 hằng năm", ["--12"]),
    ("trước ngày 25/12 hàng năm", ["--12-25"]),
    ("hằng năm báo cáo", ["yearly"]),
    ("tổng kết vào năm 2032", ["2032"]),
    ("trước ngày 15/7/2022", ["2022-07-15"]),
]


@pytest.mark.parametrize(("text", "values"), TIMES)
def test_find_times(text: str, values: list[str]) -> None:
    assert [value for value, _, _ in find_times(text)] == values


DURATIONS = [
    ("thường xuyên.", "continuous"),
    ("hằng năm (do hai bên thỏa thuận)", "yearly"),
    ("quý i/2025", "2025-Q1"),
    ("theo yêu cầu", None),
    ("cả năm 2015", "2015"),
]


@pytest.mark.parametrize(("text", "value"), DURATIONS)
def test_duration(text: str, value: str | None) -> None:
    assert duration(text) == value


PERIODS = [
    ("12-CT/TW", "2022-01-05", "k13"),
    ("12-CT/TW", "2017-01-05", "k12"),
    ("12-CT/TW", "2007-05-03", "k10"),
    ("83-KH/TU", "2022-06-11", "nk2020"),
    ("457/LĐLĐ", "2022-07-11", "2022"),
    ("30/2020/NĐ-CP", None, "2020"),
    ("12-CT/TW", None, None),
]


@pytest.mark.parametrize(("number", "date", "period"), PERIODS)
def test_period(number: str, date: str | None, period: str | None) -> None:
    assert period_of(number, date) == period


def test_a_date_within_the_term_is_one_document_and_one_outside_is_another() -> None:
    assert same_period("83-KH/TU", "2022-06-11", "2022-06-21")
    assert not same_period("12-KL/TW", "2021-08-12", "2012-08-12")
