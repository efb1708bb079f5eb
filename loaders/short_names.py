"""Names that a document leaves short, as its own issuer and place complete them: *Tổng Liên đoàn*, *Sở Nội vụ*."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from .cleaning import fold
from .lexicon import Lexicon
from .names import Place, named_after, place_of, with_locality

_ACTING = re.compile(r"(?:Ban Thường vụ|Ban Thường trực|Ban Chấp hành|Thường trực|Thường vụ|Đoàn Chủ tịch)\s+")
_INSTITUTION = re.compile(r"(?<!\w)(?P<kind>Trường|Học viện|Bệnh viện|Viện|Tập đoàn|Tổng công ty|Công ty)$")
# Offices that a text names without the locality that they share with it.
_OFFICE = re.compile(r"(?:(?:Phó )?(?:Giám đốc|Trưởng) )?(?P<kind>Sở|[Pp]hòng)\s")


def in_full(name: str, organization: str | None, place: Place, day: datetime.date | None, lexicon: Lexicon) -> str:
    """``name`` as a document of ``organization`` in ``place`` means it: with its locality or the rest of its name.

    An office ("Sở ...", "Phòng ...") shows the locality that it shares with the issuer.
    """
    full = _of_organization(with_locality(name, place), organization, lexicon)
    office = _OFFICE.match(name) if full == name else None
    if office is None or place_of(name, lexicon).province:
        return full
    level = "province" if office["kind"] == "Sở" else place.level
    if level not in ("province", "district") or (level == "province") != (office["kind"] == "Sở"):
        return full
    return named_after(name, replace(place, level=level), day)


def _of_organization(name: str, organization: str | None, lexicon: Lexicon) -> str:
    """``name`` in full where it is the beginning of the organization's: *Tổng Liên đoàn* in a document of its own."""
    acting = _ACTING.match(name)
    rest = name[acting.end() :] if acting else name
    if not organization or {fold(name), fold(rest)} & lexicon.central.keys() or rest.endswith("Việt Nam"):
        return name  # of the centre, or of the whole country
    if fold(organization).startswith(f"{fold(rest)} "):
        return f"{name[: len(name) - len(rest)]}{organization}"
    institution = _INSTITUTION.search(name)
    if institution is None:
        return name
    own = re.search(rf"(?<!\w){institution['kind']}\s.+$", organization, re.IGNORECASE)
    return f"{name[: institution.start('kind')]}{own[0]}" if own else name
