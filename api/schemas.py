"""What the answers are, for the OpenAPI document: the schema of each is made of the classes of its result.

Nothing is made before somebody asks for the document: a route names the class of its answer, and the media types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from api.negotiation import JSON
from api.uploads import Loaded
from graph.bodies import BodyDetails, BodyPage, BodySummary
from graph.cascade import Cascade
from graph.corrections import Correction, State
from graph.coverage import Coverage
from graph.duty import Duties
from graph.gaps import Gap, Gaps
from graph.lineage import Lineage
from graph.linked import DocumentsOf
from graph.localities import LocalityDetails, LocalityPage, LocalitySummary
from graph.matrix import AgencyCounts
from graph.model import Conflicts, DocumentDetails, DocumentPage, DocumentSummary
from graph.paths import Paths
from graph.search.search import Answer as Found
from graph.search.search import FoundBody, FoundGroup, FoundLocality, Passage
from ontology.queries import QueryParameter

Responses: TypeAlias = dict[int | str, dict[str, Any]]
RESULTS: Final = {"application/sparql-results+json": {"schema": {"$ref": "#/components/schemas/SparqlResults"}}}
"""What answers a SPARQL query by default, which is no class of ours: the SPARQL 1.1 Query Results JSON Format."""
Id: TypeAlias = Annotated[str, Field(description="What the routes of the document take: its IRI behind the base")]
REF: Final = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument(DocumentSummary):
    """A document of a list: what is known of it in one line, with the id that the other routes take."""

    id: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentList(DocumentPage):
    """A page of a list of documents: `total` counts all that fit the filters, on whatever page.

    `next` is the `cursor` of the next page, null where this one is the last. `data_changed` tells that the data are
    other ones than those of the page before: what moved in the order may be missing then, or be there twice.
    """

    documents: tuple[ListedDocument, ...]
    next: str | None
    data_changed: bool


@dataclass(frozen=True, slots=True)
class ListedDocumentsOf(DocumentsOf):
    """Some documents from `offset` on, those that are held first and then the newest: `total` counts all, `truncated`
    tells that there are more behind these.
    """

    items: tuple[ListedDocument, ...]


IdOfBody: TypeAlias = Annotated[str, Field(description="What `/bodies/{id}` takes: its IRI behind `body/`")]
IdOfLocality: TypeAlias = Annotated[str, Field(description="What `/localities/{id}` takes: its IRI behind `locality/`")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBody(BodySummary):
    """A body of a list: what is known of it in one line, with the id by which it is asked for."""

    id: IdOfBody


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyList(BodyPage):
    """A page of a list of bodies: `total` counts all that fit the filters, on whatever page.

    `next` is the `cursor` of the next page, null where this one is the last. `data_changed` tells that the data are
    other ones than those of the page before: what moved in the order may be missing then, or be there twice.
    """

    bodies: tuple[ListedBody, ...]
    next: str | None
    data_changed: bool


@dataclass(frozen=True, slots=True)
class BodyLinks:
    """Where more is told of a body: its IRI on this server, documents in which the words of its name stand, and the
    duties of the bodies whose names have its name in them.
    """

    linked_data: str
    documents: str
    duties: str


@dataclass(frozen=True, slots=True)
class BodyAnswer(BodyDetails):
    """All that is known of a body; `truncated` tells that there are more bodies below it, or more documents."""

    documents: ListedDocumentsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLocality(LocalitySummary):
    """A locality of a list: what is known of it in one line, with the id by which it is asked for."""

    id: IdOfLocality


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalityList(LocalityPage):
    """A page of a list of localities: `total` counts all that fit the filters, on whatever page.

    `next` is the `cursor` of the next page, null where this one is the last. `data_changed` tells that the data are
    other ones than those of the page before: what moved in the order may be missing then, or be there twice.
    """

    localities: tuple[ListedLocality, ...]
    next: str | None
    data_changed: bool


@dataclass(frozen=True, slots=True)
class LocalityLinks:
    """Where more is told of a locality: its IRI on this server, its own bodies, and the documents of its province and
    the duties in it, where these can be asked for.
    """

    linked_data: str
    bodies: str
    documents: str | None
    duties: str | None


@dataclass(frozen=True, slots=True)
class LocalityAnswer(LocalityDetails):
    """All that is known of a locality; `truncated` tells that there are more bodies or documents of it."""

    documents: ListedDocumentsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGap(Gap):
    """A document that is cited and not held, with the id that the routes of documents take."""

    id: Id


@dataclass(frozen=True, slots=True)
class GapList(Gaps):
    """A page of the gaps: `total` counts all that fit the filters, `gaps` holds those from `offset` on."""

    gaps: tuple[ListedGap, ...]


@dataclass(frozen=True, slots=True)
class FoundDocuments(FoundGroup):
    """A page of the documents that were found; `more` tells that there are more than `total` counts."""

    group: Literal["documents"]
    items: tuple[ListedDocument, ...]


@dataclass(frozen=True, slots=True)
class FoundBodies(FoundGroup):
    """A page of the bodies that were found; `more` tells that there are more than `total` counts."""

    group: Literal["bodies"]
    items: tuple[FoundBody, ...]


@dataclass(frozen=True, slots=True)
class FoundLocalities(FoundGroup):
    """A page of the localities that were found; `more` tells that there are more than `total` counts."""

    group: Literal["localities"]
    items: tuple[FoundLocality, ...]


@dataclass(frozen=True, slots=True)
class FoundTexts(FoundGroup):
    """A page of the passages that were found; `more` tells that there are more than `total` counts."""

    group: Literal["texts"]
    items: tuple[Passage, ...]


FoundOfGroup: TypeAlias = Annotated[
    FoundDocuments | FoundBodies | FoundLocalities | FoundTexts, Field(discriminator="group")
]


@dataclass(frozen=True, slots=True)
class SearchAnswer(Found):
    """What was found, by groups; `searched` names those of the groups asked for that this store can be searched for."""

    groups: tuple[FoundOfGroup, ...]


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """How many of the listed localities have which status."""

    issued: int
    cited: int
    inherited: int
    none: int


@dataclass(frozen=True, slots=True)
class ListedCorrection(Correction):
    """A correction and what became of it.

    `subjects` are the documents or bodies that it is about, `documents` those of them that are documents, `candidates`
    those among which it leaves a choice, `also` those to which it carries over. `texts_say` holds what the texts say of
    the property themselves; it is empty where they do not say it.
    """

    state: State
    subjects: tuple[str, ...]
    labels: tuple[str, ...]
    documents: tuple[str, ...]
    candidates: tuple[str, ...]
    also: tuple[str, ...]
    texts_say: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorrectionList:
    """All corrections."""

    total: int
    corrections: tuple[ListedCorrection, ...]


@dataclass(frozen=True, slots=True)
class QueryTitle:
    """The title of a named query, in Vietnamese and in English."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question to begin with; `text` is what to send to `/sparql`."""

    name: str
    title: QueryTitle
    description: str
    parameters: tuple[QueryParameter, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Live:
    """The server runs."""

    status: Literal["ok"]


@dataclass(frozen=True, slots=True)
class Ready:
    """The store can be read: the versions of the software and of the data."""

    status: Literal["ok"]
    software: str
    data: str


ANSWERS: Final[tuple[type, ...]] = (
    BodyAnswer,
    BodyList,
    Cascade,
    Conflicts,
    CorrectionList,
    Coverage,
    DocumentDetails,
    DocumentList,
    Duties,
    GapList,
    Lineage,
    Live,
    Loaded,
    LocalityAnswer,
    LocalityList,
    NamedQuery,
    Paths,
    Ready,
    SearchAnswer,
)
"""The classes of all answers; their names are those of the schemas."""

ADDED: Final[Mapping[type, Mapping[str, object]]] = MappingProxyType(
    {
        BodyAnswer: {"id": IdOfBody, "truncated": bool, "links": BodyLinks},
        Coverage: {"counts": StatusCounts, "inherited_in_part": int},
        DocumentDetails: {"id": Id},
        Duties: {"truncated": bool, "by_agency": tuple[AgencyCounts, ...]},
        Lineage: {"truncated": bool},
        LocalityAnswer: {"id": IdOfLocality, "truncated": bool, "links": LocalityLinks},
    }
)
"""What answers have beside the fields of their class: `to_json` or the route adds it."""


def answer(
    kind: type | None,
    *others: str,
    status: int = 200,
    said: str = "The answer",
    many: bool = False,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Responses:
    """The `responses` of a route that answers JSON of a class of `ANSWERS` (with `many`, an array of it), and these
    other media types; of no class, these only. `headers` are what it says of its own, with their meaning.
    """
    content: dict[str, Any] = {}
    if kind is not None:
        assert kind in ANSWERS, f"{kind.__name__} is missing in api.schemas.ANSWERS"
        one = {"$ref": REF.format(model=kind.__name__)}
        content[JSON] = {"schema": {"type": "array", "items": one} if many else one}
    for name in others:
        content[name] = {"schema": {"type": "string"}} if name.startswith("text/") else {}
    own = {name: {"description": meaning, "schema": {"type": "string"}} for name, meaning in headers.items()}
    return {status: {"description": said, "content": content, "headers": own}}


def components() -> dict[str, Any]:
    """The schemas of all answers and of what is in them, by their names."""
    wanted: dict[str, Any] = {kind.__name__: kind for kind in ANSWERS}
    wanted |= {f"{kind.__name__}.{name}": member for kind, more in ADDED.items() for name, member in more.items()}
    adapters: list[tuple[str, JsonSchemaMode, TypeAdapter[Any]]] = [
        (name, "serialization", TypeAdapter(kind)) for name, kind in wanted.items()
    ]
    found, made = TypeAdapter.json_schemas(adapters, ref_template=REF, schema_generator=_Schemas)
    schemas: dict[str, Any] = made["$defs"]
    for kind, more in ADDED.items():
        schema = schemas[kind.__name__]
        schema["properties"] |= {name: found[f"{kind.__name__}.{name}", "serialization"] for name in more}
        schema["required"] += more
    return schemas


class _Schemas(GenerateJsonSchema):
    """Schemas of what is sent: all members are always there, so that none is optional and a default says nothing.

    Members have no titles, as they would only repeat their names; generators of clients name classes by them.
    """

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])
