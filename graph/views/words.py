"""What views and pages call things, in Vietnamese and in English: the one place for it is `words.toml` beside this
module; relations, roles, types and levels are named by the vocabularies.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from ontology.vocabulary import load_vocabulary

Lang: TypeAlias = Literal["vi", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("vi", "en")
Words: TypeAlias = tuple[str, str]
"""A word in Vietnamese and in English."""

_NAMESPACES: Final = ("properties", "conflicts", "cited-as", "locality-kinds", "sentences")
"""Sections whose names are those of a vocabulary and may be words of others too."""


@cache
def section(name: str) -> Mapping[str, Words]:
    """The words of one section of the catalogue, in its order. Raises: KeyError where there is none."""
    found = _catalogue()[name]
    return MappingProxyType({key: (vietnamese, english) for key, (vietnamese, english) in found.items()})


@cache
def _catalogue() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    return tomllib.loads((resources.files("graph.views") / "words.toml").read_text(encoding="utf-8"))


@cache
def words() -> Mapping[str, Words]:
    """All words that `word` knows; a name stands in one section only."""
    names = [name for name in _catalogue() if name not in _NAMESPACES]
    return MappingProxyType({key: found for name in names for key, found in section(name).items()})


def word(name: str, lang: Lang, **values: object) -> str:
    """A word or a sentence, with values put in; for a `count` of 1 the singular where there is one.

    >>> word("days", "en", count=1), word("days", "vi", count=30)
    ('1 day', '30 ngày')
    """
    if values.get("count") == 1 and f"{name}-one" in words():
        name = f"{name}-one"
    return words()[name][LANGUAGES.index(lang)].format(**values)


def locality_called(kind: str, name: str, lang: Lang) -> str:
    """A locality with the word for its kind before its name; one that has a number bears that word in its name.

    >>> locality_called("huyen", "Cát Tiên", "vi"), locality_called("huyen", "Cát Tiên", "en")
    ('huyện Cát Tiên', 'district of Cát Tiên')
    >>> locality_called("phuong", "Phường 1", "vi"), locality_called("phuong", "Phường Đúc", "vi")
    ('Phường 1', 'phường Phường Đúc')
    """
    vietnamese, english = section("locality-kinds").get(kind, (kind, kind))
    first, _, rest = name.rpartition(" ")
    if rest.isdecimal() and first.casefold() == vietnamese:
        return name
    return f"{vietnamese if lang == 'vi' else english} {name}"


_VALUE: Final = r"(?:(?!; ).)+"
"""What stands for a value in a sentence: semicolons part sentences."""
_LONGEST: Final = 2_000
"""Characters of a sentence beyond which nothing is looked for: what somebody asked for may be in it."""


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    found = []
    for vietnamese, english in section("sentences").values():
        parts = re.split(r"\{(\w+)\}", english)
        pattern = "".join(re.escape(part) if place % 2 == 0 else _group(part) for place, part in enumerate(parts))
        found.append((re.compile(pattern), vietnamese))
    return tuple(found)


def _group(name: str) -> str:
    return f"(?P<{name}>{'.+' if name == 'many' else _VALUE})"


def in_vietnamese(sentence: str) -> str | None:
    """What the program says of the data, in Vietnamese; None where the catalogue does not know the sentence.

    >>> in_vietnamese("as asked; the directive itself is later, of 2022-01-05")
    'theo ngày được chọn; bản thân chỉ thị có sau, ngày 05/01/2022'
    >>> in_vietnamese("3 documents bear the number 12-CT/TW")
    '3 văn bản mang số 12-CT/TW'
    >>> in_vietnamese("something else")
    """
    if len(sentence) > _LONGEST:
        return None
    for pattern, vietnamese in _sentences():
        if match := pattern.fullmatch(sentence):
            return vietnamese.format(**{name: _as_said(value) for name, value in match.groupdict().items()})
    parts = [in_vietnamese(part) for part in sentence.split("; ")] if "; " in sentence else [None]
    if None not in parts:
        return "; ".join(part for part in parts if part)
    lower = sentence[:1].lower() + sentence[1:]
    known = in_vietnamese(lower) if lower != sentence else None
    return known and known[:1].upper() + known[1:]


def _as_said(value: str) -> str:
    """A value in a Vietnamese sentence: a day as one writes it, a type by its name, a repair with an arrow."""
    if day := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        return f"{day[3]}/{day[2]}/{day[1]}"
    return _types().get(value, value).replace("' as '", "' → '")


@cache
def _types() -> Mapping[str, str]:
    return {one.slug: one.label for one in load_vocabulary().document_types}


def days_in(count: int, lang: Lang) -> str:
    """A number of days in words; -1 is one day as well.

    >>> days_in(-1, "en"), days_in(157, "vi")
    ('-1 day', '157 ngày')
    """
    return word("days", lang, count=count) if abs(count) != 1 else word("days-one", lang).replace("1", str(count))


def relation_in(slug: str, lang: Lang) -> str:
    """The name of a relation: "thực hiện", "is based on"; the slug itself where the vocabulary has none.

    >>> relation_in("based-on", "vi"), relation_in("implements", "en")
    ('căn cứ', 'implements')
    """
    return _concepts().get(("relation", slug, lang), slug)


def level_in(slug: str | None, lang: Lang) -> str:
    """The name of a level: "tỉnh", "province".

    >>> level_in("central", "vi"), level_in(None, "en")
    ('trung ương', 'unknown')
    """
    return _concepts().get(("level", slug or "", lang)) or word("unknown", lang)


@cache
def _concepts() -> Mapping[tuple[str, str, Lang], str]:
    vocabulary = load_vocabulary()
    found: dict[tuple[str, str, Lang], str] = {}
    for scheme, concepts in (("relation", vocabulary.relations), ("level", vocabulary.levels)):
        for concept in concepts:
            found[scheme, concept.slug, "vi"] = concept.label
            found[scheme, concept.slug, "en"] = concept.english or concept.slug
    return found
