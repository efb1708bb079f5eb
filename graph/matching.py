"""Whether two subjects, two dates or two types speak of one document: the evidence that reconciliation weighs."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

from graph.listing import fold

_WORD: Final = re.compile(r"[a-z0-9]+")
_LEAD: Final = re.compile(r"^(?:v/v|ve(?: viec)?)\s+")
_KINDS: Final = ("huyen-", "quan-", "thi-xa-", "thanh-pho-", "xa-", "phuong-", "thi-tran-", "dac-khu-")
_ALIKE: Final = 0.8
_FEWEST_WORDS: Final = 4
_SLACK: Final = 1.25
_MOST_WORDS: Final = 40
_SHARING: Final = (
    frozenset({"chuong-trinh", "chuong-trinh-hanh-dong"}),
    frozenset({"quyet-dinh", "quy-dinh"}),
    frozenset({"huong-dan", "hop-dong"}),
    frozenset({"de-an", "du-an"}),
    frozenset({"thong-tri", "thong-tu"}),
)
"""Types that texts write for one another, as one symbol stands for both or OCR makes one of the other."""


def subjects_agree(first: str, second: str) -> bool:
    """Whether two subjects read alike: nearly the same words in the same order, and no other figures.

    The one may go on where the other ends. A year or a number that only one of two *different* figures gives keeps the
    plans of two years apart.

    >>> subjects_agree("về công tác dân số trong tình hình mới", "công tác dân số trong tình hình mới")
    True
    >>> subjects_agree("công tác cải cách hành chính năm 2022", "công tác cải cách hành chính năm 2023")
    False
    """
    one, other = _words(first), _words(second)
    length = int(min(len(one), len(other)) * _SLACK) + 1
    one, other = one[:length], other[:length]
    if min(len(one), len(other)) < _FEWEST_WORDS:
        return one == other
    figures, others = ({word for word in words if word.isdecimal()} for words in (one, other))
    if not (figures <= others or others <= figures):
        return False
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return 2 * sum(block.size for block in blocks) >= _ALIKE * (len(one) + len(other))


def dates_alike(first: str, second: str) -> bool:
    """Whether one of two days may be a misprint of the other: another year alone, one other digit, or two exchanged.

    >>> dates_alike("2012-08-12", "2021-08-12"), dates_alike("2022-06-11", "2022-06-21")
    (True, True)
    >>> dates_alike("2011-10-24", "2021-08-12")
    False
    """
    if first == second or len(first) != len("2021-08-12") or len(second) != len(first):
        return False
    differing = [index for index in range(len(first)) if first[index] != second[index]]
    exchanged = len(differing) == 2 and sorted(first) == sorted(second)
    return first[4:] == second[4:] or len(differing) == 1 or exchanged


def dates_agree(first: str | None, second: str | None) -> bool:
    """Whether two dates can be of one document: equal, the one a part of the other, or one of them unknown."""
    return first is None or second is None or first.startswith(second) or second.startswith(first)


def types_agree(first: str | None, second: str | None) -> bool:
    """Whether two types can be of one document: equal, not known, or written for one another."""
    unknown = (None, "van-ban")
    return first == second or first in unknown or second in unknown or {first, second} in _SHARING


def loose_scope(scope: str) -> str:
    """A scope without the kinds of its localities.

    >>> loose_scope("tay-ninh/huyen-chau-thanh")
    'tay-ninh/chau-thanh'
    """
    return "/".join(
        next((part.removeprefix(kind) for kind in _KINDS if part.startswith(kind)), part) for part in scope.split("/")
    )


def _words(subject: str) -> list[str]:
    return _WORD.findall(_LEAD.sub("", fold(subject)))[:_MOST_WORDS]
