"""Names of bodies: written out, in their usual case, with their locality, and one name for each central body."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from .cleaning import CAPITALS, fold, fold_tones, plain
from .layout import is_caps
from .lexicon import Lexicon, abbreviation_pattern
from .records import one_line

_WORD = rf"[{CAPITALS}][^\W\d_]*"
_PLACE_NAME = rf"(?:{_WORD}|\d{{1,2}}(?!\d))(?:(?:\s*-\s*|\s+|'|’){_WORD}){{0,4}}"
LEVELS = {
    "tỉnh": "province", "thành phố": "city", "huyện": "district", "quận": "district", "thị xã": "district",
    "xã": "commune", "phường": "commune", "thị trấn": "commune", "đặc khu": "commune",
    "tỉnh ủy": "province", "thành ủy": "city", "huyện ủy": "district", "thị ủy": "district", "quận ủy": "district",
    "tỉnh đoàn": "province", "thành đoàn": "city", "huyện đoàn": "district", "đảng ủy xã": "commune",
    "đảng ủy phường": "commune",
}  # fmt: skip
KIND_SLUGS = {
    "huyện": "huyen", "quận": "quan", "thị": "thi-xa", "thành": "thanh-pho", "xã": "xa",
    "phường": "phuong", "đặc": "dac-khu", "thị trấn": "thi-tran", "đảng ủy xã": "xa", "đảng ủy phường": "phuong",
}  # fmt: skip
_KINDS = "|".join(sorted((kind.replace(" ", r"\s+") for kind in LEVELS), key=len, reverse=True))
# A Sở Lao động - Thương binh và Xã hội, a Bảo hiểm xã hội Việt Nam is of no xã; a xã Hội Sơn is one.
_SOCIAL = rf"(?i:xã)\s+(?:hội(?!\w)|(?i:hội)(?!\w)(?!\s+[{CAPITALS}]))"
LOCALITY = re.compile(rf"(?<!\w)(?!{_SOCIAL})(?P<kind>(?i:{_KINDS}))(?:\s+(?P<name>{_PLACE_NAME}))?(?!\w)")
_LOCALITY_NAME = re.compile(
    r"(?P<kind>(?i:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|tỉnh ủy|"
    r"thành ủy|huyện ủy|thị ủy|quận ủy|tỉnh đoàn|thành đoàn|huyện đoàn))\s+[A-ZĐ0-9].*$"
)
_TERM = re.compile(r"\s*,?\s*(?i:khóa|nhiệm kỳ)\s+(?:thứ\s+)?(?:[IVXLC]+(?!\w)|\d{1,4}(?:\s*-\s*\d{4})?(?!\w)|[.…]+)")
_SESSION_OF = re.compile(r"\s*,?\s+(?i:kh(?:óa|oá)\s+[IVXLC\d]+.*|kỳ họp\s+thứ.*)$")
_COUNTRY = re.compile(r"\s+(?i:nước\s+cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam)")
_SESSION = re.compile(
    r"^(?i:hội nghị)\s+(?:(?i:(?:toàn thể\s+)?lần thứ)\s+\S+(?:\s+(?=Ban))|(?=(?i:ban chấp hành\s)))|"
    r"^(?i:hội nghị)\s+(?=(?i:trung ương))|(?<=(?i:trung ương))\s+(?i:lần thứ)\s+\S+.*$"
)
# A body that is named after the country, or after the centre, is of the centre.
_OF_COUNTRY = re.compile(
    r"^ban chỉ đạo (?:quốc gia|trung ương|của chính phủ)|^(?:bộ|tổng cục)\s|"
    r"(?<!\w)(?:việt nam|trung ương|quốc gia|tối cao)$"
)
_CENTRAL_CITIES = frozenset({"hà nội", "hồ chí minh", "hải phòng", "đà nẵng", "cần thơ"})
_HUE_RISES = datetime.date(2025, 1, 1)  # Huế, a city of its province before, comes directly under the centre
_GENERIC = re.compile(r"(?i)^(?:các|những|toàn thể)(?!\w)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body belongs: its level, the names that the text gives, and the kind of its locality (``huyen``,
    ``thi-xa``)."""

    level: str | None = None
    province: str | None = None
    district: str | None = None
    commune: str | None = None
    kind: str | None = None

    def filled(self, other: Place) -> Place:
        """This place with what it lacks, above its own level, taken from ``other``."""
        return replace(
            self,
            province=self.province or other.province,
            district=self.district or (other.district if self.level in ("district", "commune") else None),
            commune=self.commune or (other.commune if self.level == "commune" else None),
        )


# What goes on with a name behind its kind: capitals and numbers, its locality, and to whom it belongs.
_LOCALITIES = (
    "tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu|bản|ấp|thôn|khu phố|tổ dân phố|khối phố|cơ sở"
)
_NAME_GOES_ON = re.compile(
    rf"\s+(?:[{CAPITALS}][\w'’.&-]*|\d{{1,3}}(?!\w)|[-–]\s*(?=[{CAPITALS}])|(?:và|của)\s+(?=[{CAPITALS}])|"
    rf"(?:các\s+)?(?:{_LOCALITIES})(?!\w)|cấp\s+(?:tỉnh|huyện|xã|trên|dưới)(?:\s+(?:trực tiếp\s+)?cơ sở)?|các cấp|"
    r"(?:trực\s+)?thuộc(?!\w)|(?:có\s+)?liên quan|trên địa bàn|trung ương(?!\w)|toàn quốc|"
    r"chi nhánh(?:\s+các)?|ven biển|miền núi|giáp biên(?:\s+giới)?|biên giới|vùng cao|thành viên|được kiểm tra|"
    r"(?:trong|ngoài|của)\s+(?=(?:tỉnh|huyện|thành phố|xã|phường)))"
)
_LAST_TWO = re.compile(r"(\S+)\s(\S+)$")


@dataclass(frozen=True, slots=True, eq=False)
class NameForms:
    """Patterns of names of bodies: ``whole`` ones of the vocabulary, and the ``compounds`` that names are made of."""

    whole: re.Pattern[str]
    compounds: re.Pattern[str]

    def compound(self, text: str, folded: str, start: int, limit: int) -> int | None:
        """Where the compound that begins with a capital at ``start`` ends: *Hậu cần*, *Cảnh sát giao thông*."""
        match = self.compounds.match(folded, start, limit) if text[start : start + 1].isupper() else None
        return match.end() if match else None


@cache
def name_forms(lexicon: Lexicon) -> NameForms:
    """The forms of names for ``lexicon``."""
    return NameForms(lexicon.pattern(r"(?:các\s+)?(?:«names»)(?!\w)"), lexicon.pattern(r"(?<!\w)(?:«name-word»)(?!\w)"))


def whole_name_end(text: str, folded: str, start: int, limit: int, forms: NameForms) -> int | None:
    """Where the name that begins at ``start`` ends by its own form; ``None`` where the vocabulary has no whole name.

    Such a name goes on with its locality, with capitals, with another whole name and with a few small words only:
    behind *Bộ Tài chính* the small *cấp* begins the predicate. Where a small word follows a compound of its own,
    nothing tells whether the name goes on.
    """
    name = forms.whole.match(folded, start, limit)
    if name is None:
        return None
    end, inside = _behind(text, folded, name.end(), limit, forms)
    follows = text[end + 1 : end + 2].islower()
    return None if follows and (inside or _half_word(text[name.end() - 1 : end])) else end


def name_goes_on(text: str, folded: str, start: int, limit: int, forms: NameForms) -> int:
    """Where the name ends of whose kind ``start`` is the end; ``start`` where only half a word of it has a capital."""
    end, _ = _behind(text, folded, start, limit, forms)
    return start if _half_word(text[max(0, start - 1) : end]) else end


def _behind(text: str, folded: str, start: int, limit: int, forms: NameForms) -> tuple[int, bool]:
    """Where what goes on with a name behind ``start`` ends, and whether its end is that of a compound."""
    end, inside = start, False
    while more := _within(folded, end, limit, forms.whole) or _NAME_GOES_ON.match(text, end, limit):
        first = end + len(more[0]) - len(more[0].lstrip(" -–"))
        compound = forms.compound(text, folded, first, limit)
        inside = compound is not None and compound > more.end()
        end = compound if compound is not None and inside else more.end()
    return end, inside


def _half_word(tail: str) -> bool:
    """Whether one capital alone ends what went on with a name: half of a word of it (*Công đoàn Giáo* | *dục*)."""
    last = _LAST_TWO.search(tail)
    if last is None or not last[2][:1].isupper():
        return False
    return not last[1][:1].isupper() and fold(last[1]) not in ("tỉnh", "huyện", "quận", "phố", "xã", "phường", "khu")


def _within(folded: str, end: int, limit: int, names: re.Pattern[str]) -> re.Match[str] | None:
    """A name right behind another one, to which it belongs: *Đảng ủy Bộ Y tế*."""
    return names.match(folded, end + 1, limit) if folded[end : end + 1] == " " else None


def capitalized(name: str) -> str:
    """``name`` with a capital first letter."""
    return name[:1].upper() + name[1:]


def as_written(name: str) -> str:
    """A name on one line, uỷ as ủy, with a capital first letter and without outer punctuation."""
    text = fold_tones(one_line(name)).strip(" .,;:-–•+*")
    return capitalized(text)


def recase(caps: str, lexicon: Lexicon) -> str:
    """A name in capitals in its usual case: known phrases as the vocabulary writes them, other words as names.

    Example: HUYỆN ỦY CÁT TIÊN is *Huyện ủy Cát Tiên*; ỦY BAN NHÂN DÂN TỈNH X is *Ủy ban nhân dân tỉnh X*.
    """
    if not is_caps(caps):
        return capitalized(one_line(caps))
    words = one_line(caps).split(" ")
    folded = fold(" ".join(words)).split(" ")
    out: list[str] = []
    index = 0
    while index < len(words):
        size, phrase = _longest_phrase(folded, index, lexicon)
        if size:
            out.append(phrase)
            index += size
            continue
        word = words[index]
        out.append(word if len(word) > 1 and _is_abbreviation(word) else _capitalized_parts(word))
        index += 1
    return capitalized(fold_tones(" ".join(out)))


def _capitalized_parts(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-"))


def _is_abbreviation(word: str) -> bool:
    return not re.search(r"[AEIOUYĂÂÊÔƠƯ]", plain(word).upper()) or word in ("TNHH", "MTTQ", "UBND", "HĐND")


def _longest_phrase(folded: list[str], index: int, lexicon: Lexicon) -> tuple[int, str]:
    for size in range(min(9, len(folded) - index), 0, -1):
        key = " ".join(folded[index : index + size])
        if key in LEVELS and key in ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn"):
            return size, key
        if key in ("và", "của", "về", "trực thuộc", "đặc khu", "các"):
            return size, key
        phrase = lexicon.phrases.get(key)
        if phrase and (size > 1 or index == 0):
            return size, phrase
    return 0, ""


def expand(name: str, lexicon: Lexicon) -> str:
    """``name`` with its abbreviations written out: UBND tỉnh is *Ủy ban nhân dân tỉnh*."""
    pattern, short = abbreviation_pattern(lexicon)
    text = pattern.sub(lambda match: short[match[1]], name)
    return re.sub(r"Mặt trận Tổ quốc Việt Nam VN", "Mặt trận Tổ quốc Việt Nam", text)


_SHORT = re.compile(rf"\s*\([{CAPITALS}][{CAPITALS}&-]{{1,11}}\)(?=\s)")  # Công đoàn Giáo dục (CĐGD) Việt Nam
_CENTRAL_SESSION = re.compile(r"(?:hội nghị )?trung ương(?: đảng)?(?: (?:lần thứ )?(?:\d{1,2}|[\w ]{2,14}))?")


@lru_cache(maxsize=4096)
def canonical_body(name: str, lexicon: Lexicon) -> str:
    """The one name of a body: central bodies as the vocabulary has them, others written out.

    Several issuers ("Bộ Chính trị, Ban Bí thư") come joined by "; ".
    """
    text = _TERM.sub("", _COUNTRY.sub("", _SESSION_OF.sub("", _SHORT.sub("", as_written(name)))))
    text = _SESSION.sub("", text).strip(" ,.;")
    text = expand(recase(text, lexicon) if is_caps(text) and " " in text else text, lexicon)
    if _CENTRAL_SESSION.fullmatch(fold(text)):
        return "Ban Chấp hành Trung ương Đảng"
    parts = joint_bodies(text, lexicon)
    if parts:
        return "; ".join(parts)
    known = lexicon.central.get(fold(text))
    return known or capitalized(text)


_TOGETHER = re.compile(r"\s*,\s*|\s+và\s+")


def joint_bodies(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The central bodies that ``text`` joins, each as long as the vocabulary has it (names hold commas and *và*)."""
    cuts = [match.span() for match in _TOGETHER.finditer(text)]
    bounds = [*cuts, (len(text), len(text))]
    names: list[str] = []
    start = index = 0
    while start < len(text):
        for last in range(len(bounds) - 1, index - 1, -1):
            name = lexicon.central.get(fold(_TERM.sub("", text[start : bounds[last][0]])))
            if name:
                names.append(name)
                start, index = bounds[last][1], last + 1
                break
        else:
            return ()
    return tuple(names) if len(names) > 1 else ()


@lru_cache(maxsize=4096)
def place_of(name: str, lexicon: Lexicon, day: datetime.date | None = None) -> Place:
    """The level of the body ``name`` and the localities that its name gives; empty where it gives none.

    A *thành phố* is a province only where it came directly under the centre on ``day``: Thành ủy Tây Ninh is of a
    district.
    """
    place = Place()
    order = ("commune", "district", "province")
    for match in LOCALITY.finditer(fold_tones(name)):
        word = fold(one_line(match["kind"]))
        level = LEVELS[word]
        value = _clean_name(match["name"], match["kind"]) if match["name"] else None
        if level == "city":
            level = "province" if value is None or is_central_city(value, day) else "district"
        if place.level is None or order.index(level) < order.index(place.level):
            kind = KIND_SLUGS.get(word) or KIND_SLUGS.get(word.split()[0])
            place = replace(place, level=level, kind=kind if level != "province" else None)
        if value and getattr(place, level) is None:
            place = replace(place, **{level: value})
    if place.level is None:
        folded = fold(name)
        known = None if folded.startswith("tổng cục ") else lexicon.level_of(folded)  # its *cục* have branches
        place = Place(level=known or ("central" if _OF_COUNTRY.search(folded) else None))
    return place


def is_central_city(name: str, day: datetime.date | None) -> bool:
    """Whether a locality was a city directly under the centre on ``day``."""
    if fold(name) == "huế":
        return day is not None and day >= _HUE_RISES
    return re.sub(r"^(?:tp\.?|thành phố)\s+", "", fold(name)) in _CENTRAL_CITIES


def _clean_name(name: str, kind: str) -> str:
    value = one_line(name)
    value = re.sub(r"\s+(?:Về|Của|Và|Năm|Ngày|Thực|Triển|Việt Nam)\b.*$", "", value)
    return f"{capitalized(fold(kind))} {value}" if value.isdigit() else value


def with_locality(name: str, context: Place) -> str:
    """``name`` with its bare *tỉnh*, *huyện*, *Tỉnh ủy* ... followed by the name that the context gives, if any.

    Example: "Ban Thường vụ Tỉnh ủy" in a context of Bình Định is "Ban Thường vụ Tỉnh ủy Bình Định".
    """
    if _GENERIC.match(name):
        return name
    matches = [match for match in LOCALITY.finditer(name) if not match["name"]]
    if not matches or len(matches) != len(list(LOCALITY.finditer(name))):
        return name
    match = matches[-1]
    kind = fold(one_line(match["kind"]))
    level = LEVELS[kind]
    if level == "city":
        of_city = context.level == "province" or not context.district or context.kind == "quan"
        level = "province" if of_city else "district"
    value = getattr(context, level)
    if not value:
        return name
    word = kind if " " not in kind or kind in ("thị xã", "thành phố", "thị trấn", "đặc khu") else match["kind"]
    rest = name[match.end() :]
    if rest.strip() and not re.match(r"\s*[,;.]?\s*$", rest):
        return name
    shown = value.split(" ", 1)[1] if re.match(r"(?:Quận|Phường) \d", value) and kind in ("quận", "phường") else value
    return f"{name[: match.start()]}{word} {shown}".strip()


# Kinds of bodies that are called by their locality, which a letterhead gives with the body above them.
_OF_LOCALITY = re.compile(
    r"(?:Ban Thường vụ |Ban Thường trực |Ban Chấp hành )?"
    r"(?:(?:Phó )?(?:Giám đốc|Trưởng) )?(?:Sở|Phòng|Công đoàn ngành|Chi bộ|"
    r"Ban Dân tộc|Thanh tra|Liên hiệp|Liên minh|Hội|Liên đoàn)(?!\w)"
)


def named_after(name: str, place: Place, day: datetime.date | None) -> str:
    """``name`` with its locality, where its kind is called by it: *Sở Y tế* is *Sở Y tế tỉnh Bến Tre*."""
    value = getattr(place, place.level) if place.level in ("province", "district", "commune") else None
    if not value or not _OF_LOCALITY.match(name) or fold(value) in fold(name):
        return name
    if place.level == "province":
        return f"{name} {'thành phố' if is_central_city(value, day) else 'tỉnh'} {value}"
    if value.split(" ")[0] in ("Quận", "Phường"):
        return f"{name} {value[0].lower()}{value[1:]}"
    return f"{name} {_KIND_WORDS[place.kind]} {value}" if place.kind in _KIND_WORDS else name


_KIND_WORDS: dict[str | None, str] = {
    "huyen": "huyện", "quan": "quận", "thi-xa": "thị xã", "thanh-pho": "thành phố", "xa": "xã", "phuong": "phường",
    "dac-khu": "đặc khu",
}  # fmt: skip


def without_locality(name: str) -> str:
    """The name of a body without that of its locality: *Ban Dân vận Tỉnh ủy Tây Ninh* is *Ban Dân vận Tỉnh ủy*."""
    return _LOCALITY_NAME.sub(lambda match: match["kind"], name)
