"""The vocabulary of the project: errors, identifiers, vocabularies, gazetteer, ontology, shapes and named queries.

Namespaces for rdflib are in `ontology.namespaces`, which is not loaded here because most callers need no rdflib.
"""

from ontology.cues import Cues, load_cues
from ontology.errors import (
    Ambiguous,
    Candidate,
    EmptyInput,
    InputError,
    LimitExceeded,
    LineageError,
    NotFound,
    QueryError,
    StoreError,
    UnsupportedFormat,
)
from ontology.gazetteer import Gazetteer, Locality, fold_name, load_gazetteer
from ontology.iris import DEFAULT_BASE, TERMS, VOCABULARIES, Iris, number_from_slug, number_slug, slug
from ontology.queries import NamedQuery, QueryParameter, find_query, load_queries
from ontology.static import commune_turtle, static_quads
from ontology.vocabulary import (
    BodyKind,
    Change,
    Competence,
    Concept,
    DocumentType,
    Graded,
    Period,
    Vocabulary,
    load_vocabulary,
)

__all__ = [
    "DEFAULT_BASE",
    "TERMS",
    "VOCABULARIES",
    "Ambiguous",
    "BodyKind",
    "Candidate",
    "Change",
    "Competence",
    "Concept",
    "Cues",
    "DocumentType",
    "EmptyInput",
    "Gazetteer",
    "Graded",
    "InputError",
    "Iris",
    "LimitExceeded",
    "LineageError",
    "Locality",
    "NamedQuery",
    "NotFound",
    "Period",
    "QueryError",
    "QueryParameter",
    "StoreError",
    "UnsupportedFormat",
    "Vocabulary",
    "commune_turtle",
    "find_query",
    "fold_name",
    "load_cues",
    "load_gazetteer",
    "load_queries",
    "load_vocabulary",
    "number_from_slug",
    "number_slug",
    "slug",
    "static_quads",
]
