"""Names of properties, relations, roles and the like for readers, in Vietnamese or in English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graph.views.words import LANGUAGES, Lang, section
from ontology.vocabulary import load_vocabulary


def cited_as(role: str | None) -> tuple[str, str]:
    """What is said of a document that others cite in a role, before their number or their name, in both languages.

    >>> cited_as("implements"), cited_as(None)
    (('được thực hiện bởi', 'implemented by'), ('được viện dẫn bởi', 'cited by'))
    """
    return section("cited-as")[role or "cites"]


@cache
def _concepts() -> Mapping[str, tuple[str, str]]:
    vocabulary = load_vocabulary()
    schemes = (vocabulary.relations, vocabulary.roles, vocabulary.milestones, vocabulary.levels, vocabulary.systems)
    names = {one.slug: (one.label, one.english or one.slug) for scheme in schemes for one in scheme}
    return names | {kind.slug: (kind.label, kind.label) for kind in vocabulary.document_types}


def name_of(word: str | None, lang: Lang = "vi") -> str:
    """The name of a property, relation, role, level or milestone to show; the word itself where it has none.

    >>> name_of("title"), name_of("lead", "en"), name_of("soon")
    ('Trích yếu', 'leads', 'soon')
    """
    if not word:
        return ""
    tail, properties = word.rpartition("#")[2], section("properties")
    found = properties.get(tail) or properties.get(word) or _concepts().get(word)
    return word if found is None else found[LANGUAGES.index(lang)]


def type_name(slug: str) -> str:
    """The Vietnamese name of a type of document; the slug itself where it has none.

    >>> type_name("chi-thi")
    'Chỉ thị'
    """
    names = {kind.slug: kind.label for kind in load_vocabulary().document_types}
    return names.get(slug, slug)
