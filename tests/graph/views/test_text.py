"""Text of documents is shown as text, on lines that fit."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from graph.views.text import clean, width, wrap


@given(st.text(max_size=80))
def test_clean_text_neither_acts_nor_ends_a_line(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept
    assert not {unicodedata.category(char) for char in kept} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=200), st.integers(60, 240))
def test_lines_fit(text: str, room: int) -> None:
    lines = wrap(clean(text), room, 13, most=3, bold=True)
    assert len(lines) <= 3
    assert all(width(line, 13, bold=True) <= room for line in lines)


def test_a_long_number_is_parted_behind_a_stroke() -> None:
    assert wrap("4312/KH-UBND-TTXVN-BQTVIII", 90, 13, most=3)[0].endswith(("/", "-"))
