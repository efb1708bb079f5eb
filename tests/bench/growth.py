"""Extraction of real text and of hostile one: twice the text takes twice the time and memory, not four times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from loaders.pipeline import Tools, extract_text

from .measuring import Row, peak, ratio
from .sample import SAMPLE

TWICE = 3.0  # work in proportion gives 2; the rest is room for noise, not for a square

# Texts that a careless expression or loop takes a square of their length for; each grows with its argument.
HOSTILE: Mapping[str, Callable[[int], str]] = {
    "directives on one line": lambda n: " ".join(
        f"Chỉ thị số {i}-CT/TW ngày 05/01/2022 của Ban Bí thư" for i in range(n)
    ),
    "numbers of headings": lambda n: "Số: 12/KH-UBND\n" * n,
    "a token without end": lambda n: "Xem tệp 12-" + "ABCDEFGH" * n + ".pdf",
    "clauses of bases": lambda n: "Căn cứ Luật Tổ chức ngày 19/6/2015; " * n,
    "assignments": lambda n: "".join(f"{i}. Sở Y tế chủ trì, phối hợp với Sở Nội vụ thực hiện.\n\n" for i in range(n)),
    "orders in orders": lambda n: "1. Sở Y tế " + "chỉ đạo Sở Nội vụ làm, " * n,
    "open quotes": lambda n: "“Điều 1\n\n" * n,
    "blank lines in a subject": lambda n: "V/v" + " \n" * n * 4,
    "footnote marks in footnote marks": lambda n: "a" + "[" * n * 4 + "1]" * n * 4,
    "partners": lambda n: "Giao Sở Y tế chủ trì, " + "phối hợp với Sở Tài chính, " * n,
    "symbols": lambda n: " ".join(f"12-{_symbol(i)}" for i in range(n)),
    "pages": lambda n: "Ban Bí thư và\n\n3\n\nBan Dân vận\n" * n,
    "damaged words": lambda n: "các cảc huyên ủy " * n,
    "names of people": lambda n: "Tòng Văn A Thị Bá " * n,
    "headings": lambda n: "KẾ HOẠCH\nSố 5-KH/TU\nNơi nhận:\n- Lưu;\n\n" * (n // 4),
}


def _symbol(number: int) -> str:
    """A symbol of its own for each number: BA/ABA."""
    letters = "ABCDEGHKLMNPQRSTUVX"
    digits = [letters[number // len(letters) ** place % len(letters)] for place in range(5)]
    return f"{''.join(digits[:2])}/{''.join(digits[2:])}"


MEGABYTE = 1_000_000
# Pieces of which a megabyte is made; a file of a broken scanner or of an ill-wisher holds nothing else.
PIECES: Mapping[str, str] = {
    "digits": "0123456789",
    "solidi": "/",
    "full stops": ".",
    "brackets": "(",
    "line ends": "\n",
    "capitals": "ĐẢNGỦYTỈNH",
    "combining marks": "\u0301",
    "“Căn cứ ”": "Căn cứ ",
    "“Số ”": "Số ",
    "“I. ”": "I. ",
    "lines “I.”": "I.\n",
    "“12-CT/TW, ”": "12-CT/TW, ",
    "dates": "ngày 1 tháng 1 năm 2020 ",
    "a line of prose": "các cấp ủy lãnh đạo việc quán triệt và thực hiện nhiệm vụ này trong toàn đảng bộ ",
    "pipes of a table": "| a ",
    "cells of HTML": "<td>",
}


def rows(tools: Tools) -> Iterator[Row]:
    """Time and memory for twice the sample, and time for twice each hostile text."""

    def extract(text: str) -> object:
        return extract_text("t.txt", text, tools)

    # The patterns are compiled with the first text, which is no part of any text's time.
    sample = "\n\n\n".join(path.read_text(encoding="utf-8-sig") for path in sorted(SAMPLE.texts.glob("*.txt"))[:6])
    extract(sample)
    yield Row("extract: time for twice the text", ratio(extract, sample * 4, sample * 8, TWICE), TWICE)
    yield Row("extract: memory for twice the text", peak(extract, sample * 8) / peak(extract, sample * 4), 2.5)
    for name, make in HOSTILE.items():
        yield Row(f"extract, twice as many: {name}", ratio(extract, make(2000), make(4000), TWICE), TWICE)
    for name, piece in PIECES.items():
        large = piece * (MEGABYTE // len(piece.encode("utf-8")))
        small = large[: len(large) // 2]
        yield Row(f"extract, a megabyte by half of it: {name}", ratio(extract, small, large, TWICE, 3), TWICE)
