"""The end of a document: *Nơi nhận*, and the signatures beside it, below it or above it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from .cleaning import fold, plain
from .layout import Line, Paragraph, is_caps, join, part_of, split_lines
from .lexicon import Lexicon
from .segment import Part
from .signatures import PERSON, ReadSigner, read_signers, signature_at, without_marks

_RECEIVED = re.compile(r"n\s?ơ\s?i\s+(?:n\s?h\s?ậ\s?n|gửi)\s*:?\s*", re.IGNORECASE)
_ANNEX = re.compile(r"(?:PHỤ LỤC|Phụ lục|BIỂU|DANH MỤC|DANH SÁCH|\[\d+\])")
_PURPOSE = re.compile(r"\s*\(\s*([^()]{1,40}?)\s*\)?\s*$")
_UNBRACKETED = re.compile(r"(?<=như trên)\s+(để\s[^()]{1,30})$", re.IGNORECASE)
_ARCHIVE = re.compile(r"luu(?:\s*:\s*|\s+|(?=[.,;]?$))")
_NEAR = 14  # lines at the end within which a signature stands, unless something else follows it
_BLOCK = 14  # lines of a signature with the space for the seal
_BLOCK_LINE = 90


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
    signers, stop = read_signers(after, lexicon, _ANNEX)
    start = lines[note].start
    if not signers:
        signers, begin, _ = _signers_above(lines[:note], lexicon)
        start = min(start, begin) if signers else start
        stop = 0
    end = max(stop, block[-1].end if block else lines[note].end)
    return Ending(tuple(_recipients(block, lexicon)), tuple(signers), start, end)


def _without_recipients(lines: tuple[Line, ...], part: Part, lexicon: Lexicon) -> Ending:
    signers, begin, stop = _signers_above(lines, lexicon)
    return Ending((), tuple(signers), begin if signers else part.end, stop if signers else part.end)


def _recipient_lines(lines: tuple[Line, ...], note: int, lexicon: Lexicon) -> tuple[list[Line], list[Line]]:
    """Divide the lines behind *Nơi nhận* into the list and what follows, which may share its last line."""
    first = lines[note]
    mark = _RECEIVED.match(first.text)
    rest = first.text[mark.end() :] if mark else ""
    pending = [Line(first.end - len(rest), first.end, rest, 0)] if rest.strip() else []
    pending = without_marks([*pending, *lines[note + 1 :]])
    if _in_two_columns(pending, lexicon):
        return _columns(pending, lexicon)
    block: list[Line] = []
    archived = False
    for index, line in enumerate(pending):
        cut = signature_at(line.text, lexicon)
        if cut == 0 or _ANNEX.match(line.text):
            return block, pending[index:]
        dash = bool(re.match(r"[-+•–]", line.text))
        ended = (
            block and line.gap and not _unfinished(block[-1].text) and not _list_goes_on(pending[index - 1 : index + 4])
        )
        if not dash and (archived or ended):
            return block, pending[index:]
        if not dash and block and not _unfinished(block[-1].text) and PERSON.fullmatch(line.text):
            return block, pending[index:]
        if cut:
            block.append(
                Line(line.start, line.start + len(line.text[:cut].rstrip()), line.text[:cut].rstrip(), line.gap)
            )
            tail = line.text[cut:]
            return block, [Line(line.end - len(tail), line.end, tail, 0), *pending[index + 1 :]]
        block.append(line)
        archived = archived or _is_archive(line)
    return block, []


def _in_two_columns(lines: list[Line], lexicon: Lexicon) -> bool:
    """Whether the signature beside the list was read across: the list goes on below its first line."""
    begun = False
    for line in lines[:20]:
        if re.match(r"[-+•–]", line.text) and begun:
            return True
        if _is_archive(line):
            return False
        begun = begun or signature_at(line.text, lexicon) is not None
    return False


def _columns(lines: list[Line], lexicon: Lexicon) -> tuple[list[Line], list[Line]]:
    """The lines of the list, and those of the signature beside it, each in order."""
    left: list[Line] = []
    right: list[Line] = []
    archived = False
    for line in lines:
        cut = signature_at(line.text, lexicon)
        if cut is None and archived:
            right.append(line)
            continue
        if cut is None:
            listed = re.match(r"[-+•–]", line.text) or not (is_caps(line.text) or PERSON.fullmatch(line.text))
            (left if listed else right).append(line)
        else:
            if cut:
                left.append(part_of(line, 0, cut))
            right.append(part_of(line, cut))
        archived = archived or bool(left and _is_archive(left[-1]))
    return left, right


def _is_archive(line: Line) -> bool:
    return _ARCHIVE.match(plain(line.text.lstrip("-+•– "))) is not None


def _list_goes_on(lines: list[Line]) -> bool:
    """Whether items without a dash follow one that ends with a semicolon, and one with a dash comes after them."""
    following = lines[1:]
    plain_items = list(itertools.takewhile(lambda line: not re.match(r"[-+•–]", line.text), following))
    return len(plain_items) < len(following) and all(line.text.endswith(";") for line in [lines[0], *plain_items])


def _unfinished(text: str) -> bool:
    return not re.search(r"[.;]\s*$|\)[,.;]?\s*$", text)


def _recipients(block: list[Line], lexicon: Lexicon) -> list[tuple[Paragraph, str | None]]:
    items: list[list[Line]] = []
    for line in (part for whole in block for part in _run_together(whole)):
        mark = re.match(r"[-+•–]\s*", line.text)
        if mark:
            text = line.text[mark.end() :]
            items.append([Line(line.end - len(text), line.end, text, line.gap)])
        elif items and not (line.gap and items[-1][-1].text.endswith(";")):
            items[-1].append(line)
        else:
            items.append([line])
    found = [_recipient(join(item), lexicon) for item in items if item[0].text]
    return [(name, purpose) for name, purpose in found if name.text]


def _run_together(line: Line) -> list[Line]:
    """The items of a list that stands on one line: "- Như Điều 4; - Cục Kiểm soát; - Lưu: VT."."""
    starts = [0, *(match.end() for match in re.finditer(r";\s+(?=[-+•–]\s)", line.text))]
    bounds = itertools.pairwise([*starts, len(line.text)])
    return [Line(line.start + begin, line.start + end, line.text[begin:end], line.gap) for begin, end in bounds]


def _recipient(item: Paragraph, lexicon: Lexicon) -> tuple[Paragraph, str | None]:
    end = len(item.text.rstrip(" .,;"))
    archive = _ARCHIVE.match(plain(item.text))
    if archive:
        return item.cut(archive.end(), end), "lưu"
    purpose = _PURPOSE.search(item.text[:end]) or _UNBRACKETED.search(item.text[:end])
    if purpose and _is_purpose(purpose[1], lexicon):
        end = len(item.text[: purpose.start()].rstrip(" .,;"))
        return item.cut(0, end), purpose[1].strip()
    return item.cut(0, end), None


def _is_purpose(text: str, lexicon: Lexicon) -> bool:
    """Whether the words say why a copy is sent: listed ones, or any that begin small and hold no number."""
    words = text.strip()
    listed = fold(words) in lexicon.folded_cues("purpose")
    return listed or ((words.islower() or words.startswith("để ")) and not re.search(r"\d", words))


def _signers_above(lines: tuple[Line, ...], lexicon: Lexicon) -> tuple[list[ReadSigner], int, int]:
    """The last signature in ``lines`` (no recipients, or recipients below it), where it begins and where it ends."""
    for far, whole in ((_NEAR, True), (len(lines), False)):
        tail = lines[max(0, len(lines) - far) :]
        starts = [index for index, line in enumerate(tail) if _opens_signature(line, lexicon)]
        for index in starts if whole else reversed(starts):
            signers, stop = read_signers(list(tail[index : index + _BLOCK]), lexicon, _ANNEX)
            if signers and (signers[0].position or signers[0].on_behalf_of):
                return signers, tail[index].start, stop
    return [], 0, 0


def _opens_signature(line: Line, lexicon: Lexicon) -> bool:
    """Whether a line is the form of a signature, or a post alone."""
    if signature_at(line.text, lexicon) == 0 and is_caps(line.text) and len(line.text) < _BLOCK_LINE:
        return True
    return lexicon.pattern("(?:«position»|«post-of-minutes»)").fullmatch(fold(line.text)) is not None
