"""Writes `gazetteer/` from the package `vietnamadminunits` (MIT, facts): `python -m ontology.gazetteer_build`.

The package is needed at build time only, and nothing imports this module. Its converter says of what the 34 provinces
and 3,321 communes of 2025 were made (Nghị quyết 202/2025/QH15 and those on the communes of each province); its older
list is that of 2025-06-30, with 696 districts and 10,035 communes. What it lacks stands in the tables below:

- other spellings of provinces and districts (`OTHER_NAMES`);
- districts that were merged into others between 2019 and mid-2025 (`FORMER`), since documents of that time name them;
  mergers before that, and changes of rank (huyện to thị xã, thị xã to thành phố), are not recorded.

Communes that were merged before 2025-06-30 are not in it, nor in the gazetteer. The converter knows a divided commune
by the province of 2025 and its name, so it gives namesakes the parts of each other; see `is_mistaken`.

The output is sorted, so that running it twice gives the same bytes.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from ontology.errors import InputError
from ontology.iris import TERMS, Iris, slug
from ontology.prefixes import FILE_PREFIXES
from ontology.turtle import RDF_TYPE, package_file, to_turtle

LAST_DAY_OF_63: Final = date(2025, 6, 30)
FIRST_DAY_OF_34: Final = date(2025, 7, 1)

KINDS: Final = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh-pho",
    "Huyện": "huyen",
    "Quận": "quan",
    "Thị xã": "thi-xa",
    "Xã": "xa",
    "Phường": "phuong",
    "Thị trấn": "thi-tran",
    "Đặc khu": "dac-khu",
}

PREFIXES: Final = {name: FILE_PREFIXES[name] for name in ("dcterms", "level", "lin", "skos", "xsd", "l2008", "l2025")}

OTHER_NAMES: Final = {
    ("2008", "46"): ("Huế",),  # the city under the centre from 2025-01-01 to 2025-06-30
    ("2025", "46"): ("Thừa Thiên Huế",),
    ("2008", "79"): ("TP.HCM", "Sài Gòn"),
    ("2025", "79"): ("TP.HCM", "Sài Gòn"),
    ("2008", "66"): ("Đắc Lắc", "Đăk Lăk", "Daklak"),
    ("2025", "66"): ("Đắc Lắc", "Đăk Lăk", "Daklak"),
    ("2008", "67"): ("Đắc Nông", "Đăk Nông"),
    ("2008", "62"): ("Kontum",),
    ("2008", "06"): ("Bắc Cạn",),
    ("2008", "137"): ("Mù Cang Chải",),
}

FORMER: Final = """
04 044 Huyện|Thông Nông 2020-02-29 045
04 046 Huyện|Trà Lĩnh 2020-02-29 047
04 049 Huyện|Quảng Uyên 2020-02-29 049
04 050 Huyện|Phục Hòa 2020-02-29 049
17 151 Huyện|Kỳ Sơn 2019-12-31 148
22 204 Huyện|Hoành Bồ 2019-12-31 193
24 221 Huyện|Yên Dũng 2024-12-31 213
36 358 Huyện|Mỹ Lộc 2024-08-31 356
37 369 Thành phố|Ninh Bình 2024-12-31 374
38 405 Huyện|Đông Sơn 2024-12-31 380
40 413 Thị xã|Cửa Lò 2024-11-30 412
42 448 Huyện|Lộc Hà 2024-12-31 445
46 474 Thành phố|Huế 2024-12-31 474,475
46 483 Huyện|Nam Đông 2024-12-31 482
49 519 Huyện|Nông Sơn 2024-12-31 509
51 526 Huyện|Tây Trà 2020-01-31 525
68 681 Huyện|Đạ Huoai 2024-11-30 682
68 682 Huyện|Đạ Tẻh 2024-11-30 682
68 683 Huyện|Cát Tiên 2024-11-30 682
77 752 Huyện|Long Điền 2024-12-31 753
77 753 Huyện|Đất Đỏ 2024-12-31 753
79 762 Quận|Thủ Đức 2020-12-31 769
79 763 Quận|Quận 9 2020-12-31 769
79 769 Quận|Quận 2 2020-12-31 769
"""
"""Province, code, kind and name, last day, codes of the districts that took it in."""

FIRST_DAYS: Final = {
    "049": date(2020, 3, 1),  # Quảng Hòa
    "224": date(2025, 1, 1),  # Chũ, out of Lục Ngạn
    "474": date(2025, 1, 1),  # Thuận Hóa
    "475": date(2025, 1, 1),  # Phú Xuân
    "682": date(2024, 12, 1),  # Đạ Huoai with Đạ Tẻh and Cát Tiên
    "753": date(2025, 1, 1),  # Long Đất
    "769": date(2021, 1, 1),  # Thủ Đức, thành phố
}
"""First days of the districts that came out of mergers and divisions under a new name since 2019."""


NOTE: Final = "# Made by python -m ontology.gazetteer_build from vietnamadminunits 1.0.4 (MIT). Do not edit.\n"

Heirs: TypeAlias = Mapping[str, tuple[str, ...]]
"""Key of an older commune, or of an island district -> IRIs of the communes of 2025."""

NewKey: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """A locality as it is to be written."""

    edition: str
    code: str
    kind: str
    name: str
    level: str
    parent: str | None = None
    first: date | None = None
    last: date | None = None
    successors: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """Its IRI under the default base."""
        return Iris().locality(self.edition, self.code, self.name)


def package_data() -> Path:
    """The data folder of the installed package `vietnamadminunits`.

    Raises:
        InputError: the package is not installed.
    """
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise InputError("no package vietnamadminunits", hint="Run: pip install vietnamadminunits==1.0.4")
    return Path(spec.origin).parent / "data"


def read_converter() -> dict[str, Any]:
    """What the package says of the changes of 2025, by keys of its own."""
    found: dict[str, Any] = json.loads((package_data() / "converter_2025.json").read_text(encoding="utf-8"))
    return found


def read_rows(query: str) -> list[tuple[Any, ...]]:
    """The rows that the package's database gives for a query."""
    uri = f"{(package_data() / 'dataset.db').as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        return [tuple(row) for row in connection.execute(query)]


def split_kind(full_name: str) -> tuple[str, str]:
    """The slug of the kind and the bare name; a numbered quận or phường keeps its word.

    >>> split_kind("Thị xã Hòa Thành"), split_kind("Quận 8"), split_kind("Phường III")
    (('thi-xa', 'Hòa Thành'), ('quan', 'Quận 8'), ('phuong', 'Phường III'))
    """
    kind = next(word for word in KINDS if full_name.lower().startswith(f"{word} ".lower()))  # "Thị Xã Mường Lay"
    bare = full_name[len(kind) + 1 :]
    return KINDS[kind], full_name if re.fullmatch(r"\d+|[IVX]+", bare) else bare


def new_provinces() -> list[Unit]:
    """The 34 provinces from 2025-07-01."""
    rows = read_rows("SELECT DISTINCT provinceCode, province FROM admin_units")
    return [
        Unit("2025", code, *split_kind(full_name), level="province", first=FIRST_DAY_OF_34) for code, full_name in rows
    ]


def old_provinces() -> list[Unit]:
    """The 63 provinces until 2025-06-30, each with the IRI of the one that took it in."""
    converter = read_converter()["DICT_PROVINCE"]
    new_by_key = {_key(unit): unit for unit in new_provinces()}
    successor = {old: new_by_key[new].iri for new, olds in converter.items() for old in olds}
    rows = read_rows("SELECT DISTINCT provinceCode, province, provinceKey FROM admin_units_legacy")
    return [_old_province(code, full_name, successor[key]) for code, full_name, key in rows]


def _old_province(code: str, full_name: str, successor: str) -> Unit:
    kind, name = split_kind(full_name)
    if code == "46":  # the source knows only the last half year's form
        kind, name = "tinh", "Thừa Thiên Huế"
    return Unit("2008", code, kind, name, "province", last=LAST_DAY_OF_63, successors=(successor,))


def _key(unit: Unit) -> str:
    return f"{unit.kind}-{slug(unit.name)}".replace("-", "")


def districts(provinces: Iterable[Unit], heirs: Heirs) -> list[Unit]:
    """The districts of the 63 provinces, the former ones included; islands without communes have heirs of their own."""
    parents = {unit.code: unit.iri for unit in provinces}
    columns = "districtCode, district, provinceCode, provinceKey || '_' || districtKey || '_'"
    rows = read_rows(f"SELECT DISTINCT {columns} FROM admin_units_legacy")
    current = [
        Unit(
            "2008", code, *split_kind(name), "district", parents[province], FIRST_DAYS.get(code), LAST_DAY_OF_63,
            heirs.get(key, ()),
        )
        for code, name, province, key in rows
    ]  # fmt: skip
    iris = {unit.code: unit.iri for unit in current}
    return current + [_former(line, parents, iris) for line in FORMER.strip().splitlines()]


def _former(line: str, parents: dict[str, str], current: dict[str, str]) -> Unit:
    before, _, after = line.partition("|")
    province, code, kind = before.split(" ", 2)
    name, last, successors = after.rsplit(" ", 2)
    merged_into = tuple(current[successor] for successor in successors.split(","))
    parent = parents[province]
    return Unit("2008", code, KINDS[kind], name, "district", parent, None, date.fromisoformat(last), merged_into)


def new_communes(provinces: Iterable[Unit]) -> dict[NewKey, Unit]:
    """The 3,321 communes from 2025-07-01, by the package's keys of province and commune."""
    parents = {unit.code: unit.iri for unit in provinces}
    rows = read_rows("SELECT provinceKey, wardKey, wardCode, ward, provinceCode FROM admin_units")
    return {
        (province, key): Unit("2025", code, *split_kind(name), "commune", parents[parent], FIRST_DAY_OF_34)
        for province, key, code, name, parent in rows
    }


def old_communes(districts: Iterable[Unit], heirs: Heirs) -> list[Unit]:
    """The 10,035 communes until 2025-06-30, each with those that took it in."""
    parents = {unit.code: unit.iri for unit in districts if unit.last == LAST_DAY_OF_63}
    rows = read_rows("SELECT wardCode, ward, districtCode, provinceKey, districtKey, wardKey FROM admin_units_legacy")
    return [
        Unit("2008", code, *split_kind(name), "commune", parents[parent], None, LAST_DAY_OF_63, heirs["_".join(key)])
        for code, name, parent, *key in rows
        if name is not None  # as in the row of an island district without communes
    ]


def read_heirs(new: Mapping[NewKey, Unit]) -> Heirs:
    """The IRIs of the communes that took an older one in, by its key (`province_district_commune`)."""
    converter = read_converter()
    whole = {
        (province, key): tuple(olds)
        for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for key, olds in communes.items()
    }
    parts = [
        (old, (province, part["newWardKey"]))
        for province, communes in converter["DICT_PROVINCE_WARD_DIVIDED"].items()
        for old, divided in communes.items()
        for part in divided
    ]
    found: dict[str, set[str]] = defaultdict(set)
    for one, olds in whole.items():
        for old in olds:
            found[old].add(new[one].iri)
    for old, one in parts:
        if not is_mistaken(old, whole.get(one, ())):
            found[old].add(new[one].iri)
    return {old: tuple(sorted(iris)) for old, iris in found.items()}


def is_mistaken(old: str, others: Iterable[str]) -> bool:
    """Whether a commune is given in part to a new one that only a namesake of it went into.

    `others` went into that new commune as a whole. It is so where all of them are of another of the 63 provinces, which
    no commune of 2025 reaches across, or where the namesake is among them and nobody else of the older one's district.

    >>> is_mistaken("tinhtayninh_thanhphotayninh_phuong4", ["tinhlongan_thanhphotanan_phuong5"])
    True
    >>> is_mistaken("tinhtayninh_thanhphotayninh_phuong4", ["tinhtayninh_thanhphotayninh_phuong1"])
    False
    """
    keys = [other.split("_") for other in others]
    province, district, name = old.split("_")
    if not keys or [province, district] in (key[:2] for key in keys):
        return False
    return all(key[0] != province for key in keys) or any(key[2] == name for key in keys)


def triples(unit: Unit) -> Iterator[ox.Triple]:
    """The statements of a locality."""
    subject = ox.NamedNode(unit.iri)

    def say(prefix: str, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(PREFIXES[prefix] + name), value)

    yield ox.Triple(subject, ox.NamedNode(RDF_TYPE), ox.NamedNode(f"{TERMS}Locality"))
    yield say("skos", "prefLabel", ox.Literal(unit.name, language="vi"))
    for other in OTHER_NAMES.get((unit.edition, unit.code), ()):
        yield say("skos", "altLabel", ox.Literal(other, language="vi"))
    yield say("dcterms", "identifier", ox.Literal(unit.code))
    yield say("lin", "edition", ox.Literal(unit.edition))
    yield say("lin", "localityKind", ox.Literal(unit.kind))
    yield say("lin", "level", ox.NamedNode(PREFIXES["level"] + unit.level))
    if unit.parent:
        yield say("lin", "isLocatedIn", ox.NamedNode(unit.parent))
    for name, day in (("validFrom", unit.first), ("validUntil", unit.last)):
        if day:
            yield say("lin", name, ox.Literal(day.isoformat(), datatype=ox.NamedNode(f"{PREFIXES['xsd']}date")))
    for successor in unit.successors:
        yield say("lin", "isSucceededBy", ox.NamedNode(successor))


def build() -> dict[str, str]:
    """The gazetteer's files as path below its folder -> Turtle."""
    old, new = old_provinces(), new_provinces()
    communes = new_communes(new)
    heirs = read_heirs(communes)
    of_63 = districts(old, heirs)
    contents = {
        "provinces-2008.ttl": ("The 63 provinces until 2025-06-30.", old),
        "provinces-2025.ttl": ("The 34 provinces from 2025-07-01 (Nghị quyết 202/2025/QH15).", new),
        "districts-2008.ttl": ("Districts until 2025-06-30, those merged since 2019 included.", of_63),
        "communes/2008.ttl": (
            "The 10,035 communes of 2025-06-30; those merged before that day are not known.",
            old_communes(of_63, heirs),
        ),
        "communes/2025.ttl": ("The 3,321 communes from 2025-07-01.", list(communes.values())),
    }
    return {
        name: to_turtle((triple for unit in units for triple in triples(unit)), PREFIXES, f"{NOTE}# {comment}\n")
        for name, (comment, units) in contents.items()
    }


def main() -> None:
    """Writes the files of the gazetteer."""
    for name, turtle in build().items():
        package_file("gazetteer", name).write_text(turtle, encoding="utf-8")


if __name__ == "__main__":
    main()
