"""The tables that are searched, and how words become what stands in them.

Words are folded (`graph.listing.fold`: no diacritics, đ as d, no case) before SQLite sees them, on the way in and on
the way out, so that its tokenizer only has to part them.
"""

from __future__ import annotations

import re
from typing import Final

from graph.documents import fold_number
from graph.listing import Entry, fold, fold_province, natural
from graph.model import DocumentSummary

FORMAT: Final = 2
"""Version of the tables; files of another one are made anew."""
_TOKENS: Final = "tokenize = 'unicode61 remove_diacritics 2'"
SCHEMA: Final = f"""
CREATE TABLE document (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, number_key TEXT NOT NULL, label_key TEXT NOT NULL,
  type TEXT NOT NULL, held INTEGER NOT NULL, place TEXT NOT NULL, province TEXT NOT NULL, words TEXT NOT NULL,
  by_date TEXT NOT NULL, by_number TEXT NOT NULL, by_label TEXT NOT NULL, by_issuer TEXT NOT NULL,
  by_province TEXT NOT NULL);
CREATE INDEX document_number ON document (number_key);
CREATE INDEX document_label ON document (label_key);
CREATE INDEX document_date ON document (by_date DESC, iri);
CREATE INDEX document_province ON document (province);
CREATE VIRTUAL TABLE document_text USING fts5 (label, title, issuer, place, content = '', {_TOKENS});
CREATE TABLE body (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, label TEXT NOT NULL, key TEXT NOT NULL,
  names TEXT NOT NULL);
CREATE INDEX body_key ON body (key);
CREATE VIRTUAL TABLE body_text USING fts5 (label, other, content = '', {_TOKENS});
CREATE TABLE passage (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, part TEXT NOT NULL);
CREATE INDEX passage_document ON passage (iri);
CREATE VIRTUAL TABLE passage_text USING fts5 (text, content = '', {_TOKENS});
CREATE TABLE gone (iri TEXT PRIMARY KEY) WITHOUT ROWID;
"""
"""`names` of a body are all its names, a line each.

`gone` of a file of changes holds the documents and bodies of which the base no longer tells the truth."""
_WORD: Final = re.compile(r"[^\W_]+")
_SAID_BEFORE_NUMBERS: Final = re.compile(r"\b(so|so ky hieu)\b:?\s+(?=\d)")
_DIGITS: Final = 12


def tokens(words: str) -> tuple[str, ...]:
    """The words of a question as they are looked for; "số" before a number is none.

    >>> tokens("Chỉ thị số 12-CT/TW"), tokens("Đối ngoại")
    (('chi', 'thi', '12', 'ct', 'tw'), ('doi', 'ngoai'))
    """
    return tuple(dict.fromkeys(_WORD.findall(_SAID_BEFORE_NUMBERS.sub("", fold(words)))))


def number_key(words: str) -> str:
    """A number, or a label with one, for comparison: whatever the blanks, the dashes and the diacritics.

    >>> number_key("chi thi số 12-ct/tw"), number_key("04-CT/TW")
    ('chithi12-ct/tw', '4-ct/tw')
    """
    return fold_number(_SAID_BEFORE_NUMBERS.sub("", fold(words)), stroke=True)


def sort_key(value: str) -> str:
    """A text that orders as `graph.listing.natural` does: numbers in it by their value."""
    return "".join(f"{number:0{_DIGITS}d}{rest}\x01" for number, rest in natural(fold(value))) if value else ""


def entry_of(summary: DocumentSummary) -> Entry:
    """A document as lists find and order it, of what its summary says."""
    words = (
        summary.label,
        summary.number,
        summary.title,
        *summary.issuers,
        summary.province,
        summary.district,
        summary.commune,
    )
    return Entry(
        iri=summary.iri,
        types=frozenset({summary.type} if summary.type else ()),
        held=summary.status == "held",
        provinces=frozenset({fold_province(summary.province)} if summary.province else ()),
        words=" | ".join(dict.fromkeys(fold(part) for part in words if part)),
        date=summary.date or "",
        number=summary.number or "",
        label=summary.label,
        issuer=summary.issuer or "",
        province=summary.province or "",
    )
