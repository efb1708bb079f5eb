"""The properties of a document that texts state, and the order of the quotations behind a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from graph import terms
from graph.model import Quotation
from ontology.gazetteer import fold_name

PROPERTIES: Final = (
    ("type", terms.TYPE_DOCUMENT),
    ("number", terms.ID_LOCAL),
    ("date", terms.DATE_DOCUMENT),
    ("place", terms.PLACE_OF_ISSUE),
    ("issuer", terms.ISSUER),
    ("organization", terms.PUBLISHER),
    ("level", terms.LEVEL),
    ("province", terms.PROVINCE_NAME),
    ("district", terms.DISTRICT_NAME),
    ("commune", terms.COMMUNE_NAME),
    ("jurisdiction", terms.JURISDICTION),
    ("title", terms.TITLE),
)
"""Name and predicate of each property, in the order in which they are shown."""

NAMES: Final = {predicate: name for name, predicate in PROPERTIES}
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def best_first(found: tuple[Quotation, ...], name: str, shown: str) -> tuple[Quotation, ...]:
    """The quotations whose sentence contains the value before the others."""
    if name not in ("date", "issuer"):
        return found
    contains = _date_in(shown) if name == "date" else _words_in(shown)
    return tuple(sorted(found, key=lambda item: not contains(item.sentence)))


def _date_in(shown: str) -> Callable[[str], bool]:
    """Whether a sentence gives a date, as 5/1/2022, 05-01-2022 or ngày 05 tháng 01 năm 2022."""
    if not _DAY.fullmatch(shown):
        return lambda sentence: shown in sentence
    year, month, day = map(int, shown.split("-"))
    written = re.compile(
        rf"(?<!\d)0?{day}\s*(?:[/.-]|tháng)\s*0?{month}\s*(?:[/.-]|năm)\s*{year}(?!\d)|{re.escape(shown)}",
        re.IGNORECASE,
    )
    return lambda sentence: written.search(unicodedata.normalize("NFC", sentence)) is not None


def _words_in(shown: str) -> Callable[[str], bool]:
    """Whether a sentence has a name in it, whatever the place of the tone marks and the case."""
    name = fold_name(shown)
    return lambda sentence: name in fold_name(sentence)
