"""Who has to do what: bodies that are the subject of a duty, or stand in a block (*Cơ quan chủ trì*, *Cơ quan phối
hợp*)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .agencies import Agencies
from .cleaning import fold
from .layout import Paragraph
from .lexicon import Lexicon
from .outline import Item
from .times import duration, find_times

_BLOCK = re.compile(
    r"(?:các\s+)?(?:cơ quan|đơn vị|"
    r"bộ phận)(?:,\s*đơn vị)?\s*(?:được giao\s+)?(?P<role>chủ trì|phối hợp|thực hiện|theo dõi|"
    r"tham mưu)[^:;.]{0,30}:\s*"
)
_WHEN = re.compile(r"(?:thời\s+gian|thời\s+hạn)\s*(?:thực hiện|triển khai|hoàn thành|báo cáo)?[^:;.]{0,25}:\s*")
_FINISH = re.compile(r"(?:hoàn thành|xong|trước|chậm nhất|thời hạn)[^.;]{0,45}?$")
_LEADIN = re.compile(
    r"(?:(?:định kỳ|hằng năm|hàng năm|hằng quý|hàng quý)[,:]?\s+|(?:kết thúc|"
    r"sau khi)[^,.;]{0,60},\s+|trong quá trình[^.;]{0,90}?,\s+(?=các))*"
    r"(?P<order>(?:trân trọng\s+)?(?:đề nghị|yêu cầu|giao|phân công|giao nhiệm vụ cho|"
    r"giao cho)\s+(?:cho\s+)?(?:cơ quan\s+(?=[bv]))?)?"
    r"(?:(?:các\s+)?(?:ông,?\s*(?:\(?bà\)?)?|đ/c)\s*:?\s+"
    r"(?=(?:phó\s+)?(?:chánh|giám đốc|chủ tịch|trưởng|thủ trưởng|bí thư|bộ trưởng|cục trưởng|tổng)(?!\w)))?"
)
_ORDER_IN = re.compile(r"(?:trân trọng\s+)?(?:đề nghị|yêu cầu|chỉ đạo|giao|phân công)\s+(?:(?:các\s+)?đ/c\s+)?(?=\S)")
_RESPONSIBLE = re.compile(r"\s+(?:có|chịu) (?:trách nhiệm|nhiệm vụ)(?: sau(?: đây)?)?\s*:$")
_LIST_FOLLOWS = re.compile(r"(?:như\s+)?sau(?:\s+đây)?\s*:?$|:$")
_ADVERBS = re.compile(
    r"^(?:(?:chủ động|tích cực|thường xuyên|kịp thời|tiếp tục|tăng cường|định kỳ|trực tiếp|"
    r"khẩn trương|thực hiện việc|tổ chức|tham gia|đẩy mạnh|hằng năm|hàng năm|có trách nhiệm|"
    r"chịu trách nhiệm|và|,|cần|phải|đồng thời|làm tốt công tác)\s+)+"
)
_CONDITION = re.compile(
    r"(?:căn cứ |"
    r"theo )chức năng,? nhiệm vụ(?:, quyền hạn)?(?: và tình hình thực tế)?(?: được giao)?,?\s+|"
    r"theo thẩm quyền,?\s+"
    r"|(?:căn cứ|theo|trên cơ sở)\s[^;.]{0,160}?(?:,\s+|được giao\s+|được giao,\s+)(?=\S)"
)
_CARRIES_OUT = re.compile(r"(?:tổ chức thực hiện|thực hiện|triển khai)\s")
_CLAUSE = re.compile(r"[^;.]+(?:[.;](?!\s|$)[^;.]*)*")
_DIRECTS = re.compile(r"chỉ đạo(?<!\wchỉ đạo)\s+(?=\S)")
_RESPONSIBILITY = re.compile(r"(?:trách nhiệm|nhiệm vụ|nhiệm vụ, quyền hạn|đối với)\s+(?:của\s+)?(?=\S)")
_IS_LEAD = re.compile(r"\s*(?:là|làm)\s+(?:(?:cơ quan|đơn vị)\s+)?(?:thường trực|đầu mối|chủ trì)")
_ISSUING = re.compile(
    r"(?:ban hành|xây dựng (?:kế hoạch|chương trình)|đề nghị|yêu cầu|trân trọng|rất mong|"
    r"thông báo|có ý kiến|kết luận|nhận được|quy định|hướng dẫn|giao|quyết|cơ bản|xin|trả lời|"
    r"triển khai đợt|chỉ đạo|báo cáo|tổ chức)"
)
_ORDERING = re.compile(r"(?:cơ bản|nhất trí|đồng ý|đề nghị|yêu cầu|giao|trân trọng|kết luận)")
_ACTING = re.compile(r"^(?:ban thường vụ|ban thường trực|ban chấp hành|thường trực)\s+")
# What a body is, was or did not do is no duty of it.
_NO_DUTY = re.compile(r"\s*(?:không|chưa|đã|đang|bị|được|là (?!cơ quan|đầu mối|đơn vị chủ trì|thường trực))")
_DIFFICULTY = re.compile(r"(?:^|[.;]\s+)trong quá trình[^.;]{0,120}?,\s+(?=các\s)")


@dataclass(frozen=True, slots=True)
class ReadAssignment:
    """An assignment with the paragraph that says it and the words of the body in it."""

    task: str
    agency: str
    role: str
    deadline: str | None
    paragraph: Paragraph
    start: int
    end: int
    rule: str = "assignment.subject"


class AssignmentReader:
    """Reads the duties of one document; ``issuer`` is the folded name of the body that speaks."""

    def __init__(self, items: tuple[Item, ...], issuer: str, lexicon: Lexicon, agencies: Agencies) -> None:
        self.items, self.issuer, self.lexicon, self.agencies = items, issuer, lexicon, agencies
        self.roles = {role: lexicon.pattern(rf"(?:«{role}»)(?!\w)") for role in ("lead", "monitor", "advise")}
        self.lead_anywhere = lexicon.pattern(r"(?<!\w)(?:«lead»)(?!\w)")
        self.with_whom = lexicon.pattern(r"(?<!\w)(?:«coordinate»)(?!\w)\s*(?:với\s+|cùng\s+)?")
        self.encourage = lexicon.pattern("(?:«encourage»)")

    def read(self) -> tuple[ReadAssignment, ...]:
        """Every assignment, in the order of the text, each once."""
        found: dict[tuple[str, str, str], ReadAssignment] = {}
        times = self._times()
        for item in self._with_subjects():
            deadline = item.deadline or self._deadline(item.task, times)
            key = (item.task, item.role, fold(item.agency))
            if key not in found:
                found[key] = replace(item, deadline=deadline) if deadline != item.deadline else item
        return tuple(found.values())

    def _times(self) -> dict[str, str]:
        """The *Thời gian thực hiện* of each item, by path; its bullets inherit it."""
        times: dict[str, str] = {}
        for item in self.items:
            folded = fold(item.paragraph.text)
            match = _WHEN.match(folded)
            if match:
                value = duration(folded[match.end() :])
                path = re.sub(r"(?:\.?-\d+)+$", "", item.path)
                if value:
                    times.setdefault(path, value)
        return times

    def _deadline(self, task: str, times: dict[str, str]) -> str | None:
        path = task
        while times:
            if path in times:
                return times[path]
            shorter = re.sub(r"\.?-\d+$", "", path)
            if shorter == path:
                return None
            path = shorter
        return None

    def _with_subjects(self) -> Iterator[ReadAssignment]:
        heading: tuple[str, tuple[str, ...], Paragraph] | None = None
        listed: tuple[str, list[ReadAssignment]] | None = None
        quoted = _quoted(self.items)
        for index, item in enumerate(self.items):
            paragraph = item.paragraph
            folded = fold(paragraph.text)
            if index in quoted:
                continue
            if self.encourage.match(folded) or _WHEN.match(folded):
                continue
            block = _BLOCK.match(folded)
            if block:
                yield from self._block(item, folded, block)
                continue
            if heading and not _below(item.path, heading[0]):
                heading = None
            named = self._named_heading(item, folded)
            if named:
                heading = (item.path, named, paragraph)
                continue
            own = tuple(self._duties(item, folded))
            opening = self._list_opening(item, folded)
            if opening:
                listed = (item.path, opening)
                continue
            if own:
                yield from own
            elif heading and not item.heading:
                yield from self._of_heading(item, folded, heading)
            elif listed and self._is_listed(index, item, listed[0]):
                for entry in listed[1]:
                    yield ReadAssignment(
                        item.path,
                        entry.agency,
                        entry.role,
                        self._own_deadline(folded),
                        entry.paragraph,
                        entry.start,
                        entry.end,
                        "assignment.listed",
                    )

    def _block(self, item: Item, folded: str, block: re.Match[str]) -> Iterator[ReadAssignment]:
        role = {
            "chủ trì": "lead",
            "phối hợp": "coordinate",
            "thực hiện": "implement",
            "theo dõi": "monitor",
            "tham mưu": "advise",
        }[block["role"]]
        text = item.paragraph.text[block.end() :]
        path = re.sub(r"(?:\.?-\d+)+$", "", item.path)
        lead = self.lead_anywhere.search(folded, block.end())
        if lead and role == "implement":
            yield from self._block_with_roles(replace(item, path=path), folded, block.end(), lead)
            return
        for name in self.agencies.read(text, lenient=True):
            yield ReadAssignment(
                path, name, role, None, item.paragraph, block.end(), len(item.paragraph.text), "assignment.block"
            )

    def _block_with_roles(self, item: Item, folded: str, start: int, lead: re.Match[str]) -> Iterator[ReadAssignment]:
        """ "Cơ quan thực hiện: Sở X chủ trì, phối hợp với Y; các sở liên quan": who leads, and with whom."""
        text = item.paragraph.text
        partner = self.with_whom.search(folded, lead.start())
        bounds = {"lead": (start, lead.start())}
        if partner:
            bounds["coordinate"] = (partner.end(), len(text))
        for role, (begin, end) in bounds.items():
            for name in self.agencies.read(text[begin:end], lenient=True):
                yield ReadAssignment(item.path, name, role, None, item.paragraph, begin, end, "assignment.block")

    def _named_heading(self, item: Item, folded: str) -> tuple[str, ...] | None:
        """ "1. Sở Y tế": an item that is nothing but a list of bodies; what stands under it is theirs to do."""
        if not item.heading or item.kind in ("chapter", "roman", None):
            return None
        lead = _LEADIN.match(folded)
        start = lead.end() if lead else 0
        responsible = _RESPONSIBILITY.match(folded)
        start = responsible.end() if responsible else start
        text = item.paragraph.text[start:]
        if not self.agencies.only_names(item.paragraph.text, folded, start):
            return None
        return self.agencies.read(text) or None

    def _of_heading(
        self, item: Item, folded: str, heading: tuple[str, tuple[str, ...], Paragraph]
    ) -> Iterator[ReadAssignment]:
        _, names, at = heading
        for found in self._roles_of(item, folded, 0, names, at, 0, len(at.text)):
            yield replace(found, rule="assignment.heading") if found.paragraph is at else found

    def _duties(self, item: Item, folded: str) -> Iterator[ReadAssignment]:
        """Sentences of the paragraph whose subject is a list of bodies."""
        lead = _LEADIN.match(folded)
        start = lead.end() if lead else 0
        ordered = bool(lead and lead["order"])
        difficulty = _DIFFICULTY.search(folded) if item.kind is None else None
        if difficulty and not folded.startswith("trong quá trình"):
            start = difficulty.end()
        elif not item.numbered and not ordered and not folded.startswith(("các ", "trong quá trình")):
            yield from self._given(item, folded)
            return
        end = self.agencies.subject_end(item.paragraph.text, folded, start)
        names = self.agencies.read(item.paragraph.text[start:end])
        if not names or end >= len(folded.rstrip(" .;")):
            return
        if _NO_DUTY.match(folded, end):
            return
        if self._speaks(names, folded[end:], _ISSUING if item.kind is None else _ORDERING):
            return
        yield from self._roles_of(item, folded, end, names, item.paragraph, start, end)

    def _given(self, item: Item, folded: str) -> Iterator[ReadAssignment]:
        """ "Thủ tướng Chính phủ giao Bộ X ...": an order in a paragraph without a number."""
        if item.path:
            return
        match = re.search(r"(?:^|[,.;]\s+)[^,.;]{3,90}?\s(?:giao|yêu cầu|đề nghị)\s+(?=\S)", folded)
        if not match:
            return
        end = self.agencies.list_end(item.paragraph.text, folded, match.end())
        names = self.agencies.read(item.paragraph.text[match.end() : end])
        if names and not _list_follows(folded):
            for found in self._roles_of(item, folded, end, names, item.paragraph, match.end(), end):
                yield replace(found, rule="assignment.order") if found.start == match.end() else found

    def _speaks(self, names: tuple[str, ...], rest: str, verbs: re.Pattern[str]) -> bool:
        """True where the subject is the issuer, who orders, agrees or issues here and takes on no duty."""
        speaker = _ACTING.sub("", self.issuer)
        own = [name for name in names if speaker.startswith(_ACTING.sub("", fold(name)))]
        return bool(own) and len(names) <= len(own) + 1 and bool(verbs.match(rest.strip()))

    def _roles_of(
        self, item: Item, folded: str, start: int, names: tuple[str, ...], at: Paragraph, begin: int, end: int
    ) -> Iterator[ReadAssignment]:
        clauses = [match.span() for match in _CLAUSE.finditer(folded) if match.end() > start]
        deadline = self._own_deadline(folded)
        joined = self.with_whom.search(self.agencies.mask(folded), start) is not None
        roles: list[str] = []
        for number, (clause_start, clause_end) in enumerate(clauses):
            clause = folded[max(start, clause_start) : clause_end]
            own = self._own_subject(item, folded, clause_start, clause_end) if number else None
            if own:
                names, begin, end = own
                at, clause, roles = item.paragraph, folded[end:clause_end], []
            role = self._role(clause, first=number == 0 or own is not None)
            if role == "implement" and roles == ["lead"]:
                role = None
            if role and role not in roles:
                roles.append(role)
                for name in names:
                    yield ReadAssignment(item.path, name, role, deadline, at, begin, end)
            if joined:
                yield from self._partners(item, folded, max(start, clause_start), clause_end, deadline)
        yield from self._directed(item, folded, start, deadline)

    def _own_subject(self, item: Item, folded: str, start: int, limit: int) -> tuple[tuple[str, ...], int, int] | None:
        """The bodies that a later clause has as its own subject: "...; Văn phòng Tỉnh ủy theo dõi, đôn đốc"."""
        begin = start + len(folded[start:limit]) - len(folded[start:limit].lstrip(" ;."))
        text = item.paragraph.text
        if not (text[begin : begin + 1].isupper() or folded.startswith("các ", begin)):
            return None
        end = self.agencies.list_end(text, folded, begin)
        names = self.agencies.read(text[begin:end]) if begin < end < limit else ()
        if not names or _NO_DUTY.match(folded, end) or not folded[end:limit].strip(" ;."):
            return None
        if self._speaks(names, folded[end:], _ORDERING):
            return None
        return names, begin, end

    def _role(self, clause: str, *, first: bool) -> str | None:
        """The role that one clause gives its subject, the first in the order of the record."""
        masked = self.agencies.mask(clause).strip()
        condition = _CONDITION.match(masked)
        text = masked[condition.end() :] if condition else masked
        text = _ADVERBS.sub("", text.lstrip(" ,:"))
        if self.roles["lead"].match(text) or (first and self._is_named_lead(clause, text)):
            return "lead"
        partner = self.with_whom.match(text)
        if partner:
            rest = text[partner.end() :]
            verb = self.agencies.words.verbs.search(rest)
            text = _ADVERBS.sub("", rest[verb.start() :]) if verb else rest
        for role in ("monitor", "advise"):
            if self.roles[role].match(text):
                return role
        if first:
            return "implement"
        if _CARRIES_OUT.match(masked):
            return "implement"
        return None

    def _is_named_lead(self, clause: str, text: str) -> bool:
        directs = text.startswith(("chỉ đạo", "lãnh đạo"))
        return bool(_IS_LEAD.match(clause) or (not directs and self.lead_anywhere.search(text[:70])))

    def _partners(
        self, item: Item, folded: str, start: int, end: int, deadline: str | None
    ) -> Iterator[ReadAssignment]:
        masked = self.agencies.mask(folded)
        for match in self.with_whom.finditer(masked, start, end):
            stop = min(self.agencies.list_end(item.paragraph.text, folded, match.end()), end)
            for name in self.agencies.read(item.paragraph.text[match.end() : stop]):
                yield ReadAssignment(
                    item.path, name, "coordinate", deadline, item.paragraph, match.end(), stop, "assignment.partner"
                )

    def _directed(self, item: Item, folded: str, start: int, deadline: str | None) -> Iterator[ReadAssignment]:
        """ "Chỉ đạo Đảng ủy Bộ Y tế chủ trì ...": a body with a name that gets a duty of its own."""
        for match in _DIRECTS.finditer(folded[start:]):
            begin = start + match.end()
            if not item.paragraph.text[begin : begin + 1].isupper():
                continue
            end = self.agencies.list_end(item.paragraph.text, folded, begin)
            names = self.agencies.read(item.paragraph.text[begin:end])
            role = self._role(folded[end : end + 160], first=True) if names else None
            for name in names:
                yield ReadAssignment(
                    item.path, name, role or "implement", deadline, item.paragraph, begin, end, "assignment.directed"
                )

    def _own_deadline(self, folded: str) -> str | None:
        for value, start, _ in find_times(folded):
            if _FINISH.search(folded[max(0, start - 60) : start]) and not re.search(
                r"báo cáo[^.;]{0,50}$", folded[max(0, start - 60) : start]
            ):
                return value
        return None

    def _list_opening(self, item: Item, folded: str) -> list[ReadAssignment] | None:
        """ "X đề nghị A, B và C thực hiện một số nội dung sau:": whose duties the numbered items are."""
        if not _list_follows(folded):
            return None
        orders = list(_ORDER_IN.finditer(folded))
        for order in reversed(orders):
            end = self.agencies.list_end(item.paragraph.text, folded, order.end())
            names = self.agencies.read(item.paragraph.text[order.end() : end])
            if names:
                found = [
                    ReadAssignment("", name, "implement", None, item.paragraph, order.end(), end) for name in names
                ]
                return [*found, *self._partners(item, folded, end, len(folded), None)]
        responsible = _RESPONSIBLE.search(folded.rstrip()) if item.kind is None else None
        names = self.agencies.read(item.paragraph.text[: responsible.start()]) if responsible else ()
        end = responsible.start() if responsible else 0
        return [ReadAssignment("", name, "implement", None, item.paragraph, 0, end) for name in names] or None

    def _is_listed(self, index: int, item: Item, root: str) -> bool:
        """An item right under the opening that is not itself the heading of other subjects."""
        depth = 1 if root else 0
        if item.kind not in ("arabic", "bullet", "letter", "decimal") or not _below(item.path, root):
            return False
        if item.path.count(".") != (root.count(".") + depth if root else 0):
            return False
        return not self._has_own_subjects(index, item)

    def _has_own_subjects(self, index: int, item: Item) -> bool:
        for other in self.items[index + 1 :]:
            if not _below(other.path, item.path) or other.path == item.path:
                break
            folded = fold(other.paragraph.text)
            if other.kind in ("bullet", "letter", "arabic", "decimal") and next(
                iter(self._duties(other, folded)), None
            ):
                return True
        return False


def _list_follows(folded: str) -> bool:
    """Whether the sentence ends with *sau*, *sau đây* or a colon."""
    text = folded.rstrip(" .")
    return text.rstrip().endswith((":", "sau", "đây")) and _LIST_FOLLOWS.search(text) is not None


def _quoted(items: tuple[Item, ...]) -> frozenset[int]:
    """The items that stand inside a quotation of another document, from the opening mark to the closing one."""
    inside: set[int] = set()
    since: int | None = None
    for index, item in enumerate(items):
        text = item.paragraph.text
        if since is None and text.startswith("“") and "”" not in text:
            since = index
        if since is not None:
            inside.add(index)
            if "”" in text or index - since > 80:
                since = None
    return frozenset(inside)


def _below(path: str, root: str) -> bool:
    return not root or path == root or path.startswith(f"{root}.")
