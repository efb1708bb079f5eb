"""Corpora of any size in the form of the real ones, as records: directives, the plans of provinces for them, letters of
districts and unions for the plans.

As in real ones, a few numbers are borne by many documents, a directive is cited by all who carry it out, and some
citations are misdated, undated, or name no type. The same seed always gives the same records.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from loaders import FileResult, Record
from loaders.records import Assignment, Citation, Evidence, Issuer, Quote, Relation
from ontology.gazetteer import Locality, load_gazetteer
from tests.documents import BODIES, DUTIES, SUBJECTS

BELOW = 60
"""Documents that carry out one directive."""
_DAY = date(2022, 6, 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What a document is to those who cite it."""

    type: str
    word: str
    number: str
    date: date
    issuer: str
    level: str
    subject: str
    province: str | None = None
    district: str | None = None


class Registers:
    """The next number of each body in each term, as its clerk gives it."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str, int], int] = defaultdict(int)

    def number(self, issuer: str, symbol: str, day: date) -> str:
        """The number of a document of a body: its sequence begins again with each term of five years."""
        key = (issuer, symbol, (day.year * 12 + day.month - 10) // 60)
        self._last[key] += 1
        return f"{self._last[key]:02}-{symbol}"


def corpus(count: int, seed: int = 0) -> Iterator[FileResult]:
    """So many documents, one to a file, each directive before those that carry it out."""
    chance, registers = random.Random(seed), Registers()
    for start in range(0, count, BELOW + 1):
        directive = _directive(chance, registers)
        yield _file(start, directive, (), chance)
        plans: list[Known] = []
        for index in range(start + 1, min(start + BELOW + 1, count)):
            above = chance.choice(plans) if plans and chance.random() < 0.6 else None
            document = _below(directive, above, chance, registers)
            if document.level == "province":
                plans.append(document)
            yield _file(index, document, (directive, *((above,) if above else ())), chance)


def _directive(chance: random.Random, registers: Registers) -> Known:
    day = date(chance.choice((2007, 2012, 2017, 2021, 2022)), chance.randint(2, 12), chance.randint(1, 28))
    kind, word, symbol = chance.choice((("chi-thi", "Chỉ thị", "CT"), ("ket-luan", "Kết luận", "KL")))
    subject = f"{chance.choice(SUBJECTS)} ở {chance.choice(SUBJECTS)} đợt {chance.randint(1, 9999)}"
    number = registers.number("trung ương", f"{symbol}/TW", day)
    return Known(kind, word, number, day, "Ban Bí thư Trung ương Đảng", "central", subject)


def _below(directive: Known, above: Known | None, chance: random.Random, registers: Registers) -> Known:
    day = (above or directive).date + timedelta(days=chance.randint(5, 200))
    subject = f"thực hiện {directive.word} số {directive.number} về {directive.subject}"
    if above is None:
        province = chance.choice(_localities("province"))
        issuer = f"Ban Thường vụ Tỉnh ủy {province.name}"
        number = registers.number(issuer, "KH/TU", day)
        return Known("ke-hoach", "Kế hoạch", number, day, issuer, "province", subject, province.name)
    district = chance.choice(_districts(above.province or ""))
    issuer = f"Ban Thường vụ Huyện ủy {district.name}"
    number = registers.number(f"{issuer} {above.province}", "CV/HU", day)
    return Known("cong-van", "Công văn", number, day, issuer, "district", subject, above.province, district.name)


@cache
def _localities(level: str) -> tuple[Locality, ...]:
    gazetteer = load_gazetteer()
    return gazetteer.provinces(_DAY) if level == "province" else gazetteer.districts(_DAY)


@cache
def _districts(province: str) -> tuple[Locality, ...]:
    code = next(one.code for one in _localities("province") if one.name == province)
    return tuple(one for one in _localities("district") if one.parent_code == code)


def _file(index: int, document: Known, cited: tuple[Known, ...], chance: random.Random) -> FileResult:
    source = f"{index:07}.txt"
    organization = document.issuer.removeprefix("Ban Thường vụ ")
    citations = tuple(_citation(one, chance) for one in cited)
    relations = tuple(
        Relation("self", one.role, one.key, one.quotes[0], None, place) for place, one in enumerate(citations)
    )
    duties = tuple(_duty(turn, chance) for turn in range(1, 4))
    record = Record(
        source=source,
        part=1,
        span=(0, 4000),
        type=document.type,
        number=document.number,
        date=document.date.isoformat(),
        place=document.province,
        issuer=Issuer(document.issuer, organization, document.level, document.province, document.district),
        title=document.subject,
        citations=citations,
        relations=relations,
        assignments=duties,
        evidence=(Evidence("date", _quote(f"ngày {document.date}")), Evidence("number", _quote(document.number))),
    )
    return FileResult(Path(source), source, sha256(source.encode()).hexdigest(), (record,))


def _citation(known: Known, chance: random.Random) -> Citation:
    day: str | None = known.date.isoformat()
    kind: str | None = known.type
    draw = chance.random()
    if draw < 0.02:
        day = known.date.replace(year=known.date.year + 10, day=min(known.date.day, 28)).isoformat()
    elif draw < 0.05:
        day = None
    elif draw < 0.06:
        kind = None
    written = "/".join(reversed(day.split("-"))) if day else ""
    after = f"{f' ngày {written}' if written else ''} của {known.issuer} về {known.subject};"
    quote = Quote((chance.randint(0, 900), 1000), known.number, f"Thực hiện {known.word} số ", after)
    return Citation(
        kind, known.number, day, known.issuer, "implements", (quote,),
        level=known.level, province=known.province, district=known.district,
    )  # fmt: skip


def _duty(turn: int, chance: random.Random) -> Assignment:
    role = chance.choice(("lead", "coordinate"))
    return Assignment(f"II.{turn}", chance.choice(BODIES), role, None, _quote(chance.choice(DUTIES)))


def _quote(words: str) -> Quote:
    return Quote((10, 10 + len(words)), words, "", ".")
