"""A document explained in a terminal: in colours where there are any, with bracketed names where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from api.explaining import Explained, doubts, in_context, rules
from api.marking import Close, Open, label_of
from api.wording import counted
from loaders.marks import Fact

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

WIDE: Final = 110
"""Columns from which facts are a table; below, they stand one under the other."""

# The six colours that can be read on light and on dark, told apart by weight and slant.
_STYLES: Final = {
    "type": "magenta", "number": "bold blue", "date": "bold green", "place": "cyan", "title": "yellow",
    "issuer": "bold red", "province": "red", "district": "red", "commune": "red", "addressee": "bold cyan",
    "recipient": "green", "signer": "bold magenta", "citation": "blue", "role": "italic magenta",
    "relation": "italic cyan", "assignment": "bold yellow", "milestone": "italic green", "warning": "italic red",
}  # fmt: skip
# What moves the cursor, rings, hides or turns text about is no text of a document.
_COMMANDS = re.compile("\r(?=\n)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _safe(text: str) -> str:
    """``text`` for a terminal: ends of pages as blanks, and what else is no text as �."""
    return _COMMANDS.sub(lambda match: "" if match[0] == "\r" else " " if match[0].isspace() else "\ufffd", text)


def print_explained(document: Explained, console: Console) -> None:
    """Writes a document to a terminal that knows colours."""
    from rich.text import Text

    console.rule(style="dim")
    console.print(Text(_safe(_name(document)), style="bold"))
    for line in _warnings(document):
        console.print(Text(line, style="red"))
    console.print(_legend(document))
    console.print()
    console.print(coloured(document))
    console.print()
    for line in _left_out(document):
        console.print(Text(line, style="yellow"))
    if console.width >= WIDE:
        console.print(_table(document))
    else:
        for fact in document.facts:
            _print_fact(fact, console)
    console.print()
    for line in _glossary(document):
        console.print(Text(line, style="dim"))
    console.print()


def _print_fact(fact: Fact, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    head, *details = _fact_lines(fact)
    console.print(Text(head, style=_STYLES[fact.field]))
    for detail in details:
        console.print(Padding(Text(detail.strip()), (0, 0, 0, 4)))


def coloured(document: Explained) -> Text:
    """The text with its marks in colours, and behind each mark the names of its facts in brackets."""
    from rich.text import Text

    shown = Text()
    styles: list[str] = []
    for piece in document.pieces():
        if isinstance(piece, str):
            shown.append(_safe(piece), style=f"underline {styles[-1]}" if styles else "")
        elif isinstance(piece, Open):
            styles.append(_STYLES[piece.marks[0].field])
        else:
            style = styles.pop()
            if piece.last:
                shown.append(f"[{label_of(piece.marks)}]", style=f"dim {style}")
    return shown


def bracketed(document: Explained) -> str:
    """The text with each mark in brackets behind the names of its facts: ``[number 2: 83-KH/TU]``."""
    return "".join(_bracketed(piece) for piece in document.pieces())


def _bracketed(piece: Open | Close | str) -> str:
    if isinstance(piece, str):
        return _safe(piece)
    if isinstance(piece, Close):
        return "]"
    return f"[{label_of(piece.marks)}{'' if piece.first else ' continued'}: "


def plain_lines(document: Explained) -> Iterator[str]:
    """A document as lines of plain text, for files, pipes and terminals without colour."""
    yield f"== {_safe(_name(document))} =="
    yield from _warnings(document)
    yield ""
    yield "-- Text: each fact stands in brackets behind its name and number --"
    yield from bracketed(document).split("\n")
    yield from _left_out(document)
    yield ""
    yield f"-- {counted(len(document.facts), 'fact')}: value, confidence, rule, quotation --"
    for fact in document.facts:
        yield from _fact_lines(fact)
    yield ""
    yield "-- Rules, and how often what they read is right --"
    yield from _glossary(document)
    yield ""


def _name(document: Explained) -> str:
    record = document.record
    return f"{document.label} · {record.source}, document {record.part}, {record.span[0]}-{record.span[1]}"


def _warnings(document: Explained) -> Iterator[str]:
    for number, warning in enumerate(document.record.warnings, start=1):
        yield f"warning {number}: {_safe(warning.message)} ({warning.code})"


def _left_out(document: Explained) -> Iterator[str]:
    if document.characters_left_out:
        left_out = counted(document.characters_left_out, "character")
        yield f"... the last {left_out} left out; what was read there stands among the facts"
    if document.facts_left_out:
        yield f"... {counted(document.facts_left_out, 'more fact')} left out; lineage extract prints all"


def _fact_lines(fact: Fact) -> Iterator[str]:
    yield f"{fact.field} {fact.index}: {_safe(fact.value)}"
    yield f"    {_reading(fact)}"
    if quotation := _quotation(fact):
        yield f"    {quotation}"


def _reading(fact: Fact) -> str:
    doubtful = f", less sure: {', '.join(fact.reading.doubts)}" if fact.reading.doubts else ""
    return f"{fact.reading.confidence:.2f} {fact.reading.rule}{doubtful}"


def _quotation(fact: Fact) -> str:
    if not fact.quotes:
        return ""
    before, exact, after = in_context(fact.quotes[0])
    more = f" (and {counted(len(fact.quotes) - 1, 'more place')})" if len(fact.quotes) > 1 else ""
    return f"“{_safe(before)}[{_safe(exact)}]{_safe(after)}”{more}"


def _glossary(document: Explained) -> Iterator[str]:
    known, lowering = rules(), doubts()
    for slug in sorted({fact.reading.rule for fact in document.facts}):
        yield f"{slug}: {known[slug].definition} ({known[slug].confidence:.2f})"
    for slug in sorted({doubt for fact in document.facts for doubt in fact.reading.doubts}):
        yield f"{slug}: {lowering[slug].definition} (×{lowering[slug].confidence:.2f})"


def _legend(document: Explained) -> Text:
    from rich.text import Text

    names = (Text(field, style=f"underline {_STYLES[field]}") for field in document.fields)
    return Text("  ").join(names)


def _table(document: Explained) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("fact", no_wrap=True)
    table.add_column("value", ratio=3)
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("rule", no_wrap=True)
    table.add_column("quotation", ratio=4)
    for fact in document.facts:
        table.add_row(
            Text(f"{fact.field} {fact.index}", style=_STYLES[fact.field]),
            Text(_safe(fact.value)),
            Text(f"{fact.reading.confidence:.2f}", style="yellow" if fact.reading.confidence < 0.85 else ""),
            Text("\n".join([fact.reading.rule, *(f"  {doubt}" for doubt in fact.reading.doubts)])),
            _styled_quotation(fact),
        )
    return table


def _styled_quotation(fact: Fact) -> Text:
    from rich.text import Text

    if not fact.quotes:
        return Text()
    before, exact, after = in_context(fact.quotes[0])
    more = f" (+{len(fact.quotes) - 1})" if len(fact.quotes) > 1 else ""
    return Text.assemble((_safe(before), "dim"), (_safe(exact), "bold"), (_safe(after), "dim"), (more, "dim"))
