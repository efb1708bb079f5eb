"""The end of a document: *Nơi nhận* and who signed, in which post, for whom.

Forms of signing: Hướng dẫn 36-HD/VPTW, 1.7 (T/M, K/T, T/L) and Nghị định 30/2020/NĐ-CP, phụ lục I, 7 (TM., KT.,
TL., TUQ., Q.).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache

from .cleaning import CAPITALS, fold
from .layout import Line, Paragraph, is_caps, join, split_lines
from .lexicon import Lexicon
from .segment import Part

_RECEIVED = re.compile(r"nơi\s+(?:nhận|gửi)\s*:?\s*", re.IGNORECASE)
_FORM = re.compile(r"(?:T\s?/\s?M|K\s?/\s?T|T\s?/\s?L|TM|KT|TL|TUQ|T\.M|K\.T)\.?(?=\s|$)|Q\.\s?(?=[A-ZĐ])")
_NAME_WORD = rf"[{CAPITALS}][a-zđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]+"
_PERSON = re.compile(rf"(?:{_NAME_WORD})(?:\s{_NAME_WORD}){{1,4}}")
_RANK = re.compile(
    r"^(?:(?:PGS|GS|TS|ThS|BS|CN|KS|Đại tá|Thượng tá|Trung tá|Thiếu tướng|Trung tướng|Thượng tướng|Đại tướng)\.?\s*)+"
)
_ANNEX = re.compile(r"(?:PHỤ LỤC|Phụ lục|BIỂU|DANH MỤC|DANH SÁCH|\[\d+\])")
_PURPOSE = re.compile(r"\s*\(\s*([^()]{1,40})\s*\)\s*$")


@dataclass(frozen=True, slots=True)
class ReadSigner:
    """A signer with the paragraph that says so."""

    name: str
    position: str | None
    on_behalf_of: str | None
    at: Paragraph

    @property
    def rule(self) -> str:
        """The rule that read the signature: by its form (TM., KT.), by the post, or by the name alone."""
        return "signer.form" if self.on_behalf_of else "signer.post" if self.position else "signer.name"


@dataclass(frozen=True, slots=True)
class Ending:
    """Recipients as (paragraph of the name, purpose), the signers, and where the text proper stops."""

    recipients: tuple[tuple[Paragraph, str | None], ...]
    signers: tuple[ReadSigner, ...]
    start: int
    stop: int


def read_ending(text: str, part: Part, body: int, lexicon: Lexicon) -> Ending:
    """Read what stands behind the text proper, which begins at ``body``."""
    lines = tuple(line for line in split_lines(text, body, part.end) if line.text not in (":", ",", ".", ";"))
    note = next((index for index, line in enumerate(lines) if _RECEIVED.match(line.text)), None)
    if note is None:
        return _without_recipients(lines, part, lexicon)
    block, after = _recipient_lines(lines, note, lexicon)
    signers, stop = _signers(after, lexicon)
    start = lines[note].start
    if not signers:
        signers, begin = _signers_above(lines[:note], lexicon)
        start = min(start, begin) if signers else start
        stop = 0
    end = max(stop, block[-1].end if block else lines[note].end)
    return Ending(tuple(_recipients(block, lexicon)), tuple(signers), start, end)


def _without_recipients(lines: tuple[Line, ...], part: Part, lexicon: Lexicon) -> Ending:
    signers, begin = _signers_above(lines, lexicon)
    return Ending((), tuple(signers), begin if signers else part.end, part.end)


def _recipient_lines(lines: tuple[Line, ...], note: int, lexicon: Lexicon) -> tuple[list[Line], list[Line]]:
    """Divide the lines behind *Nơi nhận* into the list and what follows, which may share its last line."""
    first = lines[note]
    mark = _RECEIVED.match(first.text)
    rest = first.text[mark.end() :] if mark else ""
    pending = [Line(first.end - len(rest), first.end, rest, 0)] if rest.strip() else []
    pending += lines[note + 1 :]
    posts = lexicon.pattern("«position»")
    if _in_two_columns(pending, posts):
        return _columns(pending, posts)
    block: list[Line] = []
    archived = False
    for index, line in enumerate(pending):
        cut = _signature_at(line.text, posts)
        if cut == 0 or _ANNEX.match(line.text):
            return block, pending[index:]
        dash = bool(re.match(r"[-+•–]", line.text))
        ended = (
            block and line.gap and not _unfinished(block[-1].text) and not _list_goes_on(pending[index - 1 : index + 4])
        )
        if not dash and (archived or ended):
            return block, pending[index:]
        if not dash and block and not _unfinished(block[-1].text) and _PERSON.fullmatch(line.text):
            return block, pending[index:]
        if cut:
            block.append(
                Line(line.start, line.start + len(line.text[:cut].rstrip()), line.text[:cut].rstrip(), line.gap)
            )
            tail = line.text[cut:]
            return block, [Line(line.end - len(tail), line.end, tail, 0), *pending[index + 1 :]]
        block.append(line)
        archived = archived or fold(line.text.lstrip("-+•– ")).startswith("lưu")
    return block, []


def _in_two_columns(lines: list[Line], posts: re.Pattern[str]) -> bool:
    """Whether the signature beside the list was read across: the list goes on below its first line."""
    begun = False
    for line in lines[:20]:
        if re.match(r"[-+•–]", line.text) and begun:
            return True
        if fold(line.text.lstrip("-+•– ")).startswith("lưu"):
            return False
        begun = begun or _signature_at(line.text, posts) is not None
    return False


def _columns(lines: list[Line], posts: re.Pattern[str]) -> tuple[list[Line], list[Line]]:
    """The lines of the list, and those of the signature beside it, each in order."""
    left: list[Line] = []
    right: list[Line] = []
    archived = False
    for line in lines:
        cut = _signature_at(line.text, posts)
        if cut is None and archived:
            right.append(line)
            continue
        if cut is None:
            listed = re.match(r"[-+•–]", line.text) or not (is_caps(line.text) or _PERSON.fullmatch(line.text))
            (left if listed else right).append(line)
        else:
            left += _piece(line, 0, cut)
            right += _piece(line, cut, len(line.text))
        archived = archived or bool(left and fold(left[-1].text.lstrip("-+•– ")).startswith("lưu"))
    return left, right


def _piece(line: Line, start: int, end: int) -> list[Line]:
    text = line.text[start:end].strip()
    begin = line.start + start + len(line.text[start:end]) - len(line.text[start:end].lstrip())
    return [Line(begin, begin + len(text), text, line.gap if start == 0 else 0)] if text else []


def _list_goes_on(lines: list[Line]) -> bool:
    """Whether items without a dash follow one that ends with a semicolon, and one with a dash comes after them."""
    following = lines[1:]
    plain_items = list(itertools.takewhile(lambda line: not re.match(r"[-+•–]", line.text), following))
    return len(plain_items) < len(following) and all(line.text.endswith(";") for line in [lines[0], *plain_items])


def _unfinished(text: str) -> bool:
    return not re.search(r"[.;]\s*$|\)[,.;]?\s*$", text)


def _signature_at(text: str, posts: re.Pattern[str]) -> int | None:
    """Where a signature begins in a line of the list: its form, or a post in capitals."""
    form = re.search(r"(?:^|(?<=\s))(?:(?:TM|KT|TL|TUQ)(?:\.\s*|\s+)|(?:T/M|K/T|T/L)\.?\s*)(?=[A-ZĐỦỬ]|$)", text)
    if form:
        return form.start()
    for match in posts.finditer(fold(text)):
        if is_caps(text[match.start() : match.end()]) and (match.start() == 0 or text[match.start() - 1] == " "):
            return match.start()
    return None


def _recipients(block: list[Line], lexicon: Lexicon) -> list[tuple[Paragraph, str | None]]:
    items: list[list[Line]] = []
    for line in (piece for whole in block for piece in _run_together(whole)):
        mark = re.match(r"[-+•–]\s*", line.text)
        if mark:
            text = line.text[mark.end() :]
            items.append([Line(line.end - len(text), line.end, text, line.gap)])
        elif items and not (line.gap and items[-1][-1].text.endswith(";")):
            items[-1].append(line)
        else:
            items.append([line])
    found = [one for item in items if item[0].text for one in _divided(join(item), lexicon)]
    return [(name, purpose) for name, purpose in found if name.text]


def _divided(item: Paragraph, lexicon: Lexicon) -> list[tuple[Paragraph, str | None]]:
    """The recipients of one item: several, where semicolons divide them before a purpose that is that of each."""
    whole = _recipient(item, lexicon)
    if whole[1] in (None, "lưu"):
        return [whole]
    starts = [0, *(match.end() for match in re.finditer(r";\s+(?=\S)", item.text))]
    bounds = itertools.pairwise([*starts, len(item.text)])
    found = [_recipient(item.cut(begin, end), lexicon) for begin, end in bounds]
    return [(name, purpose or whole[1]) for name, purpose in found]


def _run_together(line: Line) -> list[Line]:
    """The items of a list that stands on one line: "- Như Điều 4; - Cục Kiểm soát; - Lưu: VT."."""
    starts = [0, *(match.end() for match in re.finditer(r";\s+(?=[-+•–]\s)", line.text))]
    bounds = itertools.pairwise([*starts, len(line.text)])
    return [Line(line.start + begin, line.start + end, line.text[begin:end], line.gap) for begin, end in bounds]


def _recipient(item: Paragraph, lexicon: Lexicon) -> tuple[Paragraph, str | None]:
    end = len(item.text.rstrip(" .,;"))
    purpose = _PURPOSE.search(item.text[:end])
    if purpose and _is_purpose(purpose[1], lexicon):
        end = len(item.text[: purpose.start()].rstrip(" .,;"))
        return item.cut(0, end), purpose[1].strip()
    archive = re.match(r"lưu(?:\s*:\s*|\s+)", fold(item.text))
    if archive:
        return item.cut(archive.end(), end), "lưu"
    return item.cut(0, end), None


def _is_purpose(text: str, lexicon: Lexicon) -> bool:
    return fold(text).strip() in {fold(word) for word in lexicon.cues["purpose"]} or fold(text).strip().startswith(
        "để "
    )


def _signers_above(lines: tuple[Line, ...], lexicon: Lexicon) -> tuple[list[ReadSigner], int]:
    """A signature at the very end of ``lines`` (no recipients, or recipients below it)."""
    tail = list(lines[-12:])
    for index, line in enumerate(tail):
        if _FORM.match(line.text) and is_caps(line.text):
            signers, _ = _signers(tail[index:], lexicon)
            if signers:
                return signers, line.start
    for index, line in enumerate(tail):
        if is_caps(line.text) and lexicon.pattern("(?:«position»)[^a-z]*").fullmatch(fold(line.text)):
            signers, _ = _signers(tail[index:], lexicon)
            if signers:
                return signers, line.start
    return [], 0


def _signers(lines: list[Line], lexicon: Lexicon) -> tuple[list[ReadSigner], int]:
    """The signatures that begin with the first of ``lines``, and where the last of them ends."""
    signers: list[ReadSigner] = []
    block: list[Line] = []
    stop = 0
    for line in _without_marks(lines):
        if _ANNEX.match(line.text) and not block:
            break
        person = _PERSON.search(_RANK.sub("", line.text)) if not is_caps(line.text) else None
        if (
            person
            and _RANK.sub("", line.text)[: person.start()].strip()
            and not is_caps(line.text[: line.text.index(person[0])])
        ):
            person = None
        if person:
            whole = join([*block, line])
            signers.append(_signer(block, line, person[0], whole, lexicon))
            stop = line.end
            block = []
            if len(signers) == 4:
                break
        elif (
            (is_caps(line.text) or (block and line.text == "kiêm"))
            and len(line.text) < 90
            and not re.search(r"\d", line.text)
        ):
            block.append(line)
        elif signers or block or len(line.text) > 60:
            break
    named = [signer for signer in signers if signer.position or signer.on_behalf_of]
    return (named or signers[:1]), stop


def _without_marks(lines: list[Line]) -> list[Line]:
    drop = re.compile(r"^[\[\s]*\(?(?:đã\s+ký|ký\s+tên|đã\s+kí)[^)]*\)?\.?\]?$", re.IGNORECASE)
    return [line for line in lines if not drop.match(line.text) and not re.fullmatch(r"[\W_]+", line.text)]


def _signer(block: list[Line], line: Line, name: str, whole: Paragraph, lexicon: Lexicon) -> ReadSigner:
    head = line.text[: line.text.index(name)].strip()
    caps = " ".join([*(other.text for other in block), head]).strip()
    first, *others = re.split(r"\s+kiêm\s+", re.sub(r"\s+", " ", caps), flags=re.IGNORECASE)
    position, on_behalf = _posts(first, lexicon)
    if position and others:
        position = " kiêm ".join([position, *(_post_name(other, lexicon) or other for other in others)])
    return ReadSigner(name, position, on_behalf, whole)


def _posts(caps: str, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Divide "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" into the post and whom it is signed for."""
    if not caps:
        return None, None
    forms = list(re.finditer(rf"(?:^|(?<=\s))(?:{_FORM.pattern})", caps))
    if not forms:
        return _post_name(caps, lexicon), None
    first = forms[0]
    rest_from = forms[1].start() if len(forms) > 1 else None
    if rest_from is not None:
        represented = caps[first.end() : rest_from].strip(" ,")
        _, position = _split_posts(caps[forms[-1].end() :].strip(), lexicon)
        return _post_name(position, lexicon) if position else None, _post_name(represented, lexicon)
    represented, position = _split_posts(caps[first.end() :].strip(), lexicon)
    return _post_name(position, lexicon) if position else None, _post_name(represented, lexicon)


def _split_posts(caps: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """The represented body or post, and the post of the signer, which is the last one named."""
    if fold(caps) in lexicon.phrases:
        return caps, None
    posts = lexicon.pattern(r"(?<!\w)(?:«position»)(?!\w)")
    found = [match for match in posts.finditer(fold(caps)) if match.start() > 0 and caps[match.start() - 1] == " "]
    found = [match for match in found if not caps[: match.start()].rstrip().endswith(",")]
    if not found:
        return caps, None
    cut = found[-1].start()
    if re.search(r"\b(?:PHÓ|THỨ)\s*$", caps[:cut].rstrip()):
        cut = caps[:cut].rstrip().rindex(" ") + 1
    return caps[:cut].strip(" ,"), caps[cut:].strip()


@cache
def _post_words(lexicon: Lexicon) -> dict[str, str]:
    return {fold(word): word for word in lexicon.cues["position"]} | {
        fold(label): label for label in lexicon.phrases.values()
    }


def _post_name(caps: str, lexicon: Lexicon) -> str | None:
    text = re.sub(r"\s+", " ", caps).strip(" .,")
    if not text:
        return None
    if not is_caps(text):
        return text
    phrases = _post_words(lexicon)
    words = text.split(" ")
    out: list[str] = []
    index = 0
    while index < len(words):
        for size in range(min(8, len(words) - index), 0, -1):
            phrase = phrases.get(fold(" ".join(words[index : index + size])).strip(","))
            if phrase:
                shown = phrase[:1].upper() + phrase[1:]
                out.append(shown + ("," if words[index + size - 1].endswith(",") else ""))
                index += size
                break
        else:
            out.append(words[index].capitalize() if not out else words[index].lower())
            index += 1
    return " ".join(out)
