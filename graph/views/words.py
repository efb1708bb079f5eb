"""What views call things, in Vietnamese and in English: the one place for it; relations and levels are named by the
vocabularies.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from ontology.vocabulary import load_vocabulary

Lang: TypeAlias = Literal["vi", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("vi", "en")

STATUSES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "held": ("có toàn văn", "held"),
        "cited": ("chỉ được viện dẫn", "cited only"),
        "issued": ("đã ban hành", "issued"),
        "inherited": ("kế thừa", "inherited"),
        "partial": ("kế thừa một phần", "inherited in part"),
        "none": ("chưa rõ", "none"),
    }
)
"""What is known of a document or of a locality."""

_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "lineage": ("Chuỗi thực hiện", "Lineage"),
        "citations": ("Viện dẫn", "Citations"),
        "cascade": ("Tiến độ triển khai", "Cascade"),
        "coverage": ("Mức độ triển khai theo tỉnh", "Coverage by province"),
        "root": ("văn bản được hỏi", "the document asked for"),
        "label": ("Văn bản", "Document"),
        "locality": ("Địa phương", "Locality"),
        "code": ("Mã", "Code"),
        "title": ("Trích yếu", "Title"),
        "issuer": ("Cơ quan ban hành", "Issuer"),
        "date": ("Ngày", "Date"),
        "dates": ("Các ngày được nêu", "Dates stated"),
        "place": ("Địa bàn", "Place"),
        "status": ("Tình trạng", "Status"),
        "level": ("Cấp", "Level"),
        "step": ("Bước", "Step"),
        "since": ("Số ngày", "Days"),
        "documents": ("Các văn bản", "Documents"),
        "relations": ("Quan hệ", "Relations"),
        "iri": ("IRI", "IRI"),
        "reviewed": ("Người rà soát", "A reviewer's word"),
        "up": ("Văn bản cấp trên: được thực hiện, căn cứ, tiếp tục", "Upward: what it carries out"),
        "down": ("Văn bản triển khai", "Downward: what carries it out"),
        "cited-side": ("Được văn bản này viện dẫn", "What it cites"),
        "citing-side": ("Viện dẫn văn bản này", "What cites it"),
        "legend": ("Chú giải", "Legend"),
        "notes": ("Lưu ý", "Notes"),
        "as-table": ("Dạng bảng", "As a table"),
        "as-outline": ("Dạng danh sách", "As a list"),
        "static": ("Hình tĩnh", "Static picture"),
        "smaller": ("Thu nhỏ", "Smaller"),
        "larger": ("Phóng to", "Larger"),
        "whole": ("Xem toàn bộ", "See all"),
        "details": ("Chi tiết", "Details"),
        "open": ("Mở văn bản", "Open the document"),
        "nothing": ("Chưa biết văn bản nào.", "Nothing is known."),
        "known-above": ("xem trên", "see above"),
        "undated": ("không rõ ngày", "undated"),
        "time": ("Thời gian", "Time"),
        "unknown": ("không rõ", "unknown"),
        "no-longer": ("không còn trong danh mục", "no longer listed"),
        "keys": (
            "Phím mũi tên chuyển giữa các văn bản, Enter mở văn bản, Esc bỏ chọn.",
            "Arrow keys go from document to document, Enter opens one, Esc lets go.",
        ),
        "says": ("nêu trong", "stated in"),
        "more": ("và {count} nữa", "and {count} more"),
        "left-out": ("Không vẽ {count} văn bản", "{count} documents are left out"),
        "left-out-one": ("Không vẽ 1 văn bản", "1 document is left out"),
        "left-out-up": ("{count} ở bước {step} phía trên", "{count} at step {step} upward"),
        "left-out-down": ("{count} ở bước {step} phía dưới", "{count} at step {step} downward"),
        "left-out-level": ("{count} {level}", "{count} of level {level}"),
        "deeper": ("Không vẽ văn bản xa hơn {count} bước", "Left out: documents more than {count} steps away"),
        "deeper-one": ("Không vẽ văn bản xa hơn {count} bước", "Left out: documents more than {count} step away"),
        "later-one": ("Không tính {count} văn bản sau ngày {day}", "Not counted: {count} document later than {day}"),
        "shortcuts-one": (
            "Không vẽ {count} quan hệ được nêu mà chuỗi dài hơn đã bao hàm",
            "Not drawn: {count} stated step that a longer way makes superfluous",
        ),
        "in-no-row-one": (
            "{count} văn bản khác thực hiện chỉ thị nhưng không tính cho tỉnh nào",
            "{count} more document carries it out and counts for no province",
        ),
        "later": ("Không tính {count} văn bản sau ngày {day}", "Not counted: {count} documents later than {day}"),
        "papers": (
            "Không tính {count} dự thảo, báo cáo, giấy mời, tờ trình và tương tự",
            "Not counted: {count} drafts, reports, invitations and the like",
        ),
        "cycle": ("Vòng lặp", "Cycle"),
        "older": ("Có ngày trước văn bản được thực hiện {days}", "Older by {days} than what it carries out"),
        "shortcuts": (
            "Không vẽ {count} quan hệ được nêu mà chuỗi dài hơn đã bao hàm",
            "Not drawn: {count} stated steps that a longer way makes superfluous",
        ),
        "shrunk": (
            "Khoảng thời gian trống dài được rút ngắn tại dấu “…”.",
            "Long stretches of time without a document are shortened at the sign “…”.",
        ),
        "unlisted": (
            "Có văn bản nhưng không còn trong danh mục ngày {day}: {names}",
            "With documents, but no longer listed on {day}: {names}",
        ),
        "as-of": ("Tính đến ngày {day}", "As of {day}"),
        "provinces": ("{count} tỉnh, thành phố", "{count} provinces"),
        "in-no-row": (
            "{count} văn bản khác thực hiện chỉ thị nhưng không tính cho tỉnh nào",
            "{count} more documents carry it out and count for no province",
        ),
        "data": (
            "Dữ liệu phiên bản {version}: {sources} tệp, văn bản mới nhất ngày {newest}",
            "Data version {version}: {sources} files, the newest document of {newest}",
        ),
        "software": ("phần mềm directive-lineage {version}", "software directive-lineage {version}"),
        "held-count": ("{count} có toàn văn", "{count} held"),
        "cited-count": ("{count} chỉ được viện dẫn", "{count} cited only"),
        "shown": ("{count} văn bản", "{count} documents"),
        "shown-one": ("1 văn bản", "1 document"),
        "days": ("{count} ngày", "{count} days"),
        "days-one": ("1 ngày", "1 day"),
    }
)


def word(name: str, lang: Lang, **values: object) -> str:
    """A word or a sentence of a view, with values put in; for a `count` of 1 the singular where there is one.

    >>> word("days", "en", count=1), word("days", "vi", count=30)
    ('1 day', '30 ngày')
    """
    if values.get("count") == 1 and f"{name}-one" in _WORDS:
        name = f"{name}-one"
    return (_WORDS.get(name) or STATUSES[name])[LANGUAGES.index(lang)].format(**values)


def both(name: str) -> str:
    """A word in both languages, as pages show it: Vietnamese first.

    >>> both("held")
    'có toàn văn · held'
    """
    return " · ".join(_WORDS.get(name) or STATUSES[name])


def days_in(count: int, lang: Lang) -> str:
    """A number of days in words; -1 is one day as well.

    >>> days_in(-1, "en"), days_in(157, "vi")
    ('-1 day', '157 ngày')
    """
    return word("days", lang, count=count) if abs(count) != 1 else word("days-one", lang).replace("1", str(count))


def relation_in(slug: str, lang: Lang) -> str:
    """The name of a relation: "thực hiện", "is based on"; the slug itself where the vocabulary has none.

    >>> relation_in("based-on", "vi"), relation_in("implements", "en")
    ('căn cứ', 'implements')
    """
    return _concepts().get(("relation", slug, lang), slug)


def level_in(slug: str | None, lang: Lang) -> str:
    """The name of a level: "tỉnh", "province".

    >>> level_in("central", "vi"), level_in(None, "en")
    ('trung ương', 'unknown')
    """
    return _concepts().get(("level", slug or "", lang)) or word("unknown", lang)


@cache
def _concepts() -> Mapping[tuple[str, str, Lang], str]:
    vocabulary = load_vocabulary()
    found: dict[tuple[str, str, Lang], str] = {}
    for scheme, concepts in (("relation", vocabulary.relations), ("level", vocabulary.levels)):
        for concept in concepts:
            found[scheme, concept.slug, "vi"] = concept.label
            found[scheme, concept.slug, "en"] = concept.english or concept.slug
    return found
