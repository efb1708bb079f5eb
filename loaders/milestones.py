"""Dated duties: reports, preliminary and final reviews, and the days by which work is to be finished."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cleaning import fold
from .intervals import Intervals
from .layout import Paragraph
from .times import find_times

_KINDS = (
    ("preliminary-review", re.compile(r"sơ\s+kết")),
    ("final-review", re.compile(r"tổng\s+kết")),
    ("report", re.compile(r"báo\s+cáo")),
    ("deadline", re.compile(r"hoàn\s+thành|(?<!\w)xong|thời\s+hạn")),
)
# What makes a date the end of the work named before it, whatever that is.
_UNTIL = re.compile(
    r"(?:(?<!\w)trước|chậm\s+nhất(?:\s+(?:là|vào|đến|ngày))?|muộn\s+nhất(?:\s+là)?|(?<!\w)xong)\s*(?:ngày|tháng|quý|hết)?\s*$"
)
_FINISHED = re.compile(r"(?:hoàn thành|xong)(?:\s+(?:trong|trước|vào))?\s*$")
_WINDOW = 400
_NO_DUTY = re.compile(
    r"(?:thời điểm|giai đoạn|nhiệm kỳ|công văn|kế hoạch số|nghị quyết số|quyết định số|đại hội|hiệu lực)"
    r"(?:(?!hoàn thành|xong)[^,;]){0,40}$"
)

# The day of the one event that is planned, and a time that leads to a review.
_EVENT = re.compile(r"(?:thời gian\s*:[^;]{0,60}?\sgiờ(?!\w)|(?:[^.]{0,200}[.]\s)?ngày bầu cử\s*:)[^;]{0,40}$")
_THEN_REVIEWED = re.compile(r"\s*,\s+(?:tổ chức\s+)?(?P<kind>sơ|tổng)\s+kết(?!\w)")
_REVIEW = re.compile(r"(?:sơ|tổng)\s+kết\s+(?:việc\s+|\d+\s+năm\s+)?(?:(?:thực hiện|thi hành)\s+)?$")


@dataclass(frozen=True, slots=True)
class ReadMilestone:
    """A milestone with the words that say it."""

    kind: str
    when: str
    paragraph: Paragraph
    start: int
    end: int
    rule: str = "milestone.cue"


def read_milestones(
    paragraphs: tuple[Paragraph, ...], taken: tuple[tuple[tuple[int, int], ...], ...], date: str | None
) -> tuple[ReadMilestone, ...]:
    """Every milestone of ``paragraphs``, each once; ``taken`` holds, for each, the spans of citations, whose dates
    are no duties."""
    found: dict[tuple[str, str], ReadMilestone] = {}
    for paragraph, spans in zip(paragraphs, taken, strict=True):
        folded = fold(paragraph.text)
        cited = Intervals(spans)
        for value, start, end in find_times(folded):
            past = date is not None and value[:4].isdigit() and value[: len(date)] < date[: len(value)]
            if past or cited.overlaps(start, start + 1):
                continue
            kind, rule = _kind(folded, start, end, value)
            if kind:
                found.setdefault((kind, value), ReadMilestone(kind, value, paragraph, start, end, rule))
    return tuple(found.values())


def _kind(folded: str, start: int, end: int, value: str) -> tuple[str | None, str]:
    """What falls due at a time, by the nearest cue before it or by the report that a recurrence leads to."""
    before = folded[max(0, start - _WINDOW) : start]
    begin = max((match.end() for match in re.finditer(r"[;.:]\s", before)), default=0)
    lead = before[begin:]
    colon = before.rfind(":")
    if colon >= 0 and begin == colon + 2:
        lead = before[max((match.end() for match in re.finditer(r"[;.]\s", before[:colon])), default=0) :]
    other = _NO_DUTY.search(lead)
    if other and not _REVIEW.search(lead, 0, other.start()):
        return None, ""
    if len(value) == len("2024-01-26") and _EVENT.match(folded[:start]):
        return "deadline", "milestone.cue"
    reviewed = _THEN_REVIEWED.match(folded, end) if lead.strip() in ("", "trong", "vào") else None
    if reviewed:
        return ("preliminary-review" if reviewed["kind"] == "sơ" else "final-review"), "milestone.cue"
    until = _UNTIL.search(lead) is not None
    nearest = max(((match.start(), kind) for kind, pattern in _KINDS for match in pattern.finditer(lead)), default=None)
    if nearest and len(lead) - nearest[0] <= 90:
        kind = nearest[1]
        if value.isdigit() and kind in ("report", "deadline") and not _FINISHED.search(lead):
            return None, ""
        if kind == "report" and not _reporting(lead[nearest[0] :], value):
            return None, ""
        return kind, "milestone.cue"
    if until and (not value.isdigit() or _FINISHED.search(lead)):
        return "deadline", "milestone.cue"
    if value in ("yearly",) or value.startswith("--"):
        after = folded[end : end + 90]
        stop = re.search(r"[;.]", after)
        clause = after[: stop.start()] if stop else after
        if re.search(r"báo\s+cáo", clause):
            return "report", "milestone.recurring-report"
    return None, ""


def _reporting(words: str, value: str) -> bool:
    return not re.search(r"báo cáo viên|báo cáo số|báo cáo (?:\w+ ){0,3}ngân sách", words)
