from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from graph.calendars import calendar
from graph.duties import duties
from graph.store import GraphStore, open_store
from graph.times import parse_time
from tests.graph.corpus import CT12, LD457, LIN, Doc, Part, build_parts, held

PLAN = Doc("ke-hoach", "7-KH/TU", "tay-ninh", "nk2020")
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plan(date: str = "2022-06-11") -> Part:
    facts = {"date": date} if date else {}
    return held(PLAN, "plan.txt", 1, level="province", province="Tây Ninh", issuer="Tỉnh ủy", **facts)


def made(*parts: Part) -> bytes:
    return calendar(duties(build_parts(*parts)))


@dataclass(frozen=True)
class Seen:
    """An event as a client reads it."""

    uid: str
    stamp: str
    day: date
    end: date
    rule: str | None
    summary: str
    description: str
    categories: str
    url: str | None


def seen(event: Any) -> Seen:
    assert not event.errors
    return Seen(
        uid=str(event["UID"]),
        stamp=event["DTSTAMP"].dt.isoformat(),
        day=event["DTSTART"].dt,
        end=event["DTEND"].dt,
        rule=event["RRULE"].to_ical().decode() if "RRULE" in event else None,
        summary=str(event["SUMMARY"]),
        description=str(event["DESCRIPTION"]),
        categories=event["CATEGORIES"].to_ical().decode(),
        url=str(event["URL"]) if "URL" in event else None,
    )


def events(data: bytes) -> list[Seen]:
    return [seen(event) for event in Calendar.from_ical(data).walk("VEVENT")]


def check(data: bytes) -> list[Seen]:
    """What RFC 5545 and the common clients want of any calendar; the events of this one."""
    assert data.endswith(b"\r\n") and not re.search(rb"(?<!\r)\n|\r(?!\n)", data)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert not CONTROL.search(data)
    text = data.decode("utf-8").replace("\r\n ", "")
    lines = text.split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    for needed in ("VERSION:2.0", "METHOD:PUBLISH", "CALSCALE:GREGORIAN"):
        assert lines.count(needed) == 1
    assert sum(line.startswith("PRODID:-//") for line in lines) == 1
    for part in text.split("BEGIN:VEVENT\r\n")[1:]:
        names = [re.split("[:;]", line)[0] for line in part.split("END:VEVENT")[0].rstrip("\r\n").split("\r\n")]
        assert len(names) == len(set(names)), "each property of an event comes once"
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "TRANSP"} <= set(names)
        assert re.search(r"^DTSTAMP:\d{8}T\d{6}Z\r$", part, re.MULTILINE)
        assert re.search(r"^DTSTART;VALUE=DATE:\d{8}\r$", part, re.MULTILINE)
    found = events(data)
    uids = [event.uid for event in found]
    assert len(uids) == len(set(uids))
    assert all(event.end - event.day == timedelta(days=1) for event in found)
    return found


ROWS = [  # stated, day, rule, words of the description
    ("2022-07-15", date(2022, 7, 15), None, "ngày 15/07/2022. Đến hạn ngày 15/07/2022."),
    ("2022-07", date(2022, 7, 31), None, "tháng 07/2022. Tính đến hạn vào ngày cuối cùng: 31/07/2022."),
    ("2025-Q1", date(2025, 3, 31), None, "quý I/2025. Tính đến hạn vào ngày cuối cùng: 31/03/2025."),
    ("2032", date(2032, 12, 31), None, "năm 2032. Tính đến hạn vào ngày cuối cùng: 31/12/2032."),
    ("--12", date(2022, 12, 31), "FREQ=YEARLY", "tháng 12 hằng năm. Tính đến hạn vào ngày cuối cùng (31/12) hằng năm"),
    ("--02", date(2023, 2, 28), "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2", "tháng 02 hằng năm."),
    ("--02-29", date(2023, 2, 28), "FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2", "ngày 29/02 hằng năm."),
    ("--12-25", date(2022, 12, 25), "FREQ=YEARLY", "ngày 25/12 hằng năm. Đến hạn ngày 25/12 hằng năm, từ năm 2022."),
    ("yearly", date(2022, 12, 31), "FREQ=YEARLY", "hằng năm. Tính đến hạn vào ngày cuối cùng (31/12) hằng năm"),
]


@pytest.mark.parametrize("as_task", [True, False], ids=["deadline of a task", "milestone"])
@pytest.mark.parametrize(("stated", "day", "rule", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_each_form_of_time(stated: str, day: date, rule: str | None, words: str, as_task: bool) -> None:
    part = plan().assigns("II.1", "Sở Ngoại vụ", "lead", stated) if as_task else plan().due("report", stated)
    (event,) = check(made(part))
    assert event.day == day
    assert event.rule == rule
    assert words in event.description


@pytest.mark.parametrize("stated", ["continuous", "khi kết thúc", "2022-02-30", "", "9999", "9999-12-31"])
def test_what_has_no_day_is_no_event(stated: str) -> None:
    assert check(made(plan().assigns("1", "Sở Ngoại vụ", "lead", stated).due("report", stated))) == []


def test_what_recurs_in_a_document_without_a_date_is_no_event() -> None:
    found = check(made(plan("").due("report", "--12").due("final-review", "2032")))
    assert [event.day for event in found] == [date(2032, 12, 31)]
    assert found[0].stamp == "1970-01-01T00:00:00+00:00"


def test_a_task_with_its_bodies_is_one_event() -> None:
    part = plan().assigns("II.1", "Công an tỉnh", "coordinate", "2022-Q4")
    part.assigns("II.1", "Sở Ngoại vụ", "lead", "2022-Q4").assigns("II.1", "Sở Tài chính", "coordinate", "2022-Q4")
    (event,) = check(made(part))
    assert event.summary == "Hạn: mục II.1 Kế hoạch 7-KH/TU, Tây Ninh (Sở Ngoại vụ)"
    assert "\nChủ trì: Sở Ngoại vụ\nPhối hợp: Công an tỉnh; Sở Tài chính\n" in event.description
    assert "“Thực hiện Sở Ngoại vụ (câu 3).” (plan.txt, " in event.description
    assert event.categories == "thời hạn"


def test_a_milestone_in_vietnamese_with_its_source() -> None:
    (event,) = check(made(plan().due("preliminary-review", "2025-Q1")))
    assert event.summary == "Sơ kết: Kế hoạch 7-KH/TU, Tây Ninh"
    assert event.categories == "sơ kết"
    lines = event.description.split("\n")
    assert lines[0] == "Kế hoạch 7-KH/TU, ngày 11/06/2022, Tỉnh ủy"
    assert lines[-1] == PLAN.iri
    assert event.stamp == "2022-06-11T00:00:00+00:00"
    assert event.url is None


def test_the_end_of_a_task_is_not_told_twice() -> None:
    part = plan().assigns("1", "Sở Ngoại vụ", "lead", "2022-09").due("deadline", "2022-09").due("deadline", "2022-10")
    found = check(made(part.due("report", "2022-09")))
    assert [event.summary for event in found] == [
        "Báo cáo: Kế hoạch 7-KH/TU, Tây Ninh",
        "Hạn: mục 1 Kế hoạch 7-KH/TU, Tây Ninh (Sở Ngoại vụ)",
        "Thời hạn: Kế hoạch 7-KH/TU, Tây Ninh",
    ]
    assert "“Thực hiện 2022-09 (câu 3).”" in found[1].description


def test_an_event_keeps_its_uid_whatever_is_asked_and_whatever_the_file_is_called() -> None:
    def part(name: str) -> Part:
        found = held(PLAN, name, 1, date="2022-06-11").assigns("1", "Sở Nội vụ", "implement", "2023")
        return found.assigns("1", "Sở Ngoại vụ", "lead", "2023").due("report", "--12")

    first, second = build_parts(part("a.txt")), build_parts(part("thư/b.txt"))
    uids = {event.summary[:4]: event.uid for event in events(calendar(duties(first)))}
    assert len(uids) == 2
    for found in (duties(second), duties(first, agency="Sở Ngoại vụ"), duties(first, document=PLAN.iri)):
        assert {event.summary[:4]: event.uid for event in events(calendar(found))} == uids


def test_the_same_data_gives_the_same_bytes(store: GraphStore) -> None:
    assert calendar(duties(store)) == calendar(duties(store))
    parts = [plan().due("report", "--12"), held(LD457, "x.txt", 1, date="2022-07-11").due("report", "2022-08")]
    assert made(*parts) == made(*reversed(parts))


def test_names_and_links() -> None:
    found = duties(build_parts(plan().due("report", "2023")))
    data = calendar(found, name="Việc, của\n83-KH/TU; năm", link=lambda iri: f"https://host/{iri[-9:]}?a=1;b,c")
    (event,) = check(data)
    assert event.url == "https://host/TU/nk2020?a=1;b,c"
    for field in ("NAME", "X-WR-CALNAME"):
        assert f"\r\n{field}:Việc\\, của 83-KH/TU\\; năm\r\n" in data.decode()


def test_an_answer_with_nothing_in_it_is_a_calendar() -> None:
    assert check(calendar(duties(build_parts()))) == []


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=150)


@settings(max_examples=60)
@given(TEXT, TEXT, st.one_of(TEXT, st.sampled_from([row[0] for row in ROWS])))
def test_any_text_makes_a_calendar_that_reads_back(agency: str, task: str, stated: str) -> None:
    part = plan().assigns(task, "Sở Ngoại vụ", "lead", stated).due("report", stated)
    part.quads = [line for line in part.quads if "agencyAsWritten" not in line]
    part.text(f"{part.graph}#assignment-1", LIN + "agencyAsWritten", agency)
    found = check(made(part))
    assert len(found) == (0 if parse_time(stated).due("2022-06-11") is None else 2)


def test_events_of_the_sample_corpus(sample_store: Path) -> None:
    with open_store(sample_store, read_only=True) as store:
        found = check(calendar(duties(store, directive=CT12.iri)))
    said = {(event.summary, event.day.isoformat(), event.rule is not None) for event in found}
    assert {
        ("Hạn: mục II.1.2 Kế hoạch 83-KH/TU, Tây Ninh (Ban Dân vận Tỉnh ủy)", "2022-12-31", False),
        ("Hạn: mục 2 Quyết định 1690/QĐ-UBND, Tây Ninh (Sở Ngoại vụ)", "2022-09-30", False),
        ("Sơ kết: Công văn 578-CV/BDVTU, Tây Ninh", "2025-03-31", False),
        ("Báo cáo: Công văn 492-CV/HU, Cát Tiên, Lâm Đồng", "2022-12-31", True),
        ("Báo cáo: Kế hoạch 4312/KH-UBND, Quảng Nam", "2022-12-10", True),
        ("Tổng kết: Kế hoạch 83-KH/TU, Quảng Nam", "2032-12-31", False),
        ("Tổng kết: Kế hoạch 83-KH/TU, Tây Ninh", "2032-03-31", False),
    } <= said
    assert len(found) == len(said)
