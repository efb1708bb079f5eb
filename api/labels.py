"""Names of properties, relations, roles and the like for readers: Vietnamese, then English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ontology.vocabulary import load_vocabulary

_PROPERTIES: Mapping[str, str] = MappingProxyType(
    {
        "type": "Loại văn bản · Type",
        "number": "Số, ký hiệu · Number",
        "date": "Ngày ban hành · Date",
        "date_document": "Ngày ban hành · Date",
        "place": "Nơi ban hành · Place",
        "issuer": "Cơ quan ban hành · Issuer",
        "organization": "Tổ chức · Organization",
        "level": "Cấp · Level",
        "province": "Tỉnh · Province",
        "district": "Huyện · District",
        "commune": "Xã · Commune",
        "jurisdiction": "Địa bàn · Jurisdiction",
        "title": "Trích yếu · Title",
        "same-as": "Cùng một với · Same as",
        "not-same-as": "Không phải là · Not the same as",
    }
)


CONFLICTS: Mapping[str, str] = MappingProxyType(
    {
        "date": "Hai ngày khác nhau · Two dates",
        "number": "Một số, hai văn bản · One number, two documents",
        "later-than-citation": "Muộn hơn văn bản viện dẫn · Later than its citation",
        "older-than-implemented": "Sớm hơn văn bản được thực hiện · Older than what it implements",
        "body-not-existing": "Cơ quan chưa có hoặc đã hết · A body that did not exist then",
        "type-not-allowed": "Thể loại không thuộc thẩm quyền · A type that the body may not issue",
        "identity": "Chưa rõ là văn bản nào · Not proven which document it is",
    }
)
"""Names of the kinds of conflicts."""


CITED_AS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "amends": ("được sửa đổi, bổ sung bởi", "amended by"),
        "attaches": ("được gửi kèm bởi", "attached by"),
        "based-on": ("là căn cứ của", "basis of"),
        "cites": ("được viện dẫn bởi", "cited by"),
        "consolidates": ("được hợp nhất bởi", "consolidated by"),
        "continues": ("được tiếp tục bởi", "continued by"),
        "corrects": ("được đính chính bởi", "corrected by"),
        "guides": ("được hướng dẫn bởi", "guided by"),
        "implements": ("được thực hiện bởi", "implemented by"),
        "repeals": ("bị bãi bỏ bởi", "repealed by"),
        "replaces": ("bị thay thế bởi", "replaced by"),
        "suspends": ("bị đình chỉ, ngưng hiệu lực bởi", "suspended by"),
    }
)
"""What is said of a document that others cite in a role, before their number or their name."""


def cited_as(role: str | None) -> tuple[str, str]:
    """What is said of a document that is cited in a role, in Vietnamese and in English.

    >>> cited_as("implements"), cited_as(None)
    (('được thực hiện bởi', 'implemented by'), ('được viện dẫn bởi', 'cited by'))
    """
    return CITED_AS[role or "cites"]


@cache
def _concepts() -> Mapping[str, str]:
    vocabulary = load_vocabulary()
    schemes = (vocabulary.relations, vocabulary.roles, vocabulary.milestones, vocabulary.levels)
    names = {concept.slug: f"{concept.label} · {concept.slug}" for scheme in schemes for concept in scheme}
    return names | {kind.slug: kind.label for kind in vocabulary.document_types}


def name_of(word: str | None) -> str:
    """The name of a property, relation, role or milestone to show; the word itself where it has none.

    >>> name_of("title")
    'Trích yếu · Title'
    """
    if not word:
        return ""
    tail = word.rpartition("#")[2]
    return _PROPERTIES.get(tail) or _PROPERTIES.get(word) or _concepts().get(word) or word


def type_name(slug: str) -> str:
    """The Vietnamese name of a type of document; the slug itself where it has none.

    >>> type_name("chi-thi")
    'Chỉ thị'
    """
    names = {kind.slug: kind.label for kind in load_vocabulary().document_types}
    return names.get(slug, slug)
