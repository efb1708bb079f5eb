"""Who signed a document, in which post, for whom.

Forms of signing: Hướng dẫn 36-HD/VPTW, 1.7 (T/M, K/T, T/L) and Nghị định 30/2020/NĐ-CP, phụ lục I, 7 (TM., KT.,
TL., TUQ., Q.).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .cleaning import CAPITALS, SMALL, fold
from .layout import Line, Paragraph, is_caps, join, part_of
from .lexicon import Lexicon

_FORM = re.compile(
    rf"(?:T\s?/\s?M|K\s?/\s?T|T\s?/\s?L|TM|KT|TL|TUQ|T\.M|K\.T)(?:[.,:/]?(?=\s|$)|\.(?=[{CAPITALS}]{{2}}))"
)
_FORM_AT = re.compile(
    r"(?:^|(?<=\s))(?:(?:TM|KT|TL|TUQ)(?:[./]\s*|\s+)|(?:T/M|K/T|T/L|T\.M|K\.T)\.?\s*|Q\.\s?)"
    rf"(?=[{CAPITALS}]{{2}})|"
    r"^(?:TM|KT|TL|TUQ|T/M|K/T|T/L|T\.M|K\.T)\.?$"
)
_ACTING_FORM = re.compile(r"Q\.\s?(?=[A-ZĐ])")  # the acting head: his post is "Q. Chủ tịch"
_NAME_WORD = rf"[{CAPITALS}](?:['’]?[{CAPITALS}]?[{SMALL}]+(?:-[{CAPITALS}][{SMALL}]+)?|(?=\s))"
PERSON = re.compile(rf"(?<!\w)(?:{_NAME_WORD}(?:\s{_NAME_WORD}){{1,4}}|[{CAPITALS}]['’][{CAPITALS}][{SMALL}]+)(?!\w)")
_RANK = re.compile(
    r"(?:(?:PGS|GS|TS|ThS|BS|CN|KS|Ths|Luật sư|Nhà giáo|(?:Đại|Thượng|Trung|Thiếu)\s(?:tướng|tá|úy))(?!\w)\.?,?\s*)+",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"[\[(]*\s*(?:đã\s+k[ýí]|k[ýí]\s+tên|đã\s+ký\s+và\s+đóng\s+dấu)[^)\]]{0,20}[)\]]*\.?", re.IGNORECASE
)
_LOCALITY = re.compile(r"(?:TỈNH|THÀNH PHỐ|TP|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)(?!\w)")
# A word of the name of a place: BẮC of ỦY BAN NHÂN DÂN TỈNH BẮC KẠN, but not HỘI of XÃ HỘI.
_OF_PLACE = re.compile(rf"(?<!\w){_LOCALITY.pattern}(?!\sHỘI(?!\w))(?:\s[\w'’-]+){{1,4}}$")
_POST_HEAD = re.compile(
    r"(?:PHÓ|TRƯỞNG|CHÁNH|THỨ|CHỦ|GIÁM|TỔNG|BÍ THƯ|ỦY VIÊN|HIỆU|VIỆN TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|CHỈ HUY|CHÍNH|TƯ LỆNH|"
    r"ĐỘI TRƯỞNG|TRẠM TRƯỞNG|THƯ KÝ|BỘ TRƯỞNG|THỐNG ĐỐC|Q\.)(?!\w)"
)
# Of a name that is printed in capitals below the post: its surname tells it from one more line of the post.
_SURNAME = re.compile(
    r"(?:NGUYỄN|TRẦN|LÊ|PHẠM|HOÀNG|HUỲNH|PHAN|VŨ|VÕ|ĐẶNG|BÙI|ĐỖ|HỒ|NGÔ|DƯƠNG|LÝ|ĐINH|TRƯƠNG|ĐOÀN|LÂM|MAI|TÔ|TRỊNH|ĐÀO|LƯƠNG|"
    r"HÀ|CAO|TẠ|QUÁCH|THÁI|PHÙNG|CHU|TỐNG|VƯƠNG|LƯU|ĐÀM|NÔNG|TRIỆU|KIỀU)(?:\s\w+){1,3}$"
)
_MOST = 6  # signatures of one document
_AFTER_NAME = 20  # characters behind a name that tell whether the sentence goes on
_NO_MORE = 60  # characters of a line that is no part of a signature


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


def signature_at(text: str, lexicon: Lexicon) -> int | None:
    """Where a signature begins in a line that may begin with something else: at its form, or at a post in capitals."""
    if _SIGNED.fullmatch(text):
        return 0
    form = _FORM_AT.search(text)
    if form:
        return form.start()
    for match in lexicon.pattern("(?:«position»)(?!\\w)").finditer(fold(text)):
        if is_caps(text[match.start() : match.end()]) and (match.start() == 0 or text[match.start() - 1] == " "):
            return match.start()
    return None


def without_marks(lines: list[Line]) -> list[Line]:
    """``lines`` without "(đã ký)" and without lines of signs only."""
    kept: list[Line] = []
    for line in lines:
        position = 0
        for match in _SIGNED.finditer(line.text):
            kept.append(part_of(line, position, match.start()))
            position = match.end()
        kept.append(part_of(line, position))
    return [line for line in kept if not re.fullmatch(r"[\W_]*", line.text)]


def read_signers(lines: list[Line], lexicon: Lexicon, annex: re.Pattern[str]) -> tuple[list[ReadSigner], int]:
    """The signatures that begin with the first of ``lines``, and where the last of them ends."""
    signers: list[ReadSigner] = []
    block: list[Line] = []
    waiting: list[list[Line]] = []  # posts that stand side by side, above names that stand side by side
    stop = 0
    for line in without_marks(lines):
        if annex.match(line.text) and not block:
            break
        person = _person(line, bool(block), lexicon)
        if person:
            own = block or (waiting.pop(0) if waiting else [])
            whole = join([*own, line])
            signers.append(_signer(own, line, person, whole, lexicon))
            stop, block = line.end, []
            if len(signers) == _MOST:
                break
        elif _is_post_line(line, bool(block), lexicon):
            if block and not signers and _is_whole_post(block, lexicon) and _is_whole_post([line], lexicon):
                waiting.append(block)
                block = []
            block.append(line)
            if waiting and len(block) == 1:
                waiting.append(block)
                block = []
        elif signers or block or waiting or len(line.text) > _NO_MORE:
            break
    named = [signer for signer in signers if signer.position or signer.on_behalf_of]
    return (named or signers[:1]), stop


def _is_whole_post(block: list[Line], lexicon: Lexicon) -> bool:
    """Whether the lines are one post of minutes (THƯ KÝ, CHỦ TRÌ, CHỦ TỌA), beside which another may stand."""
    return len(block) == 1 and fold(block[0].text) in lexicon.folded_cues("post-of-minutes")


def _person(line: Line, below_post: bool, lexicon: Lexicon) -> str | None:
    """The name of a person that the line ends with, behind a rank or a post in capitals at most."""
    if is_caps(line.text):
        return line.text if below_post and _SURNAME.match(line.text) and not _begins_post(line.text, lexicon) else None
    if _is_post(line.text, lexicon):
        return None
    rest = _RANK.sub("", line.text) if _RANK.match(line.text) else line.text
    for match in PERSON.finditer(rest):
        before = rest[: match.start()].strip()
        after = rest[match.end() :].strip(" .,")
        if after and not after.startswith(("(", "[")) and not is_caps(after[:_AFTER_NAME]):
            continue
        if not before or is_caps(before) or _RANK.fullmatch(before) or _is_post(_RANK.sub("", before), lexicon):
            return match[0]
    return None


def _is_post(text: str, lexicon: Lexicon) -> bool:
    return fold(text.strip(" .,")) in _post_words(lexicon)


def _is_post_line(line: Line, begun: bool, lexicon: Lexicon) -> bool:
    numbered = re.search(r"\d", line.text) and not re.search(r"(?:PHÒNG|BAN|VỤ|CỤC|QUẬN|PHƯỜNG) \d", line.text)
    if len(line.text) >= 90 or numbered:
        return False
    kiem = begun and line.text == "kiêm"
    return is_caps(line.text) or kiem or _is_post(line.text, lexicon) or bool(_FORM.match(line.text))


def _signer(block: list[Line], line: Line, name: str, whole: Paragraph, lexicon: Lexicon) -> ReadSigner:
    head = _RANK.sub("", line.text[: line.text.index(name)]).strip() if name in line.text else ""
    lines = [text for text in (*(_RANK.sub("", other.text).strip() for other in block), head) if text]
    position, on_behalf = _posts(_without_double(lines), lexicon)
    return ReadSigner(name, position, on_behalf, whole)


def _without_double(lines: list[str]) -> list[str]:
    """The lines of a block with a post that "kiêm" divides put on one line."""
    joined: list[str] = []
    for text in lines:
        continues = joined and (text.lower().startswith("kiêm") or joined[-1].lower().endswith(("kiêm", " phó")))
        if continues:
            joined[-1] = f"{joined[-1]} {text}"
        else:
            joined.append(text)
    return joined


def _posts(lines: list[str], lexicon: Lexicon) -> tuple[str | None, str | None]:
    """The post of the signer, and for whom he signs, from the lines above his name.

    "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH": he is Phó Chủ tịch and signs for the committee.
    """
    forms = [index for index, text in enumerate(lines) if _FORM.match(text)]
    inner = [index for index, text in enumerate(lines) if re.search(rf"\s(?:{_FORM.pattern})", text)]
    if not forms and not inner:
        return _plain_post(lines, lexicon), None
    if inner or len(lines) == 1 or not forms:
        return _run_together(" ".join(lines), lexicon)
    first, last = forms[0], forms[-1]
    represented = [_FORM.sub("", lines[first], count=1).strip(), *(lines[first + 1 : last] if last > first else [])]
    rest = lines[last + 1 :]
    if len(rest) == 1 and not any(represented):
        return _run_together(" ".join(lines), lexicon)
    whole = fold(" ".join([*represented, *rest]))
    if whole in lexicon.phrases and whole not in _post_words(lexicon):
        return None, _post_name(whole.upper(), lexicon)
    posts = [index for index, text in enumerate(rest) if _begins_post(text, lexicon) and (index or represented[0])]
    at = posts[-1] if posts else None
    if at is None:
        at = len(rest) - 1 if rest and not _LOCALITY.match(rest[-1]) else len(rest)
    if last == first:
        represented += rest[:at]
    position = " ".join(rest[at:])
    if not position and last == first:
        return _run_together(" ".join([lines[first], *rest]), lexicon)
    return _post_names(position, lexicon), _post_name(" ".join(represented), lexicon)


def _begins_post(text: str, lexicon: Lexicon) -> bool:
    return bool(_POST_HEAD.match(text) or lexicon.pattern("(?:«position»)(?!\\w)").match(fold(text)))


def _plain_post(lines: list[str], lexicon: Lexicon) -> str | None:
    """The post where nobody is signed for: without the name of the body above it."""
    at = next((index for index, text in enumerate(lines) if _begins_post(text, lexicon)), 0)
    return _post_names(" ".join(lines[at:]), lexicon)


def _post_names(text: str, lexicon: Lexicon) -> str | None:
    """Posts in their usual case, those of one person joined by "kiêm"."""
    first, *others = re.split(r"\s+kiêm\s+", text, flags=re.IGNORECASE)
    position = _post_name(first, lexicon)
    return " kiêm ".join([position, *(_post_name(other, lexicon) or other for other in others)]) if position else None


def _run_together(caps: str, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """Divide "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH", which stands on one line."""
    forms = list(re.finditer(rf"(?:^|(?<=\s))(?:{_FORM.pattern})", caps))
    first, last = forms[0], forms[-1]
    tail = caps[last.end() :].strip()
    if len(forms) > 1:
        _, position = _split_posts(tail, lexicon)
        represented = caps[first.end() : forms[1].start()].strip(" ,")
    else:
        represented, position = _split_posts(tail, lexicon)
    return (_post_name(position, lexicon) if position else None), _post_name(represented, lexicon)


def _split_posts(caps: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """The represented body or post, and the post of the signer, which is the last one named."""
    if fold(caps) in lexicon.phrases:
        return caps, None
    deputy = re.search(r"(?<=\S)\s(?=(?:PHÓ|THỨ)\s)", caps)
    if deputy:
        return caps[: deputy.start()].strip(" ,"), caps[deputy.end() :].strip()
    posts = lexicon.pattern(r"(?<!\w)(?:«position»)(?!\w)")
    found = [match for match in posts.finditer(fold(caps)) if match.start() > 0 and caps[match.start() - 1] == " "]
    found = [match for match in found if not caps[: match.start()].rstrip().endswith((",", "BAN"))]
    if not found:
        return caps, None
    cut = found[-1].start()
    return caps[:cut].strip(" ,"), caps[cut:].strip()


@cache
def _post_words(lexicon: Lexicon) -> dict[str, str]:
    posts = (*lexicon.cues["position"], *lexicon.cues["post-of-minutes"])
    return {fold(word): word for word in posts}


@cache
def _cased(lexicon: Lexicon) -> dict[str, str]:
    return _post_words(lexicon) | {fold(label): label for label in lexicon.phrases.values()}


def _post_name(caps: str, lexicon: Lexicon) -> str | None:
    """A post in its usual case; one that is not in capitals as it stands."""
    text = re.sub(r"\s+", " ", caps).strip(" .,")
    if not text:
        return None
    if _ACTING_FORM.match(text):
        rest = _post_name(text[2:], lexicon)
        return f"Q. {rest}" if rest else None
    if not is_caps(text):
        return text
    phrases = _cased(lexicon)
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
            named = not out or _OF_PLACE.search(" ".join(words[: index + 1]))
            out.append(words[index].capitalize() if named else words[index].lower())
            index += 1
    return " ".join(out)
