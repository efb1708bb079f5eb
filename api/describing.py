"""What the server says of itself and of its data: SPARQL 1.1 Service Description, VoID and DCAT 3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pyoxigraph as ox
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

from api.conditional import unchanged, validators
from api.context import Context
from api.identifiers import is_iri
from api.rdf import PREFIXES_OF_ALL, serialize, with_charset
from api.settings import Settings
from api.snapshots import Snapshot, data_date, newest
from api.statistics import UNCOUNTED, Counts, Statistics, StatisticsOfVersion
from ontology.iris import TERMS

_XSD = PREFIXES_OF_ALL["xsd"]
_ENTAILMENT = "http://www.w3.org/ns/entailment/Simple"
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_VIETNAMESE = "http://publications.europa.eu/resource/authority/language/VIE"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "TriG",
    "N-Quads",
)
_DOWNLOADS = (("ttl", "text/turtle", "Turtle"), ("nt", "application/n-triples", "N-Triples"))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the descriptions are made of; `address` is that of the server as the client knows it, without a final /."""

    address: str
    base: str
    version: str
    changed: datetime
    statistics: Statistics
    settings: Settings

    @property
    def dataset(self) -> str:
        """The IRI of the dataset."""
        return f"{self.base}dataset"

    @property
    def endpoint(self) -> str:
        """The address of the SPARQL service."""
        return f"{self.address}/sparql"


Build = Callable[[Facts], Iterator[ox.Triple]]


async def facts_of(request: Request, shared: Context, snapshot: Snapshot) -> Facts:
    """The facts about the data of *snapshot*. Raises: BusyError, StoreError."""
    return _facts(request, shared, snapshot, await counting_of(request).of(shared, snapshot))


async def facts_soon(request: Request, shared: Context, snapshot: Snapshot) -> tuple[Facts, bool]:
    """The same at once, and whether the counts are among them."""
    found = await counting_of(request).soon(shared, snapshot)
    return _facts(request, shared, snapshot, UNCOUNTED if found is None else found), found is not None


def counting_of(request: Request) -> StatisticsOfVersion:
    """Who counts what is in the data."""
    counting = request.app.state.statistics
    assert isinstance(counting, StatisticsOfVersion)
    return counting


def _facts(request: Request, shared: Context, snapshot: Snapshot, statistics: Statistics) -> Facts:
    return Facts(
        address=_address(request),
        base=snapshot.store.iris.base,
        version=snapshot.version,
        changed=data_date(snapshot),
        statistics=statistics,
        settings=shared.settings,
    )


async def describe(request: Request, shared: Context, media_type: str, name: str, build: Build) -> Response:
    """What *build* says, in the format with this short name; or 304. Raises: BusyError, StoreError."""
    snapshot = await newest(shared.snapshots)
    found = validators(request, shared.settings, snapshot, media_type)
    if (fresh := unchanged(request, found)) is not None:
        return fresh
    facts = await facts_of(request, shared, snapshot)
    body = await run_sync(lambda: serialize(build(facts), name))
    return Response(body, media_type=with_charset(media_type), headers=found.sent())


def _address(request: Request) -> str:
    """The address by which the client reached the server; the base where its Host header is none."""
    address = str(request.base_url).rstrip("/")
    return address if is_iri(address) else str(request.app.state.base).rstrip("/")


def service_description(facts: Facts) -> Iterator[ox.Triple]:
    """The service: language, formats, dataset, and the limits of this installation."""
    service = ox.NamedNode(facts.endpoint)
    yield _link(service, "rdf:type", "sd:Service")
    yield _link(service, "sd:endpoint", facts.endpoint)
    yield _link(service, "sd:supportedLanguage", "sd:SPARQL11Query")
    yield _link(service, "sd:feature", "sd:UnionDefaultGraph")
    yield _link(service, "sd:defaultEntailmentRegime", _ENTAILMENT)
    for name in _RESULT_FORMATS:
        yield _link(service, "sd:resultFormat", f"formats:{name}")
    yield from _limits(service, facts.settings)
    dataset = ox.NamedNode(facts.dataset)
    yield _link(service, "sd:defaultDataset", facts.dataset)
    yield _link(service, "sd:availableGraphs", f"{facts.dataset}#graphs")
    yield _link(ox.NamedNode(f"{facts.dataset}#graphs"), "rdf:type", "sd:GraphCollection")
    yield _link(dataset, "rdf:type", "sd:Dataset")
    union = ox.NamedNode(f"{facts.dataset}#union")
    yield _link(dataset, "sd:defaultGraph", union.value)
    yield _link(union, "rdf:type", "sd:Graph")
    yield from _number(union, "void:triples", facts.statistics.triples)
    yield from _named_graphs(dataset, facts)


def _limits(service: ox.NamedNode, settings: Settings) -> Iterator[ox.Triple]:
    seconds = ox.Literal(f"{settings.query_timeout_seconds:g}", datatype=ox.NamedNode(f"{_XSD}decimal"))
    yield ox.Triple(service, ox.NamedNode(f"{TERMS}maxQuerySeconds"), seconds)
    numbers = {
        "maxRows": settings.max_rows,
        "maxResultBytes": settings.max_result_bytes,
        "maxQueryBytes": settings.max_body_bytes,
        "maxAddressBytes": settings.max_url_bytes,
        "maxQueryMemoryBytes": settings.query_memory_mb * 1024 * 1024,
    }
    for name, number in numbers.items():
        yield from _number(service, TERMS + name, number)


def _named_graphs(dataset: ox.NamedNode, facts: Facts) -> Iterator[ox.Triple]:
    """The graphs that are not read from a source; those that are, are as many as the corpus has parts."""
    for name, count in facts.statistics.graphs:
        entry, graph = ox.NamedNode(f"{facts.dataset}#entry-{_tail(name)}"), f"{facts.dataset}#graph-{_tail(name)}"
        for collection in (dataset, ox.NamedNode(f"{dataset.value}#graphs")):
            yield _link(collection, "sd:namedGraph", entry.value)
        yield _link(entry, "rdf:type", "sd:NamedGraph")
        yield _link(entry, "sd:name", name)
        yield _link(entry, "sd:graph", graph)
        yield _link(ox.NamedNode(graph), "rdf:type", "sd:Graph")
        yield from _number(ox.NamedNode(graph), "void:triples", count)


def dataset_description(facts: Facts) -> Iterator[ox.Triple]:
    """The dataset: VoID with its counts, DCAT with its version, date, distributions and service."""
    dataset = ox.NamedNode(facts.dataset)
    yield _link(dataset, "rdf:type", "void:Dataset")
    yield _link(dataset, "rdf:type", "dcat:Dataset")
    for text, language in _TITLES:
        yield ox.Triple(dataset, _name("dcterms:title"), ox.Literal(text, language=language))
    for text, language in _DESCRIPTIONS:
        yield ox.Triple(dataset, _name("dcterms:description"), ox.Literal(text, language=language))
    yield ox.Triple(dataset, _name("dcterms:identifier"), ox.Literal(facts.dataset))
    yield ox.Triple(dataset, _name("dcat:version"), ox.Literal(facts.version))
    changed = ox.Literal(facts.changed.isoformat(), datatype=ox.NamedNode(f"{_XSD}dateTime"))
    yield ox.Triple(dataset, _name("dcterms:modified"), changed)
    yield _link(dataset, "dcterms:language", _VIETNAMESE)
    yield _link(dataset, "dcat:landingPage", f"{facts.address}/")
    yield ox.Triple(dataset, _name("void:uriSpace"), ox.Literal(facts.base))
    yield _link(dataset, "void:sparqlEndpoint", facts.endpoint)
    yield from _counts(dataset, facts.statistics)
    yield from _partitions(dataset, facts.statistics)
    yield from _subsets(dataset, facts)
    yield from _distributions(dataset, facts)


def _counts(dataset: ox.NamedNode, found: Statistics) -> Iterator[ox.Triple]:
    yield from _number(dataset, "void:triples", found.triples)
    yield from _number(dataset, "void:entities", found.entities)
    yield from _number(dataset, "void:distinctSubjects", found.subjects)
    yield from _number(dataset, "void:distinctObjects", found.objects)
    yield from _number(dataset, "void:documents", found.instances("Document"))
    yield from _number(dataset, "void:classes", None if found.classes is None else len(found.classes))
    yield from _number(dataset, "void:properties", None if found.properties is None else len(found.properties))
    names = {name for name, _ in (*(found.properties or ()), *(found.classes or ()))}
    for vocabulary in sorted({name[: max(name.rfind("#"), name.rfind("/")) + 1] for name in names}):
        yield _link(dataset, "void:vocabulary", vocabulary)


def _partitions(dataset: ox.NamedNode, found: Statistics) -> Iterator[ox.Triple]:
    kinds: tuple[tuple[str, str, str, Counts | None], ...] = (
        ("void:classPartition", "void:class", "void:entities", found.classes),
        ("void:propertyPartition", "void:property", "void:triples", found.properties),
    )
    for part_of, of_what, counted, counts in kinds:
        for number, (name, count) in enumerate(counts or (), 1):
            part = ox.NamedNode(f"{dataset.value}#{of_what.partition(':')[2]}-{number}")
            yield _link(dataset, part_of, part)
            yield _link(part, of_what, name)
            yield from _number(part, counted, count)


def _subsets(dataset: ox.NamedNode, facts: Facts) -> Iterator[ox.Triple]:
    for name, count in facts.statistics.graphs:
        subset = ox.NamedNode(f"{facts.dataset}#graph-{_tail(name)}")
        yield _link(dataset, "void:subset", subset)
        yield _link(subset, "rdf:type", "void:Dataset")
        yield from _number(subset, "void:triples", count)
        yield _link(subset, "void:dataDump", f"{facts.address}/store?graph={name}")


def _distributions(dataset: ox.NamedNode, facts: Facts) -> Iterator[ox.Triple]:
    service = ox.NamedNode(facts.endpoint)
    yield _link(service, "rdf:type", "dcat:DataService")
    yield _link(service, "dcat:endpointURL", facts.endpoint)
    yield _link(service, "dcat:endpointDescription", facts.endpoint)
    yield _link(service, "dcat:servesDataset", dataset)
    yield _link(service, "dcterms:conformsTo", _PROTOCOL)
    for short, media_type, name in _DOWNLOADS:
        distribution = ox.NamedNode(f"{facts.dataset}#{short}")
        download = f"{facts.address}/store?default&format={short}"
        yield _link(dataset, "dcat:distribution", distribution)
        yield _link(distribution, "rdf:type", "dcat:Distribution")
        yield _link(distribution, "dcat:accessURL", facts.endpoint)
        yield _link(distribution, "dcat:accessService", service)
        yield _link(distribution, "dcat:downloadURL", download)
        yield _link(distribution, "dcat:mediaType", _MEDIA + media_type)
        yield _link(dataset, "void:feature", f"formats:{name}")
        yield _link(dataset, "void:dataDump", download)


def _name(compact: str) -> ox.NamedNode:
    prefix, _, local = compact.partition(":")
    return ox.NamedNode(PREFIXES_OF_ALL[prefix] + local if prefix in PREFIXES_OF_ALL else compact)


def _link(subject: ox.NamedNode, predicate: str, value: str | ox.NamedNode) -> ox.Triple:
    return ox.Triple(subject, _name(predicate), _name(value) if isinstance(value, str) else value)


def _number(subject: ox.NamedNode, predicate: str, count: int | None) -> Iterator[ox.Triple]:
    if count is not None:
        yield ox.Triple(subject, _name(predicate), ox.Literal(count))


def _tail(iri: str) -> str:
    return iri.rpartition("/")[2]


_TITLES = (("Hệ văn bản chỉ đạo", "vi"), ("Lineage of directives", "en"))
_DESCRIPTIONS = (
    ("Văn bản của cơ quan Đảng và Nhà nước, quan hệ thực hiện giữa chúng và trích dẫn làm căn cứ.", "vi"),
    ("Documents of Party and State bodies, who carries out which, and the quotation behind every statement.", "en"),
)
