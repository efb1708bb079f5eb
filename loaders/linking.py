"""What the words between mentions say: which cited document carries out, follows or changes which, and what this
one does.

Zones of a document: ``title`` (trích yếu, V/v), ``opening`` (bases and opening clause), ``body``, ``footnote``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from .cleaning import CAPITALS, fold
from .layout import Paragraph
from .lexicon import Lexicon
from .mentions import Mention
from .names import expand

_BREAK = re.compile(rf";|(?<!TP)(?<!TX)(?<!TT)\.\s+(?=[{CAPITALS}])|\./\.")
_FOLLOWS = re.compile(
    r"(?<!\w)(?<!kèm )(?:theo|căn cứ|trên cơ sở)(?:\s+(?:tinh thần|nội dung|quy định|yêu cầu|"
    r"chỉ đạo)){0,2}(?:\s+(?:tại|của))?\s*$"
)
_JOINS = re.compile(
    r"(?:(?:,|và|cùng|cùng với|hoặc|^\s*\()\s*(?:các\s+)?|(?:được\s+)?(?:sửa đổi|"
    r"bổ sung)[^;]{0,60}(?:bởi|tại|theo)\s+|^\s*)$"
)
_REPLACES = re.compile(r"(?:thay thế|bãi bỏ|hủy bỏ)(?:\s+(?:cho|một phần|toàn bộ|quy định tại))?\s*$")
_AMENDS = re.compile(r"(?:sửa đổi|bổ sung|đính chính)(?:,?\s+\S+){0,6}\s*$")
_GUIDES = re.compile(r"(?:quy định chi tiết|hướng dẫn|biện pháp)[^;]{0,80}$")
_COUNT = r"(?:\d+|(?:mười|hai mươi|ba mươi|bốn mươi)(?:\s+(?:lăm|năm))?|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
_AFTER_YEARS = re.compile(
    rf"(?:sau|qua)\s+(?:hơn\s+|gần\s+)?{_COUNT}\s+năm\s+(?:(?:triển khai|tổ chức|quán triệt|"
    r"thực hiện|thi hành|học tập|và|,)\s*){1,5}"
    r"(?:các\s+|nội dung\s+)?$"
    rf"|(?:sơ kết|tổng kết)\s+(?:{_COUNT}\s+)?năm\s+(?:(?:thực hiện|triển khai)\s*){1, 2}(?:các\s+)?$"
)
# ", Ban Thường vụ Huyện ủy ban hành Kế hoạch thực hiện": a new clause with a subject of its own.
_ACTS = re.compile(
    r"^[^,;]*?,\s+([^,;]{3,120}?\s(?:ban hành|xây dựng|đề ra|lập|triển khai|tổ chức|yêu cầu|đề nghị)\s.*)$"
)
_ENDED = re.compile(r"[^.;]{0,80}?(?:hết hiệu lực|chấm dứt|bị bãi bỏ|bị hủy bỏ|không còn hiệu lực)")
_PROPOSED = re.compile(r"(?:xét|theo)\s+(?:đề nghị|ý kiến)")
_BASES = re.compile(r"^(?:căn cứ|xét|trên cơ sở)(?!\w)")
_BY = r"theo\s+(?:(?:nội dung|tinh thần|chỉ đạo|quy định)\s+)?(?:tại\s+)?"
_ATTACHED = re.compile(r"(?:gửi\s+kèm|kèm\s+theo|đính\s+kèm|gửi\s+kèm\s+theo)\s*:?\s*(?:công văn này\s*)?(?:là\s+)?$")
_ATTACHED_BEHIND = re.compile(r"\s*\((?:xin\s+)?(?:được\s+)?(?:gửi\s+kèm(?:\s+theo)?|kèm\s+theo|đính\s+kèm)\)")
_ATTACHES = re.compile(r"\((?:xin\s+)?(?:gửi\s+kèm(?:\s+theo)?|kèm\s+theo|đính\s+kèm)\s+")
_ATTACHED_INSIDE = re.compile(r"\((?:xin\s+)?(?:gửi|đính)\s+kèm(?:\s+theo)?\s[^()]{1,160}$")
# A title that says how others carried a document out, or looks into it, carries nothing out.
_REVIEWS = re.compile(
    r"(?:v/v\s+|về\s+(?:việc\s+)?)?"
    r"(?:kết quả|tình hình|báo cáo|đánh giá|sơ kết|tổng kết|kiểm tra|giám sát|thanh tra|"
    r"kiểm toán|khảo sát|rà soát|đôn đốc)(?!\w)"
)
# A base that tells how things stand: what it says in its later sentences is nothing that this document carries out.
# What is asked for, or asked about, is not done.
_ASKED = re.compile(r"(?<!\w)(?:đề nghị|xin|theo)\s+(?:\w+\s+){0,2}hướng dẫn(?!\w)")
_INVITED = re.compile(r"(?<!\w)mời\s[^.;]{0,120}?\s(?:dự|tham dự|tham gia|đến)\s")
_UNPLACED = re.compile(r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|ủy|đoàn)$")
_SENTENCE = re.compile(r"[^\W\d_]{3}[”\"]?\.\s")


@dataclass(frozen=True, slots=True)
class Zone:
    """A paragraph with the part of the document that it belongs to."""

    name: str
    paragraph: Paragraph


@dataclass(frozen=True, slots=True)
class Linked:
    """A mention with its role for this document and the edge that leads to it from another mention, if any."""

    mention: Mention
    role: str
    parent: int | None = None
    link: str | None = None
    attached: bool = False
    continued: bool = False
    own_link: str | None = None


def link_mentions(
    zones: tuple[Zone, ...], mentions: tuple[Mention, ...], lexicon: Lexicon, speakers: frozenset[str] = frozenset()
) -> tuple[Linked, ...]:
    """The role of each mention, in order; ``parent`` is an index into the result.

    ``speakers`` are the folded names of the body that issues the document: what another body does in the opening
    clause is not what this document does.
    """
    grouped: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        grouped[mention.paragraph].append(mention)
    linked: list[Linked] = []
    carried: str | None = None
    for index, zone in enumerate(zones):
        if index in grouped:
            linked += _Clauses(zone, grouped[index], lexicon, speakers, carried, len(linked)).linked()
        carried = _carry(zone, lexicon, carried)
    return tuple(linked)


def _carry(zone: Zone, lexicon: Lexicon, carried: str | None) -> str | None:
    """The cue that a list of bases hands on to its next line, when the line ends with a semicolon."""
    if zone.name != "opening":
        return None
    text = fold(zone.paragraph.text).strip()
    if not text.endswith(";"):
        return None
    governing: str | None = None
    for clause in re.split(r";", text):
        governing = _opens_with(clause, lexicon) or governing
    return governing or carried


def _opens_with(clause: str, lexicon: Lexicon) -> str | None:
    """The cue that a clause of the bases begins with, which holds for the clauses behind it that have none of
    their own."""
    text = re.sub(r"^(?:[-+•–]\s*)?", "", clause.strip())
    if re.match(r"theo\s+(?:đề nghị|ý kiến)", text):
        return "cites"
    if _BASES.match(text):
        return "based-on"
    if lexicon.pattern(r"(?:«implement»)(?!\w)").match(text):
        return "implements"
    return None


def _is_blocked(lead: str, lexicon: Lexicon) -> bool:
    """True where the words right before a cue take it back: *không*, *chưa*, *bãi bỏ*, *kiểm tra việc* thực hiện."""
    clause = re.split(r"[,;:(]|(?<!\w)(?:và|hoặc)(?!\w)", lead)[-1]
    return lexicon.pattern(r"(?<!\w)(?:«blocking»)(?!\w)").search(clause) is not None


def _is_younger(mention: Mention, other: Mention) -> bool:
    """Whether the dates of both say that ``mention`` came after ``other``."""
    if not mention.date or not other.date:
        return False
    size = min(len(mention.date), len(other.date))
    return mention.date[:size] > other.date[:size]


class _Clauses:
    """Reads the mentions of one paragraph, clause by clause."""

    def __init__(
        self,
        zone: Zone,
        mentions: list[Mention],
        lexicon: Lexicon,
        speakers: frozenset[str],
        carried: str | None,
        offset: int,
    ) -> None:
        self.zone, self.mentions, self.lexicon, self.carried, self.offset = zone, mentions, lexicon, carried, offset
        self.speakers = speakers
        self.cue: str | None = None
        self.read_to = 0
        self.text = zone.paragraph.text
        self.folded = fold(self.text)
        self.by = lexicon.pattern(rf"{_BY}(?:«types»|văn bản)?(?:\s+số)?")
        self.implement = lexicon.pattern(r"(?<!\w)(?:«implement»)(?:\s+(?!của\b)[^\s,;:(]+){0,4}\s*(?:các\s+)?$")

    def linked(self) -> Iterator[Linked]:
        done: list[Linked] = []
        governing: str | None = None
        edge = 0
        for index, mention in enumerate(self.mentions):
            previous = self.mentions[index - 1] if index else None
            opens = previous is None or self._broken(previous.tail, mention.head)
            start = self._clause_start(mention.head, edge) if opens else previous.tail  # type: ignore[union-attr]
            lead = self.folded[start : mention.head]
            if opens:
                inherited = self._inherited(start)
                governing = self._governing(lead) or inherited or "cites"
                done.append(self._first(mention, governing, lead))
            else:
                done.append(self._next(mention, lead, done, governing or "cites"))
            edge = mention.tail
        yield from done

    def _inherited(self, start: int) -> str | None:
        """The cue of the nearest clause before ``start`` that begins with one, if only semicolons lie between.

        Clauses are looked at once: what was read up to an earlier mention is kept.
        """
        if self.zone.name != "opening":
            return None
        clauses = self.folded[self.read_to : start].split(";")
        if re.search(r"\.\s+\S", clauses[-1]):
            return None
        for clause in clauses:
            self.cue = _opens_with(clause, self.lexicon) or self.cue
        self.read_to = max(self.read_to, start)
        return self.cue or self.carried

    def _broken(self, start: int, end: int) -> bool:
        return _BREAK.search(self.text, start, end) is not None

    def _clause_start(self, head: int, floor: int) -> int:
        found = [match.end() for match in _BREAK.finditer(self.text, floor, head)]
        return found[-1] if found else floor

    def _governing(self, lead: str) -> str | None:
        """What the words before the first mention of a clause make of it; ``None`` where they say nothing."""
        lead = re.sub(r"^(?:[-+•–]\s*)?", "", lead.strip())
        if not lead or re.fullmatch(r"(?:và|,|các|cùng)\s*", lead):
            return None
        opening = self.zone.name == "opening"
        if _AFTER_YEARS.search(lead) or (opening and _PROPOSED.match(lead)):
            return "cites"
        if opening and _BASES.match(lead):
            promulgated = lead.endswith("ban hành kèm theo") and ";" not in lead
            return "based-on" if (len(lead) < 120 and "(" not in lead) or promulgated else "cites"
        if opening and self.by.fullmatch(lead):
            return "based-on"
        return "implements" if self._carries_out(lead, opening) else "cites"

    def _carries_out(self, lead: str, opening: bool) -> bool:
        """True where the words say that this document itself carries out what they lead to."""
        if not opening and _REVIEWS.match(lead):
            return False
        starts = self.lexicon.pattern(r"(?:«implement»)(?!\w)").match(lead)
        if opening and starts and not _FOLLOWS.search(lead):
            rest = lead[starts.end() :]
            if (
                len(lead) < 200
                and "(" not in rest
                and not self.lexicon.pattern(r",\s+(?!(?:«types»)(?!\w))").search(rest)
            ):
                return True
        if not opening and self._title_carries_out(lead):
            return True
        if _INVITED.search(lead):
            return False
        if not self.implement.search(lead) or _GUIDES.search(lead) or _is_blocked(lead, self.lexicon):
            return False
        return not opening or bool(starts) or self._is_own_speech(lead)

    def _title_carries_out(self, lead: str) -> bool:
        """ "Triển khai Luật ... và Chỉ thị số": a title that begins with the cue and names documents only."""
        match = self.lexicon.pattern(
            r"(?:ban hành\s+)?(?:(?:kế hoạch|chương trình|chương trình hành động|"
            r"đề án)\s+)?(?:về việc\s+)?(?:«implement»)\s+(?=«types»)"
        ).match(lead)
        return (
            match is not None
            and len(lead) < 200
            and re.search(r"(?:,|và)$", lead) is not None
            and not _is_blocked(lead[: match.end()], self.lexicon)
        )

    def _is_own_speech(self, lead: str) -> bool:
        """True where the issuer is the subject: "Ủy ban nhân dân tỉnh ban hành Kế hoạch thực hiện ...", or a
        purpose is named."""
        if re.search(r"(?<!\w)(?:yêu cầu|giao|tập trung|chỉ đạo)(?!\w)", lead):
            return False
        if re.match(r"(?:để|nhằm|nay|tiếp tục|trên cơ sở)(?!\w)", lead):
            return True
        words = fold(expand(lead, self.lexicon))
        speaks = self.lexicon.pattern(r"\s*(?:$|[,(;]|(?:đã|sẽ|có|nay|và|ra|quyết định|«duty»|«implement»)(?!\w))")
        return any(  # a name without its locality, behind which that of another one may stand
            words.startswith(name) and (not _UNPLACED.search(name) or speaks.match(words, len(name)) is not None)
            for name in self.speakers
        )

    def _role(self, mention: Mention, wanted: str) -> str:
        """``wanted`` where the zone can give it and the words around the mention do not take it back."""
        if self.zone.name not in ("title", "opening"):
            return "cites"
        near = self.text[max(0, mention.head - 1000) : mention.head]
        quoted = near.count("“") > near.count("”")
        if quoted or (wanted == "implements" and _ENDED.match(self.folded, mention.tail)):
            return "cites"
        if wanted == "implements" and _BASES.match(self.folded) and _SENTENCE.search(self.folded, 0, mention.head):
            return "cites"
        return wanted

    def _first(self, mention: Mention, governing: str, lead: str) -> Linked:
        attached = self._attached(mention, lead)
        continued = bool(_AFTER_YEARS.search(lead))
        own = self._own_change(lead)
        role = "attaches" if attached else "cites" if own else self._role(mention, governing)
        return Linked(mention, role, attached=attached, continued=continued, own_link=own)

    def _own_change(self, lead: str) -> str | None:
        """What this document does to the one named next: "Quyết định này ... thay thế Quyết định số", or its title."""
        if self.zone.name != "title" and not self.lexicon.pattern(r"(?:«types»)\s+này(?!\w)").search(lead):
            return None
        if re.search(r"thay thế\s*(?:cho\s*)?$", lead):
            return "replaces"
        if re.search(r"(?:bãi bỏ|hủy bỏ)(?:\s+toàn bộ)?\s*$", lead):
            return "repeals"
        return "amends" if re.search(r"sửa đổi(?:, bổ sung)?[^;.]{0,60}\s(?:của|tại)\s*$", lead) else None

    def _attached(self, mention: Mention, lead: str) -> bool:
        if _ATTACHED_BEHIND.match(self.folded, mention.tail) or _ATTACHED_INSIDE.search(lead):
            return True
        match = _ATTACHED.search(lead)
        before = lead[: match.start()].rstrip() if match else ""
        return match is not None and not before.endswith(("ban hành", "công bố", "phê duyệt", "không", "chưa"))

    def _next(self, mention: Mention, lead: str, done: list[Linked], governing: str) -> Linked:
        before = done[-1]
        at = self.offset + len(done) - 1
        if self._attached(mention, lead):
            return Linked(mention, "attaches", attached=True)
        if _AFTER_YEARS.search(lead):
            return Linked(mention, "cites", continued=True)
        if _REPLACES.search(lead):
            return Linked(mention, "cites", at, "replaces")
        if _JOINS.search(lead) or self._joins_amendment(lead):
            role = self._role(mention, before.role)
            return Linked(mention, role, before.parent, before.link if before.parent is not None else None)
        asked = _ASKED.search(lead) is not None
        if _GUIDES.search(lead) and re.search(r"thi hành|chi tiết|hướng dẫn", lead[-100:]) and not asked:
            return Linked(mention, "cites", at, "guides")
        if self.implement.search(lead) and _ACTS.search(lead):
            own = not _is_blocked(lead, self.lexicon) and self._is_own_speech(_ACTS.sub(r"\1", lead).lstrip(" ,"))
            return Linked(mention, self._role(mention, "implements") if own else "cites")
        if self.implement.search(lead) and not self._interrupted(lead):
            carried = governing in ("implements", "based-on") and before.role in ("implements", "based-on")
            return Linked(mention, self._role(mention, "implements") if carried else "cites", at, "implements")
        if _AMENDS.search(lead):
            return Linked(mention, "cites", at, "amends")
        if _FOLLOWS.search(lead) and not _is_younger(mention, before.mention):  # nothing stands on what came after it
            return Linked(mention, "cites", at, "based-on")
        return Linked(mention, "cites")

    def _joins_amendment(self, lead: str) -> bool:
        """ "Căn cứ Luật X ... và Luật sửa đổi, bổ sung một số điều của Luật X": a base of its own beside the first."""
        match = self.lexicon.pattern(r"(?:^|\s)và\s+(?:«types»)\s+sửa đổi(?:,\s*bổ sung)?\s[^;.]{0,160}$").search(lead)
        return match is not None and self.lexicon.pattern(r"^căn cứ\s").match(self.folded) is not None

    def _interrupted(self, lead: str) -> bool:
        """True where another document, named without a number, or another matter stands between two mentions."""
        if re.search(r"trong quá trình|nêu trên", lead) or _is_blocked(lead, self.lexicon):
            return True
        body = lead.rstrip()
        return any(
            match.end() < len(body) - 1 and re.match(r"\s+(?:của|hành động)", body[match.end() :])
            for match in self.lexicon.type_pattern.finditer(body)
        )


def attached_types(zone: Zone, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """ "(Gửi kèm Kế hoạch)": the type that is attached without its number, and where the words stand."""
    folded = fold(zone.paragraph.text)
    for match in _ATTACHES.finditer(folded):
        word = lexicon.type_pattern.match(folded, match.end())
        if word and re.match(r"\s*(?:nêu trên|nói trên|trên)?\s*\)", folded[word.end() :]):
            yield lexicon.type_words[re.sub(r"\s+", " ", word[0])], match.start()
