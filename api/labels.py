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
