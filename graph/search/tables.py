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

FORMAT: Final = 4
"""Version of the tables; files of another one are made anew."""
_TOKENS: Final = "tokenize = 'unicode61 remove_diacritics 2'"
SCHEMA: Final = f"""
CREATE TABLE document (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, number_key TEXT NOT NULL, label_key TEXT NOT NULL,
  type TEXT NOT NULL, held INTEGER NOT NULL, place TEXT NOT NULL, province TEXT NOT NULL, words TEXT NOT NULL,
  by_date TEXT NOT NULL, by_number TEXT NOT NULL, by_label TEXT NOT NULL, by_issuer TEXT NOT NULL,
  by_province TEXT NOT NULL, copy_key TEXT NOT NULL, places TEXT NOT NULL);
CREATE INDEX document_number ON document (number_key);
CREATE INDEX document_label ON document (label_key);
CREATE INDEX document_date ON document (by_date DESC, iri);
CREATE INDEX document_held ON document (held, by_date DESC, iri);
CREATE INDEX document_province ON document (province);
CREATE INDEX document_copy ON document (copy_key, iri);
CREATE INDEX document_places ON document (places, iri);
CREATE VIRTUAL TABLE document_text USING fts5 (label, title, issuer, place, content = '', {_TOKENS});
CREATE TABLE body (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, label TEXT NOT NULL, key TEXT NOT NULL,
  names TEXT NOT NULL, words TEXT NOT NULL, all_words TEXT NOT NULL, kinds TEXT NOT NULL, systems TEXT NOT NULL,
  places TEXT NOT NULL);
CREATE INDEX body_key ON body (key);
CREATE VIRTUAL TABLE body_text USING fts5 (label, other, content = '', {_TOKENS});
CREATE TABLE linked (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE);
CREATE TABLE link (linked INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (linked, document)) WITHOUT ROWID;
CREATE INDEX link_document ON link (document);
CREATE TABLE passage (id INTEGER PRIMARY KEY, iri TEXT NOT NULL, part TEXT NOT NULL);
CREATE INDEX passage_document ON passage (iri);
CREATE VIRTUAL TABLE passage_text USING fts5 (text, content = '', {_TOKENS});
CREATE TABLE agency (id INTEGER PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL, words TEXT NOT NULL);
CREATE UNIQUE INDEX agency_name ON agency (name, body);
CREATE TABLE duty (iri TEXT NOT NULL, milestone INTEGER NOT NULL, day TEXT NOT NULL, place INTEGER NOT NULL,
  nodes TEXT NOT NULL, documents INTEGER NOT NULL, task TEXT, agency INTEGER, role TEXT, stated TEXT,
  due TEXT NOT NULL, recurs INTEGER NOT NULL, confidence REAL);
CREATE INDEX duty_order ON duty (milestone, day, iri, place);
CREATE INDEX duty_document ON duty (iri, milestone);
CREATE INDEX duty_who ON duty (milestone, agency, role, due);
CREATE INDEX duty_due ON duty (milestone, due);
CREATE TABLE shared (iri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE conflict (iri TEXT PRIMARY KEY, kind TEXT NOT NULL, label TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX conflict_order ON conflict (kind, label, iri);
CREATE TABLE source (iri TEXT PRIMARY KEY, sha256 TEXT NOT NULL, newest TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX source_newest ON source (newest, iri);
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE number (key TEXT NOT NULL, iri TEXT NOT NULL, PRIMARY KEY (key, iri)) WITHOUT ROWID;
CREATE INDEX number_document ON number (iri);
CREATE TABLE citation (iri TEXT NOT NULL, cited TEXT NOT NULL, role TEXT NOT NULL, day TEXT NOT NULL,
  number TEXT NOT NULL, nodes TEXT NOT NULL);
CREATE INDEX citation_order ON citation (cited, day, number, iri, role);
CREATE INDEX citation_document ON citation (iri);
CREATE TABLE gap (iri TEXT PRIMARY KEY, cited_by INTEGER NOT NULL, day TEXT NOT NULL, number TEXT NOT NULL,
  types TEXT NOT NULL, provinces TEXT NOT NULL, levels TEXT NOT NULL);
CREATE INDEX gap_order ON gap (cited_by DESC, day, number, iri);
CREATE TABLE gap_role (iri TEXT NOT NULL, role TEXT NOT NULL, cited_by INTEGER NOT NULL, PRIMARY KEY (iri, role))
  WITHOUT ROWID;
CREATE TABLE gone (iri TEXT PRIMARY KEY) WITHOUT ROWID;
"""
"""`names` of a body are all its names, a line each, and `all_words` the words of each; `kinds` and `systems` are slugs,
`places` IRIs of localities, a line each. `places` of a document are those that it is asked for by.

A row of `link` is a document and what it is linked to in `linked`: a body that issued it, or the locality of that body.

A row of `duty` is a duty or a milestone as an answer over the whole store tells it: `iri` is its document, `day` and
`place` its order, `stated` its time as the text has it; `nodes` are all that say it, a line each, and `documents`
counts the copies of a text that do. The role of a milestone is its kind. `shared` are the documents that have some in
common with others, as copies of a text have: of them alone a row would tell too much, or nothing.

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
