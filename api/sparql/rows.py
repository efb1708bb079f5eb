"""Cutting a serialized SPARQL answer to a number of rows, in each of the four formats."""

from __future__ import annotations

import csv
import io
import json


def cut_rows(body: bytes, name: str, most: int) -> tuple[bytes, bool]:
    """(*body* with at most *most* rows, whether any were left out); *name* is the format: json, xml, csv or tsv."""
    match name:
        case "json":
            return _cut_json(body, most)
        case "xml":
            return _cut_xml(body, most)
        case "csv":
            return _cut_csv(body, most)
        case "tsv":
            return _cut_tsv(body, most)
    raise ValueError(f"not a format of SPARQL results: {name!r}")


def _cut_json(body: bytes, most: int) -> tuple[bytes, bool]:
    if body.count(b"{") <= most:  # every row is an object
        return body, False
    answer = json.loads(body)
    rows = answer.get("results", {}).get("bindings", [])
    if len(rows) <= most:
        return body, False
    answer["results"]["bindings"] = rows[:most]
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode(), True


def _cut_xml(body: bytes, most: int) -> tuple[bytes, bool]:
    """The row's start tag cannot stand in a value: ``<`` is written ``&lt;`` there."""
    if body.count(b"<result>") <= most:
        return body, False
    end = -1
    for _ in range(most + 1):
        end = body.index(b"<result>", end + 1)
    return body[:end] + b"</results></sparql>", True


def _cut_csv(body: bytes, most: int) -> tuple[bytes, bool]:
    if body.count(b"\n") <= most + 1:
        return body, False
    rows = list(csv.reader(io.StringIO(body.decode(), newline="")))
    if len(rows) <= most + 1:
        return body, False
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows[: most + 1])
    return out.getvalue().encode(), True


def _cut_tsv(body: bytes, most: int) -> tuple[bytes, bool]:
    """A line is a row: the format escapes line feeds in values."""
    lines = body.splitlines(keepends=True) if b"\r" not in body else body.split(b"\n")
    if len(lines) <= most + 1:
        return body, False
    return b"".join(line if line.endswith(b"\n") else line + b"\n" for line in lines[: most + 1]), True
