from __future__ import annotations

import time

import pytest

from api.negotiation import GRAPH_FORMATS, SOLUTION_FORMATS, choose, choose_format, parse_accept

OFFERED = ("application/json", "text/html", "text/csv")
ROWS = [  # Accept, chosen, why
    (None, "application/json", "no header: the server's choice"),
    ("", "application/json", "an empty header says nothing"),
    ("*/*", "application/json", "anything"),
    ("text/*", "text/html", "the first of a type"),
    ("text/csv", "text/csv", "exactly"),
    ("TEXT/CSV", "text/csv", "names have no case"),
    ("text/csv;q=0.5, text/html;q=0.4", "text/csv", "by quality"),
    ("text/html;q=0.4, text/csv;q=0.5", "text/csv", "by quality, not by order"),
    ("text/html, text/csv", "text/html", "among equals the server's order"),
    ("text/csv, */*;q=0.1", "text/csv", "a range as the last resort"),
    ("*/*, application/json;q=0", "text/html", "q=0 excludes"),
    ("*/*;q=0", None, "q=0 excludes everything"),
    ("application/json;q=0", None, "nothing but what is excluded"),
    ("application/json;q=0.0, text/*;q=0.3, text/html;q=0", "text/csv", "the closer range decides"),
    ("image/png", None, "nothing that is offered"),
    ("nonsense", "application/json", "no media range at all says nothing"),
    ("nonsense, text/csv", "text/csv", "what can be read counts"),
    ("text/csv;q=abc, text/html;q=0.1", "text/html", "a quality that is none drops the member"),
    ("text/csv;q=2, text/html;q=0.1", "text/html", "a quality above 1 too"),
    ("text/csv;q=nan, text/html;q=0.1", "text/html", "not a number"),
    ("*/html, text/csv", "text/csv", "a wild type with a subtype is no range"),
    (",,;;, ;q=1, text/csv ,", "text/csv", "empty members"),
    ("text/csv;charset=utf-8;q=0.2, text/html;level=1;q=0.1", "text/csv", "other parameters"),
    ('text/html;x="a, text/csv;q=1";q=0.1, text/csv;q=0.2', "text/csv", "commas and semicolons in quotes are text"),
    ('text/csv;q=0.2, text/html;x="never closed, text/csv', "text/html", "quotes that do not end"),
    ("text/csv;q=1e-1, text/html;q=0.05", "text/html", "a quality is no number of other notations"),
    ("text/csv;q=1.001, text/html;q=0.1", "text/html", "a quality just above 1"),
    ("text/csv;q=0.12345, text/html;q=0.1", "text/csv", "more digits than there should be"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html", "a browser"),
]


@pytest.mark.parametrize(("accept", "expected", "why"), ROWS, ids=[row[2] for row in ROWS])
def test_choose(accept: str | None, expected: str | None, why: str) -> None:
    assert choose(accept, OFFERED) == expected


@pytest.mark.parametrize("piece", ['"', '"\\"', "\\", ",", ";", ";q=", "a/b,", '"a/b;q=0.1,'])
def test_a_header_of_any_form_is_read_in_linear_time(piece: str) -> None:
    started = time.perf_counter()
    choose(piece * (64 * 1024 // len(piece)) + "\\", OFFERED)
    assert time.perf_counter() - started < 2


def test_nothing_is_offered() -> None:
    assert choose("*/*", ()) is None
    assert choose(None, ()) is None


FORMATS = [  # Accept, format=, table, chosen
    (None, None, SOLUTION_FORMATS, ("application/sparql-results+json", "json")),
    (None, None, GRAPH_FORMATS, ("text/turtle", "ttl")),
    ("application/json", None, SOLUTION_FORMATS, ("application/json", "json")),
    ("application/json", None, GRAPH_FORMATS, ("application/json", "jsonld")),
    ("application/ld+json", None, SOLUTION_FORMATS, None),
    ("text/csv", "tsv", SOLUTION_FORMATS, ("text/tab-separated-values", "tsv")),
    ("text/csv", "TSV", SOLUTION_FORMATS, ("text/tab-separated-values", "tsv")),
    ("text/csv", "no-such-format", SOLUTION_FORMATS, ("text/csv", "csv")),
    ("text/csv", "turtle", GRAPH_FORMATS, ("text/turtle", "ttl")),
    ("*/*", "application/rdf+xml", GRAPH_FORMATS, ("application/rdf+xml", "rdf")),
]


@pytest.mark.parametrize(("accept", "asked", "table", "expected"), FORMATS)
def test_choose_format(
    accept: str | None, asked: str | None, table: dict[str, str], expected: tuple[str, str] | None
) -> None:
    assert choose_format(accept, table, asked) == expected


def test_parse_accept_keeps_the_order() -> None:
    assert [(found.type, found.subtype, found.q) for found in parse_accept("a/b;q=0.1, c/*")] == [
        ("a", "b", 0.1),
        ("c", "*", 1.0),
    ]
