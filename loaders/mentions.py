"""Mentions of documents in a paragraph: number, type, date and issuer as they stand there, resolved by no context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .cleaning import CAPITALS, fold
from .dates import FoundDate, match_date
from .intervals import Intervals
from .layout import Paragraph
from .lexicon import Lexicon
from .names import expand, joint_bodies, name_forms, whole_name_end
from .numbers import DocumentNumber, find_numbers, repair, settle_centre, type_by_symbol

_AFTER = re.compile(r"[\"”’)]*\s*,?\s*(?:\(\s*)?(?:ký\s+)?(?:ban hành\s+)?(?:(?=ngày)|(?=\d))", re.IGNORECASE)
_OF = re.compile(r"\s*,?\s*(?:\)\s*)?(?:của|do)\s+(?=\S)", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"(?:\s*(?:số|Số|SỐ)\s*:?)?\s*$")
_SELF = re.compile(r"^\s*(?:này|nêu trên|trên đây|nói trên)(?!\w)")
# Days that are no date of the document before them.
_NOT_ITS_DAY = re.compile(
    r"(?:từ|đến|trước|sau|vào|hết|thông qua|kể từ|tới|qua|trong|họp|hiệu lực|các|tổ chức|chậm nhất|muộn nhất|hạn|là)"
    r"\s*$"
)
# The day on which a law was passed is its date.
_PASSED = re.compile(r"\s+(?:đã\s+)?được\s+quốc hội(?:\s+khóa\s+\S+)?(?:,?\s+kỳ họp thứ\s+\S+)?\s+thông qua\s*$")
# What else bears a number: forms, houses, plates, accounts.
_NO_DOCUMENT = re.compile(
    r"(?<!\w)(?:mẫu|biểu|biểu mẫu|nhà|biển|tài khoản|mã|điện thoại|lô|thửa|hóa đơn|phòng|tờ bản đồ)\s+(?:số\s*)?:?\s*$"
)
_LAWS = ("luat", "bo-luat", "phap-lenh", "hien-phap")
_MAX_NAME = 260
_DIGIT = re.compile(r"\d")
_BEHIND_SHORT = r"(?:/(?P<year>(?:19|20)\d\d))?(?!\s?[-–/.,]?\d|\s?[-–/]\s?[a-zđ])(?!\w)"
_CUE = re.compile(r"số\s*:?\s*$")
_DAY = re.compile(r"ngày(?<!\wngày)\s+(?=\d)")
_SPEAKS = re.compile(
    r"\s+(?:yêu cầu|chỉ đạo|giao|kết luận|quyết định|đề nghị|ban hành|xây dựng|triển khai|tổ chức|báo cáo)(?!\w)"
)
_VERBS_IN_NAMES = ("tổ chức", "thanh tra", "hướng dẫn", "chỉ đạo", "xây dựng", "quản lý", "kiểm tra")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that names a document. ``start`` and ``end`` cut the number (or type and name) out of the paragraph."""

    paragraph: int
    start: int
    end: int
    head: int
    tail: int
    type: str | None
    number: DocumentNumber | None
    date: str | None
    issuer: str | None
    typed: bool


def find_mentions(index: int, paragraph: Paragraph, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Every document that paragraph number ``index`` names, in the order of the text."""
    text, folded = paragraph.text, fold(paragraph.text)
    if not _DIGIT.search(text):
        return ()
    found: list[Mention] = []
    previous = 0
    for item in find_numbers(text, lexicon):
        mention = _numbered(index, text, folded, item.value, item.start, item.end, previous, lexicon)
        if mention:
            found.append(mention)
            previous = mention.tail
    taken = Intervals((mention.head, mention.tail) for mention in found)
    bare = _bare(index, text, folded, taken, lexicon)
    if bare:
        found += bare
        taken = Intervals((mention.head, mention.tail) for mention in found)
    found += _unnumbered(index, text, folded, taken, lexicon)
    return tuple(sorted(found, key=lambda mention: mention.start))


def _numbered(
    index: int, text: str, folded: str, number: DocumentNumber, start: int, end: int, floor: int, lexicon: Lexicon
) -> Mention | None:
    if _NO_DOCUMENT.search(folded[max(0, start - 24) : start]):
        return None
    slug, head = _type_before(text, folded, start, floor, number, lexicon)
    typed = slug is not None
    cued = typed or _CUE.search(folded[max(0, start - 8) : start]) is not None
    if not cued and number.symbol is None and number.term is None:
        return None
    if slug is None:
        slug = type_by_symbol(number, lexicon)
        head = start - len(re.search(r"(?:số\s*:?\s*)?$", folded[max(0, start - 8) : start])[0])  # type: ignore[index]
    if number.symbol and slug and not typed and not cued and not lexicon.types_of(number.symbol, number.order):
        return None
    number = repair(number, slug, lexicon)
    date, tail = _date_after(text, end)
    issuer, tail = _issuer_after(text, folded, tail, lexicon)
    date = date or _date_in_front(text, folded, head)
    number = settle_centre(number, issuer)
    if slug == "hop-dong" and not date:
        return None  # the number of a contract for goods
    return Mention(index, start, end, head, tail, slug, number, date, issuer, typed)


def _type_before(
    text: str, folded: str, start: int, floor: int, number: DocumentNumber, lexicon: Lexicon
) -> tuple[str | None, int]:
    """The type named before the number: right before it, or at the head of the name that the number ends."""
    lead = _BEFORE_NUMBER.search(text[max(floor, start - 12) : start])
    edge = max(floor, start - 12) + (lead.start() if lead else 0)
    candidates = list(lexicon.type_pattern.finditer(folded, max(floor, edge - _MAX_NAME), edge))
    if candidates and candidates[-1].end() == edge:
        match = _qualified(candidates, number, lexicon)
        return lexicon.type_words[re.sub(r"\s+", " ", match[0])], match.start()
    near = candidates[-1] if candidates and number.symbol is None and number.term is None else None
    if near and re.fullmatch(r"(?:\s+[^\W\d_]+){1,2}", folded[near.end() : edge]):
        return lexicon.type_words[re.sub(r"\s+", " ", near[0])], near.start()  # Tờ trình liên ngành số
    if re.search(r"văn bản\s*$", folded[max(0, edge - 10) : edge]):
        return None, edge
    by_symbol = type_by_symbol(number, lexicon)
    for match in reversed(candidates):
        between = folded[match.end() : edge]
        slug = lexicon.type_words[re.sub(r"\s+", " ", match[0])]
        if ";" in between or re.search(r"\.\s|\bsố\b", between) or not text[match.start()].isupper():
            continue
        fits = slug == by_symbol or (number.term is not None and slug in ("luat", "bo-luat", "phap-lenh", "nghi-quyet"))
        if number.symbol:
            fits = slug in lexicon.types_of(number.symbol, number.order)
        if fits and not re.search(r"sửa đổi[^;]*$", folded[max(0, match.start() - 120) : match.start()]):
            return slug, match.start()
    return None, edge


def _qualified(candidates: list[re.Match[str]], number: DocumentNumber, lexicon: Lexicon) -> re.Match[str]:
    """The type that the symbol fits: "Thông báo kết luận số 432-TB/TU" is a thông báo."""
    last = candidates[-1]
    if number.symbol and len(candidates) > 1:
        fitting = lexicon.types_of(number.symbol, number.order)
        before = candidates[-2]
        slugs = [lexicon.type_words[re.sub(r"\s+", " ", match[0])] for match in (before, last)]
        if slugs[1] not in fitting and slugs[0] in fitting and last.start() - before.end() <= 1:
            return before
    return last


def _date_after(text: str, end: int) -> tuple[str | None, int]:
    lead = _AFTER.match(text, end)
    found: FoundDate | None = match_date(text, lead.end()) if lead else None
    return (found.value, found.end) if found else (None, end)


def _date_in_front(text: str, folded: str, head: int) -> str | None:
    """ "Ngày 16/6/2025, Quốc hội đã thông qua Luật ... số": the day of the act is the date of the document."""
    lead = re.search(r"(?:^|[.;]\s+)ngày\s+(?=\d)", folded[max(0, head - 160) : head])
    if not lead:
        return None
    begin = max(0, head - 160) + lead.end()
    found = match_date(text, begin)
    acted = found and re.fullmatch(
        r",?\s+[^,.;]{3,60}\s+(?:đã\s+)?(?:thông qua|ban hành|ký|có)\s+", folded[found.end : head]
    )
    return found.value if found and acted else None


def _issuer_after(text: str, folded: str, position: int, lexicon: Lexicon) -> tuple[str | None, int]:
    lead = _OF.match(text, position)
    if not lead:
        return None, position
    stop = name_end(text, folded, lead.end(), lexicon)
    name = text[lead.end() : stop].strip(" ,")
    if not name or not (
        name[:1].isupper() or fold(name).split(" ")[0] in ("tỉnh", "huyện", "thành", "ban", "ủy", "liên")
    ):
        return None, position
    return name, stop


def name_end(text: str, folded: str, start: int, lexicon: Lexicon) -> int:
    """Where the name of a body that begins at ``start`` ends: before the trích yếu, another document or punctuation."""
    pattern = lexicon.pattern(
        r"[;:()\"“”\[\]]|(?<!tp)(?<!tx)(?<!tt)\.(?=\s|$|/)|\s+(?:«name-end»)(?!\w)|"
        r"\s+(?:và\s+)?(?=(?:«types»)\s+số)|\s+năm\s+\d"
    )
    limit = min(len(text), start + _MAX_NAME)
    position = start
    while match := pattern.search(folded, position, limit):
        if _inside_name(folded, start, match):
            position = match.end()
            continue
        limit = match.start()
        break
    return _cut_commas(text, folded, start, _by_form(text, folded, start, limit, lexicon), lexicon)


def _by_form(text: str, folded: str, start: int, limit: int, lexicon: Lexicon) -> int:
    """The end of a name that the vocabulary has whole, where a small word begins the predicate behind it."""
    end = whole_name_end(text, folded, start, limit, name_forms(lexicon))
    small = end is not None and re.match(
        r"\s(?!khóa|nhiệm kỳ|nước|kỳ họp|tại kỳ|lần thứ|và\s|về\s)[^\W\d_]", folded[end : end + 9]
    )
    return end if end is not None and small and text[end + 1 : end + 2].islower() else limit


def _inside_name(folded: str, start: int, match: re.Match[str]) -> bool:
    """Ban Chỉ đạo Trung ương *về* phát triển ... *về* X: the first "về" belongs to the name, if another follows."""
    if match[0].strip() != "về" or not re.match(r"ban chỉ đạo|tiểu ban|hội đồng|tổ công tác", folded[start:]):
        inside = match[0].strip() in _VERBS_IN_NAMES and re.search(
            r"(?:ban|bộ|vụ|cục|sở|phòng|ủy ban)$", folded[start : match.start()]
        )
        return bool(inside) or (
            match[0].startswith("(")
            and re.match(r"\([a-zđ]{2,6}(?: [a-z]{2,4})?\)", folded[match.start() :]) is not None
            and folded[start:].startswith(("công ty", "tổng công ty", "tập đoàn"))
        )
    return "về" not in folded[start : match.start()].split() and re.search(r"\svề\s", folded[match.end() :]) is not None


def _cut_commas(text: str, folded: str, start: int, limit: int, lexicon: Lexicon) -> int:
    """Names joined by a comma or "và" belong together only as joint issuers that are all known; else the first one
    stands."""
    piece = folded[start:limit]
    for match in re.finditer(r"(?<!bộ trưởng),\s+|,\s+(?!chủ nhiệm)|\s+và\s+", piece):
        before, after = piece[: match.start()], piece[match.end() :]
        speaks = match[0].startswith(",") and _SPEAKS.match(folded, limit)
        if speaks and re.match(r"(?:ủy ban|ban thường vụ|tỉnh ủy|thành ủy|huyện ủy)(?!\w)", after):
            return start + match.start()  # the next body speaks: it is no part of the name
        if any(phrase.startswith(f"{before}{match[0]}") for phrase in lexicon.phrases) or re.match(
            r"ban chỉ đạo|tiểu ban|hội đồng|tổ công tác", before
        ):
            continue
        letters = re.match(rf"[{CAPITALS}&]{{2,}}(?!\w)", text[start + match.end() :])
        part_of_name = letters and expand(letters[0], lexicon) == letters[0]  # no body of its own, as UBND is
        if _has_inner_comma(before, match[0], after, lexicon) or part_of_name:
            continue
        together = joint_bodies(piece, lexicon) or all(
            _is_joint(name, lexicon) for name in re.split(r",\s+|\s+và\s+", piece)
        )
        if speaks or not together:
            return start + match.start()
    return limit


def _has_inner_comma(before: str, joint: str, after: str, lexicon: Lexicon) -> bool:
    """Sở Nông nghiệp *và* Phát triển nông thôn: the joint stands inside a name of the vocabulary."""
    whole = f"{before}{joint}{after}"
    return any(
        len(phrase) > len(before) - whole.find(phrase) > 0
        for phrase in lexicon.jointed
        if 0 <= whole.find(phrase) < len(before)
    )


def _is_joint(name: str, lexicon: Lexicon) -> bool:
    return re.sub(r"\s*,?\s*khóa\s+\S+", "", name).strip() in lexicon.central


def _bare(index: int, text: str, folded: str, taken: Intervals, lexicon: Lexicon) -> list[Mention]:
    """Documents that are named by type and number without the symbol: *Chỉ thị số 12*, *Quyết định 104/1999*.

    With a date they can be cited so; without one they are short for a document that is cited in full elsewhere.
    """
    found: list[Mention] = []
    if not _short_number(lexicon).search(folded):
        return found
    pattern = lexicon.pattern(rf"(?<!\w)(?P<type>«types»)\s+(?:số\s+)?(?P<seq>\d{{1,4}}){_BEHIND_SHORT}")
    for match in pattern.finditer(folded):
        start, end = match.start("seq"), match.end("year") if match["year"] else match.end("seq")
        if taken.overlaps(start, end) or not text[match.start()].isupper():
            continue
        date, tail = _date_after(text, end)
        issuer, tail = _issuer_after(text, folded, tail, lexicon)
        slug = lexicon.type_words[re.sub(r"\s+", " ", match["type"])]
        year = int(match["year"]) if match["year"] else None
        number = DocumentNumber(match["seq"], None, "", "bare", year)
        found.append(Mention(index, start, end, match.start(), tail, slug, number, date, issuer, True))
    return found


@cache
def _short_number(lexicon: Lexicon) -> re.Pattern[str]:
    """A number without its symbol behind *số* or the last word of a type, or behind more than one space."""
    last_words = {"số", *(word.split()[-1] for word in lexicon.type_words)}
    behind = "|".join(rf"(?<={re.escape(word)}\s\d)" for word in sorted(last_words))
    return re.compile(rf"\d(?<=\s\d)(?:{behind}|(?<=\s\s\d))\d{{0,3}}{_BEHIND_SHORT}")


def _unnumbered(index: int, text: str, folded: str, taken: Intervals, lexicon: Lexicon) -> list[Mention]:
    """Documents that are named by type, name and date alone: *Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015*."""
    found: list[Mention] = []
    for day in _DAY.finditer(folded):
        date = match_date(text, day.start())
        if (
            not date
            or taken.overlaps(day.start(), day.start() + 1)
            or (
                _NOT_ITS_DAY.search(folded[max(0, day.start() - 40) : day.start()].rstrip(" ,"))
                and not _PASSED.search(folded, max(0, day.start() - 90), day.start())
            )
        ):
            continue
        head = _named_before(text, folded, day.start(), taken, lexicon)
        if head is None:
            continue
        start, slug = head
        end = start + len(text[start : day.start()].rstrip(" ,"))
        passed = _PASSED.search(folded, start, day.start()) if slug in _LAWS else None
        if passed:
            end = passed.start()
        elif _NOT_ITS_DAY.search(folded[max(0, day.start() - 40) : day.start()].rstrip(" ,")):
            continue
        issuer, tail = _issuer_after(text, folded, date.end, lexicon)
        found.append(Mention(index, start, end, start, tail, slug, None, date.value, issuer, True))
    return found


def _named_before(text: str, folded: str, day: int, taken: Intervals, lexicon: Lexicon) -> tuple[int, str] | None:
    far = max(0, day - _MAX_NAME)
    floor = max(far, taken.end_before(day), folded.rfind(";", far, day) + 1, folded.rfind(". ", far, day) + 1)
    candidates = [
        match
        for match in lexicon.type_pattern.finditer(folded, floor, day)
        if text[match.start()].isupper()
        or re.search(r"(?:^|;\s)căn cứ $", folded[max(0, match.start() - 10) : match.start()])
    ]
    slugs = [lexicon.type_words[re.sub(r"\s+", " ", match[0])] for match in candidates]
    laws = [(match, slug) for match, slug in zip(candidates, slugs, strict=True) if slug in _LAWS]
    if laws and slugs[-1] in _LAWS:
        amending = [match for match, _ in laws if folded[match.end() :].lstrip().startswith("sửa đổi")]
        chosen = amending[-1] if amending else laws[-1][0]
        return chosen.start(), lexicon.type_words[re.sub(r"\s+", " ", chosen[0])]
    if not candidates:
        return None
    last = candidates[-1]
    between = folded[last.end() : day]
    if (
        _SELF.match(between)
        or len(between) > 90
        or re.search(r"[,.:(]|\b(?:số|có|được|của|tại|do|trong)\b", between.rstrip(" ,"))
    ):
        return None
    return last.start(), slugs[-1]
