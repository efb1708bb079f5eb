"""The language of a page: Vietnamese, or English where the address or a cookie asks for it; and words in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlencode

from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from api.labels import cited_as, name_of
from graph.views.words import (
    LANGUAGES,
    Lang,
    days_in,
    in_vietnamese,
    level_in,
    locality_called,
    relation_in,
    section,
    word,
    words,
)

COOKIE: Final = "lang"
_YEAR_SECONDS: Final = 365 * 24 * 3600
_QUARTERS: Final = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}
_NAMES: Final = {"vi": "Tiếng Việt", "en": "English"}


def _known(name: str | None) -> Lang | None:
    return next((lang for lang in LANGUAGES if lang == name), None)


def language_of(request: Request) -> Lang:
    """The language that the address asks for, else the one that was asked for last; Vietnamese without either."""
    return _known(request.query_params.get(COOKIE)) or _known(request.cookies.get(COOKIE)) or "vi"


def remember(request: Request, response: Response) -> None:
    """Have the browser keep the language that the address asks for; no script and no stranger reads the cookie."""
    asked = _known(request.query_params.get(COOKIE))
    if asked is not None and request.cookies.get(COOKIE) != asked:
        path = str(request.scope.get("root_path", "")).rstrip("/") or "/"
        response.set_cookie(COOKIE, asked, max_age=_YEAR_SECONDS, path=path, httponly=True, samesite="lax")


@dataclass(frozen=True, slots=True)
class Switch:
    """The way to the same page in the other language."""

    code: Lang
    name: str
    href: str


def switch(request: Request) -> Switch:
    """The link to the page of *request* in the other language."""
    other: Lang = "en" if language_of(request) == "vi" else "vi"
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != COOKIE]
    return Switch(other, _NAMES[other], "?" + urlencode([*kept, (COOKIE, other)]))


class HasKind(Protocol):
    """What has a name and a kind of localities."""

    @property
    def kind(self) -> str:
        """The slug of the kind."""
        ...

    @property
    def name(self) -> str:
        """The name without the word for the kind."""
        ...


@dataclass(frozen=True, slots=True)
class Speech:
    """Words, days and figures in one language, as templates ask for them."""

    lang: Lang

    def t(self, key: str, **values: object) -> Markup:
        """A word of the catalogue with values put in, which are escaped unless they are markup."""
        if values.get("count") == 1 and f"{key}-one" in words():
            key = f"{key}-one"
        return Markup(escape(words()[key][LANGUAGES.index(self.lang)])).format(**values)

    def plain(self, key: str, **values: object) -> str:
        """The same as plain text."""
        return word(key, self.lang, **values)

    def known(self, key: str) -> bool:
        """Whether the catalogue has a word."""
        return key in words()

    def said(self, sentence: str) -> Markup:
        """What the program says of the data; marked as English where the page is not and no other words are known."""
        known = in_vietnamese(sentence) if self.lang == "vi" else sentence
        return Markup('<span lang="en">{}</span>').format(sentence) if known is None else escape(known)

    def name(self, slug: str | None) -> str:
        """The name of a property, role, milestone or type."""
        return name_of(slug, self.lang)

    def relation(self, slug: str) -> str:
        """The name of a relation, as it is said of the document that states it."""
        return relation_in(slug, self.lang)

    def level(self, slug: str | None) -> str:
        """The name of a level."""
        return level_in(slug, self.lang)

    def cited_as(self, role: str | None) -> str:
        """What is said of a document that is cited in a role."""
        return cited_as(role)[LANGUAGES.index(self.lang)]

    def conflict_name(self, kind: str) -> str:
        """The name of a kind of conflicts."""
        found = section("conflicts").get(kind)
        return kind if found is None else found[LANGUAGES.index(self.lang)]

    def place_called(self, one: HasKind) -> str:
        """A locality with the word for its kind before its name."""
        return locality_called(one.kind, one.name, self.lang)

    def concept(self, one: object) -> str:
        """The label of a concept of a vocabulary."""
        english = str(getattr(one, "english", "")) if self.lang == "en" else ""
        return english or str(getattr(one, "label", ""))

    def days(self, count: int | None) -> str:
        """A number of days, "" where it is not known."""
        return "" if count is None else days_in(count, self.lang)

    def day(self, value: Date | str | None) -> str:
        """A date as documents of the country write it, 05/01/2022; in English as ISO 8601 has it. Else as it is.

        >>> Speech("vi").day("2022-01-05"), Speech("vi").day("2022-01"), Speech("en").day("2022-01-05")
        ('05/01/2022', '01/2022', '2022-01-05')
        >>> Speech("vi").day("--12"), Speech("vi").day(None)
        ('--12', '')
        """
        text = str(value or "")
        parts = text.split("-")
        whole = 1 <= len(parts) <= 3 and all(part.isdigit() for part in parts) and len(parts[0]) == 4
        return "/".join(reversed(parts)) if whole and self.lang == "vi" else text

    def when(self, value: str | None) -> str:
        """A time as documents set it: a day, a month, a quarter, a year, or what comes back or goes on.

        >>> [Speech("vi").when(one) for one in ("2022-Q4", "--12", "--12-25", "yearly", "2022-07")]
        ['quý IV/2022', 'tháng 12 hằng năm', 'ngày 25/12 hằng năm', 'hằng năm', 'tháng 7/2022']
        >>> [Speech("en").when(one) for one in ("2022-Q4", "--12", "continuous", "2022-07-15")]
        ['2022-Q4', 'month 12 of each year', 'continuous', '2022-07-15']
        """
        text = value or ""
        if text in ("yearly", "continuous"):
            return self.plain(f"when-{text}")
        year, _, rest = text.partition("-")
        if text.startswith("--"):
            month, _, day = text[2:].partition("-")
            return self.plain("when-day" if day else "when-month", month=month.lstrip("0"), day=day)
        if self.lang == "vi" and rest in _QUARTERS:
            return f"quý {_QUARTERS[rest]}/{year}"
        if self.lang == "vi" and len(rest) == 2 and rest.isdigit():
            return f"tháng {int(rest)}/{year}"
        return self.day(text)

    def grouped(self, number: int) -> str:
        """A whole number with its thousands apart: 1.234.567, in English 1,234,567.

        >>> Speech("vi").grouped(12345), Speech("en").grouped(12345)
        ('12.345', '12,345')
        """
        return f"{number:,}".replace(",", ".") if self.lang == "vi" else f"{number:,}"

    def decimal(self, number: float) -> str:
        """A share, with three digits.

        >>> Speech("vi").decimal(0.9713), Speech("en").decimal(1.0)
        ('0,971', '1.000')
        """
        return f"{number:.3f}".replace(".", ",") if self.lang == "vi" else f"{number:.3f}"

    def moment(self, value: datetime) -> str:
        """A moment to the minute, with its zone."""
        return f"{self.day(value.date())} {value:%H:%M} {value:%Z}".strip()
