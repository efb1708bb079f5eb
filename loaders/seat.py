"""Where an issuer belongs: the locality of its name, of the letterhead above it, of the date line, of its superiors.

Nghị định 30/2020/NĐ-CP, phụ lục I, mục II.4: the place of the date line is where the issuer has its seat.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import replace

from ontology.gazetteer import Gazetteer

from .cleaning import fold, plain
from .dates import day_of
from .heading import Heading
from .lexicon import Lexicon
from .names import Place, as_written, is_central_city, place_of

BARE = ("ủy ban nhân dân", "hội đồng nhân dân")


def settle_place(
    organization: str,
    name: str,
    letterhead: list[str],
    heading: Heading,
    superiors: list[str],
    body: str,
    lexicon: Lexicon,
    gazetteer: Gazetteer,
) -> Place:
    """The place of ``organization``, of which ``name`` acts under the bodies of ``letterhead``; empty where nothing
    tells it."""
    day = day_of(heading.date)
    place = place_of(organization, lexicon, day)
    if place.level is None:
        place = place_of(name, lexicon, day)
    if place.level is None and fold(organization) in BARE and heading.place is not None:
        return _province_of_seat(place, heading.place.text, body, day, gazetteer)
    if place.level is None and len(letterhead) > 1 and lexicon.system_of(fold(organization)) != "party":
        place = place_of(letterhead[-2], lexicon, day)  # a school, a hospital, a chi bộ: where its superior is
    if place.level in (None, "central"):
        return place if place.level or len(letterhead) < 2 else Place()
    place = _canonical(place, gazetteer)
    for other in reversed(letterhead):
        above = place_of(other, lexicon, day)
        place = place.filled(above)
    if heading.place is not None:
        place = _from_date_line(place, organization, heading.place.text, day, gazetteer)
    if place.province is None and place.level == "province" and heading.title is not None:
        place = replace(place, province=_of_title(heading.title.text, lexicon, day))
    if place.province is None:
        place = replace(place, province=_one_province(place, superiors, lexicon, gazetteer))
    if place.level == "district" and place.district is None and place.province:
        place = replace(place, district=_one_district(place.province, body, gazetteer))
    return place


def _of_title(title: str, lexicon: Lexicon, day: datetime.date | None) -> str | None:
    """The province that the title says it is about: "trên địa bàn tỉnh X"."""
    match = re.search(r"trên\s+địa\s+bàn\s+((?:tỉnh|thành phố)\s+.{2,25})$", as_written(title), re.IGNORECASE)
    return place_of(match[1].title() if match[1].isupper() else match[1], lexicon, day).province if match else None


def _canonical(place: Place, gazetteer: Gazetteer) -> Place:
    """``place`` with the name of its province as the gazetteer has it, where a scan took its marks: DAK LAK."""
    if place.province is None or gazetteer.find(place.province, "province"):
        return place
    names = {
        item.name
        for item in gazetteer.localities
        if item.level == "province" and plain(item.name) == plain(place.province)
    }
    return replace(place, province=names.pop()) if len(names) == 1 else place


def _seat(written: str) -> str:
    """The name of the locality in a date line, without its kind."""
    kinds = r"^(?:Tỉnh|Thành phố|TP\.?|Huyện|Quận|Thị xã|Xã|Phường|Thị trấn)\s+(?=[^\W\d])"
    return re.sub(kinds, "", as_written(written), flags=re.IGNORECASE)


def _province_of_seat(place: Place, written: str, body: str, day: datetime.date | None, gazetteer: Gazetteer) -> Place:
    """The province of a letterhead that says ỦY BAN NHÂN DÂN alone, where the date line names a province and the text
    calls the body, or the place, one of that rank."""
    name = _seat(written)
    central = is_central_city(name, day)
    kind = r"thành\s+phố" if central else r"tỉnh"
    of = r"UBND|HĐND|nhân dân" if not central else r"\w+"
    own = re.search(rf"(?<!\w)(?:{of})\s+{kind}(?!\w)", body, re.IGNORECASE)
    if not own or not gazetteer.find(name, "province"):
        return place
    return replace(place, level="province", province=name)


def _from_date_line(
    place: Place, organization: str, written: str, day: datetime.date | None, gazetteer: Gazetteer
) -> Place:
    """The place of the date line is the seat: a province's own name there, or the district's or commune's.

    A body that calls itself *tỉnh* is not of the central city that it may sit in.
    """
    name = _seat(written)
    elsewhere = is_central_city(name, day) and re.search(r"(?<!\w)tỉnh(?!\w)", fold(organization))
    if place.level == "province" and place.province is None and gazetteer.find(name, "province") and not elsewhere:
        return replace(place, province=name)
    if place.level == "district" and place.district is None and gazetteer.find(name, "district"):
        return replace(place, district=name)
    if place.level == "commune" and place.commune is None:
        return replace(place, commune=name)
    return place


def _one_province(place: Place, superiors: list[str], lexicon: Lexicon, gazetteer: Gazetteer) -> str | None:
    """The province of the superiors whose documents are carried out, if they are of one province.

    A district that the gazetteer does not know in that province is not put there.
    """
    found = {above.province for name in superiors if (above := place_of(name, lexicon)).province}
    if len(found) != 1:
        return None
    province = found.pop()
    if place.level == "district" and place.district and province:
        homes = {
            _province_name(gazetteer, item.parent_code, item.edition)
            for item in gazetteer.find(place.district, "district")
        }
        if homes and province not in homes:
            return None
    return province


def _one_district(province: str, body: str, gazetteer: Gazetteer) -> str | None:
    """A district of ``province`` that the text names as its own: "huyện X", or "X - province"."""
    patterns = (
        r"(?<!\w)(?:huyện|quận|thị xã|thành phố)\s+([^\W\d_]+(?:\s[A-ZĐ][^\W\d_]*){0,3})",
        rf"((?:[A-ZĐ][^\W\d_]*\s){{1,4}})[-–]\s*{re.escape(province)}(?!\w)",
    )
    counts: Counter[str] = Counter()
    for pattern in patterns:
        for match in re.finditer(pattern, body):
            words = match[1].split()
            for size in range(len(words), 0, -1):
                for candidate in (" ".join(words[-size:]), " ".join(words[:size])):
                    if any(
                        _province_name(gazetteer, item.parent_code, item.edition) == province
                        for item in gazetteer.find(candidate, "district")
                    ):
                        counts[candidate] += 1
                        break
                else:
                    continue
                break
    return next(iter(counts)) if len(counts) == 1 else None


def _province_name(gazetteer: Gazetteer, code: str | None, edition: str) -> str | None:
    return next(
        (
            item.name
            for item in gazetteer.localities
            if item.code == code and item.edition == edition and item.level == "province"
        ),
        None,
    )
