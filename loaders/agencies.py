"""Lists of bodies in running text: found, and spread out with what their members share.

"Các huyện, thị, thành ủy" are three; "Sở, ban, ngành liên quan" are three that share their last word; a name that holds
a comma ("Sở Văn hóa, Thể thao và Du lịch") stays whole.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from .cleaning import CAPITALS, fold
from .lexicon import Lexicon, alternatives, load_lexicon
from .names import NameForms, as_written, name_forms, name_goes_on, whole_name_end

_NEXT_NAME = re.compile(r"\s*[,;]\s*(?:và\s+|cùng\s+)?|\s+(?:và|cùng với|cùng)\s+")
_PERSON = re.compile(r"(?:các\s+)?(?:ông|bà)(?:,\s*(?:bà|ông))?\s+(?:[A-ZĐÀ-Ỹ]|có tên)", re.IGNORECASE)
_MASK = "\x01"
_MAX_LIST = 1200
_PLACE = 40  # characters within which the two words of *thành phố* stand
_PREDICATE = 3  # words behind a name that are a predicate, though none of them is a known verb
_LONGEST_LIST = 700
_BRACKETED = re.compile(r"\([^()]*\)")
_SEMICOLON = re.compile(r"\s*;\s*")
_CLAUSE_END = re.compile(r"[;.:(](?:(?<=\()|\s|$)")
_SPLIT = re.compile(
    r"\s*[;,]\s*(?:và\s+|cùng\s+)?|\s+(?:và|cùng với|cùng)\s+|"
    r"\s*/\s*(?=[A-ZĐ]|(?:thành phố|thị xã|huyện|quận|xã|phường)(?!\w))"
)
_SHARED_ENDS = re.compile(
    r"\s+((?:có\s+)?liên quan(?:\s+\S.*)?|(?:trong\s+|thuộc\s+)?(?:tỉnh|thành phố|huyện|"
    r"thị xã|cấp tỉnh|toàn tỉnh|tp)|các cấp)$",
    re.IGNORECASE,
)
_BARE = frozenset(
    ("sở", "ban", "ngành", "bộ", "tổ", "đoàn", "hội", "cấp", "vụ", "cục", "phòng", "trường", "cơ quan", "đơn vị",
     "địa phương", "tổ chức", "đoàn thể", "doanh nghiệp", "cá nhân", "cơ quan ngang bộ")
)  # fmt: skip
_PLACES = frozenset({"tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu"})
_SHARED_HEAD = re.compile(
    r"(?:^|,\s*|\svà\s+)(?:các\s+)?((?:(?:giám đốc|bộ trưởng|thủ trưởng|lãnh đạo|trưởng)\s+(?:các\s+)?)?"
    r"(?:đảng đoàn|ban cán sự đảng|đảng ủy|bộ|sở|phòng|ban|ubnd|"
    r"ủy ban nhân dân(?:\s+(?:các\s+)?(?:huyện|xã|tỉnh|phường))?))\s*:\s*",
    re.IGNORECASE,
)
_OWN_NAME = re.compile(
    r"Ban Thường vụ|Ban Tuyên giáo|Ban Dân vận|Ban Tổ chức|Văn phòng|Ban cán sự|Ban Chỉ đạo|Đảng ủy|Đảng đoàn"
)
_LEADERSHIP = re.compile(
    r"lãnh đạo\s+(?:các|tỉnh|thành phố|huyện|cơ quan|đơn vị|sở|ủy ban|ubnd|văn phòng|ban|phòng|hội)(?!\w)"
)
_LEADER = re.compile(r"(?:thủ trưởng|lãnh đạo|người đứng đầu|giám đốc|chủ tịch|trưởng)\s+(?:các\s+)?", re.IGNORECASE)
_ELLIPSIS = {"huyện": "ủy", "thị": "ủy", "tỉnh": "ủy", "thành": "ủy", "quận": "ủy", "chi": "bộ"}


@dataclass(frozen=True, slots=True, eq=False)
class AgencyWords:
    """Patterns of the vocabulary for bodies, compared by identity: ``phrases`` are what has verbs in it, ``names`` are
    whole, ``heads`` begin one."""

    phrases: re.Pattern[str]
    inside: re.Pattern[str]  # phrases with the sign before them, so that a search goes from word to word
    names: NameForms
    heads: re.Pattern[str]
    verbs: re.Pattern[str]
    tails: re.Pattern[str]


def agency_words(source: Lexicon) -> AgencyWords:
    """The patterns for the lexicon ``source``."""
    names = {fold(phrase) for phrase in source.phrases.values() if len(phrase) > 3}
    whole = [*(name for name in names if " " in name), *source.cues["name-with-verb"]]
    roles = [
        word for group in ("duty", "no-name", "lead", "coordinate", "monitor", "advise") for word in source.cues[group]
    ]
    no_body = alternatives(source.cues["not-a-body"])
    heads = alternatives([*source.cues["group"], *names])
    return AgencyWords(
        phrases=re.compile(rf"(?:{alternatives(whole)})(?!\w)"),
        inside=re.compile(rf"\W(?:{alternatives(whole)})(?!\w)"),
        names=name_forms(source),
        heads=re.compile(rf"(?:các\s+|toàn thể\s+|một số\s+)?(?!(?:{no_body})(?!\w))(?:{heads})(?!\w)"),
        verbs=re.compile(rf"(?<!\w)(?:{alternatives(roles)}|có(?!\s+liên quan))(?!\w)"),
        tails=re.compile(rf"(?<!\w)(?:{alternatives(_tails(names))})(?!\w)"),
    )


def _tails(names: set[str]) -> list[str]:
    """What names of departments hold behind their kind, where it has a comma or *và*: shared heads leave it bare."""
    parts = (name.partition(" ") for name in names)
    return [tail for kind, _, tail in parts if kind in ("sở", "bộ", "phòng") and ("," in tail or " và " in tail)]


@lru_cache(maxsize=1024)
def _masked(words: AgencyWords, folded: str) -> str:
    return _mask(words, folded)


@lru_cache(maxsize=2)
def _masked_long(words: AgencyWords, folded: str) -> str:
    return _mask(words, folded)


def _mask(words: AgencyWords, folded: str) -> str:
    return words.inside.sub(lambda match: match[0][0] + _MASK * (len(match[0]) - 1), f" {folded}")[1:]


@lru_cache(maxsize=2048)
def _read(agencies: Agencies, text: str, lenient: bool) -> tuple[str, ...]:
    """The same lists stand in many paragraphs, and one is read by several steps."""
    return agencies.spread_out(text, lenient)


class Agencies:
    """Reads lists of bodies; one for each lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.words = agency_words(lexicon)

    def mask(self, folded: str) -> str:
        """``folded`` with whole names of bodies blanked out, so that verbs inside of them are not seen."""
        return _masked(self.words, folded) if len(folded) <= 4000 else _masked_long(self.words, folded)

    def list_end(self, text: str, folded: str, start: int) -> int:
        """Where the list of bodies that begins at ``start`` ends: at the verb, or at the end of the clause.

        A verb begins with a small letter: the first word of *Cần Thơ* is none.
        """
        masked = self.mask(folded)
        far = min(len(folded), start + _MAX_LIST)
        stop = _CLAUSE_END.search(masked, start, far)
        limit = stop.start() if stop else far
        head = self.words.heads.match(folded, start)
        opening = self.words.verbs.match(masked, start)
        if opening and (head is None or opening.end() >= head.end()) and not _LEADERSHIP.match(folded, start):
            return start
        end = self._verb(text, folded, masked, head.end() if head else start, limit)
        by_form = self._names_end(text, folded, start, end)
        if by_form == limit < far and text[limit] in ".;":
            return self._before_unknown_verb(text, folded, start, limit)
        return min(end, by_form)

    def _before_unknown_verb(self, text: str, folded: str, start: int, limit: int) -> int:
        """Where the last name of a sentence ends whose verb no list has: behind its capitals and its locality."""
        last = start
        for joint in _NEXT_NAME.finditer(text, start, limit):
            if self.words.heads.match(folded, joint.end()):
                last = joint.end()
        head = self.words.heads.match(folded, last)
        end = name_goes_on(text, folded, head.end(), limit, self.words.names) if head else limit
        rest = text[end:limit].split()
        return end if head and end > head.end() and len(rest) >= _PREDICATE and rest[0][0].islower() else limit

    def _verb(self, text: str, folded: str, masked: str, start: int, limit: int) -> int:
        """Where the first verb begins that is no word of a name (*Phòng Hậu cần*); ``limit`` where there is none."""
        names = (
            match.span()
            for match in self.words.names.compounds.finditer(folded, start, limit)
            if text[match.start()].isupper()
        )
        begin = end = start
        for verb in self.words.verbs.finditer(masked, start, limit):
            if text[verb.start()].isupper():
                continue
            while end <= verb.start():
                begin, end = next(names, (limit, limit + 1))
            if not begin < verb.start() < end:
                return verb.start()
        return limit

    def _names_end(self, text: str, folded: str, start: int, limit: int) -> int:
        """Where the names that begin at ``start`` end by their own form, whatever verb follows; else ``limit``.

        A name that the vocabulary has whole goes on with its locality, with capitals and with a few small words only:
        behind *Bộ Tài chính* the small *cấp* begins the predicate.
        """
        position = start
        while True:
            end = whole_name_end(text, folded, position, limit, self.words.names)
            if end is None:
                return limit
            joint = _NEXT_NAME.match(text, end, limit)
            if joint is None:
                return end if end < limit and text[end : end + 1] == " " else limit
            if not self.words.heads.match(folded, joint.end()) and not _starts_with_place(
                folded[joint.end() : joint.end() + _PLACE]
            ):
                return limit
            position = joint.end()

    def only_names(self, text: str, folded: str, start: int) -> bool:
        """True where no verb and no new clause stands in ``text`` from ``start`` on; lists go on behind semicolons."""
        end = self.list_end(text, folded, start)
        while folded[end : end + 2] == "; ":
            end = self.list_end(text, folded, end + 2)
        return end >= len(folded.rstrip(" .:;"))

    def subject_end(self, text: str, folded: str, start: int) -> int:
        """Like ``list_end``, for a subject whose list goes on behind a semicolon ("A, B; C tổ chức ...")."""
        end = self.list_end(text, folded, start)
        if folded[end : end + 1] == ":" and _SHARED_HEAD.search(text, start, end + 2):
            end = self.list_end(text, folded, end + 2)
        while folded[end : end + 1] == ";":
            further = self.list_end(text, folded, end + 2)
            if further >= len(folded.rstrip(" .;")) or not self.read(text[start:further]):
                break
            end = further
        return end

    def read(self, text: str, *, lenient: bool = False) -> tuple[str, ...]:
        """The bodies of the list ``text``, spread out; empty where ``text`` is no list of bodies.

        ``lenient``, for a block that is known to list bodies, keeps what is no body with the name before it.
        """
        text = _BRACKETED.sub("", text).strip(" .,;:-–•")
        return _read(self, text, lenient) if text and len(text) <= _LONGEST_LIST else ()

    def spread_out(self, text: str, lenient: bool) -> tuple[str, ...]:
        """What `read` gives for a ``text`` without brackets."""
        found: list[str] = []
        for group in _SEMICOLON.split(text):
            names = self._group(group, lenient)
            if names is None:
                if lenient:
                    continue
                return ()
            found += names
        return tuple(dict.fromkeys(found))

    def _group(self, group: str, lenient: bool) -> list[str] | None:
        head = _SHARED_HEAD.search(group)
        if head:
            before = group[: head.start()].strip(" ,")
            first = (self._group(before, lenient) or []) if before else []
            label = re.sub(r"\s+các\s+", " ", head[1][:1].upper() + head[1][1:])
            label = re.sub(r"(?<=\s)sở$", "Sở", label)
            pieces = [piece for _, piece in self._pieces(group[head.end() :], shared=True)]
            return first + [as_written(piece if _OWN_NAME.match(piece) else f"{label} {piece}") for piece in pieces]
        parts = self._pieces(group)
        return self._spread(parts, lenient) if parts else None

    def _pieces(self, group: str, *, shared: bool = False) -> list[tuple[str, str]]:
        """The parts of a list, each behind what joins it to the last; ``shared`` where one kind stands before all."""
        masked = self.mask(fold(group))
        if shared:
            masked = self.words.tails.sub(lambda match: _MASK * len(match[0]), masked)
        bounds, joints = [0], [""]
        for match in _SPLIT.finditer(masked):
            bounds += [match.start(), match.end()]
            joints.append(group[match.start() : match.end()])
        bounds.append(len(group))
        pieces = [group[begin:end].strip() for begin, end in zip(bounds[::2], bounds[1::2], strict=True)]
        found = zip(joints, pieces, strict=True)
        return [(joint, re.sub(r"^(?:và|cùng|kể cả)\s+", "", piece)) for joint, piece in found if piece]

    def _spread(self, parts: list[tuple[str, str]], lenient: bool) -> list[str] | None:
        pieces = _with_modifiers(self._merged(parts, lenient))
        pieces = _with_shared_ends(pieces)
        out: list[str] = []
        plural = ""
        before = ""
        for index, piece in enumerate(pieces):
            folded = fold(piece)
            if folded.startswith("các "):
                plural = "các "
            elif piece[:1].isupper() and folded not in _BARE and index:
                plural = ""
            if _PERSON.match(piece):
                continue  # a person in a list of bodies is given nothing
            full = self._complete(piece, folded, pieces, index, plural, before)
            if full is None:
                return None
            out.append(as_written(full))
            before = full
        if len(out) > 1:
            out = [_of_one_place(name, following) for name, following in itertools.zip_longest(out, out[1:])]
        return out

    def _merged(self, parts: list[tuple[str, str]], lenient: bool) -> list[str]:
        """The pieces of a list, with each that begins no name put back behind the one before it.

        Where it is not ``lenient`` only what goes on with a name that takes commas: *Cục Quản lý khám, chữa bệnh*.
        """
        out: list[str] = []
        for joint, piece in parts:
            bare = fold(piece).removeprefix("các ")
            if out and not self._begins_name(piece, bare) and (lenient or _goes_on(out[-1], joint, piece)):
                out[-1] = f"{out[-1]}{joint}{piece}"
            else:
                out.append(piece)
        return out

    def _begins_name(self, piece: str, bare: str) -> bool:
        """Whether a piece names a body or a place of its own; not the compound *Báo chí*, though *báo* is a body."""
        folded = fold(piece)
        head = self.words.heads.match(folded)
        compound = self.words.names.compound(piece, folded, 0, len(piece))
        if head and compound and compound > head.end():
            head = None
        known = head or self.words.phrases.match(folded) or bare in _ELLIPSIS
        return bool(known) or _starts_with_place(bare)

    def _complete(self, piece: str, folded: str, pieces: list[str], index: int, plural: str, before: str) -> str | None:
        bare = folded.removeprefix("các ")
        within = re.match(r"(.+\scác\s)(huyện|thị|thành|tỉnh|quận)$", folded)
        if within and any(fold(other).endswith("ủy") for other in pieces[index + 1 :]):
            return f"{piece} ủy"
        carried = re.match(r"(.+\scác\s)(?:huyện|thị|thành|tỉnh|quận) ủy$", fold(before))
        if carried and re.fullmatch(r"(huyện|thị|thành|tỉnh|quận)(?: ủy)?", folded):
            return f"{before[: carried.end(1)]}{folded if folded.endswith('ủy') else folded + ' ủy'}"
        if bare in _ELLIPSIS and any(
            fold(other).endswith(("ủy", "bộ")) or " bộ " in fold(other) for other in pieces[index + 1 :]
        ):
            tail = next((other for other in pieces[index + 1 :] if _ELLIPSIS[bare] in fold(other).split()), "")
            shared = re.search(r"(?<=bộ)\s.+$", tail) if bare == "chi" else None
            several = "các " if plural or folded.startswith("các ") else ""
            return f"{several}{bare} {_ELLIPSIS[bare]}{shared[0] if shared else ''}"
        committee = re.match(r"(.+\s)(?:huyện|thị|thành|quận|tỉnh) ủy$", before)
        if committee and re.fullmatch(r"(?:huyện|thị|thành|quận|tỉnh) ủy", piece):
            return f"{committee[1]}{piece}"
        places = _SEVERAL_PLACES.match(before)
        if places and piece[:1].isupper() and not self.words.heads.match(folded):
            return f"{places[1]} {places[2]} {piece}"
        if _starts_with_place(bare):
            among = folded.startswith("các ") or re.match(r"(?i)các\s", before)
            alone = _starts_with_place(fold(before).removeprefix("các ")) or not before
            if among and alone:  # "các huyện, thành phố"
                return piece if folded.startswith("các ") else f"các {piece}"
            return self._same_body(piece, before)
        leader = _LEADER.match(before)
        if leader and re.sub(r"\s+(?:có\s+)?liên quan\b.*$|\s+(?:trong|thuộc)\s.*$", "", bare) in _BARE:
            return f"{leader[0]}{piece.removeprefix('các ')}"
        if not self.words.heads.match(folded) and not self.words.phrases.match(folded):
            return None
        if plural and not folded.startswith(("các ", "chính quyền", "mặt trận")) and not piece[:1].isupper():
            return f"các {piece}"
        return piece

    def _same_body(self, piece: str, before: str) -> str | None:
        """ "Ủy ban nhân dân xã, phường": the second place shares the body of the first."""
        match = re.search(
            r"^(.*?\s(?:các\s+)?)(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)(?:\s.*)?$",
            before,
            re.IGNORECASE,
        )
        if not match or not fold(match[1]).strip().removesuffix("các").strip():
            return None
        return f"{match[1]}{piece.removeprefix('các ') if 'các' in match[1].split() else piece}"


# "Ủy ban nhân dân các huyện Bát Xát", behind which the names of more huyện may follow.
_SEVERAL_PLACES = re.compile(
    rf"(.+?)\s(?:các\s)?(tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn)\s[{CAPITALS}].*$", re.IGNORECASE
)


def _of_one_place(name: str, following: str | None) -> str:
    """ "các huyện Bát Xát", one of several by name, is *huyện Bát Xát*; a council takes the place of its committee."""
    place = re.match(rf"(.+?\s)các\s((?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn)\s[{CAPITALS}].*)$", name)
    if place and following and _SEVERAL_PLACES.match(following):
        return place[1] + place[2]
    if following and fold(name) in ("hội đồng nhân dân", "hđnd"):
        own = re.match(r"(?:Ủy ban nhân dân|UBND)(\s.+)$", following)
        return name + own[1] if own else name
    return name


def _goes_on(name: str, joint: str, piece: str) -> bool:
    """Whether ``piece`` goes on with ``name`` behind its joint, by its small letter or by the kind of the body."""
    kind = name.split(" ")[0]
    if _PERSON.match(piece):
        return False
    if "và" in joint.split():
        return piece[:1].isupper() and kind in _UNITS
    return (piece[:1].islower() and kind in ("Cục", "Vụ", "Phòng", "Ban", "Ủy", "Trung")) or kind in ("Phòng", "Ủy")


_UNITS = frozenset({"Vụ", "Cục", "Phòng", "Ban", "Sở", "Chi", "Viện", "Khoa", "Trung"})


def _starts_with_place(folded: str) -> bool:
    words = folded.split(" ", 2)
    if len(words) > 1 and words[1] in ("đoàn", "ủy"):
        return False
    return words[0] in _PLACES or " ".join(words[:2]) in _PLACES


def _with_shared_ends(pieces: list[str]) -> list[str]:
    """ "Sở, ban, ngành liên quan": the last word holds for each of the bare words before it."""
    out = list(pieces)
    shared = ""
    for index in range(len(out) - 1, -1, -1):
        match = _SHARED_ENDS.search(out[index])
        if match and _bare(out[index][: match.start()]):
            shared = match[1]
        elif not _bare(out[index]):
            shared = ""
        elif shared:
            out[index] = f"{out[index]} {shared}"
    return out


def _with_modifiers(pieces: list[str]) -> list[str]:
    """ "các huyện, thị xã giáp biên": what stands behind the last place of a run holds for the whole run."""
    out = list(pieces)
    modifier = ""
    for index in range(len(out) - 1, -1, -1):
        folded = fold(out[index])
        match = re.search(
            r"(?:^|\s)(?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn)(\s+(?:giáp|trong|ven|miền|có|trên)\s.*)?$",
            folded,
        )
        if not match:
            modifier = ""
        elif match[1]:
            modifier = out[index][match.start(1) :]
        elif modifier:
            out[index] += modifier
        if folded.startswith("các "):
            modifier = ""
    return out


@cache
def load_agencies() -> Agencies:
    """The reader for the lexicon that is installed."""
    return Agencies(load_lexicon())


def _bare(name: str) -> bool:
    bare = _LEADER.sub("", name, count=1) if _LEADER.match(name) else name
    return fold(bare).strip().removeprefix("các ") in _BARE
