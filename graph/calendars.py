"""What falls due as a calendar (iCalendar, RFC 5545) that common clients import or subscribe to.

Each event lies on the one day on which something falls due: a duty "in the first quarter of 2025" on 31 March 2025, as
its description says beside the quotation. An event over the whole quarter would hide the others of these weeks, and it
would end unnoticed. What falls due every year recurs without an end, from the first such day since its document. What
has no day (`continuous`, a recurrence in a document without a date) is no event.

An event is a task with its deadline, whichever bodies have to do it, or a milestone. The milestone "deadline" of a
time that tasks of the document name is told in their events, with its quotation, and is none of its own. The UID of an
event is made of the identifier of the document, the task or kind, and the time: it stays the same when the question,
the name of a file or the order of loading changes, so that a client changes an event instead of doubling it. No clock
is read: the same data gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import NAMESPACE_URL, uuid5

from graph.duty import DueMilestone, Duties, Duty
from graph.matrix import ROLES
from graph.model import DocumentSummary, Quotation
from graph.reading import merged
from graph.times import Time, first_day, parse_time
from ontology.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT: Final = "-//directive-lineage//lineage calendar//VI"
_UNKNOWN_DAY: Final = date(1970, 1, 1)
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_MOST_QUOTATIONS: Final = 3
_SHORT: Final = 80
_QUARTERS: Final = {3: "I", 6: "II", 9: "III", 12: "IV"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """What becomes one event: a milestone, or the duties of one task with one deadline."""

    document: DocumentSummary
    mark: str
    stated: str
    due: date
    duties: tuple[Duty, ...]
    milestone: DueMilestone | None

    @property
    def category(self) -> str:
        """What kind of date it is, in Vietnamese."""
        kind = "deadline" if self.milestone is None else self.milestone.kind or "deadline"
        return _labels().get(kind, kind)

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        """The places in the sources that it rests on, first those that state the time."""
        times = () if self.milestone is None else self.milestone.quotations
        return (*times, *merged(quotation for duty in self.duties for quotation in duty.quotations))

    @property
    def uid(self) -> str:
        """The same for the same task or milestone, whatever else was asked for."""
        return f"{uuid5(NAMESPACE_URL, ' '.join((self.document.iri, self.mark, self.stated)))}@directive-lineage"


def calendar(found: Duties, *, name: str = "Nhiệm vụ", link: Callable[[str], str] | None = None) -> bytes:
    """The calendar of all deadlines and milestones of an answer that have a day, in the order of their days.

    `name` is what clients show as the calendar's name. `link` gives the address of a document's page, which becomes
    the URL of its events; without it they have none. Lines end in CRLF and are folded at 75 octets.
    """
    from icalendar import Calendar, vText

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for field in ("name", "x-wr-calname"):  # of RFC 7986, and what clients knew before it
        made.add(field, vText(" ".join(_plain(name).split())))
    for entry in sorted(_entries(found), key=lambda entry: (entry.due, entry.document.iri, entry.mark, entry.uid)):
        if entry.due < date.max:  # an event ends before the next day
            made.add_component(_event(entry, link))
    return bytes(made.to_ical())


def _entries(found: Duties) -> Iterator[_Entry]:
    tasks: dict[tuple[str, str, str], list[Duty]] = {}
    for duty in found.duties:
        if duty.due is not None and duty.deadline is not None:
            tasks.setdefault((duty.document.iri, duty.task or "", duty.deadline), []).append(duty)
    ends = {(item.document.iri, item.when): item for item in found.milestones if item.kind == "deadline"}
    told = set()
    for (iri, task, stated), duties in tasks.items():
        first, end = duties[0], ends.get((iri, stated))
        if end is not None:
            told.add(end.iri)
        yield _Entry(first.document, f"task {task}", stated, first.due or _UNKNOWN_DAY, tuple(duties), end)
    for item in found.milestones:
        if item.due is not None and item.iri not in told:
            yield _Entry(item.document, f"milestone {item.kind or ''}", item.when, item.due, (), item)


def _event(entry: _Entry, link: Callable[[str], str] | None) -> Event:
    from icalendar import Event

    time = parse_time(entry.stated)
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", _stamp(entry.document.date))
    event.add("dtstart", entry.due)
    event.add("dtend", entry.due + timedelta(days=1))
    if time.recurs:
        event.add("rrule", _rule(time))
    event.add("summary", _plain(_summary(entry)))
    event.add("description", _plain("\n".join(_description(entry, time))))
    event.add("categories", [_plain(entry.category)])
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT")  # a day on which something is due is not a busy one
    if link is not None:
        event.add("url", link(entry.document.iri))
    return event


def _stamp(written: str | None) -> datetime:
    """The date of the document as an instant: RFC 5545 wants one, and the clock is no part of the data."""
    day = first_day(written) or _UNKNOWN_DAY
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _rule(time: Time) -> dict[str, object]:
    """Every year; the last day of February has to be said as such, as the 29th would leave out most years."""
    last_of_february = {"bymonth": 2, "bymonthday": -1} if (time.month, time.day) == (2, None) else {}
    return {"freq": "YEARLY", **last_of_february}


def _summary(entry: _Entry) -> str:
    """What is due, of which document: `Báo cáo: Kế hoạch 83-KH/TU, Tây Ninh`; other provinces have that number, too."""
    document = ", ".join(part for part in (entry.document.label, entry.document.place) if part)
    if not entry.duties:
        return f"{_capital(entry.category)}: {document}"
    task = f"mục {entry.duties[0].task} " if entry.duties[0].task else ""
    leading = [duty.agency for duty in entry.duties if duty.role == "lead"]
    who = f" ({_short(leading[0] if leading else entry.duties[0].agency)})"
    return f"Hạn: {task}{document}{who}"


def _description(entry: _Entry, time: Time) -> Iterator[str]:
    document = entry.document
    yield ", ".join(part for part in (document.label, _written_date(document.date), document.issuer) if part)
    if document.title:
        yield document.title
    yield f"Thời gian ghi trong văn bản: {_in_words(time)}. {_why(time, entry.due)}"
    by_role: dict[str, dict[str, None]] = {}
    for duty in entry.duties:
        by_role.setdefault(duty.role or "", {})[duty.agency] = None
    for role in sorted(by_role, key=lambda role: ROLES.index(role) if role in ROLES else len(ROLES)):
        yield f"{_capital(_labels().get(role, role) or 'cơ quan')}: {'; '.join(by_role[role])}"
    for quotation in entry.quotations[:_MOST_QUOTATIONS]:
        place = f"{quotation.file or quotation.source}, {quotation.start}–{quotation.end}"
        yield f"“{' '.join(quotation.sentence.split())}” ({place})"
    yield document.iri


def _why(time: Time, due: date) -> str:
    """Why the event lies on its day."""
    day = f"{due:%d/%m}" if time.recurs else f"{due:%d/%m/%Y}"
    if time.form == "day":
        return f"Đến hạn ngày {day}."
    if time.form == "day-of-each-year" and time.day is not None:
        return f"Đến hạn ngày {day} hằng năm, từ năm {due.year}."
    if time.recurs:
        return f"Tính đến hạn vào ngày cuối cùng ({day}) hằng năm, từ năm {due.year}."
    return f"Tính đến hạn vào ngày cuối cùng: {day}."


def _in_words(time: Time) -> str:
    """A time as a text would write it."""
    year, month, day = time.year, time.month or 0, time.day
    words = {
        "day": f"ngày {day or 0:02d}/{month:02d}/{year}",
        "month": f"tháng {month:02d}/{year}",
        "quarter": f"quý {_QUARTERS.get(month, '')}/{year}",
        "year": f"năm {year}",
        "day-of-each-year": f"ngày {day or 29:02d}/{month:02d} hằng năm",
        "month-of-each-year": f"tháng {month:02d} hằng năm",
        "yearly": "hằng năm",
    }
    return words.get(time.form, time.stated)


def _written_date(written: str | None) -> str | None:
    """A date as Vietnamese documents write it, as far as it is known."""
    return "ngày " + "/".join(reversed(written.split("-"))) if written and len(written) == 10 else written


def _labels() -> dict[str, str]:
    vocabulary = load_vocabulary()
    return {concept.slug: concept.label for concept in (*vocabulary.roles, *vocabulary.milestones)}


def _short(name: str) -> str:
    return name if len(name) <= _SHORT else f"{name[:_SHORT].rsplit(' ', 1)[0]} …"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _plain(words: str) -> str:
    """Text without what RFC 5545 does not allow in it: control characters and halves of characters."""
    return _CONTROL.sub(" ", words.replace("\r\n", "\n").replace("\r", "\n"))
