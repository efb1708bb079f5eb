"""Numbers and symbols of documents: found in damaged text, and brought to their canonical form.

The grammar is that of Hướng dẫn 36-HD/VPTW, II.1 (Party: ``12-CT/TW``) and of Nghị định 30/2020/NĐ-CP, phụ lục I and
III (State: ``15/QĐ-UBND``, ``30/2020/NĐ-CP``, ``457/LĐLĐ``), relaxed at every joint for what page breaks do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .lexicon import Lexicon, without_bars

# Every repetition is told apart by its first letter: no text makes these expressions go back over what they read.
_TOKEN = r"[A-ZĐƯ]+(?:[a-zđ]{1,2}[A-ZĐƯ]+)*[a-zđ]{0,2}\d{0,3}(?![^\W_])"
_LOOSE = r"[A-ZĐƯ]{2,}(?:[a-zđ]{1,2}[A-ZĐƯ]+)*[a-zđ]{0,2}\d{0,3}(?![^\W_])"
_BODY = rf"(?:T\.Ư\b|{_TOKEN})(?:[-/.&](?:{_TOKEN}|\d{{1,3}}\b)|\s?[-–]\s?{_LOOSE})*"
NUMBER = re.compile(
    r"(?P<seq>\d(?<![\w/.,\-–].)\d{0,5}(?:[a-zđA-D](?![^\W_]))?)\s*"
    rf"(?:[-–]\s*(?P<type>[A-ZĐ]+(?:[a-zđ][A-ZĐ]+)*[a-zđ]?)\s*/\s*(?P<party>{_BODY})"
    rf"|(?P<loose>QĐ|QD|CT|NQ|KL|KH|HD|TB|CV|BC|TT|QC|CTr)\s*/\s*(?P<party2>(?:{_LOOSE})(?:-{_LOOSE})*)(?![^\W_])"
    rf"|[-/]\s?(?P<joint>{_TOKEN}(?:-{_TOKEN})*/(?:TTLT|TT-LT|TT|LT|QĐ|NQ|CT))(?![^\W_])"
    r"|-(?P<old>HĐBT|CP|TTg|CT|UB|HĐNN)(?![-/\w])"
    rf"|/\s*(?:(?P<year>(?:19|20)\d\d)\s*/\s*)?(?P<state>{_BODY}))"
)
# Bodies that number the Party's way only; reprints give their numbers in the State's order too (31/QĐ-TW).
_PARTY_COMMITTEES = frozenset({"TW", "TU", "HU"})
_NUMBERED = re.compile(r"[Ss][ốỐ]\s*:?\s*$")
_JOINT = re.compile(r"\s*[-–]\s*")
_CAPITALS = re.compile(r"[A-ZĐƯ].*[A-ZĐƯ]")
_ASSEMBLY = re.compile(r"(?:QH|UBTVQH)(\d{1,2})")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number taken apart: ``12-CT/TW`` is ``seq`` 12, ``symbol`` CT, ``body`` TW, ``order`` party.

    The order is ``party``, ``state``, ``old`` (194-HĐBT) or ``bare``: a number without its symbol.
    """

    seq: str
    symbol: str | None
    body: str
    order: str
    year: int | None = None

    def __str__(self) -> str:
        if self.order == "bare":
            return f"{self.seq}/{self.year}" if self.year else self.seq
        if self.order == "old":
            return f"{self.seq}-{self.body}"
        if self.order == "party":
            return f"{self.seq}-{self.symbol}/{self.body}"
        year = f"{self.year}/" if self.year else ""
        return f"{self.seq}/{year}{self.symbol}-{self.body}" if self.symbol else f"{self.seq}/{year}{self.body}"

    @property
    def term(self) -> int | None:
        """The term of the National Assembly that ``QH15`` or ``UBTVQH15`` names."""
        match = _ASSEMBLY.fullmatch(self.body)
        return int(match[1]) if match else None


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number in a text and where it stands."""

    value: DocumentNumber
    start: int
    end: int


def find_numbers(text: str, lexicon: Lexicon) -> Iterator[FoundNumber]:
    """Every document number of ``text``, in order."""
    for match in NUMBER.finditer(text):
        # A number of the old form or without its hyphen looks like much else: it needs its "số".
        loose = match["old"] or (match["loose"] and not match["party2"].startswith(("TW", "TU")))
        if loose and not _NUMBERED.search(text, max(0, match.start() - 6), match.start()):
            continue
        number = _read(match, lexicon)
        if number:
            yield FoundNumber(number, match.start(), match.end())


def parse_number(text: str, lexicon: Lexicon) -> DocumentNumber | None:
    """The number that ``text`` is, or ``None``. Canonical forms parse to themselves."""
    match = NUMBER.fullmatch(text.strip())
    return _read(match, lexicon) if match else None


def _read(match: re.Match[str], lexicon: Lexicon) -> DocumentNumber | None:
    seq = match["seq"]
    if match["old"] or match["joint"]:
        return DocumentNumber(seq, None, match["old"] or match["joint"], "old")
    party = match["party"] or match["party2"]
    if party:
        symbol = lexicon.spell(match["type"] or match["loose"])
        return DocumentNumber(seq, symbol, _tidy(party, lexicon), "party")
    state, year = _tidy(match["state"], lexicon), match["year"]
    head, _, rest = state.partition("-")
    if rest in _PARTY_COMMITTEES and not year and lexicon.types_of(head, "party"):
        return DocumentNumber(seq, head, rest, "party")
    if rest and (lexicon.types_of(head, "state") or year):
        return DocumentNumber(seq, head, rest, "state", int(year) if year else None)
    if not _CAPITALS.search(state):
        return None
    return DocumentNumber(seq, None, state, "state", int(year) if year else None)


def _tidy(body: str, lexicon: Lexicon) -> str:
    tokens = _JOINT.split(body.replace("T.Ư", "TW"))
    return "-".join(lexicon.spell(token) for token in tokens)


def settle_centre(number: DocumentNumber, issuer: str | None) -> DocumentNumber:
    """TƯ is the centre (TW), or, where a Tỉnh ủy or Thành ủy issued the document, a misreading of its TU."""
    if not number.body.startswith("TƯ"):
        return number
    local = issuer is not None and re.search(r"(?:tỉnh|thành) (?:ủy|uỷ)|đảng bộ (?:tỉnh|thành)", issuer.lower())
    body = ("TU" if local else "TW") + number.body[2:]
    return DocumentNumber(number.seq, number.symbol, body, number.order, number.year)


def repair(number: DocumentNumber, type_slug: str | None, lexicon: Lexicon) -> DocumentNumber:
    """Mend the symbol that lost the bar of its Đ or its hyphen, where the type word beside it says which it is.

    Example: *Nghị định số 96/2023/ND-CP* is 96/2023/NĐ-CP, *Chỉ thị số 27/CTTg* is 27/CT-TTg.
    """
    symbols = lexicon.symbols_of(type_slug, number.order) if type_slug else ()
    if not symbols:
        return number
    if number.symbol and number.symbol not in symbols:
        for symbol in symbols:
            if without_bars(symbol) == without_bars(number.symbol) or symbol == f"{number.symbol}r":  # CT for CTr
                return DocumentNumber(number.seq, symbol, number.body, number.order, number.year)
    if number.symbol is None and number.order == "state":
        head, _, rest = number.body.partition("-")
        for symbol in symbols:
            if rest and without_bars(head) == without_bars(symbol):
                return DocumentNumber(number.seq, symbol, rest, "state", number.year)
            tail = number.body.removeprefix(symbol)
            if tail != number.body and tail.split("-")[0] in lexicon.abbreviations:
                return DocumentNumber(number.seq, symbol, tail, "state", number.year)  # 61/2018/NĐCP
            if tail != number.body and lexicon.spell("T" + tail) == "TTg" and tail.casefold() == "tg":
                return DocumentNumber(number.seq, symbol, "TTg", "state", number.year)
    return number


def type_by_symbol(number: DocumentNumber, lexicon: Lexicon) -> str | None:
    """The type that the symbol stands for where no word says more; a State number without one is a công văn."""
    if number.symbol is None:
        if number.term is not None:
            return "luat" if number.body.startswith("QH") else "nghi-quyet"
        return "cong-van"
    slugs = lexicon.types_of(number.symbol, number.order)
    return slugs[0] if slugs else None
