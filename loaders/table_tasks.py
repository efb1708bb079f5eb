"""The rows of a table of tasks, read as assignments and dated duties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .agencies import Agencies
from .assignments import ReadAssignment
from .cleaning import fold
from .layout import Line, Paragraph, join
from .lexicon import Lexicon
from .milestones import ReadMilestone
from .tables import Cell, Table, column_use
from .times import duration

_NUMBER = re.compile(r"(?P<roman>[IVX]{1,5}|[A-H])[.)]?|(?P<arabic>\d{1,3}(?:\.\d{1,3})*)[.)]?|(?P<letter>[a-zđ])[.)]")
_NUMBERED = re.compile(rf"(?:{_NUMBER.pattern})\s+(?=\S)")
_LEADS = re.compile(r"chủ trì|đầu mối")
_FINISH = re.compile(r"hoàn thành|thời hạn|trước (?:ngày|tháng)|chậm nhất|tiến độ")
_NAMED_ROLE = re.compile(r"(?:(?:cơ quan|đơn vị)\s+)?(?P<role>chủ trì|phối hợp|thực hiện)\s*:\s*")
_ROLES = {"chủ trì": "lead", "phối hợp": "coordinate", "thực hiện": "implement"}
_BULLET = re.compile(r"[-+•–*]\s*")


@dataclass(frozen=True, slots=True)
class TableTasks:
    """What one table assigns, and by when."""

    assignments: tuple[ReadAssignment, ...]
    milestones: tuple[ReadMilestone, ...]


def read_table(table: Table, base: str, lexicon: Lexicon, agencies: Agencies) -> TableTasks:
    """The assignments of ``table``, which stands below the item with the path ``base`` (empty for none)."""
    assignments: list[ReadAssignment] = []
    milestones: list[ReadMilestone] = []
    numbering = _Numbering(base)
    columns = table.columns
    for row in table.rows:
        cells = {use: row[index] for use, index in columns.items() if index < len(row)}
        if not any(cell.lines for cell in cells.values()) or _repeats_head(cells, lexicon):
            continue
        bodies = [(use, cell) for use, cell in cells.items() if use in ("lead", "coordinate") and cell.lines]
        path = numbering.place(cells, bare=not bodies)
        when = cells.get("deadline")
        deadline = duration(fold(when.text)) if when and when.lines else None
        for use, cell in bodies:
            assignments += _assigned(path, use, cell, deadline, table, agencies)
        paragraph = when.paragraph() if when else None
        if paragraph and deadline and deadline not in ("continuous", "yearly") and _finishes(table, paragraph):
            milestones.append(ReadMilestone("deadline", deadline, paragraph, 0, len(paragraph.text), "milestone.table"))
    return TableTasks(tuple(assignments), tuple(milestones))


def _repeats_head(cells: dict[str, Cell], lexicon: Lexicon) -> bool:
    """Whether the row names the columns anew, as at the top of each page."""
    task, lead = cells.get("task"), cells.get("lead")
    return bool(task and lead and column_use(task.text, lexicon) and column_use(lead.text, lexicon))


def _finishes(table: Table, cell: Paragraph) -> bool:
    return bool(_FINISH.search(fold(table.heads.get("deadline", ""))) or _FINISH.search(fold(cell.text)))


class _Numbering:
    """The path of each row, from its number or that at the head of its task."""

    def __init__(self, base: str) -> None:
        self.base, self.section, self.number, self.path = base, "", "", ""
        self.unnumbered = 0

    def place(self, cells: dict[str, Cell], *, bare: bool) -> str:
        label = self._label(cells)
        if label is None:
            if not self.path:
                self.unnumbered += 1
                return self._joined(f"-{self.unnumbered}")
            return self.path
        if label["roman"]:
            self.section, self.number = label["roman"], ""
            self.path = self._joined(self.section)
        elif label["arabic"]:
            self.number = label["arabic"]
            self.path = self._joined(self.section, self.number)
            if "." in self.number:  # it counts from the section on: 2.1 below II, whatever item stands above
                above = re.sub(r"(?:\.?\d+)+$", "", self.base)
                self.path = ".".join(part for part in (above, self.section, self.number) if part)
        else:
            self.path = self._joined(self.section, self.number, label["letter"])
        return self.path

    def _label(self, cells: dict[str, Cell]) -> re.Match[str] | None:
        number, task = cells.get("number"), cells.get("task")
        if number and number.lines:
            return _NUMBER.fullmatch(number.text)
        return _NUMBERED.match(task.text) if task and not number else None

    def _joined(self, *parts: str) -> str:
        return ".".join(part for part in (self.base, *parts) if part)


def _assigned(
    path: str, use: str, cell: Cell, deadline: str | None, table: Table, agencies: Agencies
) -> Iterator[ReadAssignment]:
    """The bodies of one cell, each in the role of its column, or in the one that the cell itself names."""
    role = "coordinate" if use == "coordinate" else "lead" if _LEADS.search(fold(table.heads[use])) else "implement"
    for item in _items(cell):
        text = item.text
        folded = fold(text)
        named = list(_NAMED_ROLE.finditer(folded))
        edges = [0, *(match.start() for match in named), len(text)]
        roles = [role, *(_ROLES[match["role"]] for match in named)]
        begins = [0, *(match.end() for match in named)]
        for begin, stop, given in zip(begins, edges[1:], roles, strict=True):
            if begin < stop:
                for name in agencies.read(text[begin:stop], lenient=True):
                    yield ReadAssignment(path, name, given, deadline, item, begin, stop, "assignment.table")
        if named:
            role = roles[-1]


def _items(cell: Cell) -> Iterator[Paragraph]:
    """The lines of a cell, those joined that go on with the one before them."""
    block: list[Line] = []
    for line in cell.lines:
        begins = _BULLET.match(line.text) or (line.text[:1].isupper() and block and not block[-1].text.endswith(","))
        if block and begins:
            yield join(block)
            block = []
        block.append(line)
    if block:
        yield join(block)
