"""Marks over a text nest, whatever their overlaps, and the text stays what it was."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.explaining import marked_html
from api.marking import Close, Open, label_of, nested
from loaders.marks import FIELDS, Mark


def mark(start: int, end: int, index: int = 1, field: str = "number", value: str = "v") -> Mark:
    return Mark(start, end, field, value, "number.letterhead", 0.9, index)


MARKUP = [
    "<b>",
    "</mark>",
    "<!--",
    "-->",
    "&lt;",
    "&#13;",
    "&",
    "<a href='x'>",
    "]]>",
    "<",
    '"',
    "\r",
    "\0",
    "Ế",
    " ",
    "x",
]
TEXTS = st.lists(st.sampled_from(MARKUP), max_size=12).map("".join) | st.text(max_size=40)
SPANS = st.lists(st.tuples(st.integers(-3, 12), st.integers(-3, 20)), max_size=12)
VALUES = st.text(alphabet=st.sampled_from("a<>&\"'/ "), max_size=8)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, int, list[Mark]]:
    """A text, its place in the source, and any marks on and beside it."""
    text, begin = draw(TEXTS), draw(st.integers(0, 3))
    marks = [
        mark(begin + start, begin + end, index, draw(st.sampled_from(FIELDS)), draw(VALUES))
        for index, (start, end) in enumerate(draw(SPANS), start=1)
        if start < end
    ]
    return text, begin, marks


@given(marked())
def test_pieces_nest_and_hold_the_text(case: tuple[str, int, list[Mark]]) -> None:
    text, begin, marks = case
    stack: list[int] = []
    covered: dict[int, list[int]] = {}
    opened: dict[int, tuple[Mark, ...]] = {}
    lasts: list[int] = []
    position = begin
    for piece in nested(text, marks, begin):
        if isinstance(piece, str):
            assert piece
            assert text[position - begin :].startswith(piece)
            for group in stack:
                covered.setdefault(group, []).extend(range(position, position + len(piece)))
            position += len(piece)
        elif isinstance(piece, Open):
            assert piece.first == (piece.group not in opened)
            opened[piece.group] = piece.marks
            stack.append(piece.group)
        else:
            assert stack.pop() == piece.group
            lasts += [piece.group] if piece.last else []
    assert not stack
    assert position == begin + len(text)
    assert sorted(lasts) == sorted(opened)
    for group, found in opened.items():
        first, last = max(found[0].start, begin), min(found[0].end, begin + len(text))
        assert covered[group] == list(range(first, last))
    inside = [one for one in marks if max(one.start, begin) < min(one.end, begin + len(text))]
    assert sorted(one.index for found in opened.values() for one in found) == sorted(one.index for one in inside)


class Page(HTMLParser):
    """The text of a fragment, checked for its nesting."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("mark", "a"), f"a tag that nobody wrote: {tag}"
        assert "a" not in self.stack, "a link holds nothing"
        given_ = dict(attrs)
        self.stack.append(tag)
        if tag == "a":
            self.links.append((given_["href"] or "", given_["aria-label"] or ""))
        elif "id" in given_:
            self.ids.append(given_["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        assert "a" not in self.stack, "the names are no part of the text"
        self.text.append(data)


@given(marked())
def test_the_html_holds_the_text_of_the_source_and_nests(case: tuple[str, int, list[Mark]]) -> None:
    text, begin, marks = case
    page = Page()
    page.feed(str(marked_html(nested(text, marks, begin), "d1")))
    page.close()
    assert not page.stack
    assert "".join(page.text) == text.replace("\0", "\ufffd")
    assert len(set(page.ids)) == len(page.ids)
    inside = [one for one in marks if max(one.start, begin) < min(one.end, begin + len(text))]
    assert len(page.links) == sum(len(set(fields)) for fields in fields_by_span(inside).values())
    for href, label in page.links:
        found = [one for one in inside if href == f"#d1-{'w' if one.field == 'warning' else 'f'}{one.index}"]
        assert any(label.endswith(f": {one.value}") for one in found)


def fields_by_span(marks: list[Mark]) -> dict[tuple[int, int], list[str]]:
    """The fields of the marks of each span: each gets one link, however often its mark is cut."""
    found: dict[tuple[int, int], list[str]] = {}
    for one in marks:
        found.setdefault((one.start, one.end), []).append(one.field)
    return found


def test_a_carriage_return_survives_a_parser() -> None:
    assert marked_html(["a\rb\r\n"], "d1") == "a&#13;b&#13;\n"


SHOWN = [  # marks, brackets, why
    ([], "abcdefghij", "no mark"),
    ([mark(2, 4)], "ab(cd)efghij", "one"),
    ([mark(2, 6), mark(3, 4)], "ab(c(d)ef)ghij", "nested"),
    ([mark(2, 5), mark(4, 8)], "ab(cd(e))(fgh)ij", "overlapping: the second is cut at the end of the first"),
    ([mark(2, 5), mark(2, 5, 2)], "ab(cde)fghij", "of one span: one group"),
    ([mark(0, 10), mark(0, 5), mark(5, 10)], "((abcde)(fghij))", "side by side in one"),
    ([mark(-3, 2), mark(8, 40)], "(ab)cdefgh(ij)", "cut off at the ends of the text"),
    ([mark(20, 30), mark(4, 4)], "abcdefghij", "outside, or empty"),
    ([mark(0, 4), mark(1, 5), mark(2, 6)], "(a(b(cd)))((e)f)ghij", "a staircase"),
]


@pytest.mark.parametrize(("marks", "expected", "why"), SHOWN)
def test_nesting(marks: list[Mark], expected: str, why: str) -> None:
    pieces = nested("abcdefghij", marks)
    assert "".join("(" if isinstance(p, Open) else ")" if isinstance(p, Close) else p for p in pieces) == expected


LABELS = [
    ([mark(0, 1, 3)], "number 3"),
    ([mark(0, 1, 3), mark(0, 1, 4), mark(0, 1, 6)], "number 3-4, 6"),
    ([mark(0, 1, 9, "citation"), mark(0, 1, 1, "warning")], "citation 9, warning 1"),
    ([mark(0, 1, 3, "citation"), mark(0, 1, 9, "role"), mark(0, 1, 10, "role")], "citation 3, role 9-10"),
]


@pytest.mark.parametrize(("marks", "expected"), LABELS)
def test_names_of_a_group(marks: list[Mark], expected: str) -> None:
    assert label_of(marks) == expected


def test_many_overlapping_marks_take_time_in_proportion() -> None:
    size = 2_000
    marks = [mark(start, start + size, start + 1) for start in range(size)]
    assert sum(isinstance(piece, Open) for piece in nested("x" * 3 * size, marks)) < 3 * size
